// Changes of a design as values: each can be applied, inverted and merged. The window wraps them for undo.
#pragma once

#include "model/base/change.h"
#include "model/design/design.h"

#include <tl/expected.hpp>
#include <variant>

namespace meshwright::model::edit {

/// Replaces a document's whole text (the YAML pane).
struct ReplaceText {
    std::size_t document = 0;
    std::string text;
};

/// Puts back a state: what `inverse` returns. Holds only the documents that differ.
struct Restore {
    Design state;
};

struct Edit;

/// Several edits as one undo step.
struct Sequence {
    std::vector<Edit> edits;
};

struct Edit {
    std::variant<SetField, RemoveField, RenameField, InsertItem, MoveItem, AddObject, RemoveObject, ReplaceText, Restore, Sequence>
        change;
    std::string text; ///< what the undo list calls it: "Set weight of v2 to 50"
};

/// The design after the edit, or why it cannot be applied (one diagnostic). The given design is not changed.
tl::expected<Design, Diagnostics> apply(const Design& design, const Edit& edit);

/// What a diagnostic's fix would do, as one undo step named by its title.
Edit editOf(const Fix& fix);

/// The edit that takes apply(design, edit) back to exactly `design`, byte for byte.
Edit inverse(const Design& design, const Edit& edit);

/// `first` then `second` as one edit where they set the same fields (a weight being dragged); nothing otherwise.
std::optional<Edit> merge(const Edit& first, const Edit& second);

/// The weights of one rule's destinations set together: the given one to `percent`, the others scaled by their
/// ratio so that the sum stays 100. `rule` is "spec.http[0]".
Edit setWeight(const Design& design, const ResourceId& virtualService, const std::string& rule, std::size_t destination,
               int percent);

/// Puts a node of the canvas at a place: its placement is updated, or added to the design's Canvas, which is created
/// where there is none. `node` is named as in scenario::Placement. Two moves of the same node merge.
Edit moveNode(const Design& design, const std::string& node, double x, double y);

} // namespace meshwright::model::edit
