// A coverage report for people and for programs.
#pragma once

#include "sim/coverage/coverage.h"

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace meshwright::sim::coverage {

/// One line per item under its object, no colours, a summary at the end.
std::string toText(const CoverageReport& report);
/// {"items": [{"kind", "resource", "field", "file", "line", "verdict": "reachable"|"unreachable"|"undecided",
/// "request"?, "reason"?, "culprit"?, "note"?, "reachedBy"?}], "summary"}. A plain HTTP request has the fields of a
/// request in a case file.
nlohmann::ordered_json toJson(const CoverageReport& report);

} // namespace meshwright::sim::coverage
