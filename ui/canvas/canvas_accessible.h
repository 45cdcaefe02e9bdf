// The canvas for screen readers: a list of its cards, each with its name and place.
#pragma once

namespace meshwright::ui {

/// Makes Qt ask for these interfaces; once is enough.
void installCanvasAccessibility();

} // namespace meshwright::ui
