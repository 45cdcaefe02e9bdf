// Recipes about how calls are made: resilience, ways in and out of the mesh, mutual TLS.
#pragma once

#include "model/recipes/recipe.h"

#include <optional>

namespace meshwright::model::recipes {

/// Timeout and retries on every rule to the service; limits and ejection of bad pods in its destination rule.
struct ResilienceInput {
    ResourceId service;
    std::optional<Duration> timeout, perTryTimeout;
    std::int64_t attempts = 2; ///< retries after the first try; 0 switches them off
    std::string retryOn;
    std::int64_t errors = 5; ///< in a row, until a pod is ejected; 0 = no ejection
    Duration ejection = Duration::seconds(30);
    std::int64_t maxPending = 0, maxRequests = 0; ///< 0 = no limit
};
Planned resilience(const Design& design, const ResilienceInput& input);

/// Requests from outside for a host and a path reach the service through a gateway.
struct ExposeInput {
    ResourceId service;
    std::string host, path;
    std::optional<ResourceId> gateway; ///< one of the design; absent = a new one
};
Planned expose(const Design& design, const ExposeInput& input);

/// Lets the mesh call a host outside of it.
struct EgressInput {
    enum class Way {
        Tls,      ///< the application speaks TLS: port 443
        Http,     ///< plain HTTP: port 80
        Originate ///< the application speaks HTTP, its proxy speaks TLS
    };
    std::string host;
    Way way = Way::Tls;
    std::string ns; ///< where the objects go
};
Planned egress(const Design& design, const EgressInput& input);

/// Only mutual TLS is accepted, in one namespace or (with `ns` istio-system) in the whole mesh; destination rules that
/// would send plain text there send mutual TLS from now on.
struct StrictMtlsInput {
    std::string ns;
};
Planned strictMtls(const Design& design, const StrictMtlsInput& input);

extern const Recipe resilienceRecipe, exposeRecipe, egressRecipe, strictMtlsRecipe;

} // namespace meshwright::model::recipes
