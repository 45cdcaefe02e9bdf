#include "tests/ui/test_main.h"

#include "ui/document/document.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace meshwright;
using namespace meshwright::ui;

namespace {

const QByteArray text =
    "# kept\napiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {app: a}, ports: [{port: 80}]}\n";

void write(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

QByteArray read(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

model::edit::Edit setPort(std::int64_t port) {
    return {model::edit::SetField{{"Service", "default", "a"}, "spec.ports[0].port", port}, "Set port"};
}

} // namespace

class DocumentTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void savesWhatWasChangedAndNothingElse() {
        QTemporaryDir folder;
        const QString path = folder.filePath("a.yaml");
        write(path, text);
        Document document;
        QVERIFY(document.open(path));
        QVERIFY(!document.modified());
        QVERIFY(document.edit(setPort(81)));
        QVERIFY(document.modified());
        QCOMPARE(document.save().what, Document::Saved::Done);
        QVERIFY(!document.modified());
        QByteArray wanted = text;
        QCOMPARE(read(path), wanted.replace("80", "81"));
    }

    void undoGivesTheSameBytesBack() {
        Document document;
        QVERIFY(document.openText(text, "a.yaml"));
        QVERIFY(document.edit(setPort(81)));
        document.undoStack().undo();
        QCOMPARE(QByteArray::fromStdString(document.design().textOf("a.yaml")), text);
        QVERIFY(!document.modified());
    }

    void aGestureIsOneStepAndTwoGesturesAreTwo() {
        Document document;
        QVERIFY(document.openText(text, "a.yaml"));
        document.beginGesture();
        for (int port = 81; port < 90; ++port) QVERIFY(document.edit(setPort(port)));
        document.endGesture();
        QCOMPARE(document.undoStack().count(), 1);
        document.beginGesture();
        QVERIFY(document.edit(setPort(90)));
        document.endGesture();
        QCOMPARE(document.undoStack().count(), 2);
        document.undoStack().undo();
        document.undoStack().undo();
        QCOMPARE(QByteArray::fromStdString(document.design().textOf("a.yaml")), text);
    }

    void aFileChangedByAnotherProgramIsNotOverwritten() {
        QTemporaryDir folder;
        const QString path = folder.filePath("a.yaml");
        write(path, text);
        Document document;
        QVERIFY(document.open(path));
        QVERIFY(document.edit(setPort(81)));
        write(path, "# mine\n" + text);
        QCOMPARE(document.save().what, Document::Saved::ChangedOnDisk);
        QCOMPARE(read(path), "# mine\n" + text);
        QCOMPARE(document.save(true).what, Document::Saved::Done);
        QVERIFY(read(path).contains("81"));
    }

    void aDesignWithoutAFileAsksForOne() {
        Document document;
        QVERIFY(document.openText(text, "sample.yaml"));
        QCOMPARE(document.save().what, Document::Saved::NeedsPath);
        QTemporaryDir folder;
        QCOMPARE(document.saveAs(folder.filePath("b.yaml")).what, Document::Saved::Done);
        QCOMPARE(read(folder.filePath("b.yaml")), text);
        QVERIFY(document.edit(setPort(82)));
        QCOMPARE(document.save().what, Document::Saved::Done);
        QVERIFY(read(folder.filePath("b.yaml")).contains("82"));
    }

    void aFolderIsSavedFileByFile() {
        QTemporaryDir folder;
        write(folder.filePath("a.yaml"), text);
        const QByteArray other = "apiVersion: v1\nkind: Service\nmetadata: {name: b}\nspec: {ports: [{port: 1}]}\n";
        write(folder.filePath("b.yaml"), other);
        Document document;
        QVERIFY(document.open(folder.path()));
        QCOMPARE(document.design().files().size(), std::size_t(2));
        QVERIFY(document.edit(setPort(81)));
        QCOMPARE(document.save().what, Document::Saved::Done);
        QCOMPARE(read(folder.filePath("b.yaml")), other);
        QVERIFY(read(folder.filePath("a.yaml")).contains("81"));
    }

    void whatCannotBeOpenedChangesNothing() {
        Document document;
        QVERIFY(document.openText(text, "a.yaml"));
        const auto opened = document.open(QStringLiteral("/nowhere/at/all.yaml"));
        QVERIFY(!opened);
        QVERIFY(!opened.error().empty());
        QCOMPARE(document.title(), QStringLiteral("a.yaml"));
    }

    void aRefusedEditSaysWhyAndChangesNothing() {
        Document document;
        QVERIFY(document.openText(text, "a.yaml"));
        int refusals = 0;
        connect(&document, &Document::refused, this, [&] { ++refusals; });
        QVERIFY(
            !document.edit({model::edit::SetField{{"Service", "default", "nobody"}, "spec.x", std::int64_t(1)}, "?"}));
        QCOMPARE(refusals, 1);
        QCOMPARE(document.undoStack().count(), 0);
    }
};

MESHWRIGHT_UI_TEST(DocumentTest, "document_test")
#include "document_test.moc"
