// A connection's outcome and explanation for people and as JSON.
#pragma once

#include "model/design/placement.h"
#include "sim/routing/l4/connection.h"

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace meshwright::sim::routing {

/// The outcome in one line, then every step that was tried, nested, with the place of its rule. Ends in a newline.
std::string toText(const ConnectionOutcome& outcome, const model::Placement& places);

/// The outcome fields of a recording (counts of one), plus "explanation": a list of
/// {depth, subject, matched, reason, file?, line?, resource?, field?}.
nlohmann::ordered_json toJson(const ConnectionOutcome& outcome, const model::Placement& places);

} // namespace meshwright::sim::routing
