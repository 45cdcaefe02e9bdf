// One cluster as one proxy runs it: hosts, limits, ejections, balancer.
#pragma once

#include "sim/mesh/records.h"

#include <memory>
#include <vector>

namespace meshwright::sim::mesh {

struct RunningCluster {
    std::uint32_t proxy = nobody, slot = nobody, service = nobody;
    std::shared_ptr<const routing::Cluster> config;
    resilience::Breakers breakers;
    std::vector<Host> hosts; ///< indices stay valid; what left the endpoints is only no longer listed
    std::optional<resilience::OutlierDetector> outlier;
    resilience::MergeWindow merge;
    Balancer balancer;
    std::uint32_t users = 0;      ///< requests that refer to it
    std::uint32_t generation = 0; ///< of this place: a sweep for an earlier user of it is void
    bool draining = false, inUse = false;
};

} // namespace meshwright::sim::mesh
