#include "sim/routing/compile/clusters.h"

namespace meshwright::sim::routing {

namespace {

using model::istio::PortTrafficPolicy;
using model::istio::TrafficPolicy;

template <class T> const T* pointer(const std::optional<T>& value) {
    return value ? &*value : nullptr;
}

const PortTrafficPolicy* portLevel(const TrafficPolicy& policy, std::uint32_t port, std::size_t& index) {
    for (index = 0; index < policy.portLevelSettings.size(); ++index) {
        const auto& p = policy.portLevelSettings[index];
        if (p.port && p.port->number == port) return &p;
    }
    return nullptr;
}

/// Puts the blocks of one level over `out`; with port-level settings all four are replaced, absent ones too.
void overlay(EffectivePolicy& out, const TrafficPolicy& policy, const Origin& origin, std::uint32_t port) {
    std::size_t index = 0;
    if (const auto* p = portLevel(policy, port, index)) {
        const std::string field = origin.field + ".portLevelSettings[" + std::to_string(index) + "]";
        out.pool = pointer(p->connectionPool);
        out.outlier = pointer(p->outlierDetection);
        out.lb = pointer(p->loadBalancer);
        out.tls = pointer(p->tls);
        out.poolOrigin = {origin.resource, field + ".connectionPool"};
        out.outlierOrigin = {origin.resource, field + ".outlierDetection"};
        return;
    }
    if (policy.connectionPool) {
        out.pool = pointer(policy.connectionPool);
        out.poolOrigin = {origin.resource, origin.field + ".connectionPool"};
    }
    if (policy.outlierDetection) {
        out.outlier = pointer(policy.outlierDetection);
        out.outlierOrigin = {origin.resource, origin.field + ".outlierDetection"};
    }
    if (policy.loadBalancer) out.lb = pointer(policy.loadBalancer);
    if (policy.tls) out.tls = pointer(policy.tls);
    if (policy.retryBudget) out.budget = pointer(policy.retryBudget);
}

} // namespace

EffectivePolicy effectivePolicy(const ConsolidatedRule* rule, std::uint32_t port, int subset,
                                const MeshConfig& config) {
    EffectivePolicy out;
    if (rule && rule->rule.trafficPolicy) overlay(out, *rule->rule.trafficPolicy, rule->policyOrigin, port);
    // the mesh's defaults lie below the rule, so that a subset's own blocks go over them
    if (!out.pool) out.pool = pointer(config.defaultConnectionPool);
    if (!out.outlier) out.outlier = pointer(config.defaultOutlierDetection);
    if (rule && subset >= 0) {
        const auto& s = rule->rule.subsets[static_cast<std::size_t>(subset)];
        const Origin& origin = rule->subsetOrigins[static_cast<std::size_t>(subset)];
        if (s.trafficPolicy) overlay(out, *s.trafficPolicy, {origin.resource, origin.field + ".trafficPolicy"}, port);
    }
    return out;
}

} // namespace meshwright::sim::routing
