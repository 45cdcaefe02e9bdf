// The hosts of a cluster in one state of health, arranged for picking. Shared by every proxy that sees this state.
#pragma once

#include "sim/balance/hash_table.h"
#include "sim/balance/priority_load.h"
#include "sim/balance/slow_start.h"

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace meshwright::sim::balance {

/// One endpoint as balancers see it. Its place in the cluster's list is its index.
struct Host {
    std::string key;          ///< "address:port": what consistent hashing hashes
    std::uint32_t weight = 1; ///< 0 counts as 1
    std::uint32_t priority = 0;
    std::string locality;
    bool ready = true; ///< false: not in rotation whatever its ejection
};

enum class Policy { RoundRobin, LeastRequest, Random, RingHash, Maglev };

struct BalancerConfig {
    Policy policy = Policy::LeastRequest;
    std::uint64_t ringMinimum = 1024, ringMaximum = 8u << 20, maglevSize = 65'537;
    std::uint32_t choiceCount = 2; ///< least request
    double activeRequestBias = 1;  ///< least request with unequal weights
    double panicThreshold = 50;    ///< percent; Istio sets 0 wherever outlier detection is on
    SlowStart slowStart;
    bool localityWeighted = false;
    std::map<std::string, std::uint32_t> localityWeights;

    bool hashes() const { return policy == Policy::RingHash || policy == Policy::Maglev; }
};

/// Hosts of one priority: indices into the cluster's list, in its order.
struct HostSet {
    struct Locality {
        std::string name;
        std::vector<std::uint32_t> all, healthy;
        double effectiveWeight = 0; ///< weight × min(1, 1.4 × healthy/all); 0 where localities are not weighted
    };
    std::vector<std::uint32_t> all, healthy;
    std::vector<Locality> localities; ///< by name; empty where localities are not weighted
    HashTable table;                  ///< of the healthy hosts, or of all in panic
};

struct HostSets {
    BalancerConfig config;
    std::vector<Host> hosts;
    std::vector<HostSet> priorities; ///< at least one
    std::vector<PriorityHealth> health;
    PriorityLoad load;
};

/// `healthy[i]` tells whether host i is in rotation (not ejected); hosts beyond the span are.
/// Envoy: source/common/upstream/upstream_impl.cc, …/common/thread_aware_lb_impl.cc (normalized weights).
std::shared_ptr<const HostSets> arrangeHosts(BalancerConfig config, std::vector<Host> hosts,
                                             const std::vector<bool>& healthy = {});

} // namespace meshwright::sim::balance
