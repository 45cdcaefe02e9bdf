// Whatever a command does to the design, undo takes it back to the exact bytes and redo does it again.
#include "tests/ui/test_main.h"

#include "model/edit/edit.h"
#include "ui/commands/commands.h"
#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/window/file_commands.h"
#include "ui/window/main_window.h"
#include "ui/window/rename_box.h"
#include "ui/wizards/wizard_page.h"

#include <QAction>
#include <QApplication>
#include <QFile>
#include <QLineEdit>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

using namespace meshwright;
using namespace meshwright::ui;
namespace edit = meshwright::model::edit;

namespace {

QByteArray textOf(const Document& document) {
    return QByteArray::fromStdString(document.design().textOf(document.mainFile()));
}

QString bookinfoPath() {
    return test::sourcePath(QStringLiteral("resources/samples/bookinfo.yaml"));
}

const model::ResourceId reviews{"VirtualService", "default", "reviews"};

/// Takes everything back, does it again, and takes it back: byte for byte.
void backAndForth(Document& document, const QByteArray& before, const QString& what) {
    const QByteArray after = textOf(document);
    auto& undo = document.undoStack();
    for (int round = 0; round < 2; ++round) {
        while (undo.canUndo()) {
            QVERIFY2(!undo.undoText().isEmpty(), qPrintable(what + " has no name"));
            undo.undo();
        }
        QVERIFY2(textOf(document) == before, qPrintable(what));
        QVERIFY2(!document.modified(), qPrintable(what + ": clean again"));
        while (undo.canRedo()) undo.redo();
        QVERIFY2(textOf(document) == after, qPrintable(what));
    }
    while (undo.canUndo()) undo.undo();
}

} // namespace

class UndoTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyCommandThatChangesTheDesignCanBeTakenBack() {
        // Where a command asks by a dialog or a menu, nobody answers.
        QTimer closing;
        connect(&closing, &QTimer::timeout, this, [] {
            if (auto* dialog = QApplication::activeModalWidget()) dialog->close();
            if (auto* menu = QApplication::activePopupWidget()) menu->close();
        });
        closing.start(20);
        QSet<QString> changed;
        QString last;
        // One node away from its place, so that there is something to arrange.
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("bookinfo.yaml"));
        QFile sample(bookinfoPath()), moved(path);
        QVERIFY(sample.open(QIODevice::ReadOnly) && moved.open(QIODevice::WriteOnly));
        const QByteArray place = "Traffic/default/readers\n    x: 0\n";
        QByteArray text = sample.readAll();
        QVERIFY(text.contains(place));
        moved.write(text.replace(place, "Traffic/default/readers\n    x: 24\n"));
        moved.close();
        MainWindow window;
        window.resize(1000, 700);
        window.show();
        for (const auto& info : commandTable()) {
            // Files and runs leave the design alone.
            if (info.id <= Command::Quit || (info.id >= Command::RunPause && info.id <= Command::Reset)) continue;
            for (const Selected& selected :
                 {Selected{{"Service", "default", "reviews"}, {}}, Selected{reviews, "spec.http[1]"}}) {
                QVERIFY2(window.files().openPath(path), qPrintable(last + " leaves the design changed"));
                last = info.text;
                window.selection().set(selected);
                const QByteArray before = textOf(window.document());
                window.actions()[info.id]->trigger();
                if (window.wizard().isVisible()) QVERIFY2(window.wizard().write(), qPrintable(info.text));
                if (window.renameBox().isVisible()) {
                    window.renameBox().field().setText("renamed");
                    QVERIFY2(window.renameBox().accept(), qPrintable(window.renameBox().error()));
                }
                if (textOf(window.document()) == before) continue;
                changed << nameOf(info.id);
                backAndForth(window.document(), before, info.text);
            }
        }
        for (const char* wanted : {"Delete", "AddClient", "AddGateway", "AddService", "AddVersion", "AddVirtualService",
                                   "Arrange", "Rename", "PlanCanary", "PlanBlueGreen", "PlanAbTest", "PlanMirror",
                                   "PlanResilience", "PlanExpose", "PlanEgress", "PlanStrictMtls"})
            QVERIFY2(changed.contains(QLatin1String(wanted)), wanted);
    }

    void everyKindOfEditCanBeTakenBack_data() {
        QTest::addColumn<int>("kind");
        const std::size_t kinds = std::variant_size_v<decltype(edit::Edit::change)>;
        QCOMPARE(kinds, std::size_t(10)); // a new kind of edit needs a row below
        for (int i = 0; i < int(kinds); ++i) QTest::newRow(qPrintable(QString::number(i))) << i;
    }
    void everyKindOfEditCanBeTakenBack() {
        QFETCH(int, kind);
        Document document;
        QVERIFY(document.open(bookinfoPath()));
        const QByteArray before = textOf(document);
        const model::Design old = document.design();
        const std::vector<edit::Edit> all{
            {edit::SetField{reviews, "spec.http[1].timeout", model::Duration::seconds(2)}, "Set timeout"},
            {edit::RemoveField{reviews, "spec.http[0].match"}, "Remove match"},
            {edit::RenameField{reviews, "spec.http[0].match", "mach"}, "Rename match"},
            {edit::InsertItem{reviews, "spec.http", 0, "route:\n- destination:\n    host: reviews\n"}, "Add rule"},
            {edit::MoveItem{reviews, "spec.http", 0, 1}, "Move rule"},
            {edit::AddObject{document.mainFile(), "apiVersion: v1\nkind: Service\nmetadata: {name: extra}\n"},
             "Add extra"},
            {edit::RemoveObject{reviews}, "Delete reviews"},
            {edit::ReplaceText{0, "# another text\napiVersion: v1\nkind: Service\nmetadata: {name: other}\n"}, "Type"},
            {edit::Restore{
                 *model::Design::fromText("apiVersion: v1\nkind: Service\nmetadata: {name: x}\n", document.mainFile())},
             "Restore"},
            {edit::Sequence{{{edit::SetField{reviews, "spec.http[1].timeout", model::Duration::seconds(3)}, {}},
                             {edit::RemoveObject{{"Service", "default", "details"}}, {}}}},
             "Several"}};
        for (std::size_t i = 0; i < all.size(); ++i)
            if (int(all[i].change.index()) == kind) {
                QVERIFY2(document.edit(all[i]), all[i].text.c_str());
                QVERIFY(textOf(document) != before);
                QCOMPARE(document.undoStack().count(), 1);
                QCOMPARE(document.undoStack().undoText().toStdString(), all[i].text);
                backAndForth(document, before, QString::fromStdString(all[i].text));
            }
    }

    void aDragIsOneNamedStepWhateverItPassesThrough() {
        Document document;
        QVERIFY(document.open(bookinfoPath()));
        const QByteArray before = textOf(document);
        document.beginGesture();
        for (const int percent : {80, 60, 40, 55})
            QVERIFY(document.edit(edit::setWeight(document.design(), reviews, "spec.http[1]", 0, percent)));
        document.endGesture();
        QCOMPARE(document.undoStack().count(), 1);
        QVERIFY(document.undoStack().undoText().contains("55"));
        backAndForth(document, before, "drag");
    }
};

MESHWRIGHT_UI_TEST(UndoTest, "undo_test")
#include "undo_test.moc"
