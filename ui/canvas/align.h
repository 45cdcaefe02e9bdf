// Lining cards up and spreading them evenly: new places for some rectangles.
#pragma once

#include <QPointF>
#include <QRectF>
#include <vector>

namespace meshwright::ui {

enum class Align { Left, Centre, Right, Top, Middle, Bottom, SpreadAcross, SpreadDown };

/// The new upper left corners, in the order of `rects`. Lining up goes by the bounds of all; spreading leaves the
/// outermost two where they are and gives equal gaps between the others. Places are on the grid.
std::vector<QPointF> align(Align how, const std::vector<QRectF>& rects, double grid = 8);

} // namespace meshwright::ui
