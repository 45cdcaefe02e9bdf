// One cluster as one proxy runs it: hosts, limits, ejections, balancer.
#pragma once

#include "sim/balance/balancer.h"
#include "sim/mesh/records.h"

#include <memory>
#include <vector>

namespace meshwright::sim::mesh {

struct RunningCluster {
    std::uint32_t index = nobody; ///< its place among the engine's clusters
    std::uint32_t proxy = nobody, slot = nobody, service = nobody, ledgerName = 0;
    std::shared_ptr<const routing::Cluster> config;
    resilience::Breakers breakers;
    std::vector<Host> hosts; ///< indices stay valid; what left the endpoints is only no longer listed
    std::optional<resilience::OutlierDetector> outlier;
    resilience::MergeWindow merge;
    std::optional<balance::Balancer> balancer;
    // What the balancer knows of its hosts, by its own numbering: the listed hosts in order.
    std::vector<std::uint32_t> hostOfPlace, active;
    std::vector<TimePoint> addedAt;
    bool placesAreHosts = true;   ///< nothing is unlisted: both numberings agree
    std::uint32_t users = 0;      ///< requests that refer to it
    std::uint32_t generation = 0; ///< of this place: a sweep for an earlier user of it is void
    bool draining = false, inUse = false;
};

} // namespace meshwright::sim::mesh
