#include "sim/routing/registry/destination_rules.h"

#include "sim/routing/registry/age.h"

#include <algorithm>

namespace meshwright::sim::routing {

namespace {

using model::istio::DestinationRule;

bool endsWith(std::string_view text, std::string_view suffix) {
    return text.size() >= suffix.size() && text.substr(text.size() - suffix.size()) == suffix;
}

std::vector<Origin> subsetOrigins(const ResourcePtr& resource, std::size_t count) {
    std::vector<Origin> out;
    for (std::size_t i = 0; i < count; ++i) out.push_back({resource, "spec.subsets[" + std::to_string(i) + "]"});
    return out;
}

} // namespace

const DestinationRuleIndex::Rules* DestinationRuleIndex::ByHost::mostSpecific(const std::string& hostname) const {
    const bool isWildcard = !hostname.empty() && hostname.front() == '*';
    const auto& exact = isWildcard ? wildcard : specific;
    if (const auto it = exact.find(hostname); it != exact.end()) return &it->second;
    const std::string_view needle = isWildcard ? std::string_view(hostname).substr(1) : std::string_view(hostname);
    const Rules* best = nullptr;
    const std::string* bestHost = nullptr;
    for (const auto& [host, rules] : wildcard)
        if (endsWith(needle, std::string_view(host).substr(1)) &&
            (!best || model::moreSpecific(model::Host(host), model::Host(*bestHost)))) {
            best = &rules;
            bestHost = &host;
        }
    return best;
}

void DestinationRuleIndex::merge(ByHost& into, const ResourcePtr& resource, const DestinationRule& rule,
                                 const ExportTo& exportTo) {
    auto& rules = (rule.host.isWildcard() ? into.wildcard : into.specific)[rule.host.text];
    bool separate = true;
    for (auto& known : rules) {
        if (!(exportTo == known->exportTo)) {
            separate = true;
            continue;
        }
        separate = false;
        const bool a = rule.workloadSelector.has_value(), b = known->rule.workloadSelector.has_value();
        const bool equal = a && b && rule.workloadSelector->effective() == known->rule.workloadSelector->effective();
        if (a && b && !equal) {
            separate = true;
            continue;
        }
        if (!known->rule.trafficPolicy && rule.trafficPolicy) {
            known->rule.trafficPolicy = rule.trafficPolicy;
            known->policyOrigin = {resource, "spec.trafficPolicy"};
        }
        known->from.push_back(resource);
        for (std::size_t i = 0; i < rule.subsets.size(); ++i) {
            const bool exists = std::any_of(known->rule.subsets.begin(), known->rule.subsets.end(),
                                            [&](const auto& s) { return s.name == rule.subsets[i].name; });
            if (exists) continue;
            known->rule.subsets.push_back(rule.subsets[i]);
            known->subsetOrigins.push_back({resource, "spec.subsets[" + std::to_string(i) + "]"});
        }
    }
    if (!separate) return;
    auto fresh = std::make_shared<ConsolidatedRule>();
    fresh->rule = rule;
    fresh->resource = resource;
    fresh->from = {resource};
    fresh->policyOrigin = {resource, rule.trafficPolicy ? "spec.trafficPolicy" : "spec"};
    fresh->subsetOrigins = subsetOrigins(resource, rule.subsets.size());
    fresh->exportTo = exportTo;
    rules.push_back(std::move(fresh));
}

DestinationRuleIndex::DestinationRuleIndex(const model::Design& design, std::string rootNamespace)
    : rootNamespace_(std::move(rootNamespace)) {
    auto all = design.all<DestinationRule>();
    std::stable_sort(all.begin(), all.end(), [](const ResourcePtr& a, const ResourcePtr& b) {
        const bool sa = a->as<DestinationRule>()->workloadSelector.has_value();
        const bool sb = b->as<DestinationRule>()->workloadSelector.has_value();
        return sa != sb ? sa : olderThan(*a, *b);
    });
    for (const auto& resource : all) {
        DestinationRule rule = *resource->as<DestinationRule>();
        const std::string& ns = resource->meta.ns;
        rule.host = model::resolveShortName(rule.host, ns);
        const ExportTo exportTo = rule.workloadSelector ? ExportTo({"."}, {}) : ExportTo(rule.exportTo, {});
        const auto& values = exportTo.values;
        if (values.empty() || exportTo.isPublic() || exportTo.contains(".") || exportTo.contains(ns))
            merge(local_[ns], resource, rule, exportTo);
        const bool privateOnly = values.size() == 1 && (values[0] == "." || values[0] == ns);
        if (!privateOnly)
            merge(exported_[ns], resource, rule, exportTo);
        else if (ns == rootNamespace_)
            merge(rootLocal_, resource, rule, exportTo);
    }
}

std::vector<ConsolidatedRulePtr> DestinationRuleIndex::exported(const std::string& owner, const std::string& hostname,
                                                                const std::string& client) const {
    std::vector<ConsolidatedRulePtr> out;
    const auto it = exported_.find(owner);
    if (it == exported_.end()) return out;
    if (const Rules* rules = it->second.mostSpecific(hostname))
        for (const auto& r : *rules)
            if (r->exportTo.values.empty() || r->exportTo.isPublic() || r->exportTo.contains(client)) out.push_back(r);
    return out;
}

std::vector<ConsolidatedRulePtr> DestinationRuleIndex::candidates(const std::string& proxyNs,
                                                                  const std::string& serviceNs,
                                                                  const std::string& hostname) const {
    const ByHost* own = nullptr;
    if (proxyNs == rootNamespace_)
        own = &rootLocal_;
    else if (const auto it = local_.find(proxyNs); it != local_.end())
        own = &it->second;
    if (own)
        if (const Rules* rules = own->mostSpecific(hostname)) return {rules->begin(), rules->end()};
    if (!serviceNs.empty())
        if (auto out = exported(serviceNs, hostname, proxyNs); !out.empty()) return out;
    return exported(rootNamespace_, hostname, proxyNs);
}

ConsolidatedRulePtr DestinationRuleIndex::find(const std::string& proxyNs, const Labels& proxyLabels,
                                               const std::string& serviceNs, const std::string& hostname,
                                               bool outbound) const {
    ConsolidatedRulePtr catchAll;
    for (const auto& r : candidates(proxyNs, serviceNs, hostname)) {
        const auto& selector = r->rule.workloadSelector;
        if (!selector)
            catchAll = r;
        else if (outbound && r->resource->meta.ns == proxyNs && subsetOf(selector->matchLabels, proxyLabels))
            return r;
    }
    return catchAll;
}

} // namespace meshwright::sim::routing
