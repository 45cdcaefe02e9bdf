// A run for people and for programs: JSON, tables of text, and CSV files. Written by `meshwright simulate` and tests.
#pragma once

#include "sim/metrics/ledger.h"
#include "sim/metrics/rollout_result.h"
#include "sim/metrics/snapshot.h"

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace meshwright::sim::metrics {

/// What identifies a run beside its snapshot.
struct RunInfo {
    std::uint64_t seed = 1;
    Duration duration;                    ///< that was asked for
    std::uint64_t hash = 0;               ///< of everything that happened
    std::vector<CauseTotal> causes;       ///< why requests failed or were slow, most first
    std::optional<RolloutResult> rollout; ///< where the scenario has a plan
    std::vector<RequestStory> examples;   ///< the latest requests that failed or were slow, oldest first
};

/// {"seed", "duration_s", "requests": {"arrived", "completed", "failed", "in_flight"}, "services", "versions", "pods",
/// "edges", "series", "causes", "examples", "rollout"?, "events", "stopped"?, "hash"}. Here `completed` counts the
/// answers that were no failure, so that arrived = completed + failed + in_flight, in every population.
nlohmann::ordered_json toJson(const Snapshot& snapshot, const RunInfo& info);

/// The result table: totals, then one line a version, flags and statuses, why requests failed, how the
/// rollout went. Ends in a newline.
std::string toText(const Snapshot& snapshot, const RunInfo& info);

struct CsvFile {
    std::string name; ///< "versions.csv"
    std::string text;
};

/// One table a file (RFC 4180, header line first). Text that a spreadsheet would run as a formula is made harmless.
std::vector<CsvFile> toCsv(const Snapshot& snapshot, const RunInfo& info);

} // namespace meshwright::sim::metrics
