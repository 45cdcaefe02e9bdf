// What several recipes need: services and their versions, the rules that send to them, and new objects as YAML.
#pragma once

#include "model/recipes/draft.h"

namespace meshwright::model::recipes {

/// "reviews", or "ledger.bank" outside of the namespace default.
std::string nameOf(const Resource& service);
std::vector<std::string> serviceNames(const Design& design);
ResourcePtr serviceNamed(const Design& design, std::string_view name);
/// "reviews.default.svc.cluster.local"
Host hostOf(const Resource& service);
/// The service's host as an object of `ns` writes it: short within its own namespace.
std::string hostFrom(const Resource& service, std::string_view ns);
std::string freeName(const Design& design, const std::string& kind, const std::string& ns, const std::string& base);

/// The names of the service's subsets, then the `version` labels of its workloads that no subset names.
std::vector<std::string> versionsOf(const Design& design, const Resource& service);
/// The destination rule of the service's host, or null.
ResourcePtr destinationRuleOf(const Design& design, const Resource& service);

/// One HTTP rule of a virtual service.
struct RuleRef {
    ResourceId virtualService;
    std::size_t rule = 0;

    std::string field() const { return "spec.http[" + std::to_string(rule) + "]"; }
};
/// The rules all of whose destinations are this service, in file order.
std::vector<RuleRef> rulesTo(const Design& design, const Resource& service);
/// The one of them that takes what no other took: the last without conditions, else the last.
std::optional<RuleRef> lastRuleTo(const Design& design, const Resource& service);

/// A share of a rule: the whole service where `subset` is empty.
struct Share {
    std::string subset;
    int percent = 100;
};

/// A workload of this version, where the service has none yet.
void needVersion(Draft& draft, const ResourceId& service, const std::string& version);
/// A destination rule with a subset for each version; returns the subsets' names in the same order.
std::vector<std::string> needSubsets(Draft& draft, const ResourceId& service, const std::vector<std::string>& versions);
/// The destination rule's identity; one without subsets is made where there is none.
ResourceId needDestinationRule(Draft& draft, const ResourceId& service);
/// The rule that takes all other requests to the service; made, with its virtual service, where there is none.
RuleRef needRule(Draft& draft, const ResourceId& service, const std::vector<Share>& shares);
/// Makes a rule go to these subsets of the service, touching only what differs.
void setShares(Draft& draft, const RuleRef& rule, const ResourceId& service, const std::vector<Share>& shares);
/// The destinations of a rule as YAML, every line indented by `indent`.
std::string sharesYaml(const std::string& host, const std::vector<Share>& shares, const std::string& indent);

/// "  name: x\n  namespace: y\n"
std::string metadataYaml(const std::string& name, const std::string& ns);
/// A Deployment of one pod with the service's labels and this version's.
std::string workloadYaml(const Resource& service, const std::string& version);
std::string serviceYaml(const std::string& name, const std::string& ns, int port);
std::string gatewayYaml(const std::string& name, const std::string& ns, const std::string& host);
/// A Scenario that sends `rate` requests a second for a host.
std::string scenarioYaml(const std::string& name, const std::string& from, const std::string& host,
                         const std::string& path, std::int64_t port, int rate);

} // namespace meshwright::model::recipes
