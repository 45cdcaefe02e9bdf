// Locality: which endpoints are near, and what that does to priorities and weights.
// Istio: pilot/pkg/networking/core/loadbalancer/loadbalancer.go.
#pragma once

#include "sim/routing/compile/scope.h"
#include "sim/routing/tables.h"

#include <optional>

namespace meshwright::sim::routing {

/// The locality setting in force, or none: the DestinationRule's, else what the Service's trafficDistribution asks for,
/// else the mesh's. `forced`: failover works without outlier detection.
struct LocalitySetting {
    model::istio::LocalityLbSetting setting;
    bool forced = false;
};
std::optional<LocalitySetting> localitySetting(const MeshConfig& config, const model::istio::LoadBalancer* lb,
                                               const Service& service);

/// Sets priorities, drops localities that `distribute` leaves out, and sets localityWeighted and localityWeights.
void applyLocality(Cluster& cluster, const std::optional<LocalitySetting>& setting, const Proxy& proxy);

} // namespace meshwright::sim::routing
