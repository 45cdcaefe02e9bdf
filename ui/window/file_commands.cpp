#include "ui/window/file_commands.h"

#include "model/exporters/bundle.h"
#include "ui/document/document.h"
#include "ui/document/recent_files.h"
#include "ui/window/message_bar.h"

#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>
#include <algorithm>

namespace meshwright::ui {

namespace {

QString sentence(const model::Diagnostics& why) {
    return why.empty() ? FileCommands::tr("It cannot be read.") : QString::fromStdString(model::toText(why.front()));
}

const char* yamlFilter() {
    return QT_TRANSLATE_NOOP("FileCommands", "YAML files (*.yaml *.yml);;All files (*)");
}

} // namespace

FileCommands::FileCommands(Document& document, MessageBar& messages, QWidget* window)
    : QObject(window), document_(document), messages_(messages), window_(window) {}

bool FileCommands::openPaths(const QStringList& paths) {
    if (!mayLeave()) return false;
    if (const auto opened = document_.open(paths); !opened) {
        messages_.say(sentence(opened.error()));
        return false;
    }
    messages_.clear();
    if (paths.size() == 1) recent::add(paths.front());
    Q_EMIT designWanted();
    return true;
}

bool FileCommands::openSample(const QString& path, const QString& title) {
    if (!mayLeave()) return false;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        messages_.say(tr("The sample %1 cannot be read.").arg(title));
        return false;
    }
    if (const auto opened = document_.openText(file.readAll(), QFileInfo(path).fileName()); !opened) {
        messages_.say(sentence(opened.error()));
        return false;
    }
    messages_.clear();
    Q_EMIT designWanted();
    return true;
}

void FileCommands::askOpen() {
    const QString path = QFileDialog::getOpenFileName(window_, tr("Open YAML"), {}, tr(yamlFilter()));
    if (!path.isEmpty()) openPath(path);
}

void FileCommands::askOpenFolder() {
    const QString path = QFileDialog::getExistingDirectory(window_, tr("Open every YAML file below a folder"));
    if (!path.isEmpty()) openPath(path);
}

bool FileCommands::save() {
    const auto result = document_.save();
    if (result.what == Document::Saved::NeedsPath) return saveAs();
    if (result.what == Document::Saved::ChangedOnDisk) {
        messages_.ask(result.message + ' ' + tr("Saving would replace those changes by yours."),
                      {{tr("Compare"), [this] { Q_EMIT compareWanted(); }},
                       {tr("Replace them"), [this] { tell(document_.save(true)); }},
                       {tr("Save elsewhere…"), [this] { saveAs(); }}});
        return false;
    }
    return tell(result);
}

bool FileCommands::tell(const Document::SaveResult& result) {
    if (result.what == Document::Saved::Done) {
        if (!document_.savedAt().isEmpty()) recent::add(document_.savedAt());
        return true;
    }
    messages_.say(result.message);
    return false;
}

bool FileCommands::saveAs() {
    // The dialog asks before it gives the name of a file that exists.
    const QString path = QFileDialog::getSaveFileName(window_, tr("Save design"), document_.title(), tr(yamlFilter()));
    if (path.isEmpty()) return false;
    return tell(document_.saveAs(path));
}

bool FileCommands::exportIstioTo(const QString& path) {
    const auto done =
        model::exporters::writeFile(path.toStdString(), model::exporters::bundleText(document_.design()), true);
    if (!done) messages_.say(QString::fromStdString(done.error().message));
    return done.has_value();
}

void FileCommands::newDesign() {
    if (!mayLeave()) return;
    document_.clear();
    messages_.clear();
    Q_EMIT designWanted();
}

void FileCommands::askAboutDisk(const QStringList& changed, const QStringList& gone) {
    if (changed.isEmpty()) {
        messages_.ask(gone.size() == 1
                          ? tr("%1 was removed by another program. Saving writes it again.").arg(gone.front())
                          : tr("%1 files were removed by another program. Saving writes them again.").arg(gone.size()),
                      {{tr("Keep mine"), [this] { keepMine(); }}});
        return;
    }
    const QString what = changed.size() == 1 ? tr("%1 was changed by another program.").arg(changed.front())
                                             : tr("%1 files were changed by another program.").arg(changed.size());
    messages_.ask(document_.modified() ? what + ' ' + tr("There are unsaved changes in this window, too.") : what,
                  {{tr("Reload"), [this] { reload(); }},
                   {tr("Keep mine"), [this] { keepMine(); }},
                   {tr("Compare"), [this] { Q_EMIT compareWanted(); }}});
}

void FileCommands::reload() {
    messages_.clear();
    if (const auto done = document_.reload(); !done) messages_.say(sentence(done.error()));
}

void FileCommands::keepMine() {
    messages_.clear();
    document_.keepMine();
}

bool FileCommands::mayLeave() {
    if (!document_.modified()) return true;
    QMessageBox box(QMessageBox::Question, tr("Unsaved changes"),
                    tr("%1 has changes that are not saved.").arg(document_.title()),
                    QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, window_);
    box.setTextFormat(Qt::PlainText);
    box.setDefaultButton(QMessageBox::Save);
    switch (box.exec()) {
    case QMessageBox::Save:
        return save();
    case QMessageBox::Discard:
        return true;
    default:
        return false;
    }
}

} // namespace meshwright::ui
