#include "sim/metrics/population.h"

namespace meshwright::sim::metrics {

Totals Population::counts() const {
    Totals t;
    t.arrived = arrived_;
    t.completed = completed_;
    t.failed = failed_;
    t.retries = retries;
    t.mirrored = mirrored;
    t.tries = tries;
    t.inFlight = static_cast<std::uint32_t>(inFlight());
    t.queued = queued;
    t.p50 = latency_.percentile(0.50);
    t.p95 = latency_.percentile(0.95);
    t.p99 = latency_.percentile(0.99);
    t.mean = latency_.mean();
    for (const auto& [status, n] : statuses_.entries()) t.statuses[std::to_string(status)] = n;
    return t;
}

} // namespace meshwright::sim::metrics
