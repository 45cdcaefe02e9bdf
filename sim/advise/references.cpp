// What Kiali checks and Istio's analyzers do not: subsets defined twice or without labels, selectors and hosts that
// match nothing, weights that count for nothing, policies that cannot see what they ask for.
#include "sim/advise/rules.h"

#include "model/yaml/node.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace meshwright::sim::advise {

namespace {

namespace istio = model::istio;
namespace kube = model::kube;
using model::yaml::childPath;
using routing::Pod;

/// "a=b,c=d"
std::string labelText(const istio::Labels& labels) {
    std::string out;
    for (const auto& [key, value] : labels) out += (out.empty() ? "" : ",") + key + "=" + value;
    return out;
}

class Review {
public:
    explicit Review(Context& context) : context_(context), design_(context.design()) {}

    void run() {
        destinationRules();
        for (const auto& r : design_.all<istio::VirtualService>()) splits(*r, *r->as<istio::VirtualService>());
        for (const auto& r : design_.all<istio::PeerAuthentication>())
            selector(*r, r->as<istio::PeerAuthentication>()->selector, "spec.selector");
        for (const auto& r : design_.all<istio::RequestAuthentication>())
            selector(*r, r->as<istio::RequestAuthentication>()->selector, "spec.selector");
        for (const auto& r : design_.all<istio::Sidecar>()) sidecar(*r, *r->as<istio::Sidecar>());
        for (const auto& r : design_.all<istio::AuthorizationPolicy>())
            authorization(*r, *r->as<istio::AuthorizationPolicy>());
        for (const auto& r : design_.all<kube::Service>()) targetPorts(*r, *r->as<kube::Service>());
        for (const auto& r : design_.all<istio::ServiceEntry>()) entry(*r, *r->as<istio::ServiceEntry>());
    }

private:
    const std::vector<Pod>& pods() const { return context_.mesh().registry().pods(); }
    bool anyPod(const std::optional<std::string>& ns, const istio::Labels& labels) const {
        return std::any_of(pods().begin(), pods().end(),
                           [&](const Pod& p) { return (!ns || p.ns == *ns) && routing::subsetOf(labels, p.labels); });
    }

    void destinationRules() {
        std::map<std::tuple<std::string, std::string, std::string>, ResourcePtr> first; // namespace, host, subset
        for (const auto& r : design_.all<istio::DestinationRule>()) {
            const auto& rule = *r->as<istio::DestinationRule>();
            for (std::size_t i = 0; i < rule.subsets.size(); ++i) {
                const auto& subset = rule.subsets[i];
                const std::string field = childPath("spec.subsets", i);
                if (!rule.workloadSelector) {
                    const auto [owner, isNew] = first.try_emplace(
                        {r->meta.ns, model::resolveShortName(rule.host, r->meta.ns).text, subset.name}, r);
                    if (!isNew && owner->second != r)
                        context_.say(
                            "MW1501", *r, field,
                            "DestinationRule " + owner->second->meta.name + " defines the subset " + subset.name +
                                " of " + rule.host.text + ", too; only the older definition counts.",
                            rule.subsets.size() > 1 ? std::optional(removeItem(*r, field, "Remove this definition"))
                                                    : std::nullopt);
                }
                if (subset.labels.empty() && !subset.trafficPolicy)
                    context_.say("MW1502", *r, field,
                                 "The subset " + subset.name + " has no labels, so it is every pod of " +
                                     rule.host.text + ".");
            }
        }
    }

    void splits(const Resource& r, const istio::VirtualService& vs) {
        const auto check = [&](const auto& rules, const char* list) {
            for (std::size_t i = 0; i < rules.size(); ++i)
                split(r, rules[i].route, childPath(std::string("spec.") + list, i) + ".route");
        };
        check(vs.http, "http");
        check(vs.tcp, "tcp");
        check(vs.tls, "tls");
    }

    template <class Destinations> void split(const Resource& r, const Destinations& to, const std::string& route) {
        if (to.size() == 1 && to[0].weight != 0 && to[0].weight != 100) {
            const std::string field = childPath(route, 0) + ".weight";
            context_.say("MW1509", r, field,
                         "The only destination of a rule gets every request, whatever its weight of " +
                             std::to_string(to[0].weight) + ".",
                         setValue(r, field, std::int64_t{100}, "Set the weight to 100"));
        }
        for (std::size_t k = 1; k < to.size(); ++k)
            for (std::size_t earlier = 0; earlier < k; ++earlier)
                if (to[earlier].destination == to[k].destination) {
                    context_.say("MW1510", r, childPath(route, k),
                                 "The rule names this destination twice; its shares add up.");
                    break;
                }
    }

    void selector(const Resource& r, const std::optional<istio::WorkloadSelector>& selector, const std::string& field) {
        if (!selector || selector->effective().empty() || pods().empty()) return;
        const bool everywhere = r.meta.ns == context_.mesh().config().rootNamespace && r.kind != "Sidecar";
        const auto ns = everywhere ? std::nullopt : std::optional(r.meta.ns);
        if (!anyPod(ns, selector->effective()))
            context_.say("MW1505", r, field,
                         (everywhere ? std::string("No pod") : "No pod of namespace " + r.meta.ns) +
                             " has the labels " + labelText(selector->effective()) + ", so this " + r.kind +
                             " applies to nothing.");
    }

    void sidecar(const Resource& r, const istio::Sidecar& s) {
        if (r.meta.ns == context_.mesh().config().rootNamespace && s.workloadSelector)
            context_.say("MW1508", r, "spec.workloadSelector",
                         "A Sidecar of the root namespace is the default of the whole mesh only without "
                         "workloadSelector.");
        else
            selector(r, s.workloadSelector, "spec.workloadSelector");
        if (design_.all<kube::Service>().empty()) return;
        for (std::size_t i = 0; i < s.egress.size(); ++i)
            for (std::size_t k = 0; k < s.egress[i].hosts.size(); ++k) {
                const std::string& text = s.egress[i].hosts[k];
                const auto slash = text.find('/');
                if (slash == std::string::npos) continue;
                const std::string host = text.substr(slash + 1);
                if (host.empty() || host.find('*') != std::string::npos) continue;
                if (!context_.mesh().registry().byNamespace(model::resolveShortName(host, r.meta.ns).text))
                    context_.say("MW1507", r, childPath(childPath("spec.egress", i) + ".hosts", k),
                                 "There is no Service or ServiceEntry for " + host +
                                     ", so this entry imports nothing.");
            }
    }

    /// The mode that PeerAuthentications without selector set for a namespace. Istio:
    /// pilot/pkg/model/authentication.go.
    bool mtlsIsOff(const std::string& ns) const {
        std::string own, root;
        for (const auto& r : context_.mesh().peerAuthentications()) {
            const auto& p = *r->as<istio::PeerAuthentication>();
            if ((p.selector && !p.selector->effective().empty()) || !p.mtls) continue;
            if (p.mtls->mode.empty() || p.mtls->mode == "UNSET") continue;
            if (r->meta.ns == ns && own.empty()) own = p.mtls->mode;
            if (r->meta.ns == context_.mesh().config().rootNamespace && root.empty()) root = p.mtls->mode;
        }
        return (own.empty() ? root : own) == "DISABLE";
    }

    void authorization(const Resource& r, const istio::AuthorizationPolicy& policy) {
        constexpr std::string_view kBegin = "cluster.local/ns/";
        const bool plain = mtlsIsOff(r.meta.ns);
        std::set<std::string> accounts;
        for (const auto& pod : pods()) accounts.insert(std::string(kBegin) + pod.ns + "/sa/" + pod.serviceAccount);
        for (std::size_t i = 0; i < policy.rules.size(); ++i)
            for (std::size_t k = 0; k < policy.rules[i].from.size(); ++k) {
                const auto& source = policy.rules[i].from[k].source;
                const std::string field = childPath(childPath("spec.rules", i) + ".from", k) + ".source";
                if (plain && (!source.principals.empty() || !source.namespaces.empty()))
                    context_.say("MW1504", r, field + (source.principals.empty() ? ".namespaces" : ".principals"),
                                 "Who calls is known by mutual TLS only, and a PeerAuthentication disables it for "
                                 "namespace " +
                                     r.meta.ns + ": this source never matches.");
                for (std::size_t p = 0; p < source.principals.size(); ++p) {
                    const std::string& name = source.principals[p];
                    if (name.find('*') != std::string::npos || !name.starts_with(kBegin)) continue;
                    const auto ns = name.substr(kBegin.size(), name.find('/', kBegin.size()) - kBegin.size());
                    if (anyPod(ns, {}) && accounts.count(name) == 0)
                        context_.say("MW1503", r, childPath(field + ".principals", p),
                                     "No workload of the design runs as " + name + ", so nobody is this principal.");
                }
            }
    }

    void targetPorts(const Resource& r, const kube::Service& service) {
        if (service.selector.empty()) return;
        for (std::size_t i = 0; i < service.ports.size(); ++i) {
            const std::string& target = service.ports[i].targetPort;
            if (target.find_first_not_of("0123456789") == std::string::npos) continue;
            bool any = false, named = false;
            for (const auto& pod : pods()) {
                if (pod.ns != r.meta.ns || !routing::subsetOf(service.selector, pod.labels)) continue;
                any = true;
                for (const auto& c : pod.spec->containers)
                    for (const auto& port : c.ports) named = named || port.name == target;
            }
            if (any && !named)
                context_.say("MW1506", r, childPath("spec.ports", i) + ".targetPort",
                             "No container behind this Service has a port named " + target +
                                 ", so the port leads nowhere.");
        }
    }

    void entry(const Resource& r, const istio::ServiceEntry& entry) {
        if (!entry.workloadSelector || entry.workloadSelector->effective().empty()) return;
        const auto& labels = entry.workloadSelector->effective();
        const auto& entries = design_.all<istio::WorkloadEntry>();
        const bool any =
            anyPod(r.meta.ns, labels) || std::any_of(entries.begin(), entries.end(), [&](const ResourcePtr& w) {
                return w->meta.ns == r.meta.ns && routing::subsetOf(labels, w->as<istio::WorkloadEntry>()->labels);
            });
        if (!any)
            context_.say("MW1511", r, "spec.workloadSelector",
                         "No pod or WorkloadEntry of namespace " + r.meta.ns + " has the labels " + labelText(labels) +
                             ", so requests for this entry are answered with 503.");
    }

    Context& context_;
    const model::Design& design_;
};

} // namespace

void adviseOnReferences(Context& context) {
    Review(context).run();
}

} // namespace meshwright::sim::advise
