// How load spreads over priorities: by the share of healthy hosts, times 1.4.
// Envoy: source/extensions/load_balancing_policies/common/load_balancer_impl.cc (LoadBalancerBase).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace meshwright::sim::balance {

/// Hosts of one priority.
struct PriorityHealth {
    std::uint32_t hosts = 0; ///< all, less the excluded ones
    std::uint32_t healthy = 0;
};

/// Each priority's share of the load in percent (summing to 100) and whether it is in panic.
struct PriorityLoad {
    std::vector<std::uint32_t> percent;
    std::vector<bool> panic;

    /// `hash % 100 + 1` falls into the first priority whose running sum reaches it.
    std::uint32_t choose(std::uint64_t hash) const;
};

/// floor(140 × healthy / hosts), at most 100.
std::uint32_t availability(const PriorityHealth& health);

/// `panicThreshold` in percent; 0 = no panic.
PriorityLoad priorityLoad(std::span<const PriorityHealth> priorities, double panicThreshold);

/// The load of a retry that avoids priorities tried already. `updateFrequency` attempts pass between updates.
/// Envoy: source/extensions/retry/priority/previous_priorities/previous_priorities.cc.
class PreviousPriorities {
public:
    explicit PreviousPriorities(std::uint32_t updateFrequency = 2) : updateFrequency_(updateFrequency) {}

    void attempted(std::uint32_t priority) { attempts_.push_back(priority); }
    /// The load for the next attempt; `original` where nothing is to be avoided.
    const PriorityLoad& load(std::span<const PriorityHealth> priorities, const PriorityLoad& original);

private:
    bool adjust(std::span<const PriorityHealth> priorities);

    std::uint32_t updateFrequency_;
    std::vector<std::uint32_t> attempts_;
    std::vector<bool> excluded_;
    PriorityLoad load_;
};

} // namespace meshwright::sim::balance
