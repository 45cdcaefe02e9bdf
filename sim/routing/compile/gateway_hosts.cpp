#include "sim/routing/compile/virtual_hosts.h"

#include "model/base/text.h"

#include <algorithm>

namespace meshwright::sim::routing {

namespace {

std::vector<VirtualServicePtr> virtualServicesFor(const CompileContext& context, const GatewayServer& server) {
    const auto& all = context.mesh.virtualServices();
    const std::string& ns = context.scope.proxy.ns;
    return context.only ? all.forGateway(ns, server.gatewayName, *context.only)
                        : all.forGateway(ns, server.gatewayName);
}

/// A server's hosts that VirtualServices of `ns` may use. Istio: pkg/config/host/names.go (NamesForNamespace).
std::vector<Host> hostsFor(const std::vector<std::string>& hosts, const std::string& ns) {
    std::vector<Host> out;
    for (const auto& h : hosts) {
        const std::size_t slash = h.find('/');
        if (slash == std::string::npos)
            out.emplace_back(h);
        else if (const std::string owner = h.substr(0, slash); owner == ns || owner == "*")
            out.emplace_back(h.substr(slash + 1));
    }
    return out;
}

/// The narrower host of each overlapping pair. Istio: names.go (Intersection).
std::vector<Host> intersection(const std::vector<Host>& server, const std::vector<Host>& rule) {
    std::vector<Host> out;
    auto add = [&](const Host& h) {
        if (std::find(out.begin(), out.end(), h) == out.end()) out.push_back(h);
    };
    for (const auto& a : server)
        for (const auto& b : rule) {
            if (a.subsetOf(b))
                add(a);
            else if (b.subsetOf(a))
                add(b);
        }
    return out;
}

/// The service of a destination: in the VirtualService's namespace where the proxy sees it, else in the proxy's scope.
/// Istio: gateway.go (buildNameToServiceMapForHTTPRoutes).
ServicePtr serviceFor(const CompileContext& context, const ResolvedVirtualService& vs, const std::string& hostname) {
    const ServicePtr own = context.mesh.registry().find(hostname, vs.ns());
    if (own && own->exportTo.visibleTo(context.scope.proxy.ns, own->ns)) return own;
    return context.scope.find(hostname);
}

/// Istio: route.go (SortVHostRoutes).
void moveCatchAllsLast(std::vector<RoutePtr>& routes) {
    std::stable_partition(routes.begin(), routes.end(), [](const RoutePtr& r) { return !r->match.isCatchAll(); });
}

bool sameRoutes(const VirtualHost& a, const VirtualHost& b) {
    return a.requireTls == b.requireTls && a.routes == b.routes;
}

/// Hosts with the very same routes become one virtual host, named after the first of them.
/// Istio: gateway.go (collapseDuplicateRoutes).
std::vector<std::shared_ptr<VirtualHost>> collapse(const std::map<std::string, std::shared_ptr<VirtualHost>>& byHost) {
    std::vector<std::shared_ptr<VirtualHost>> sorted;
    for (const auto& [host, vh] : byHost) sorted.push_back(vh);
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
        return model::moreSpecific(model::Host(a->domains.front()), model::Host(b->domains.front()));
    });
    std::vector<std::shared_ptr<VirtualHost>> out;
    std::multimap<const Route*, std::size_t> byFirstRoute;
    for (auto& vh : sorted) {
        const Route* first = vh->routes.empty() ? nullptr : vh->routes.front().get();
        const auto [begin, end] = byFirstRoute.equal_range(first);
        const auto known = std::find_if(begin, end, [&](const auto& e) { return sameRoutes(*out[e.second], *vh); });
        if (known != end) {
            auto& domains = out[known->second]->domains;
            domains.insert(domains.end(), vh->domains.begin(), vh->domains.end());
        } else {
            byFirstRoute.emplace(first, out.size());
            out.push_back(std::move(vh));
        }
    }
    return out;
}

} // namespace

RouteTablePtr gatewayTable(CompileContext& context, const std::string& routeName,
                           const std::vector<GatewayServerPtr>& servers) {
    std::map<std::string, std::shared_ptr<VirtualHost>> byHost;
    auto hostOf = [&](const std::string& name, std::uint32_t port, const Origin& origin) -> VirtualHost& {
        auto& slot = byHost[name];
        if (!slot) {
            slot = std::make_shared<VirtualHost>();
            slot->name = name + ":" + std::to_string(port);
            slot->domains = {name};
            slot->origin = origin;
        }
        return *slot;
    };
    // routes are made once per gateway and VirtualService: for the port of the server that meets them first
    std::map<std::pair<std::string, const ResolvedVirtualService*>, const std::vector<RoutePtr>*> made;
    for (const auto& server : servers) {
        for (const auto& vs : virtualServicesFor(context, *server)) {
            const auto hosts = intersection(hostsFor(server->hosts, vs->ns()), vs->spec.hosts);
            if (hosts.empty()) continue;
            auto& routes = made[{server->gatewayName, vs.get()}];
            if (!routes) {
                const auto& fresh =
                    context.routes(vs, server->port(), server->gatewayName, server->written->tls.has_value(),
                                   [&](const std::string& host) { return serviceFor(context, *vs, host); });
                if (fresh.empty()) continue;
                routes = &fresh;
            }
            for (const auto& h : hosts) {
                VirtualHost& vh = hostOf(model::lowerCase(h.text), server->port(), {vs->resource, "spec.hosts"});
                vh.routes.insert(vh.routes.end(), routes->begin(), routes->end());
                vh.requireTls = vh.requireTls || server->httpsRedirect();
            }
        }
        if (server->httpsRedirect())
            for (const auto& h : server->hosts)
                hostOf(model::lowerCase(h), server->port(), server->origin).requireTls = true;
    }

    auto table = std::make_shared<RouteTable>();
    table->name = routeName;
    if (byHost.empty()) {
        auto nothing = std::make_shared<VirtualHost>();
        nothing->name = "blackhole:" + std::to_string(servers.front()->port());
        nothing->domains = {"*"};
        nothing->origin = servers.front()->origin;
        table->virtualHosts.push_back(std::move(nothing));
        return table;
    }
    for (auto& vh : collapse(byHost)) {
        moveCatchAllsLast(vh->routes);
        table->virtualHosts.push_back(std::move(vh));
    }
    std::stable_sort(table->virtualHosts.begin(), table->virtualHosts.end(),
                     [](const auto& a, const auto& b) { return a->name < b->name; });
    return table;
}

const std::vector<RoutePtr>& CompileContext::routes(const VirtualServicePtr& vs, std::uint32_t port,
                                                    const std::string& gateway, bool tls,
                                                    const std::function<ServicePtr(const std::string&)>& lookup) {
    const RouteCache::Key key{vs.get(), port, gateway, tls};
    if (const auto it = made.entries.find(key); it != made.entries.end()) return it->second.routes;
    RouteCache::Entry entry;
    entry.owner = vs;
    RouteContext route{mesh, scope, port, gateway, tls, lookup, regexes, entry.diagnostics};
    entry.routes = translateRoutes(*vs, route);
    diagnostics.insert(diagnostics.end(), entry.diagnostics.begin(), entry.diagnostics.end());
    return made.entries.emplace(key, std::move(entry)).first->second.routes;
}

} // namespace meshwright::sim::routing
