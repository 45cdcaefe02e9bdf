#include "ui/window/file_commands.h"

#include "model/exporters/bundle.h"
#include "ui/document/document.h"
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

bool FileCommands::openPath(const QString& path) {
    if (!mayLeave()) return false;
    if (const auto opened = document_.open(path); !opened) {
        messages_.say(sentence(opened.error()));
        return false;
    }
    messages_.clear();
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
    auto result = document_.save();
    if (result.what == Document::Saved::NeedsPath) return saveAs();
    if (result.what == Document::Saved::ChangedOnDisk) {
        QMessageBox box(QMessageBox::Warning, tr("Changed on disk"), result.message, QMessageBox::NoButton, window_);
        box.setTextFormat(Qt::PlainText);
        box.setInformativeText(tr("Saving would replace those changes by yours."));
        auto* overwrite = box.addButton(tr("Replace them"), QMessageBox::DestructiveRole);
        auto* elsewhere = box.addButton(tr("Save elsewhere…"), QMessageBox::AcceptRole);
        box.addButton(QMessageBox::Cancel);
        box.exec();
        if (box.clickedButton() == elsewhere) return saveAs();
        if (box.clickedButton() != overwrite) return false;
        result = document_.save(true);
    }
    if (result.what == Document::Saved::Done) return true;
    messages_.say(result.message);
    return false;
}

bool FileCommands::saveAs() {
    // The dialog asks before it gives the name of a file that exists.
    const QString path = QFileDialog::getSaveFileName(window_, tr("Save design"), document_.title(), tr(yamlFilter()));
    if (path.isEmpty()) return false;
    const auto result = document_.saveAs(path);
    if (result.what == Document::Saved::Done) return true;
    messages_.say(result.message);
    return false;
}

void FileCommands::exportIstio() {
    const auto errors = std::count_if(document_.diagnostics().begin(), document_.diagnostics().end(),
                                      [](const auto& d) { return d.severity == model::Severity::Error; });
    if (errors > 0) {
        messages_.say(
            errors == 1
                ? tr("1 error would make a cluster refuse these manifests, or answer with errors.")
                : tr("%1 errors would make a cluster refuse these manifests, or answer with errors.").arg(errors),
            tr("Export all the same…"), [this] { askExport(); });
        return;
    }
    askExport();
}

void FileCommands::askExport() {
    // The dialog asks before it gives the name of a file that exists.
    const QString name = QFileInfo(document_.title()).completeBaseName() + QStringLiteral("-istio.yaml");
    const QString path = QFileDialog::getSaveFileName(window_, tr("Export Istio bundle"), name, tr(yamlFilter()));
    if (!path.isEmpty()) exportIstioTo(path);
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
