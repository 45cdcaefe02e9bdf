#include "sim/coverage/absence.h"

#include "sim/coverage/proxies.h"

#include <algorithm>
#include <set>

namespace meshwright::sim::coverage {

namespace {

using model::Host;
using model::Origin;
using model::ResourcePtr;
using model::istio::HttpMatch;
using routing::ResolvedVirtualService;

std::string element(const std::string& list, std::size_t i) {
    return list + "[" + std::to_string(i) + "]";
}

/// Reads "spec.http[2].match[1]": the list, its index, and the block where there is one.
struct Place {
    std::string list;
    std::size_t rule = 0;
    std::optional<std::size_t> block;
};
std::optional<Place> placeOf(const std::string& field) {
    const std::size_t open = field.find('['), close = field.find(']');
    if (!field.starts_with("spec.") || open == std::string::npos || close == std::string::npos) return std::nullopt;
    Place out{field.substr(5, open - 5), std::stoul(field.substr(open + 1, close - open - 1)), std::nullopt};
    const std::string rest = field.substr(close + 1);
    if (rest.starts_with(".match[")) out.block = std::stoul(rest.substr(7));
    return out;
}

/// A block that every request fulfils, as far as its path, headers and parameters go. Istio: route.go
/// (IsCatchAllRoute).
bool takesEverything(const HttpMatch& match) {
    if (match.method || match.authority || match.scheme || !match.headers.empty() || !match.withoutHeaders.empty() ||
        !match.queryParams.empty())
        return false;
    return !match.uri || match.uri->prefix == "/" || match.uri->regex == ".*";
}

bool unconditional(const HttpMatch& match) {
    return match.port == 0 && match.sourceLabels.empty() && match.sourceNamespace.empty() && match.gateways.empty();
}

std::string quoted(const std::vector<std::string>& list) {
    std::string out;
    for (const auto& s : list) out += (out.empty() ? "" : ", ") + s;
    return out;
}

} // namespace

AbsenceExplainer::AbsenceExplainer(routing::MeshIndexPtr mesh, const std::vector<routing::ProxyRef>& proxies)
    : mesh_(std::move(mesh)) {
    for (const auto& p : proxies) views_.push_back({p, routing::scopeOf(*mesh_, p)});
    for (std::size_t i = 0; i < views_.size(); ++i)
        if (views_[i].proxy.isGateway()) merged_.emplace(i, routing::mergeGateways(*mesh_, views_[i].scope->proxy));
}

const ResolvedVirtualService* AbsenceExplainer::resolved(const ResourcePtr& resource) const {
    for (const auto& vs : mesh_->virtualServices().all())
        if (vs->resource == resource) return vs.get();
    return nullptr;
}

std::string AbsenceExplainer::namespacesOf(bool gateways) const {
    std::set<std::string> names;
    for (const auto& v : views_)
        if (v.proxy.isGateway() == gateways) names.insert(v.scope->proxy.ns);
    return quoted({names.begin(), names.end()});
}

Unreachable AbsenceExplainer::explain(const Origin& origin) const {
    const ResourcePtr& resource = origin.resource;
    const auto place = placeOf(origin.field);
    const auto* written = resource->as<VirtualService>();
    if (written && place) {
        if (written->hosts.empty()) {
            if (auto reason = delegate(resource)) return *reason;
        } else if (const auto* vs = resolved(resource)) {
            if (auto reason = wholeService(*vs, origin)) return *reason;
        }
        if (place->list == "http" && place->rule < written->http.size()) {
            const auto& rule = written->http[place->rule];
            if (rule.delegate)
                if (auto reason = delegatingRule(resource, place->rule)) return *reason;
            std::optional<Unreachable> reason;
            for (std::size_t m = 0; m < rule.match.size(); ++m) {
                if (place->block && *place->block != m) continue;
                const std::string field = element(element("spec.http", place->rule) + ".match", m);
                if (!reason) reason = staticConditions(rule.match[m], resource, field);
            }
            if (reason) return *reason;
            if (auto shadow = afterCatchAll(resource, place->rule, place->block.value_or(0))) return *shadow;
        }
        const auto ofL4 = [&](const auto& rules) -> std::optional<Unreachable> {
            if (place->rule >= rules.size()) return std::nullopt;
            const auto& rule = rules[place->rule];
            if (rule.route.empty()) return Unreachable{"the rule has no route", origin};
            for (std::size_t m = 0; m < rule.match.size(); ++m) {
                if (place->block && *place->block != m) continue;
                const std::string field = element(element("spec." + place->list, place->rule) + ".match", m);
                if (auto reason = staticConditions(rule.match[m], resource, field)) return reason;
            }
            return Unreachable{"no listener of any proxy reads " +
                                   std::string(place->list == "tls" ? "TLS without ending it" : "raw TCP") +
                                   " for its hosts, or an earlier rule takes every connection",
                               origin};
        };
        if (place->list == "tls")
            if (auto reason = ofL4(written->tls)) return *reason;
        if (place->list == "tcp")
            if (auto reason = ofL4(written->tcp)) return *reason;
    }
    return {"istiod makes no route of it for any proxy of this design", origin};
}

std::optional<Unreachable> AbsenceExplainer::delegate(const ResourcePtr& resource) const {
    for (const auto& vs : mesh_->virtualServices().all()) {
        const auto& rules = vs->resource->as<VirtualService>()->http;
        for (std::size_t i = 0; i < rules.size(); ++i) {
            if (!rules[i].delegate || rules[i].delegate->name != resource->meta.name) continue;
            const std::string& ns = rules[i].delegate->ns;
            if ((ns.empty() ? vs->ns() : ns) != resource->meta.ns) continue;
            const Origin rule{vs->resource, element("spec.http", i)};
            if (std::find(vs->sources.begin(), vs->sources.end(), resource) == vs->sources.end()) continue;
            if (auto whole = wholeService(*vs, {vs->resource, element("spec.http", i)})) return whole;
            return Unreachable{"its conditions contradict those of " + rule.toText() +
                                   ", which delegates to it, or an earlier rule there takes every request",
                               rule};
        }
    }
    return Unreachable{"it has no hosts, and no VirtualService delegates to it", {resource, "spec.hosts"}};
}

std::optional<Unreachable> AbsenceExplainer::delegatingRule(const ResourcePtr& resource, std::size_t rule) const {
    const auto& target = *resource->as<VirtualService>()->http[rule].delegate;
    const std::string ns = target.ns.empty() ? resource->meta.ns : target.ns;
    const Origin place{resource, element("spec.http", rule) + ".delegate"};
    const auto found = mesh_->design().find({resource->kind, ns, target.name});
    if (!found)
        return Unreachable{"it delegates to VirtualService " + target.name + "." + ns + ", which does not exist",
                           place};
    if (!found->as<VirtualService>()->hosts.empty())
        return Unreachable{"it delegates to " + Origin{found, ""}.toText() + ", which has hosts of its own", place};
    const auto* vs = resolved(resource);
    if (vs && std::none_of(vs->http.begin(), vs->http.end(), [&](const auto& h) { return h.rule.resource == found; }))
        return Unreachable{
            "VirtualService " + target.name + "." + ns +
                " is not exported to its namespace, or none of its rules agrees with the conditions here",
            {found, "spec"}};
    return std::nullopt;
}

std::optional<Unreachable> AbsenceExplainer::wholeService(const ResolvedVirtualService& vs,
                                                          const Origin& origin) const {
    const auto& written = *vs.resource->as<VirtualService>();
    if (vs.exportTo.isNone() && !vs.exportTo.isPublic())
        return Unreachable{"exportTo '~' hides the VirtualService from every proxy", {vs.resource, "spec.exportTo"}};
    if (written.gateways.empty()) return byMesh(vs, origin);
    std::optional<Unreachable> first;
    for (std::size_t i = 0; i < written.gateways.size(); ++i) {
        auto reason = vs.spec.gateways[i] == "mesh" ? byMesh(vs, origin) : byGateway(vs, i, origin);
        if (!reason) return std::nullopt;
        if (!first) first = std::move(reason);
    }
    return first;
}

std::optional<Unreachable> AbsenceExplainer::byGateway(const ResolvedVirtualService& vs, std::size_t index,
                                                       const Origin& origin) const {
    const std::string& name = vs.spec.gateways[index];
    const Origin mention{vs.resource, element("spec.gateways", index)};
    const auto& all = mesh_->gateways();
    const auto gateway = std::find_if(all.begin(), all.end(),
                                      [&](const ResourcePtr& g) { return g->meta.ns + "/" + g->meta.name == name; });
    if (gateway == all.end()) return Unreachable{"it is bound to Gateway " + name + ", which does not exist", mention};
    const bool visible = std::any_of(views_.begin(), views_.end(), [&](const View& v) {
        const auto seen = mesh_->virtualServices().forGateway(v.scope->proxy.ns, name);
        return v.proxy.isGateway() &&
               std::any_of(seen.begin(), seen.end(), [&](const auto& s) { return s->resource == vs.resource; });
    });
    if (!visible)
        return Unreachable{"exportTo hides the VirtualService from the namespaces of the gateway's pods (" +
                               namespacesOf(true) + ")",
                           {vs.resource, "spec.exportTo"}};
    const bool http = origin.field.starts_with("spec.http") || origin.field.starts_with("spec.hosts");
    std::optional<Unreachable> reason;
    for (const auto& [view, merged] : merged_) {
        for (const auto& d : merged.dropped)
            if (d.server->gatewayName == name && !reason)
                reason = Unreachable{"a server of Gateway " + name + " is left out: " + d.reason, d.server->origin};
        for (const auto& port : merged.ports)
            for (const auto& server : port.servers) {
                if (server->gatewayName != name) continue;
                if (http && server->routeName.empty()) {
                    if (!reason) reason = Unreachable{"Gateway " + name + " reads no HTTP", server->origin};
                    continue;
                }
                const auto hosts = server->sniHosts();
                const bool overlaps = std::any_of(hosts.begin(), hosts.end(), [&](const std::string& h) {
                    return std::any_of(vs.spec.hosts.begin(), vs.spec.hosts.end(),
                                       [&](const Host& own) { return own.matches(Host(h)); });
                });
                if (overlaps) {
                    const bool named = origin.field.starts_with("spec.hosts");
                    const auto place = placeOf(origin.field);
                    if (!named || !place) return std::nullopt;
                    const Host own = vs.spec.hosts[place->rule];
                    if (std::any_of(hosts.begin(), hosts.end(), [&](const auto& h) { return own.matches(Host(h)); }))
                        return std::nullopt;
                }
                reason = Unreachable{"it shares no host with Gateway " + name + ", whose server takes " + quoted(hosts),
                                     {server->gateway, server->origin.field + ".hosts"}};
            }
    }
    if (!reason)
        reason = Unreachable{"no pod of this design is selected by Gateway " + name, {*gateway, "spec.selector"}};
    return reason;
}

std::optional<Unreachable> AbsenceExplainer::byMesh(const ResolvedVirtualService& vs, const Origin& origin) const {
    const bool anySidecar =
        std::any_of(views_.begin(), views_.end(), [](const View& v) { return !v.proxy.isGateway(); });
    if (!anySidecar)
        return Unreachable{"it counts for sidecars only, and the design has no workload that has one",
                           {vs.resource, "spec.gateways"}};
    bool visible = false, imported = false;
    const routing::ResolvedVirtualService* older = nullptr;
    ResourcePtr sidecar;
    for (const auto& v : views_) {
        if (v.proxy.isGateway()) continue;
        const auto seen = mesh_->virtualServices().forGateway(v.scope->proxy.ns, "mesh");
        if (std::none_of(seen.begin(), seen.end(), [&](const auto& s) { return s->resource == vs.resource; })) continue;
        visible = true;
        for (const auto& listener : v.scope->listeners) {
            bool before = true;
            for (const auto& s : listener.virtualServices) {
                if (s->resource == vs.resource) {
                    imported = true;
                    before = false;
                } else if (before && !older) {
                    for (const auto& h : s->spec.hosts)
                        if (std::find(vs.spec.hosts.begin(), vs.spec.hosts.end(), h) != vs.spec.hosts.end())
                            older = s.get();
                }
            }
        }
        if (!imported && v.scope->sidecar) sidecar = v.scope->sidecar;
    }
    if (!visible)
        return Unreachable{"exportTo hides the VirtualService from the namespaces of all workloads (" +
                               namespacesOf(false) + ")",
                           {vs.resource, "spec.exportTo"}};
    if (!imported) return Unreachable{"no Sidecar imports its hosts", {sidecar ? sidecar : vs.resource, "spec.egress"}};
    if (older)
        return Unreachable{"its host already belongs to " + Origin{older->resource, "spec.hosts"}.toText() +
                               ", which sidecars use alone because it is older",
                           {older->resource, "spec.hosts"}};
    const bool served = std::any_of(views_.begin(), views_.end(), [&](const View& v) {
        return !v.proxy.isGateway() &&
               std::any_of(v.scope->services.begin(), v.scope->services.end(), [&](const auto& s) {
                   return std::any_of(vs.spec.hosts.begin(), vs.spec.hosts.end(),
                                      [&](const Host& h) { return h.matches(s->hostname); });
               });
    });
    if (!served && !origin.field.starts_with("spec.http"))
        return Unreachable{"the mesh has no service for its hosts", {vs.resource, "spec.hosts"}};
    return std::nullopt;
}

template <class Match>
std::optional<Unreachable> AbsenceExplainer::staticConditions(const Match& match, const ResourcePtr& resource,
                                                              const std::string& field) const {
    if (!match.gateways.empty()) {
        const auto& vs = *resource->as<VirtualService>();
        const bool bound = std::any_of(match.gateways.begin(), match.gateways.end(), [&](const std::string& g) {
            const std::string name = routing::resolveGatewayName(g, resource->meta.ns);
            if (vs.gateways.empty()) return name == "mesh" || vs.hosts.empty();
            return std::any_of(vs.gateways.begin(), vs.gateways.end(), [&](const std::string& own) {
                return routing::resolveGatewayName(own, resource->meta.ns) == name;
            });
        });
        if (!bound)
            return Unreachable{"it asks for a gateway that the VirtualService is not bound to",
                               {resource, field + ".gateways"}};
    }
    if (match.gateways.empty() && (!match.sourceLabels.empty() || !match.sourceNamespace.empty())) {
        const auto fits = [&](const View& v) {
            return routing::subsetOf(match.sourceLabels, v.scope->proxy.labels) &&
                   (match.sourceNamespace.empty() || match.sourceNamespace == v.scope->proxy.ns);
        };
        if (std::none_of(views_.begin(), views_.end(), fits)) {
            if (!match.sourceLabels.empty())
                return Unreachable{"no workload of the design has its sourceLabels",
                                   {resource, field + ".sourceLabels"}};
            return Unreachable{"no workload of the design is in its sourceNamespace " + match.sourceNamespace,
                               {resource, field + ".sourceNamespace"}};
        }
    }
    if (match.port != 0) {
        bool served = false;
        for (const auto& v : views_) {
            for (const auto& s : v.scope->services)
                served = served || (!v.proxy.isGateway() && s->port(static_cast<std::uint32_t>(match.port)));
        }
        for (const auto& [view, merged] : merged_)
            for (const auto& port : merged.ports)
                for (const auto& server : port.servers)
                    served = served || server->port() == static_cast<std::uint32_t>(match.port);
        if (!served)
            return Unreachable{"no service and no gateway has its port " + std::to_string(match.port),
                               {resource, field + ".port"}};
    }
    return std::nullopt;
}

std::optional<Unreachable> AbsenceExplainer::afterCatchAll(const ResourcePtr& resource, std::size_t rule,
                                                           std::size_t block) const {
    const auto& rules = resource->as<VirtualService>()->http;
    std::optional<Unreachable> conditional;
    for (std::size_t i = 0; i <= rule; ++i) {
        if (i < rule && rules[i].match.empty() && !rules[i].delegate)
            return Unreachable{"istiod leaves out every rule after " +
                                   Origin{resource, element("spec.http", i)}.toText() + ", which takes every request",
                               {resource, element("spec.http", i)}};
        for (std::size_t m = 0; m < rules[i].match.size(); ++m) {
            if (i == rule && m >= block) break;
            if (!takesEverything(rules[i].match[m])) continue;
            const Origin culprit{resource, element(element("spec.http", i) + ".match", m)};
            Unreachable reason{"istiod leaves out every rule after " + culprit.toText() + ", which takes every request",
                               culprit};
            if (unconditional(rules[i].match[m])) return reason;
            if (!conditional) conditional = std::move(reason);
        }
    }
    return conditional;
}

} // namespace meshwright::sim::coverage
