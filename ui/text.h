#pragma once

#include <QString>
#include <string_view>

namespace meshwright::ui {

/// Text of the model as the window shows it.
inline QString q(std::string_view text) {
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

} // namespace meshwright::ui
