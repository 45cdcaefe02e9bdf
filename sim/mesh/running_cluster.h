// One cluster as one proxy runs it: hosts, limits, ejections, balancer.
#pragma once

#include "sim/balance/balancer.h"
#include "sim/mesh/records.h"
#include "sim/metrics/population.h"

#include <memory>
#include <vector>

namespace meshwright::sim::mesh {

struct RunningCluster {
    // What every request touches comes first, for the processor's cache.
    std::uint32_t index = nobody; ///< its place among the engine's clusters
    std::uint32_t users = 0;      ///< requests that refer to it
    bool draining = false, inUse = false;
    bool http2 = false, detectsOutliers = false; ///< as `config` says
    bool placesAreHosts = true;                  ///< nothing is unlisted: both numberings of hosts agree
    std::uint32_t proxy = nobody, slot = nobody, service = nobody, ledgerName = 0;
    metrics::Population* count = nullptr; ///< of its service
    std::vector<Host> hosts;              ///< indices stay valid; what left the endpoints is only no longer listed
    resilience::Breakers breakers;
    // What the balancer knows of its hosts, by its own numbering: the listed hosts in order.
    std::vector<std::uint32_t> active, hostOfPlace;
    std::vector<TimePoint> addedAt;
    std::optional<balance::Balancer> balancer;
    std::shared_ptr<const routing::Cluster> config;
    std::optional<resilience::OutlierDetector> outlier;
    resilience::MergeWindow merge;
    std::uint32_t generation = 0; ///< of this place: a sweep for an earlier user of it is void
};

} // namespace meshwright::sim::mesh
