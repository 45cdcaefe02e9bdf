// Recorded cases through the running mesh: the recorder's sender, its back ends and its machine.
#pragma once

#include "sim/replay/runner.h"

namespace meshwright::sim::mesh {

/// Outcomes of the plain HTTP requests of one sender, simulated: rates, parallel requests, delays, scripts, and what
/// earlier requests left behind in pools and ejections. A replay::SenderEvaluator.
std::vector<replay::Outcome> simulateHttp(const replay::SenderRun& run);

} // namespace meshwright::sim::mesh
