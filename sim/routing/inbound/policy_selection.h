// Which security policies apply to a proxy.
#pragma once

#include "model/design/resource.h"

#include <string>
#include <vector>

namespace meshwright::sim::routing {

/// Whose policies are asked for.
struct PolicyTarget {
    std::string ns;
    model::istio::Labels labels;
};

/// True where every label of `selector` is in `labels`. An empty selector fits everything.
bool subsetOfLabels(const model::istio::Labels& selector, const model::istio::Labels& labels);

/// True where a selector and targetRefs attach a policy to the proxy; namespaces are the caller's business, except
/// that a targetRef names a Gateway of the policy's own.
/// Istio: pilot/pkg/model/policyattachment.go (ShouldAttachPolicy).
bool attaches(const std::optional<model::istio::WorkloadSelector>& selector,
              const std::vector<model::istio::TargetRef>& targetRefs, const std::string& policyNamespace,
              const PolicyTarget& target);

/// AuthorizationPolicies of the root namespace, then of the proxy's, each oldest first as given.
std::vector<model::ResourcePtr> authorizationPoliciesFor(const std::vector<model::ResourcePtr>& all,
                                                         const std::string& rootNamespace, const PolicyTarget& target);

/// RequestAuthentications of the proxy's namespace, then of the root namespace.
std::vector<model::ResourcePtr> requestAuthenticationsFor(const std::vector<model::ResourcePtr>& all,
                                                          const std::string& rootNamespace, const PolicyTarget& target);

} // namespace meshwright::sim::routing
