// tcp and tls rules of VirtualServices as the TCP proxies that istiod writes for them.
#pragma once

#include "sim/routing/compile/scope.h"
#include "sim/routing/l4/listener.h"

#include <string>
#include <vector>

namespace meshwright::sim::routing {

/// What the translation of a rule needs to know of its surroundings.
struct L4RouteContext {
    const MeshIndex& mesh;
    const ProxyScope& scope;
    std::uint32_t listenPort = 0;
};

/// Destinations of one rule. Of several those with weight 0 are left out; a lone one gets everything.
/// Istio: pilot/pkg/networking/core/networkfilter.go (buildOutboundNetworkFilters).
TcpProxy proxyForRoutes(const std::vector<model::istio::L4RouteDestination>& routes, const Origin& rule,
                        const L4RouteContext& context);

/// The whole traffic to one cluster of a service.
TcpProxy proxyForService(const std::string& cluster, const Service& service, const L4RouteContext& context);

} // namespace meshwright::sim::routing
