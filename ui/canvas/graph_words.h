// Words on cards and lines.
#pragma once

#include "ui/text.h"

#include <QCoreApplication>

namespace meshwright::ui::graph {

inline QString tr(const char* text) {
    return QCoreApplication::translate("Graph", text);
}

} // namespace meshwright::ui::graph
