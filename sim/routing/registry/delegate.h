// Merging of a root VirtualService's rule with its delegate. Istio: pilot/pkg/model/virtualservice.go.
#pragma once

#include "sim/routing/registry/virtual_services.h"

#include <utility>
#include <vector>

namespace meshwright::sim::routing {

struct MergedRule {
    model::istio::HttpRoute rule;
    HttpRuleOrigin origin;
};

/// The rules of `delegate` under `root`: matches form the product of both sides without conflicting pairs, the
/// delegate's fields win, the root fills the rest. A rule with a match that fits no match of the root is dropped.
std::vector<MergedRule> mergeDelegate(const MergedRule& root, const std::vector<MergedRule>& delegate);

} // namespace meshwright::sim::routing
