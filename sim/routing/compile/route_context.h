// What the translation of one VirtualService's rules needs to know of its surroundings.
#pragma once

#include "sim/routing/compile/regex_pool.h"
#include "sim/routing/compile/scope.h"

#include <functional>
#include <string>
#include <vector>

namespace meshwright::sim::routing {

/// Istio: pilot/pkg/networking/core/route/route.go (RouteOptions).
struct RouteContext {
    const MeshIndex& mesh;
    const ProxyScope& scope;
    std::uint32_t listenPort = 0; ///< declared port of a gateway's server, or the called port on a sidecar
    std::string gateway;          ///< "mesh", or "namespace/name"
    bool tls = false;             ///< the server has a `tls` block
    std::function<ServicePtr(const std::string& hostname)> lookup;
    RegexPool& regexes;
    model::Diagnostics& diagnostics;
};

/// Name of the cluster that a destination leads to, whether or not it exists. Istio: route.go (GetDestinationCluster).
std::string destinationCluster(const model::istio::Destination& destination, const Service* service,
                               std::uint32_t listenPort);

/// "outbound|<port>|<subset>|<host>"
std::string clusterName(const std::string& host, std::uint32_t port, const std::string& subset = {});

} // namespace meshwright::sim::routing
