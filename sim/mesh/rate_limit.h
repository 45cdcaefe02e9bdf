// Envoy's local rate limit, which Istio users write as an EnvoyFilter: a token bucket in a proxy that refuses with 429.
#pragma once

#include "model/design/design.h"
#include "sim/kernel/random.h"
#include "sim/resilience/draws.h"

#include <cstdint>
#include <string>
#include <vector>

namespace meshwright::sim::mesh {

using model::Duration;
using model::TimePoint;

/// One LocalRateLimit of an EnvoyFilter's HTTP_FILTER patch. What an EnvoyFilter says of single routes is not read.
/// Envoy: source/extensions/filters/http/local_ratelimit/local_ratelimit.cc.
struct RateLimitRule {
    enum class Context { Any, Gateway, SidecarInbound, SidecarOutbound };
    Context context = Context::Any;
    std::string ns;                ///< of the EnvoyFilter
    bool wholeMesh = false;        ///< it stands in the root namespace
    model::istio::Labels selector; ///< of the workload; empty = all
    std::uint32_t tokens = 0, perFill = 1;
    Duration interval;
    std::uint16_t status = 429;
    routing::Fraction enabled{0, 100}, enforced{0, 100}; ///< Envoy's defaults: without both, nothing is refused

    /// True where it concerns a proxy of this kind, namespace and labels.
    bool concerns(Context side, const std::string& proxyNamespace, const model::istio::Labels& labels) const;
    friend bool operator==(const RateLimitRule& a, const RateLimitRule& b);
};

/// Those of a design, in file order. `rootNamespace` is the mesh's.
std::vector<RateLimitRule> rateLimitsOf(const model::Design& design, const std::string& rootNamespace);

/// One proxy's bucket.
class RateLimiter {
public:
    explicit RateLimiter(const RateLimitRule& rule) : rule_(rule), bucket_(rule.tokens, rule.perFill, rule.interval) {}

    /// Takes a token, or says that the request is refused. Draws only where a share is neither none nor all.
    bool admits(TimePoint now, kernel::RandomStream& random);
    std::uint16_t status() const { return rule_.status; }
    const RateLimitRule& rule() const { return rule_; }

private:
    RateLimitRule rule_;
    resilience::TokenBucket bucket_;
};

} // namespace meshwright::sim::mesh
