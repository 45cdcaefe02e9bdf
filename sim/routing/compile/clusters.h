// Clusters and their endpoints as one proxy gets them.
#pragma once

#include "sim/routing/compile/scope.h"

#include <map>
#include <memory>
#include <string>

namespace meshwright::sim::routing {

/// The blocks of a DestinationRule that shape one cluster, each with where it stands.
struct EffectivePolicy {
    const model::istio::ConnectionPool* pool = nullptr;
    const model::istio::OutlierDetection* outlier = nullptr;
    const model::istio::LoadBalancer* lb = nullptr;
    const model::istio::ClientTls* tls = nullptr;
    const model::istio::RetryBudget* budget = nullptr;
    Origin poolOrigin, outlierOrigin;
};

/// Port-level settings replace the four blocks outright; a subset overrides block by block; mesh defaults fill missing
/// pool and outlier blocks. `subset` < 0: the cluster without subset.
/// Istio: networking/util/util.go (GetPortLevelTrafficPolicy, MergeSubsetTrafficPolicy).
EffectivePolicy effectivePolicy(const ConsolidatedRule* rule, std::uint32_t port, int subset, const MeshConfig& config);

/// Every cluster of a proxy by name. Istio: pilot/pkg/networking/core/cluster.go (buildOutboundClusters).
std::map<std::string, std::shared_ptr<const Cluster>> buildClusters(const MeshIndex& mesh, const ProxyScope& scope);

} // namespace meshwright::sim::routing
