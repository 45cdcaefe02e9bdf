// DestinationRules, security policies and Sidecars against the pods they are about.
// Istio: pkg/config/analysis/analyzers/destinationrule, authz, k8sgateway, sidecar, deprecation.
#include "model/analyze/questions.h"

#include <algorithm>

namespace meshwright::model::analysis {

namespace {

bool isTls(const std::string& mode) {
    return mode == "SIMPLE" || mode == "MUTUAL";
}

void checkSubsets(World& world, const Resource& r, const istio::DestinationRule& rule) {
    const auto* known = world.findHost(r.meta.ns, rule.exportTo, rule.host.text);
    if (!known)
        return world.say("IST0174", Severity::Warning, r, "spec.host",
                         "There is no Service or ServiceEntry for the host \"" + rule.host.text +
                             "\", so this rule has no effect.");
    for (std::size_t i = 0; i < rule.subsets.size(); ++i) {
        Labels labels = known->workloadLabels;
        for (const auto& [key, value] : rule.subsets[i].labels) labels[key] = value;
        if (!world.podsWith(labels).empty()) continue;
        world.say("IST0173", Severity::Error, r, yaml::childPath("spec.subsets", i),
                  "The subset " + rule.subsets[i].name + " selects no pod; requests to it are answered with 503.");
    }
}

void checkTls(World& world, const Resource& r, const istio::DestinationRule& rule) {
    if (!rule.trafficPolicy) return;
    const auto unverified = [&](const std::optional<istio::ClientTls>& tls) {
        if (!tls || !isTls(tls->mode) || !tls->caCertificates.empty()) return false;
        return tls->credentialName.empty() || !rule.workloadSelector;
    };
    constexpr const char* kWhy = " without caCertificates does not check whom it talks to.";
    if (unverified(rule.trafficPolicy->tls))
        world.say("IST0128", Severity::Warning, r, "spec.trafficPolicy.tls",
                  "TLS mode " + rule.trafficPolicy->tls->mode + kWhy);
    const auto& ports = rule.trafficPolicy->portLevelSettings;
    for (std::size_t i = 0; i < ports.size(); ++i)
        if (unverified(ports[i].tls))
            world.say("IST0129", Severity::Warning, r,
                      yaml::childPath("spec.trafficPolicy.portLevelSettings", i) + ".tls",
                      "TLS mode " + ports[i].tls->mode + kWhy);
}

bool matchesNamespace(const std::string& name, const std::string& pattern) {
    const auto lower = [](std::string text) {
        for (char& c : text)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
        return text;
    };
    if (pattern == "*") return true;
    if (!pattern.empty() && pattern.front() == '*')
        return name.size() >= pattern.size() - 1 && name.substr(name.size() - pattern.size() + 1) == pattern.substr(1);
    if (!pattern.empty() && pattern.back() == '*')
        return name.compare(0, pattern.size() - 1, pattern, 0, pattern.size() - 1) == 0;
    return lower(name) == lower(pattern);
}

void checkAuthorization(World& world, const Resource& r, const istio::AuthorizationPolicy& policy) {
    const bool meshWide = r.meta.ns == "istio-system";
    const Labels selector = policy.selector ? policy.selector->effective() : Labels{};
    const auto pods = world.podsWith(selector, meshWide ? std::optional<std::string>() : r.meta.ns);
    const bool any = std::any_of(pods.begin(), pods.end(), [&](const Pod* p) {
        const auto redirection = p->annotations.find("ambient.istio.io/redirection");
        const bool ambient = redirection != p->annotations.end() && redirection->second == "enabled";
        return p->inMesh || ambient;
    });
    if (!any && (policy.selector || !meshWide))
        world.say("IST0127", Severity::Warning, r, policy.selector ? "spec.selector" : "spec",
                  "No pod of the mesh is selected by this policy" +
                      (selector.empty() ? std::string() : " (" + toText(selector) + ")") + ", so it has no effect.");
    const bool namesNamespaces = std::any_of(policy.rules.begin(), policy.rules.end(), [](const auto& rule) {
        return std::any_of(rule.from.begin(), rule.from.end(), [](const auto& from) {
            return !from.source.namespaces.empty() || !from.source.notNamespaces.empty();
        });
    });
    const auto known = namesNamespaces ? world.namespaces() : std::vector<std::string>();
    if (known.empty()) return;
    for (std::size_t i = 0; i < policy.rules.size(); ++i)
        for (std::size_t k = 0; k < policy.rules[i].from.size(); ++k) {
            const auto& source = policy.rules[i].from[k].source;
            const std::string field = yaml::childPath(yaml::childPath("spec.rules", i) + ".from", k) + ".source";
            const auto check = [&](const std::vector<std::string>& names, const char* list) {
                for (std::size_t n = 0; n < names.size(); ++n)
                    if (std::none_of(known.begin(), known.end(),
                                     [&](const auto& ns) { return matchesNamespace(ns, names[n]); }))
                        world.say("IST0101", Severity::Error, r, yaml::childPath(field + "." + list, n),
                                  "There is no namespace \"" + names[n] + "\".");
            };
            check(source.namespaces, "namespaces");
            check(source.notNamespaces, "notNamespaces");
        }
}

/// A selector that hits the pods of a Kubernetes Gateway, which takes only targetRef.
template <class Policy> void checkSelector(World& world, const Resource& r, const Policy& policy) {
    if (policy.targetRef || !policy.selector) return;
    for (const Pod* pod : world.podsWith(policy.selector->effective(), r.meta.ns)) {
        const auto gateway = pod->labels.find("gateway.networking.k8s.io/gateway-name");
        if (gateway != pod->labels.end())
            world.say("IST0166", Severity::Warning, r, "spec.selector",
                      "A selector has no effect on the Kubernetes Gateway " + gateway->second + "; use targetRefs.");
    }
}

/// Sidecars of a namespace that have no workloadSelector.
bool isWhole(const Resource& r) {
    const auto& selector = r.as<istio::Sidecar>()->workloadSelector;
    return !selector || selector->effective().empty();
}

void checkWholeSidecar(World& world, const Resource& r) {
    const auto all = world.sidecarsIn(r.meta.ns);
    if (std::count_if(all.begin(), all.end(), [](const ResourcePtr& s) { return isWhole(*s); }) < 2) return;
    const auto ns = world.findNamespace(r.meta.ns);
    if (ns && ns->meta.labels.count("istio.io/dataplane-mode") > 0) return;
    world.say("IST0111", Severity::Error, r, "metadata.name",
              "Several Sidecars of the namespace have no workloadSelector; only one of them takes effect.");
}

} // namespace

void askDestinationRule(World& world, const ResourcePtr& r) {
    const auto* rule = r->as<istio::DestinationRule>();
    if (!rule) return;
    checkSubsets(world, *r, *rule);
    checkTls(world, *r, *rule);
}

void askPolicy(World& world, const ResourcePtr& r) {
    if (const auto* policy = r->as<istio::AuthorizationPolicy>()) {
        checkAuthorization(world, *r, *policy);
        checkSelector(world, *r, *policy);
    }
    if (const auto* policy = r->as<istio::RequestAuthentication>()) checkSelector(world, *r, *policy);
}

void askSidecar(World& world, const ResourcePtr& r) {
    const auto* sidecar = r->as<istio::Sidecar>();
    if (!sidecar) return;
    if (sidecar->outboundTrafficPolicy && sidecar->outboundTrafficPolicy->egressProxy)
        world.say("IST0002", Severity::Warning, *r, "spec.outboundTrafficPolicy.egressProxy",
                  "egressProxy is ignored.");
    if (isWhole(*r)) return checkWholeSidecar(world, *r);
    const auto& labels = sidecar->workloadSelector->effective();
    const auto pods = world.podsWith(labels, r->meta.ns);
    if (pods.empty())
        world.say("IST0101", Severity::Error, *r, "spec.workloadSelector",
                  "No pod of the namespace has the labels " + toText(labels) + ".");
    const auto all = world.sidecarsIn(r->meta.ns);
    for (const Pod* pod : pods) {
        const auto selecting = std::count_if(all.begin(), all.end(), [&](const ResourcePtr& s) {
            return !isWhole(*s) && selects(s->as<istio::Sidecar>()->workloadSelector->effective(), pod->labels);
        });
        if (selecting > 1)
            world.say("IST0110", Severity::Error, *r, "metadata.name",
                      "Several Sidecars select the pod " + pod->name + "; which of them it gets is not defined.");
    }
}

} // namespace meshwright::model::analysis
