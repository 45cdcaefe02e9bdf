// Virtual hosts of gateways and sidecars.
#pragma once

#include "sim/routing/compile/gateway_servers.h"
#include "sim/routing/compile/route_translation.h"

#include <map>
#include <tuple>

namespace meshwright::sim::routing {

/// Routes made before, by what they depend on.
class RouteCache {
public:
    /// VirtualService, port, gateway, TLS.
    using Key = std::tuple<const ResolvedVirtualService*, std::uint32_t, std::string, bool>;
    struct Entry {
        VirtualServicePtr owner; ///< keeps the key alive
        std::vector<RoutePtr> routes;
        model::Diagnostics diagnostics;
    };
    std::map<Key, Entry> entries;
};

/// What compiling one proxy works with.
struct CompileContext {
    const MeshIndex& mesh;
    const ProxyScope& scope;
    RegexPool& regexes;
    RouteCache& made;
    model::Diagnostics& diagnostics;
    const ResolvedVirtualService* only = nullptr; ///< where set: a gateway's tables as if no other were there

    /// Routes of one VirtualService, from the cache where it has them.
    const std::vector<RoutePtr>& routes(const VirtualServicePtr& vs, std::uint32_t port, const std::string& gateway,
                                        bool tls, const std::function<ServicePtr(const std::string&)>& lookup);
};

/// Istio: pilot/pkg/networking/core/gateway.go (buildGatewayHTTPRouteConfig).
RouteTablePtr gatewayTable(CompileContext& context, const std::string& routeName,
                           const std::vector<GatewayServerPtr>& servers);

/// All virtual hosts of one sidecar port, catch-all included; `port` 0 with an HTTP_PROXY listener takes every port.
/// Istio: httproute.go (BuildSidecarOutboundVirtualHosts), route.go (BuildSidecarVirtualHostWrapper).
RouteTablePtr sidecarTable(CompileContext& context, std::uint32_t port);

/// Routes that one VirtualService gives a sidecar's port, whether or not they have a virtual host there.
std::vector<RoutePtr> sidecarRoutes(CompileContext& context, std::uint32_t port, const VirtualServicePtr& vs);

/// The table of a service whose port is sniffed ("host:port"): its one virtual host, for every Host.
/// Istio: httproute.go (getVirtualHostsForSniffedServicePort).
RouteTablePtr sniffedTable(const RouteTable& ofPort, const std::string& hostname, std::uint32_t port);

} // namespace meshwright::sim::routing
