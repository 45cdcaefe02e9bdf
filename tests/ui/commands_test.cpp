// Finding anything, keys that can be changed, and renaming in the window.
#include "tests/ui/test_main.h"

#include "model/edit/edit.h"
#include "ui/canvas/canvas_panel.h"
#include "ui/commands/commands.h"
#include "ui/commands/find_anything.h"
#include "ui/commands/shortcuts_page.h"
#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/inspector/inspector.h"
#include "ui/window/file_commands.h"
#include "ui/window/main_window.h"
#include "ui/window/message_bar.h"
#include "ui/window/panel_docks.h"
#include "ui/window/rename_box.h"
#include "ui/yaml/yaml_pane.h"

#include <QAction>
#include <QApplication>
#include <QKeySequenceEdit>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QTableWidget>
#include <QTest>

using namespace meshwright;
using namespace meshwright::ui;

namespace {

QByteArray textOf(const Document& document) {
    return QByteArray::fromStdString(document.design().textOf(document.mainFile()));
}

QString best(const FindIndex& index, const QString& words) {
    const auto hits = index.find(words);
    return hits.empty() ? QString() : index.at(hits.front().entry).text;
}

} // namespace

class CommandsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<MainWindow> window_;

    FindAnything& find() {
        window_->actions()[Command::Find]->trigger();
        return *window_->findChild<FindAnything*>();
    }

private Q_SLOTS:
    void init() {
        QSettings().clear();
        window_ = std::make_unique<MainWindow>();
        window_->resize(1440, 900);
        QVERIFY(window_->files().openPath(test::sourcePath(QStringLiteral("resources/samples/bookinfo.yaml"))));
        window_->show();
    }
    void cleanup() {
        window_->document().clear();
        window_.reset();
    }

    void wordsAreFoundInAnyOrderAndTheBestComesFirst() {
        FindIndex index;
        index.setDesign(window_->document().design());
        QVERIFY2(index.at(index.find("reviews").front().entry).kind == FindEntry::Kind::Object,
                 "objects before fields");
        QVERIFY(best(index, "details").contains("details"));
        QVERIFY(best(index, "virtual rev").startsWith("Virtual service"));
        QVERIFY(best(index, "rev virtual").startsWith("Virtual service"));
        QVERIFY(best(index, "jason").contains("jason"));
        QVERIFY(index.find("xyzzyx").empty());
    }

    void lettersInOrderAreEnoughWhereNothingHoldsTheWord() {
        FindIndex index;
        index.setDesign(window_->document().design());
        QVERIFY2(best(index, "prdctpg").contains("productpage"), qPrintable(best(index, "prdctpg")));
        QCOMPARE(matchScore("rvw", "reviews", false), 0);
        QVERIFY(matchScore("rvw", "reviews", true) > 0);
        QVERIFY(matchScore("rev", "reviews", false) > matchScore("iew", "reviews", false));
        QVERIFY(matchScore("reviews", "service reviews", false) > matchScore("review", "service reviews", false));
    }

    void aFieldIsFoundWithItsLineAndItsFormIsOpened() {
        auto& box = find();
        box.field().setText("reviews end-user exact jason");
        QVERIFY(box.found() > 0);
        QTest::keyClick(&box.field(), Qt::Key_Return);
        QVERIFY(window_->selection().current().has_value());
        QCOMPARE(window_->selection().current()->object.name, std::string("reviews"));
        QVERIFY(window_->selection().current()->field.starts_with("spec.http[0].match[0]"));
        QVERIFY(window_->panels().dock("inspector")->isVisible() || window_->panels().dock("yaml")->isVisible());
    }

    void whatNoFormShowsIsShownInTheText() {
        auto& box = find();
        box.field().setText("deployment reviews-v1 containers image");
        QVERIFY(box.found() > 0);
        QTest::keyClick(&box.field(), Qt::Key_Return);
        const auto [first, last] = window_->yaml().markedLines();
        QVERIFY(first > 0 && last >= first);
    }

    void commandsAreFoundWithTheirKeysAndDone() {
        // one node away from its place, so that there is something to arrange
        QVERIFY(window_->document().edit(
            {model::edit::SetField{{"Canvas", "default", "bookinfo"}, "spec.nodes[0].x", std::int64_t(24)}, "Move"}));
        auto& box = find();
        box.field().setText("arrange");
        QVERIFY(box.marked().contains("Arrange"));
        QTest::keyClick(&box.field(), Qt::Key_Return);
        QVERIFY(window_->document().modified());
        QCOMPARE(window_->document().undoStack().count(), 2);
        auto& again = find();
        again.field().setText("panel history");
        QTest::keyClick(&again.field(), Qt::Key_Return);
        QVERIFY(window_->panels().dock("history")->isVisible());
    }

    void tenThousandObjectsAreLookedThrough() {
        std::string text;
        for (int i = 0; i < 10'000; ++i)
            text += "---\napiVersion: v1\nkind: Service\nmetadata: {name: service-" + std::to_string(i) +
                    "}\nspec: {selector: {app: a" + std::to_string(i) + "}, ports: [{name: http, port: 80}]}\n";
        model::Limits limits;
        limits.nodes = 10'000'000;
        limits.documentsPerFile = 20'000;
        const auto design = model::Design::fromText(text, "big.yaml", limits);
        QVERIFY(design.has_value());
        FindIndex index;
        index.setDesign(*design);
        QVERIFY(index.size() >= 40'000);
        QVERIFY(best(index, "service-9876").endsWith("service-9876"));
        QCOMPARE(index.find("service-98", 50).size(), std::size_t(50));
    }

    void aShortcutCanBeChangedAndIsRemembered() {
        window_->actions()[Command::Shortcuts]->trigger();
        auto& page = window_->shortcuts();
        QVERIFY(page.isVisible());
        QCOMPARE(page.table().rowCount(), int(window_->actions().table().size()));
        page.select(Command::Arrange);
        page.keys().setKeySequence(QKeySequence("Ctrl+Alt+Shift+Y"));
        QVERIFY(page.message().isEmpty());
        QTest::mouseClick(&page.setButton(), Qt::LeftButton);
        QCOMPARE(window_->actions()[Command::Arrange]->shortcut(), QKeySequence("Ctrl+Alt+Shift+Y"));
        QVERIFY(window_->actions()[Command::Arrange]->toolTip().contains("Y"));
        MainWindow other;
        QCOMPARE(other.actions()[Command::Arrange]->shortcut(), QKeySequence("Ctrl+Alt+Shift+Y"));
        other.actions().resetShortcuts();
        MainWindow third;
        QCOMPARE(third.actions()[Command::Arrange]->shortcut(), third.actions().info(Command::Arrange).shortcut);
        QTest::keyClick(&page, Qt::Key_Escape);
        QVERIFY(window_->canvas().isVisible());
    }

    void keysThatAreTakenAreSaidInThePageAndCanBeTakenOver() {
        auto& actions = window_->actions();
        actions[Command::Shortcuts]->trigger();
        auto& page = window_->shortcuts();
        page.select(Command::Arrange);
        page.keys().setKeySequence(actions.shortcut(Command::RunPause));
        QVERIFY2(page.message().contains("taken"), qPrintable(page.message()));
        QTest::mouseClick(&page.setButton(), Qt::LeftButton);
        QCOMPARE(actions.shortcut(Command::Arrange), QKeySequence("F5"));
        QVERIFY(actions.shortcut(Command::RunPause).isEmpty());
        actions.resetShortcuts();
        QCOMPARE(actions.shortcut(Command::RunPause), QKeySequence("F5"));
    }

    void theListOfShortcutsIsFilteredByTyping() {
        window_->actions()[Command::Shortcuts]->trigger();
        auto& page = window_->shortcuts();
        page.filter().setText("zoom");
        QVERIFY(page.table().rowCount() >= 2);
        for (int row = 0; row < page.table().rowCount(); ++row)
            QVERIFY(page.table().item(row, 0)->text().contains("zoom", Qt::CaseInsensitive));
        page.filter().setText("no such command");
        QCOMPARE(page.table().rowCount(), 0);
    }

    void everyActionHasATooltipWithItsKeysAndAHintForTheStatusBar() {
        for (const auto& info : window_->actions().table()) {
            const QAction* action = window_->actions()[info.id];
            QVERIFY2(action->toolTip().contains(info.hint), qPrintable(info.text));
            if (!info.shortcut.isEmpty())
                QVERIFY2(action->toolTip().contains(info.shortcut.toString(QKeySequence::NativeText)),
                         qPrintable(info.text));
            QCOMPARE(action->statusTip(), info.hint);
            QVERIFY(!nameOf(info.id).isEmpty());
        }
    }

    void f2RenamesTheSelectedServiceEverywhereAsOneStep() {
        const QByteArray before = textOf(window_->document());
        window_->selection().set(Selected{{"Service", "default", "reviews"}, {}});
        window_->actions()[Command::Rename]->trigger();
        auto& box = window_->renameBox();
        QVERIFY(box.isVisible());
        QCOMPARE(box.field().text(), QStringLiteral("reviews"));
        QTest::keyClicks(&box.field(), "No Name");
        QVERIFY(!box.error().isEmpty());
        QTest::keyClick(&box.field(), Qt::Key_Return);
        QVERIFY2(box.isVisible(), "a name that cannot be given stays in the box, with the reason");
        box.field().selectAll();
        QTest::keyClicks(&box.field(), "stars");
        QVERIFY(box.error().isEmpty());
        QTest::keyClick(&box.field(), Qt::Key_Return);
        QVERIFY(!box.isVisible());
        QVERIFY(window_->document().design().find({"Service", "default", "stars"}));
        QCOMPARE(window_->selection().current()->object.name, std::string("stars"));
        QCOMPARE(window_->document().undoStack().count(), 1);
        for (const auto& d : window_->document().diagnostics())
            QVERIFY2(d.severity != model::Severity::Error, model::toText(d).c_str());
        window_->document().undoStack().undo();
        QCOMPARE(textOf(window_->document()), before);
    }

    void renamingNothingSaysWhatToDo() {
        window_->selection().clear();
        window_->actions()[Command::Rename]->trigger();
        QVERIFY(!window_->renameBox().isVisible());
        QVERIFY(!window_->messages().text().isEmpty());
    }
};

MESHWRIGHT_UI_TEST(CommandsTest, "commands_test")
#include "commands_test.moc"
