// Says when a file of the open design is not on disk any more as the design knows it.
#pragma once

#include <QFileSystemWatcher>
#include <QObject>
#include <QStringList>
#include <QTimer>

namespace meshwright::ui {

class Document;

class DiskWatch : public QObject {
    Q_OBJECT
public:
    explicit DiskWatch(Document& document, QObject* parent = nullptr);

    /// Looks at once; otherwise a moment after the system said that a file changed.
    void look();

Q_SIGNALS:
    /// Files whose content on disk is new, and files that are gone. Not said twice for the same content.
    void changedOnDisk(const QStringList& changed, const QStringList& gone);

private:
    void watch();

    Document& document_;
    QFileSystemWatcher watcher_;
    QTimer later_; ///< programs write a file in several steps
    QString said_;
};

} // namespace meshwright::ui
