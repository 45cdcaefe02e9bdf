// Envoy's CORS filter. Envoy: source/extensions/filters/http/cors/cors_filter.cc.
#pragma once

#include "sim/routing/engine.h"
#include "sim/routing/match/headers.h"

#include <optional>

namespace meshwright::sim::routing {

/// What the filter makes of a request by a route that has a policy.
struct CorsVerdict {
    std::optional<HeaderList> preflightReply; ///< answered with 200 and these headers
    HeaderList responseHeaders;               ///< put on whatever answers the request
};
CorsVerdict corsVerdict(const Cors& cors, const Request& request);

} // namespace meshwright::sim::routing
