// DestinationRules merged and indexed as istiod does: by namespace and host, with visibility.
#pragma once

#include "model/design/design.h"
#include "sim/routing/registry/service.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace meshwright::sim::routing {

/// One rule after merging with others of the same host and namespace. `rule.host` is the full name.
struct ConsolidatedRule {
    model::istio::DestinationRule rule;
    ResourcePtr resource;              ///< the oldest of those merged
    std::vector<ResourcePtr> from;     ///< all of them
    Origin policyOrigin;               ///< of the top-level trafficPolicy
    std::vector<Origin> subsetOrigins; ///< parallel to rule.subsets
    ExportTo exportTo;                 ///< as written; empty = everywhere
};
using ConsolidatedRulePtr = std::shared_ptr<const ConsolidatedRule>;

/// Istio: pilot/pkg/model/push_context.go (setDestinationRules, destinationRule), destination_rule.go (merging).
class DestinationRuleIndex {
public:
    DestinationRuleIndex() = default;
    DestinationRuleIndex(const model::Design& design, std::string rootNamespace);

    /// Every rule that may apply to `hostname` (of a service in `serviceNs`) for proxies of `proxyNs`.
    std::vector<ConsolidatedRulePtr> candidates(const std::string& proxyNs, const std::string& serviceNs,
                                                const std::string& hostname) const;
    /// The one that applies: the first whose workloadSelector takes the proxy, else the last without a selector.
    /// Istio: pilot/pkg/model/sidecar.go (DestinationRule).
    ConsolidatedRulePtr find(const std::string& proxyNs, const Labels& proxyLabels, const std::string& serviceNs,
                             const std::string& hostname, bool outbound = true) const;

private:
    using Rules = std::vector<std::shared_ptr<ConsolidatedRule>>;
    struct ByHost {
        std::map<std::string, Rules> specific, wildcard;
        const Rules* mostSpecific(const std::string& hostname) const;
    };
    static void merge(ByHost& into, const ResourcePtr& resource, const model::istio::DestinationRule& rule,
                      const ExportTo& exportTo);
    std::vector<ConsolidatedRulePtr> exported(const std::string& owner, const std::string& hostname,
                                              const std::string& client) const;

    std::string rootNamespace_;
    std::map<std::string, ByHost> local_, exported_;
    ByHost rootLocal_;
};

} // namespace meshwright::sim::routing
