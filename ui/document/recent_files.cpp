#include "ui/document/recent_files.h"

#include <QFileInfo>
#include <QSettings>

namespace meshwright::ui::recent {

namespace {

constexpr auto key = "recentFiles";

QStringList stored() {
    return QSettings().value(QLatin1String(key)).toStringList();
}

} // namespace

QStringList files() {
    QStringList out;
    for (const QString& path : stored())
        if (QFileInfo::exists(path)) out << path;
    return out;
}

void add(const QString& path) {
    const QString absolute = QFileInfo(path).absoluteFilePath();
    QStringList all = stored();
    all.removeAll(absolute);
    all.prepend(absolute);
    QSettings().setValue(QLatin1String(key), QStringList(all.mid(0, most)));
}

void forget() {
    QSettings().remove(QLatin1String(key));
}

} // namespace meshwright::ui::recent
