// Removing nodes and lines of the canvas, with what hangs on them.
#pragma once

#include "model/edit/edit.h"

#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace meshwright::model::edit {

/// Removes nodes (named as in scenario::Placement, or "Traffic/ns/name") with what would be left without meaning: a
/// service takes its destination rules, the workloads that no other service selects, and the destinations of rules that
/// name it along; a version its subset and that subset's destinations; a gateway its name in virtual services. Weights
/// of the rules that lose a destination sum to 100 again, and a rule (or virtual service) that would send nowhere goes
/// too. One plain sentence where nothing can be removed.
tl::expected<Edit, std::string> removeNodes(const Design& design, const std::vector<std::string>& nodes);

/// Removes what makes a line: a destination ("spec.http[0].route[1]"), a mirror, a delegate, a gateway's name, a call.
tl::expected<Edit, std::string> removeLine(const Design& design, const ResourceId& object, const std::string& field);

} // namespace meshwright::model::edit
