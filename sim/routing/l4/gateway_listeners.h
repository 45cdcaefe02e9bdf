// The listeners of a gateway.
#pragma once

#include "sim/routing/compile/gateway_servers.h"
#include "sim/routing/compile/scope.h"
#include "sim/routing/l4/listener.h"

namespace meshwright::sim::routing {

/// One listener for each port and bind address: HTTP, TLS that ends here (HTTP or raw bytes inside), TLS passed on by
/// SNI, raw TCP. Security policies that select the gateway stand before the routes.
/// Istio: pilot/pkg/networking/core/gateway.go.
ListenerSet buildGatewayListeners(const MeshIndex& mesh, const ProxyScope& scope);

/// "outbound_.80_.v1_.reviews.default.svc.cluster.local": SNI and cluster of an AUTO_PASSTHROUGH server.
std::string sniClusterName(const std::string& host, std::uint32_t port, const std::string& subset = {});

} // namespace meshwright::sim::routing
