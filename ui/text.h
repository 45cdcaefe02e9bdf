#pragma once

#include <QString>
#include <string>

namespace meshwright::ui {

/// Text of the model as the window shows it.
inline QString q(const std::string& text) {
    return QString::fromStdString(text);
}

} // namespace meshwright::ui
