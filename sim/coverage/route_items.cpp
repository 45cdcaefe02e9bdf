#include "sim/coverage/route_items.h"

#include "model/base/text.h"

#include <algorithm>

namespace meshwright::sim::coverage {

namespace {

using model::Host;
using routing::Cluster;
using routing::FilterChain;
using routing::Route;
using routing::VirtualHost;

/// "outbound|80|v1|reviews.default.svc.cluster.local" → {"80", "v1", host}
std::vector<std::string> partsOf(const std::string& cluster) {
    std::vector<std::string> out;
    std::size_t at = 0;
    while (out.size() < 3) {
        const std::size_t bar = cluster.find('|', at);
        if (bar == std::string::npos) break;
        out.push_back(cluster.substr(at, bar - at));
        at = bar + 1;
    }
    out.push_back(cluster.substr(at));
    return out;
}

} // namespace

RouteItems::RouteItems(const routing::MeshIndex& mesh, const ItemTable& items) : items_(items) {
    for (const auto& vs : mesh.virtualServices().all())
        for (const auto& source : vs->sources) {
            auto& list = owners_[source.get()];
            if (list.empty() || list.back() != vs) list.push_back(vs);
        }
}

const std::vector<routing::VirtualServicePtr>& RouteItems::owners(const model::ResourcePtr& resource) const {
    static const std::vector<routing::VirtualServicePtr> nobody;
    const auto it = owners_.find(resource.get());
    return it == owners_.end() ? nobody : it->second;
}

std::vector<std::string> RouteItems::domainsOf(const VirtualHost& host, bool gateway,
                                               const routing::ResolvedVirtualService& vs, std::size_t index) {
    const Host wanted(model::lowerCase(vs.spec.hosts[index].text));
    if (gateway) {
        std::vector<std::string> out;
        for (const auto& d : host.domains)
            if (Host(d).subsetOf(wanted)) out.push_back(d);
        return out;
    }
    // on sidecars every domain is another spelling of the name that the virtual host has
    const std::string name = host.name.substr(0, host.name.rfind(':'));
    return Host(name).subsetOf(wanted) ? host.domains : std::vector<std::string>{};
}

std::vector<std::size_t> RouteItems::rules(const VirtualHost& host, const Route& route) const {
    std::vector<std::size_t> out;
    const auto add = [&](std::size_t item) {
        if (item != ItemTable::none && std::find(out.begin(), out.end(), item) == out.end()) out.push_back(item);
    };
    add(items_.find(route.origin));
    add(items_.find(route.matchOrigin));
    if (!route.origin.resource) return out;
    for (const auto& owner : owners(route.origin.resource)) {
        if (owner->resource == route.origin.resource) continue;
        bool named = false;
        for (std::size_t i = 0; i < owner->spec.hosts.size(); ++i)
            named = named || !domainsOf(host, true, *owner, i).empty() || !domainsOf(host, false, *owner, i).empty();
        if (!named) continue;
        const auto& written = owner->resource->as<model::istio::VirtualService>()->http;
        for (std::size_t i = 0; i < written.size(); ++i) {
            if (!written[i].delegate || written[i].delegate->name != route.origin.resource->meta.name) continue;
            const std::string field = "spec.http[" + std::to_string(i) + "]";
            add(items_.find({owner->resource, field}));
            if (written[i].match.size() == 1) add(items_.find({owner->resource, field + ".match[0]"}));
        }
    }
    return out;
}

std::vector<RouteTarget> RouteItems::targets(const routing::Forward& forward) const {
    std::vector<RouteTarget> out;
    for (const auto& c : forward.clusters) out.push_back({items_.find(c.origin), c.cluster, c.origin});
    for (const auto& m : forward.mirrors) out.push_back({items_.find(m.origin), m.cluster, m.origin});
    return out;
}

std::vector<std::size_t> RouteItems::rules(const FilterChain& chain, const routing::TcpProxy& proxy) const {
    std::vector<std::size_t> out;
    const std::size_t rule = items_.find(proxy.origin);
    if (rule == ItemTable::none) return out;
    out.push_back(rule);
    const auto* vs = proxy.origin.resource->as<model::istio::VirtualService>();
    if (!vs) return out;
    for (std::size_t i = 0; i < vs->tls.size(); ++i) {
        if (proxy.origin.field != "spec.tls[" + std::to_string(i) + "]") continue;
        for (std::size_t m = 0; m < vs->tls[i].match.size(); ++m) {
            const auto& names = chain.match.serverNames;
            const auto& wanted = vs->tls[i].match[m].sniHosts;
            const bool everything = std::find(wanted.begin(), wanted.end(), "*") != wanted.end();
            if (everything ? names.empty() : names == wanted)
                out.push_back(
                    items_.find({proxy.origin.resource, proxy.origin.field + ".match[" + std::to_string(m) + "]"}));
        }
    }
    return out;
}

std::vector<std::size_t> RouteItems::hosts(const routing::MeshIndex& mesh, const routing::Listener& listener,
                                           const routing::TcpProxy& proxy, const std::string& sni) const {
    std::vector<std::size_t> out;
    if (!proxy.origin.resource) return out;
    for (const auto& owner : owners(proxy.origin.resource))
        for (std::size_t i = 0; i < owner->spec.hosts.size(); ++i) {
            const Host& host = owner->spec.hosts[i];
            const auto& services = mesh.registry().services();
            const bool served = std::any_of(services.begin(), services.end(), [&](const auto& s) {
                return s->port(listener.port) && s->hostname.subsetOf(host) &&
                       (listener.address == "0.0.0.0" || s->address() == listener.address);
            });
            if ((!sni.empty() && Host(sni).subsetOf(host)) || served || owner->spec.hosts.size() == 1)
                out.push_back(items_.find({owner->resource, "spec.hosts[" + std::to_string(i) + "]"}));
        }
    return out;
}

std::size_t RouteItems::subset(const routing::MeshIndex& mesh, const routing::ProxyScope& scope,
                               const Cluster& cluster) const {
    if (cluster.subset.empty()) return ItemTable::none;
    const auto rule = scope.destinationRule(mesh, cluster.service);
    if (!rule) return ItemTable::none;
    for (std::size_t i = 0; i < rule->rule.subsets.size(); ++i)
        if (rule->rule.subsets[i].name == cluster.subset) return items_.find(rule->subsetOrigins[i]);
    return ItemTable::none;
}

std::string whyNoCluster(const routing::MeshIndex& mesh, const std::string& cluster) {
    const auto parts = partsOf(cluster);
    if (parts.size() != 4) return "its destination names no host";
    const auto* services = mesh.registry().byNamespace(parts[3]);
    if (!services || services->empty()) return "the mesh has no service " + parts[3];
    const bool port = std::any_of(services->begin(), services->end(), [&](const auto& s) {
        return std::any_of(s.second->ports.begin(), s.second->ports.end(),
                           [&](const auto& p) { return std::to_string(p.number) == parts[1]; });
    });
    if (!port) return "service " + parts[3] + " has no port " + parts[1];
    if (!parts[2].empty())
        return "no DestinationRule that counts for service " + parts[3] + " has a subset " + parts[2];
    return "the proxy does not see service " + parts[3];
}

std::string emptyNote(const Cluster& cluster) {
    using Discovery = Cluster::Discovery;
    const bool listed = cluster.discovery == Discovery::Eds || cluster.discovery == Discovery::StrictDns ||
                        cluster.discovery == Discovery::LogicalDns || cluster.discovery == Discovery::Static;
    if (!listed || !cluster.endpoints.empty()) return {};
    const std::string who =
        cluster.subset.empty() ? "service " + cluster.service : "subset " + cluster.subset + " of " + cluster.service;
    return "answers 503 UH: " + who + " has no pods";
}

} // namespace meshwright::sim::coverage
