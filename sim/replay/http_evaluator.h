// Plain HTTP requests evaluated one after another, without simulated time passing between concurrent requests.
#pragma once

#include "sim/replay/runner.h"

namespace meshwright::sim::replay {

/// Attempts, retries, timeouts, mirrors and faults of each request as the proxy would do them.
std::vector<Outcome> evaluateHttp(const SenderRun& run);

} // namespace meshwright::sim::replay
