// Every wizard as a person uses it: opened by its command, filled in by keys, looked at, written, and taken back.
#include "tests/ui/test_main.h"

#include "model/recipes/preview.h"
#include "model/recipes/recipe.h"
#include "ui/canvas/canvas_panel.h"
#include "ui/commands/commands.h"
#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/start/start_page.h"
#include "ui/window/file_commands.h"
#include "ui/window/main_window.h"
#include "ui/wizards/diff_view.h"
#include "ui/wizards/recipe_form.h"
#include "ui/wizards/wizard_page.h"

#include <QAction>
#include <QComboBox>
#include <QGraphicsView>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>

using namespace meshwright;
using namespace meshwright::ui;

Q_DECLARE_METATYPE(meshwright::ui::Command)

namespace {

QByteArray textOf(MainWindow& window) {
    return QByteArray::fromStdString(window.document().design().textOf(window.document().mainFile()));
}

/// Types into a control as a person does: a line, an editable box, a number, or the first letters of a choice.
void type(QWidget* control, const QString& text) {
    control->setFocus();
    if (auto* box = qobject_cast<QComboBox*>(control); box && !box->isEditable()) {
        const int index = box->findText(text);
        QVERIFY2(index >= 0, qPrintable(text));
        while (box->currentIndex() != index)
            QTest::keyClick(box, box->currentIndex() < index ? Qt::Key_Down : Qt::Key_Up);
        return;
    }
    if (auto* number = qobject_cast<QSpinBox*>(control)) number->selectAll();
    QTest::keyClick(control, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(control, text);
}

} // namespace

class WizardsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<MainWindow> window_;

private Q_SLOTS:
    void init() {
        window_ = std::make_unique<MainWindow>();
        window_->resize(1440, 900);
        QVERIFY(window_->files().openPath(test::sourcePath(QStringLiteral("resources/samples/canary.yaml"))));
        window_->show();
        QVERIFY(QTest::qWaitForWindowActive(window_.get()));
    }
    void cleanup() {
        window_->document().clear();
        window_.reset();
    }

    void eachIsFilledInByKeysShownBeforeItIsWrittenAndTakenBackAtOnce_data() {
        QTest::addColumn<Command>("command");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("written");
        QTest::newRow("canary") << Command::PlanCanary << "canary"
                                << "v3"
                                << "subset: v3";
        QTest::newRow("blue-green") << Command::PlanBlueGreen << "live"
                                    << "green"
                                    << "x-preview:";
        QTest::newRow("A/B") << Command::PlanAbTest << "header"
                             << "x-group"
                             << "x-group:";
        QTest::newRow("mirror") << Command::PlanMirror << "percent"
                                << "35"
                                << "value: 35";
        QTest::newRow("resilience") << Command::PlanResilience << "attempts"
                                    << "4"
                                    << "attempts: 4";
        QTest::newRow("expose") << Command::PlanExpose << "host"
                                << "catalog.example.org"
                                << "- catalog.example.org";
        QTest::newRow("egress") << Command::PlanEgress << "host"
                                << "pay.example.net"
                                << "- pay.example.net";
        QTest::newRow("mTLS") << Command::PlanStrictMtls << "scope"
                              << "the whole mesh"
                              << "mode: STRICT";
    }
    void eachIsFilledInByKeysShownBeforeItIsWrittenAndTakenBackAtOnce() {
        QFETCH(Command, command);
        QFETCH(QString, field);
        QFETCH(QString, value);
        QFETCH(QString, written);
        const QByteArray before = textOf(*window_);
        const model::Design designBefore = window_->document().design();
        window_->actions()[command]->trigger();
        auto& wizard = window_->wizard();
        QVERIFY(wizard.isVisible());
        QVERIFY2(wizard.form().isAncestorOf(window_->focusWidget()), "the first field has the keyboard");
        QWidget* control = wizard.form().control(field);
        QVERIFY(control);
        type(control, value);
        QVERIFY2(wizard.writeButton().isEnabled(), qPrintable(wizard.form().errorAt(field)));
        QTRY_VERIFY2(wizard.diff().toPlainText().contains(written), qPrintable(wizard.diff().toPlainText()));
        QCOMPARE(textOf(*window_), before);
        QVERIFY2(wizard.problems().isEmpty(), qPrintable(wizard.problems()));
        QTest::keyClick(control, Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(!wizard.isVisible());
        QVERIFY(window_->canvas().isVisible());
        QVERIFY(textOf(*window_).contains(written.toUtf8()));
        QVERIFY(window_->selection().current().has_value());
        QCOMPARE(window_->document().undoStack().count(), 1);
        QVERIFY(!window_->document().undoStack().undoText().isEmpty());
        for (const auto& d : model::recipes::newProblems(designBefore, window_->document().design()))
            QFAIL(model::toText(d).c_str());
        window_->actions()[Command::Undo]->trigger();
        QCOMPARE(textOf(*window_), before);
    }

    void everyRecipeHasACommandInTheSameOrder() {
        QCOMPARE(int(Command::PlanStrictMtls) - int(Command::PlanCanary) + 1, int(model::recipes::recipes().size()));
        for (std::size_t i = 0; i < model::recipes::recipes().size(); ++i) {
            window_->actions()[Command(int(Command::PlanCanary) + int(i))]->trigger();
            QVERIFY(!window_->wizard().form().findChildren<QWidget*>().isEmpty());
            window_->wizard().cancel();
        }
    }

    void anErrorStandsBesideItsFieldWhileTypingAndStopsTheWriting() {
        window_->actions()[Command::PlanResilience]->trigger();
        auto& wizard = window_->wizard();
        QWidget* perTry = wizard.form().control("perTry");
        type(perTry, "9s");
        QVERIFY(wizard.form().errorAt("perTry").contains("longer"));
        QVERIFY(!wizard.writeButton().isEnabled());
        const QByteArray before = textOf(*window_);
        QTest::keyClick(perTry, Qt::Key_Return);
        QCOMPARE(textOf(*window_), before);
        type(perTry, "2s");
        QVERIFY(wizard.form().errorAt("perTry").isEmpty());
        QVERIFY(wizard.writeButton().isEnabled());
    }

    void escapeLeavesWithoutWriting() {
        const QByteArray before = textOf(*window_);
        window_->actions()[Command::PlanCanary]->trigger();
        QTest::keyClick(&window_->wizard(), Qt::Key_Escape);
        QVERIFY(window_->canvas().isVisible());
        QCOMPARE(textOf(*window_), before);
        QVERIFY(!window_->document().modified());
    }

    void theSelectedServiceIsFilledIn() {
        QVERIFY(window_->files().openPath(test::sourcePath(QStringLiteral("resources/samples/bookinfo.yaml"))));
        window_->selection().set(Selected{{"Service", "default", "ratings"}, {}});
        window_->actions()[Command::PlanMirror]->trigger();
        QCOMPARE(qobject_cast<QComboBox*>(window_->wizard().form().control("service"))->currentText(),
                 QStringLiteral("ratings"));
    }

    void anotherServiceBringsItsOwnVersions() {
        QVERIFY(window_->files().openPath(test::sourcePath(QStringLiteral("resources/samples/bookinfo.yaml"))));
        window_->actions()[Command::PlanCanary]->trigger();
        auto& form = window_->wizard().form();
        type(form.control("service"), "reviews");
        auto* canary = qobject_cast<QComboBox*>(form.control("canary"));
        QVERIFY(canary->findText("v3") >= 0);
        type(form.control("service"), "details");
        QVERIFY(canary->findText("v3") < 0);
    }

    void planACanaryFromTheStartPageMakesAWholeDesign() {
        window_->document().clear();
        window_->actions()[Command::Gallery]->trigger();
        QVERIFY(window_->start().isVisible());
        auto* door = window_->start().findChild<QAbstractButton*>(QStringLiteral("plan-canary"));
        QVERIFY(door);
        QTest::mouseClick(door, Qt::LeftButton);
        QVERIFY(window_->wizard().isVisible());
        type(window_->wizard().form().control("name"), "cart");
        QVERIFY(window_->wizard().write());
        const auto& design = window_->document().design();
        QVERIFY(design.find({"Service", "default", "cart"}));
        QVERIFY(design.find({"VirtualService", "default", "cart"}));
        QCOMPARE(design.all<model::kube::Deployment>().size(), std::size_t(2));
        QVERIFY(window_->document().diagnostics().empty() ||
                window_->document().diagnostics().front().severity == model::Severity::Info);
        QVERIFY(!window_->canvas().scene().graph().nodes.empty());
        window_->document().undoStack().undo();
        QVERIFY(window_->document().empty());
    }

    void theyAreInTheCanvasMenu() {
        bool found = false;
        const auto* canary = window_->actions()[Command::PlanCanary];
        for (const auto* action : window_->canvas().findChild<QGraphicsView*>()->actions())
            if (action->menu())
                for (const auto* inner : action->menu()->actions()) found = found || inner == canary;
        QVERIFY(found);
    }
};

MESHWRIGHT_UI_TEST(WizardsTest, "wizards_test")
#include "wizards_test.moc"
