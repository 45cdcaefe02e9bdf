// Where cards stand, as an edit of the design's Canvas document.
#pragma once

#include "model/edit/edit.h"

#include <vector>

namespace meshwright::ui {

struct Move;

/// The edit that writes the places of the moved cards into the design's Canvas.
model::edit::Edit placeEdit(const model::Design& design, const std::vector<Move>& moves);

} // namespace meshwright::ui
