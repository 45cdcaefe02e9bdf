// A request's hash for consistent hashing, from its route's hash policies.
#pragma once

#include "sim/routing/engine.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace meshwright::sim::balance {

/// Where the request's connection comes from and ends, "address" and "address:port".
struct Downstream {
    std::string_view sourceAddress;
    std::string_view remote, local;
};

/// A cookie that the proxy sets where the policy's cookie is missing and has a lifetime.
struct GeneratedCookie {
    std::string name, value, path;
    model::Duration maxAge;
};

struct RequestHash {
    std::optional<std::uint64_t> hash; ///< none: the balancer draws at random
    std::optional<GeneratedCookie> cookie;
};

/// Header names of the request are lower case. Header changes of the route come before.
/// Envoy: source/common/http/hash_policy.cc, source/common/router/router.h (addDownstreamSetCookie).
RequestHash requestHash(std::span<const routing::HashPolicy> policies, const routing::Request& request,
                        const Downstream& downstream);

} // namespace meshwright::sim::balance
