// Nodes as YAML text for the clipboard, and YAML text as new nodes: what an editor takes and gives.
#pragma once

#include "model/edit/edit.h"

#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace meshwright::model::edit {

/// The objects of some nodes as multi-document YAML, in file order, with their comments. A service takes its
/// destination rules along; a traffic source becomes a Scenario with that source alone.
std::string copyNodes(const Design& design, const std::vector<std::string>& nodes);

struct Pasted {
    Edit edit;
    /// The nodes that come of it: the name in the text, and the name in the design.
    std::vector<std::pair<std::string, std::string>> nodes;
};

/// Adds the objects of a YAML text to `file`. A name that the design already has gets a number, and what the text
/// itself says about that name follows: hosts, gateways, workloads, and the `app` label that ties a copied service to
/// its copied workloads. Traffic sources join the design's Scenario. Diagnostics where the text cannot be read.
tl::expected<Pasted, Diagnostics> paste(const Design& design, const std::string& file, const std::string& text);

} // namespace meshwright::model::edit
