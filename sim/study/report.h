// Studies as JSON (numbers that are not known, such as an interval from one run, are null) and as tables for people.
#pragma once

#include "sim/study/compare.h"
#include "sim/study/rehearsal.h"

#include <nlohmann/json_fwd.hpp>

namespace meshwright::sim::study {

/// {"mean", "low", "high", "samples"}
nlohmann::json toJson(const Interval& interval);

/// {"seed", "runs", "complete", "hash", "metrics": [{"name", "mean", "low", "high", "samples"}], "stopped": [{"seed",
/// "why"}]}
nlohmann::json toJson(const Study& study);

/// {"first", "second": as a study, "metrics": [{"name", "first", "second", "difference", "differs"}]}
nlohmann::json toJson(const Comparison& comparison);

/// [{"label", "study"}]
nlohmann::json toJson(const std::vector<SweepPoint>& sweep);

/// {"seed", "complete", "good", "bad": {"runs", "promoted", "aborted", "unfinished", "promoted_share",
/// "aborted_share", "users_with_error", "canary_requests", "steps": [{"step", "reached", "aborted_here", "checks",
/// "too_few_requests", "requests_per_check", "errors_per_check"}], "hash"}, "low_traffic": [{"step",
/// "requests_per_check", "requests_needed", "message"}]}. Steps count from 0, as in the scenario's list.
nlohmann::json toJson(const Rehearsal& rehearsal);

/// A line a metric, or a sentence a kind of canary. Ends in a newline; numbers that are not known are dashes.
std::string toText(const Study& study);
std::string toText(const Comparison& comparison);
std::string toText(const Rehearsal& rehearsal);

} // namespace meshwright::sim::study
