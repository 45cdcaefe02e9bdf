// Compares what was recorded with what the engine says: exactly where there is one possible outcome, as samples of one
// distribution where chance decides.
#pragma once

#include "sim/replay/outcome.h"

#include <string>
#include <vector>

namespace meshwright::fidelity {

/// Two-sample chi-square of two {key: count} maps at alpha 1e-4; keys seen fewer than 10 times in sum are pooled.
bool sameDistribution(const sim::replay::Counts& a, const sim::replay::Counts& b);

/// As above, but maps of at most one key need only have the same key.
bool countsAgree(const sim::replay::Counts& a, const sim::replay::Counts& b);

/// Names of the fields that differ; empty where the engine says what was recorded. With `series` a rated request is
/// also compared over time: second by second the mix of statuses and of pods (by rank), and the mean latency.
std::vector<std::string> differingFields(const sim::replay::Outcome& recorded, const sim::replay::Outcome& engine,
                                         bool series);

} // namespace meshwright::fidelity
