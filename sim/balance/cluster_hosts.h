// From a compiled cluster to a balancer's hosts and configuration.
#pragma once

#include "sim/balance/host_sets.h"
#include "sim/routing/tables.h"

namespace meshwright::sim::balance {

/// The balancer that the cluster's policy names. `ClusterProvided` has nothing to balance and counts as round robin.
BalancerConfig balancerConfig(const routing::Cluster& cluster);

/// One host an endpoint, in the cluster's order.
std::vector<Host> clusterHosts(const routing::Cluster& cluster);

/// "address:port", with brackets about an IPv6 address.
std::string hostKey(const routing::Endpoint& endpoint);

} // namespace meshwright::sim::balance
