// Nothing is lost: autosave and recovery after a crash, files changed by others, what is saved and what is not.
#include "tests/ui/test_main.h"

#include "ui/commands/commands.h"
#include "ui/document/autosave.h"
#include "ui/document/disk_watch.h"
#include "ui/document/document.h"
#include "ui/document/recent_files.h"
#include "ui/start/start_page.h"
#include "ui/window/compare_page.h"
#include "ui/window/file_commands.h"
#include "ui/window/main_window.h"
#include "ui/window/message_bar.h"
#include "ui/window/recovery.h"
#include "ui/wizards/diff_view.h"

#include <QAction>
#include <QDateTime>
#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QFileInfo>
#include <QMimeData>
#include <QProcess>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QUrl>

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

QByteArray textOf(const Document& document) {
    return QByteArray::fromStdString(document.design().textOf(document.mainFile()));
}

QByteArray withPort(const char* port) {
    QByteArray out = text;
    return out.replace("80", port);
}

model::edit::Edit setPort(std::int64_t port) {
    return {model::edit::SetField{{"Service", "default", "a"}, "spec.ports[0].port", port}, "Set port"};
}

bool press(MainWindow& window, const QString& answer) {
    for (auto* button : window.messages().buttons())
        if (button->text() == answer) {
            button->click();
            return true;
        }
    return false;
}

/// The records that a program leaves which dies in the middle: its lock names a process that is gone.
void crashWith(Document& document, const QString& folder) {
    Autosave autosave(document, folder);
    autosave.flush();
    QVERIFY(!autosave.record().isEmpty());
    QVERIFY(QFile::copy(autosave.record(), folder + "/crashed.recovery"));
}

} // namespace

class RecoveryTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> folder_;
    QString file_, records_;

private Q_SLOTS:
    void init() {
        QSettings().clear();
        folder_ = std::make_unique<QTemporaryDir>();
        file_ = folder_->filePath("a.yaml");
        records_ = folder_->filePath("records");
        write(file_, text);
    }

    void changesAreKeptASecondAfterTheyAreMadeAndForgottenOnceSaved() {
        Document document;
        QVERIFY(document.open(file_));
        Autosave autosave(document, records_);
        QVERIFY(document.edit(setPort(81)));
        QTRY_VERIFY_WITH_TIMEOUT(!autosave.record().isEmpty() && QFile::exists(autosave.record()), 10'000);
        QVERIFY(read(autosave.record()).contains("81"));
        QVERIFY2(Autosave::leftovers(records_).empty(), "a running program's record is its own");
        QCOMPARE(document.save().what, Document::Saved::Done);
        QVERIFY(!QFile::exists(autosave.record()));
    }

    void theWindowOffersWhatACrashLeftAndRestoresItAsOneUndoStep() {
        {
            Document document;
            QVERIFY(document.open(file_));
            QVERIFY(document.edit(setPort(81)));
            crashWith(document, records_);
        }
        MainWindow window;
        window.show();
        window.startRecovery(records_);
        QVERIFY(window.messages().text().contains("a.yaml"));
        QVERIFY(press(window, "Restore"));
        QCOMPARE(textOf(window.document()), withPort("81"));
        QVERIFY(window.document().modified());
        QCOMPARE(read(file_), text);
        QCOMPARE(window.document().save().what, Document::Saved::Done);
        QCOMPARE(read(file_), withPort("81"));
        window.document().undoStack().undo();
        QCOMPARE(textOf(window.document()), text);
        QVERIFY(Autosave::leftovers(records_).empty());
        window.document().clear();
    }

    void whatWasSavedCanBeKept() {
        {
            Document document;
            QVERIFY(document.open(file_));
            QVERIFY(document.edit(setPort(81)));
            crashWith(document, records_);
        }
        MainWindow window;
        window.startRecovery(records_);
        QVERIFY(press(window, "Keep saved"));
        QCOMPARE(textOf(window.document()), text);
        QVERIFY(!window.document().modified());
        QVERIFY(Autosave::leftovers(records_).empty());
    }

    void bothCanBeKept() {
        {
            Document document;
            QVERIFY(document.open(file_));
            QVERIFY(document.edit(setPort(81)));
            crashWith(document, records_);
        }
        MainWindow window;
        window.startRecovery(records_);
        QVERIFY(press(window, "Keep both"));
        QCOMPARE(textOf(window.document()), text);
        QCOMPARE(read(folder_->filePath("a-recovered.yaml")), withPort("81"));
        QCOMPARE(recoveredName(file_), folder_->filePath("a-recovered-2.yaml"));
    }

    void aDesignWithoutAFileIsRestoredToo() {
        {
            Document document;
            QVERIFY(document.openText(text, "untitled.yaml"));
            QVERIFY(document.edit(setPort(81)));
            crashWith(document, records_);
        }
        MainWindow window;
        window.startRecovery(records_);
        QVERIFY(press(window, "Restore"));
        QCOMPARE(textOf(window.document()), withPort("81"));
        QVERIFY(window.document().modified());
        QCOMPARE(window.document().save().what, Document::Saved::NeedsPath);
        window.document().clear();
    }

    void aRecordOfAProgramThatWasKilledIsALeftover() {
        // A process that holds the lock and dies by the system's hand.
        QVERIFY(QDir().mkpath(records_));
        Document document;
        QVERIFY(document.open(file_));
        QVERIFY(document.edit(setPort(81)));
        crashWith(document, records_);
        QProcess other;
        other.start("sleep", {"60"});
        QVERIFY(other.waitForStarted());
        const QByteArray lock =
            QByteArray::number(other.processId()) + "\nsleep\n" + QSysInfo::machineHostName().toUtf8() + "\n";
        write(records_ + "/crashed.recovery.lock", lock);
        QVERIFY2(Autosave::leftovers(records_).empty(), "it still runs");
        other.kill();
        QVERIFY(other.waitForFinished());
        QCOMPARE(Autosave::leftovers(records_).size(), std::size_t(1));
        QCOMPARE(Autosave::leftovers(records_).front().files.front().second, withPort("81"));
    }

    void aBrokenRecordIsNoOffer() {
        QVERIFY(QDir().mkpath(records_));
        write(records_ + "/broken.recovery", "{\"files\": [");
        QVERIFY(Autosave::leftovers(records_).empty());
        MainWindow window;
        window.startRecovery(records_);
        QVERIFY(window.messages().text().isEmpty());
    }

    void aFileChangedByAnotherProgramIsAskedAboutOnceAndReloaded() {
        MainWindow window;
        QVERIFY(window.files().openPath(file_));
        write(file_, withPort("90"));
        QTRY_VERIFY_WITH_TIMEOUT(window.messages().text().contains("a.yaml"), 10'000);
        QVERIFY(press(window, "Reload"));
        QCOMPARE(textOf(window.document()), withPort("90"));
        QVERIFY(!window.document().modified());
        window.diskWatch().look();
        QVERIFY(window.messages().text().isEmpty());
        window.document().undoStack().undo();
        QCOMPARE(textOf(window.document()), text);
        QVERIFY(window.document().modified());
        window.document().clear();
    }

    void mineCanBeKeptAndThenReplacesWhatIsOnDisk() {
        MainWindow window;
        QVERIFY(window.files().openPath(file_));
        QVERIFY(window.document().edit(setPort(81)));
        write(file_, withPort("90"));
        window.diskWatch().look();
        QVERIFY(window.messages().text().contains("unsaved"));
        QVERIFY(press(window, "Keep mine"));
        window.diskWatch().look();
        QVERIFY2(window.messages().text().isEmpty(), "not asked twice about the same content");
        QVERIFY(window.files().save());
        QCOMPARE(read(file_), withPort("81"));
    }

    void theTwoCanBeCompared() {
        MainWindow window;
        window.resize(1000, 700);
        QVERIFY(window.files().openPath(file_));
        window.show();
        QVERIFY(window.document().edit(setPort(81)));
        write(file_, withPort("90"));
        window.diskWatch().look();
        QVERIFY(press(window, "Compare"));
        QVERIFY(window.compare().isVisible());
        const QString shown = window.compare().diff().toPlainText();
        QVERIFY2(shown.contains("90") && shown.contains("81"), qPrintable(shown));
        QTest::keyClick(&window.compare(), Qt::Key_Escape);
        QVERIFY(!window.compare().isVisible());
        window.document().clear();
    }

    void savingOverAnothersChangeAsksInTheWindow() {
        MainWindow window;
        QVERIFY(window.files().openPath(file_));
        QVERIFY(window.document().edit(setPort(81)));
        write(file_, withPort("90"));
        QVERIFY(!window.files().save());
        QCOMPARE(read(file_), withPort("90"));
        QVERIFY(press(window, "Replace them"));
        QCOMPARE(read(file_), withPort("81"));
    }

    void aRemovedFileIsSaidAndWrittenAgain() {
        MainWindow window;
        QVERIFY(window.files().openPath(file_));
        QVERIFY(window.document().edit(setPort(81)));
        QVERIFY(QFile::remove(file_));
        window.diskWatch().look();
        QVERIFY(window.messages().text().contains("removed"));
        QVERIFY(window.files().save());
        QCOMPARE(read(file_), withPort("81"));
    }

    void onlyTheChangedFilesOfAFolderAreWritten() {
        const QString other = folder_->filePath("b.yaml");
        write(other, "apiVersion: v1\nkind: Service\nmetadata: {name: b}\nspec: {ports: [{port: 1}]}\n");
        const auto old = QDateTime::currentDateTime().addDays(-1);
        for (const QString& path : {file_, other}) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadWrite));
            QVERIFY(file.setFileTime(old, QFileDevice::FileModificationTime));
        }
        Document document;
        QVERIFY(document.open(folder_->path()));
        QVERIFY(document.edit(setPort(81)));
        QCOMPARE(document.save().what, Document::Saved::Done);
        QVERIFY(QFileInfo(file_).lastModified() > old.addSecs(60));
        QVERIFY(QFileInfo(other).lastModified() < old.addSecs(60));
    }

    void aFileWhoseLastObjectWasRemovedDoesNotComeBack() {
        write(folder_->filePath("b.yaml"),
              "apiVersion: v1\nkind: Service\nmetadata: {name: b}\nspec: {ports: [{port: 1}]}\n");
        Document document;
        QVERIFY(document.open(folder_->path()));
        QVERIFY(document.edit({model::edit::RemoveObject{{"Service", "default", "b"}}, "Delete b"}));
        QCOMPARE(document.save().what, Document::Saved::Done);
        Document again;
        QVERIFY(again.open(folder_->path()));
        QVERIFY(!again.design().find({"Service", "default", "b"}));
        QVERIFY(again.design().find({"Service", "default", "a"}));
    }

    void droppedFilesAndFoldersOpenAsOneDesign() {
        QVERIFY(QDir().mkpath(folder_->filePath("more")));
        write(folder_->filePath("more/b.yaml"),
              "apiVersion: v1\nkind: Service\nmetadata: {name: b}\nspec: {ports: [{port: 1}]}\n");
        MainWindow window;
        window.show();
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(file_), QUrl::fromLocalFile(folder_->filePath("more"))});
        QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&window, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&window, &drop);
        QVERIFY(window.document().design().find({"Service", "default", "a"}));
        QVERIFY(window.document().design().find({"Service", "default", "b"}));
        QVERIFY(!window.start().isVisible());
    }

    void theLastFilesAreOfferedAgain() {
        {
            MainWindow window;
            QVERIFY(window.files().openPath(file_));
        }
        QCOMPARE(recent::files(), QStringList{file_});
        MainWindow window;
        window.show();
        QToolButton* again = nullptr;
        for (auto* button : window.start().findChildren<QToolButton*>())
            if (button->toolTip() == file_) again = button;
        QVERIFY(again);
        again->click();
        QCOMPARE(textOf(window.document()), text);
        for (int i = 0; i < 2 * recent::most; ++i) recent::add(folder_->filePath(QString::number(i)));
        QVERIFY2(recent::files().isEmpty(), "files that are gone are not offered");
        recent::add(file_);
        recent::forget();
        QVERIFY(recent::files().isEmpty());
    }
};

MESHWRIGHT_UI_TEST(RecoveryTest, "recovery_test")
#include "recovery_test.moc"
