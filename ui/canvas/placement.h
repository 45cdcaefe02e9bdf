// Where cards stand and what they are called, as edits of the design.
#pragma once

#include "model/edit/edit.h"
#include "model/edit/nodes.h"

#include <tl/expected.hpp>
#include <vector>

namespace meshwright::ui {

struct Move;

/// The edit that writes the places of the moved cards into the design's Canvas.
model::edit::Edit placeEdit(const model::Design& design, const std::vector<Move>& moves);

/// The same for very many cards at once: the Canvas is written anew.
model::edit::Edit placeAllEdit(const model::Design& design, const std::vector<Move>& moves);

/// The edit that gives a node another name, with what refers to it; or in one sentence why it cannot have that name.
tl::expected<model::edit::Edit, std::string> renameEdit(const model::Design& design, const model::edit::NodeRef& node,
                                                        const std::string& name);

} // namespace meshwright::ui
