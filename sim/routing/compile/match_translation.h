// Match blocks. Istio: pilot/pkg/networking/core/route/route.go (TranslateRouteMatch, sourceMatchHTTP).
#pragma once

#include "sim/routing/compile/route_context.h"

namespace meshwright::sim::routing {

/// True where the block may apply on this port, gateway and proxy; the rest of it is tested per request.
/// Where `gateways` is set, `sourceLabels` and `sourceNamespace` are not looked at.
bool appliesStatically(const model::istio::HttpMatch& match, const RouteContext& context);

/// `origin` is that of the match block, for diagnostics.
RouteMatch translateMatch(const model::istio::HttpMatch& match, const Origin& origin, RouteContext& context);

/// Exact, prefix or regex; `{}` and the regex `*` ask only for presence.
TextMatcher translateText(const model::istio::StringMatch& match, const Origin& origin, RouteContext& context);

} // namespace meshwright::sim::routing
