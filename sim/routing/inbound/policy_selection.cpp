#include "sim/routing/inbound/policy_selection.h"

#include <algorithm>

namespace meshwright::sim::routing {

namespace {

using model::ResourcePtr;

/// The objects of `first` and then `second` namespace that attach; a namespace that is both counts once.
template <class Policy>
std::vector<ResourcePtr> select(const std::vector<ResourcePtr>& all, const std::string& first,
                                const std::string& second, const PolicyTarget& target) {
    std::vector<ResourcePtr> out;
    std::vector<std::string> namespaces{first};
    if (second != first) namespaces.push_back(second);
    for (const auto& ns : namespaces)
        for (const auto& resource : all) {
            const auto* policy = resource->as<Policy>();
            if (policy && resource->meta.ns == ns && attaches(policy->selector, policy->targetRefs, ns, target))
                out.push_back(resource);
        }
    return out;
}

} // namespace

bool subsetOfLabels(const model::istio::Labels& selector, const model::istio::Labels& labels) {
    return std::all_of(selector.begin(), selector.end(), [&](const auto& label) {
        const auto found = labels.find(label.first);
        return found != labels.end() && found->second == label.second;
    });
}

bool attaches(const std::optional<model::istio::WorkloadSelector>& selector,
              const std::vector<model::istio::TargetRef>& targetRefs, const std::string& policyNamespace,
              const PolicyTarget& target) {
    if (targetRefs.empty()) return !selector || subsetOfLabels(selector->effective(), target.labels);
    const auto gateway = target.labels.find("gateway.networking.k8s.io/gateway-name");
    if (gateway == target.labels.end() || policyNamespace != target.ns) return false;
    return std::any_of(targetRefs.begin(), targetRefs.end(), [&](const model::istio::TargetRef& ref) {
        return (ref.ns.empty() || ref.ns == target.ns) && ref.group == "gateway.networking.k8s.io" &&
               ref.kind == "Gateway" && ref.name == gateway->second;
    });
}

std::vector<ResourcePtr> authorizationPoliciesFor(const std::vector<ResourcePtr>& all, const std::string& rootNamespace,
                                                  const PolicyTarget& target) {
    return select<model::istio::AuthorizationPolicy>(all, rootNamespace, target.ns, target);
}

std::vector<ResourcePtr> requestAuthenticationsFor(const std::vector<ResourcePtr>& all,
                                                   const std::string& rootNamespace, const PolicyTarget& target) {
    return select<model::istio::RequestAuthentication>(all, target.ns, rootNamespace, target);
}

} // namespace meshwright::sim::routing
