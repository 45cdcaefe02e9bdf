// The rules of one HTTP rule of a VirtualService. Istio: pkg/config/validation/virtualservice.go.
#pragma once

#include "model/istio/virtual_service.h"
#include "model/validate/judge.h"

namespace meshwright::model::validation {

/// `delegate`: the rule belongs to a VirtualService without hosts.
void checkHttpRoute(Judge& judge, const istio::HttpRoute& route, const std::string& field, bool delegate);

/// `@request.auth.claims.…`, which only gateways can match.
bool isJwtClaim(std::string_view header);

/// Weights of one rule: none below 0, and not all 0 where there are several.
template <class Routes> void checkWeights(Judge& judge, const Routes& routes, const std::string& field) {
    std::int64_t total = 0;
    for (std::size_t i = 0; i < routes.size(); ++i) {
        if (routes[i].weight < 0) judge.error(at(at(field, i), "weight"), "A weight must not be negative.");
        total += routes[i].weight;
    }
    if (routes.size() > 1 && static_cast<std::int32_t>(total) == 0)
        judge.error(field,
                    "The weights of this rule are all 0, so no destination would get a request; give one a weight.");
}

} // namespace meshwright::model::validation
