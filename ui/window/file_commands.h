// Opening, saving and exporting with the questions that must be asked; never overwrites silently.
#pragma once

#include <QObject>
#include <QStringList>

#include "ui/document/document.h"

class QWidget;

namespace meshwright::ui {

class MessageBar;

class FileCommands : public QObject {
    Q_OBJECT
public:
    FileCommands(Document& document, MessageBar& messages, QWidget* window);

    bool openPath(const QString& path) { return openPaths({path}); }
    /// Files and folders as one design.
    bool openPaths(const QStringList& paths);
    bool openSample(const QString& path, const QString& title);
    void askOpen();
    void askOpenFolder();
    bool save();
    bool saveAs();
    /// Writes what a cluster takes into one file; false with a message where that cannot be done.
    bool exportIstioTo(const QString& path);
    void newDesign();
    /// False where there are unsaved changes that the person wants to keep working on.
    bool mayLeave();
    /// Asks, in the window, what to do about files that another program changed or removed.
    void askAboutDisk(const QStringList& changed, const QStringList& gone);
    void reload();
    void keepMine();

Q_SIGNALS:
    void designWanted(); ///< a design is there to be looked at: leave the start page
    void compareWanted();

private:
    bool tell(const Document::SaveResult& result);

    Document& document_;
    MessageBar& messages_;
    QWidget* window_;
};

} // namespace meshwright::ui
