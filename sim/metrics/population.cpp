#include "sim/metrics/population.h"

#include "sim/resilience/grpc_status.h"

#include <algorithm>

namespace meshwright::sim::metrics {

void Tally::addOther(std::uint32_t key, std::uint64_t n) {
    if (n == 0) return;
    if (first_.second == 0) {
        first_ = {key, n};
        return;
    }
    const auto at = std::find_if(others_.begin(), others_.end(), [&](const auto& entry) { return entry.first == key; });
    if (at == others_.end())
        others_.emplace_back(key, n);
    else
        at->second += n;
}

std::string Population::statusName(std::uint32_t status) {
    const auto grpc = resilience::grpcStatusOf(status);
    return grpc ? "grpc-" + std::to_string(*grpc) : std::to_string(status);
}

void Population::merge(const Population& other) {
    arrived_ += other.arrived_;
    completed_ += other.completed_;
    failed_ += other.failed_;
    statuses_.merge(other.statuses_);
    latency_.merge(other.latency_);
    tries += other.tries;
    retries += other.retries;
    mirrored += other.mirrored;
    queued += other.queued;
    flags.merge(other.flags);
}

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
    statuses_.forEach([&](std::uint32_t status, std::uint64_t n) { t.statuses[statusName(status)] = n; });
    return t;
}

} // namespace meshwright::sim::metrics
