#include "sim/balance/cluster_hosts.h"

namespace meshwright::sim::balance {

BalancerConfig balancerConfig(const routing::Cluster& cluster) {
    BalancerConfig config;
    switch (cluster.lb) {
    case routing::LbPolicy::LeastRequest:
        config.policy = Policy::LeastRequest;
        break;
    case routing::LbPolicy::Random:
        config.policy = Policy::Random;
        break;
    case routing::LbPolicy::RingHash:
        config.policy = Policy::RingHash;
        break;
    case routing::LbPolicy::Maglev:
        config.policy = Policy::Maglev;
        break;
    case routing::LbPolicy::RoundRobin:
    case routing::LbPolicy::ClusterProvided:
        config.policy = Policy::RoundRobin;
        break;
    }
    config.ringMinimum = cluster.ringMinimum;
    config.ringMaximum = cluster.ringMaximum;
    config.maglevSize = cluster.maglevSize;
    config.panicThreshold = cluster.panicThresholdPercent;
    if (cluster.slowStart) {
        config.slowStart = {cluster.slowStart->window, cluster.slowStart->aggression,
                            cluster.slowStart->minWeightPercent};
    }
    config.localityWeighted = cluster.localityWeighted;
    config.localityWeights = cluster.localityWeights;
    return config;
}

std::string hostKey(const routing::Endpoint& endpoint) {
    const std::string port = ":" + std::to_string(endpoint.port);
    return endpoint.address.find(':') == std::string::npos ? endpoint.address + port
                                                           : "[" + endpoint.address + "]" + port;
}

std::vector<Host> clusterHosts(const routing::Cluster& cluster) {
    std::vector<Host> hosts;
    hosts.reserve(cluster.endpoints.size());
    for (const auto& endpoint : cluster.endpoints) {
        hosts.push_back({hostKey(endpoint), endpoint.weight, endpoint.priority, endpoint.locality, endpoint.ready});
    }
    return hosts;
}

} // namespace meshwright::sim::balance
