// Opening, saving and exporting with the questions that must be asked; never overwrites silently.
#pragma once

#include <QObject>

class QWidget;

namespace meshwright::ui {

class Document;
class MessageBar;

class FileCommands : public QObject {
    Q_OBJECT
public:
    FileCommands(Document& document, MessageBar& messages, QWidget* window);

    bool openPath(const QString& path);
    bool openSample(const QString& path, const QString& title);
    void askOpen();
    void askOpenFolder();
    bool save();
    bool saveAs();
    void exportIstio();
    /// Writes what a cluster takes into one file; false with a message where that cannot be done.
    bool exportIstioTo(const QString& path);
    void newDesign();
    /// False where there are unsaved changes that the person wants to keep working on.
    bool mayLeave();

Q_SIGNALS:
    void designWanted(); ///< a design is there to be looked at: leave the start page

private:
    void askExport();

    Document& document_;
    MessageBar& messages_;
    QWidget* window_;
};

} // namespace meshwright::ui
