// Paints one card. Text grows against the zoom so that it stays readable, and what would be too small is left out.
#pragma once

#include "ui/canvas/graph_model.h"

class QPainter;

namespace meshwright::ui {

struct Tokens;

struct CardLook {
    double scale = 1; ///< pixels a canvas unit
    bool selected = false, hovered = false, focused = false;
    int selectedRow = -1;
    bool running = false; ///< numbers of a run take the place of the configured ones
};

void paintCard(QPainter& painter, const graph::Node& node, const Tokens& tokens, const CardLook& look);

/// "3,412 rps", "12.3 rps", "0.4 rps": three digits that matter.
QString rateText(double rate);
/// "99.8 %"; never "100 %" where one failed.
QString successText(double failing);

} // namespace meshwright::ui
