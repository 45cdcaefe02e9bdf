// Circuit breakers of one cluster: four counters against their limits.
// Envoy: source/common/upstream/resource_manager_impl.h.
#pragma once

#include "sim/routing/tables.h"

#include <algorithm>
#include <cstdint>

namespace meshwright::sim::resilience {

/// True where two sets of limits are the same.
inline bool sameBreakers(const routing::CircuitBreakers& a, const routing::CircuitBreakers& b) {
    return a.maxConnections == b.maxConnections && a.maxPendingRequests == b.maxPendingRequests &&
           a.maxRequests == b.maxRequests && a.maxRetries == b.maxRetries &&
           a.retryBudgetPercent == b.retryBudgetPercent && a.retryBudgetMinConcurrency == b.retryBudgetMinConcurrency;
}

/// Live counters and limits of one cluster as one proxy counts them. Counters are shared by all hosts of the cluster.
class Breakers {
public:
    Breakers() = default;
    explicit Breakers(const routing::CircuitBreakers& limits) : limits_(limits) {}

    std::uint32_t connections = 0, pending = 0, requests = 0, retries = 0;

    bool connectionFree() const { return connections < limits_.maxConnections; }
    bool pendingFree() const { return pending < limits_.maxPendingRequests; }
    bool requestFree() const { return requests < limits_.maxRequests; }
    bool retryFree() const { return retries < retryLimit(); }

    /// A budget is a share of what is active and pending just now, never below its minimum.
    std::uint32_t retryLimit() const {
        if (!limits_.retryBudgetPercent) return limits_.maxRetries;
        const double share = *limits_.retryBudgetPercent / 100.0 * (double(requests) + double(pending));
        return std::max(static_cast<std::uint32_t>(share), limits_.retryBudgetMinConcurrency);
    }

    /// The name of the limit that would refuse just now, for display; empty where none does.
    const char* open() const {
        if (!requestFree()) return "maxRequests";
        if (!pendingFree()) return "maxPendingRequests";
        if (!connectionFree()) return "maxConnections";
        if (retries > 0 && !retryFree()) return "maxRetries";
        return "";
    }

    const routing::CircuitBreakers& limits() const { return limits_; }

private:
    routing::CircuitBreakers limits_;
};

} // namespace meshwright::sim::resilience
