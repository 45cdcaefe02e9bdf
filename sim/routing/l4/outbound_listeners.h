// The outbound listeners of a workload's sidecar.
#pragma once

#include "sim/routing/compile/scope.h"
#include "sim/routing/l4/listener.h"

namespace meshwright::sim::routing {

/// One listener for each port of HTTP services, one for each address and port of other services, and the one that
/// catches everything else. HTTP chains name the route tables of ProxyTables::named.
/// Istio: pilot/pkg/networking/core/{listener,tls,listener_builder}.go.
ListenerSet buildOutboundListeners(const MeshIndex& mesh, const ProxyScope& scope);

} // namespace meshwright::sim::routing
