// Rules of a VirtualService → routes. Istio: pilot/pkg/networking/core/route/route.go.
#pragma once

#include "sim/routing/compile/route_context.h"

namespace meshwright::sim::routing {

/// The routes that one VirtualService gives one port and gateway, up to its first catch-all; empty where no rule
/// applies. Istio: route.go (BuildHTTPRoutesForVirtualService).
std::vector<RoutePtr> translateRoutes(const ResolvedVirtualService& vs, RouteContext& context);

/// The route of a service without a VirtualService. Istio: route.go (BuildDefaultHTTPOutboundRoute).
Route defaultRoute(const std::string& cluster, const MeshConfig& config);

/// Istio: retry/retry.go (ConvertPolicy). `written` null: no policy anywhere. `hashed`: consistent hashing picks the
/// pod.
RetryPolicy translateRetries(const model::istio::HttpRetry* written, bool hashed);

/// Header changes without those of `host` and pseudo-headers; what they set as authority goes to `authority`.
HeaderMutations translateHeaders(const model::istio::HeaderOperations& operations, std::string* authority = nullptr);

} // namespace meshwright::sim::routing
