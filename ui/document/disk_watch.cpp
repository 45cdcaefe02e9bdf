#include "ui/document/disk_watch.h"

#include "ui/document/document.h"

#include <QCryptographicHash>
#include <QFile>

namespace meshwright::ui {

namespace {
constexpr int settledAfter = 150; ///< ms
}

DiskWatch::DiskWatch(Document& document, QObject* parent) : QObject(parent), document_(document) {
    later_.setSingleShot(true);
    later_.setInterval(settledAfter);
    connect(&later_, &QTimer::timeout, this, &DiskWatch::look);
    connect(&watcher_, &QFileSystemWatcher::fileChanged, &later_, qOverload<>(&QTimer::start));
    connect(&watcher_, &QFileSystemWatcher::directoryChanged, &later_, qOverload<>(&QTimer::start));
    connect(&document_, &Document::titleChanged, this, &DiskWatch::watch);
    watch();
}

void DiskWatch::watch() {
    QStringList wanted;
    for (const QString& path : document_.diskPaths()) wanted << path;
    const QStringList now = watcher_.files();
    QStringList drop, add;
    for (const QString& path : now)
        if (!wanted.contains(path)) drop << path;
    for (const QString& path : wanted)
        if (!now.contains(path) && QFile::exists(path)) add << path;
    if (!drop.isEmpty()) watcher_.removePaths(drop);
    if (!add.isEmpty()) watcher_.addPaths(add);
}

void DiskWatch::look() {
    later_.stop();
    watch(); // a file that was replaced is watched no more
    QStringList changed, gone;
    QCryptographicHash content(QCryptographicHash::Sha1);
    for (const auto& state : document_.diskStates()) {
        if (state.what == Document::OnDiskState::Same) continue;
        (state.what == Document::OnDiskState::Gone ? gone : changed) << state.path;
        content.addData(state.path.toUtf8());
        content.addData(state.bytes);
    }
    const QString now = QString::fromLatin1(content.result().toHex());
    if (changed.isEmpty() && gone.isEmpty()) {
        said_.clear();
        return;
    }
    if (now == said_) return;
    said_ = now;
    Q_EMIT changedOnDisk(changed, gone);
}

} // namespace meshwright::ui
