// The files and folders that were opened or saved last, newest first, kept in the settings.
#pragma once

#include <QString>
#include <QStringList>

namespace meshwright::ui::recent {

inline constexpr int most = 10;

/// Those that still exist.
QStringList files();
void add(const QString& path);
void forget();

} // namespace meshwright::ui::recent
