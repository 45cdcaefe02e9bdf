// The steps of an explanation for people and as JSON.
#pragma once

#include "model/design/placement.h"
#include "sim/routing/l4/explanation.h"

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace meshwright::sim::routing {

/// One line a step, nested, with the place of its rule: "+" held, "-" did not.
std::string toText(const Explanation& steps, const model::Placement& places);
/// A list of {depth, subject, matched, reason, file?, line?, resource?, field?}.
nlohmann::ordered_json toJson(const Explanation& steps, const model::Placement& places);

} // namespace meshwright::sim::routing
