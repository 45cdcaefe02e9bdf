#include "sim/routing/compile/hash_policy.h"

#include <algorithm>

namespace meshwright::sim::routing {

namespace {
using model::istio::ConsistentHash;
using model::istio::LoadBalancer;
using model::istio::PortTrafficPolicy;
using model::istio::TrafficPolicy;

const ConsistentHash* of(const std::optional<LoadBalancer>& lb) {
    return lb && lb->consistentHash ? &*lb->consistentHash : nullptr;
}

const PortTrafficPolicy* portPolicy(const std::optional<TrafficPolicy>& policy, std::int64_t port) {
    if (!policy) return nullptr;
    for (const auto& p : policy->portLevelSettings)
        if (p.port && p.port->number == port) return &p;
    return nullptr;
}

const ConsistentHash* ofPort(const std::optional<TrafficPolicy>& policy, const model::istio::Destination& destination) {
    if (!destination.port) return nullptr;
    const auto* p = portPolicy(policy, destination.port->number);
    return p ? of(p->loadBalancer) : nullptr;
}
} // namespace

std::optional<HashPolicy> translateHash(const ConsistentHash& hash) {
    HashPolicy out;
    if (!hash.httpHeaderName.empty()) {
        out.kind = HashPolicy::Kind::Header;
        out.name = hash.httpHeaderName;
        std::transform(out.name.begin(), out.name.end(), out.name.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    } else if (hash.httpCookie) {
        out.kind = HashPolicy::Kind::Cookie;
        out.name = hash.httpCookie->name;
        out.cookieTtl = hash.httpCookie->ttl;
        out.cookiePath = hash.httpCookie->path;
    } else if (hash.useSourceIp) {
        out.kind = HashPolicy::Kind::SourceIp;
    } else if (!hash.httpQueryParameterName.empty()) {
        out.kind = HashPolicy::Kind::Query;
        out.name = hash.httpQueryParameterName;
    } else {
        return std::nullopt;
    }
    return out;
}

const ConsistentHash* hashForDestination(const model::istio::DestinationRule& rule,
                                         const model::istio::Destination& destination) {
    const auto subset = std::find_if(rule.subsets.begin(), rule.subsets.end(),
                                     [&](const auto& s) { return s.name == destination.subset; });
    if (subset != rule.subsets.end()) {
        if (const auto* h = ofPort(subset->trafficPolicy, destination)) return h;
        if (subset->trafficPolicy)
            if (const auto* h = of(subset->trafficPolicy->loadBalancer)) return h;
    }
    if (const auto* h = ofPort(rule.trafficPolicy, destination)) return h;
    return rule.trafficPolicy ? of(rule.trafficPolicy->loadBalancer) : nullptr;
}

const ConsistentHash* hashForService(const model::istio::DestinationRule& rule, std::uint32_t port) {
    if (const auto* p = portPolicy(rule.trafficPolicy, port))
        if (const auto* h = of(p->loadBalancer)) return h;
    return rule.trafficPolicy ? of(rule.trafficPolicy->loadBalancer) : nullptr;
}

} // namespace meshwright::sim::routing
