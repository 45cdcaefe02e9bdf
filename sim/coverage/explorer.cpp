#include "sim/coverage/explorer.h"

#include "sim/coverage/connections.h"
#include "sim/coverage/proxies.h"
#include "sim/routing/compile/gateway_servers.h"

#include <algorithm>
#include <set>

namespace meshwright::sim::coverage {

namespace {

using routing::FilterChain;
using routing::Forward;
using routing::HttpConnectionManager;
using routing::Listener;
using routing::Route;
using routing::TcpProxy;
using routing::VirtualHost;

std::string list(const std::vector<const Route*>& routes, const model::Placement& places) {
    std::string out;
    for (std::size_t i = 0; i < routes.size(); ++i) {
        if (i) out += i + 1 == routes.size() ? " and " : ", ";
        out += places.toText(routes[i]->matchOrigin);
    }
    return out;
}

bool refusedRegex(const Route& route) {
    const auto refused = [](const auto& c) {
        return c.test.kind == routing::TextMatcher::Kind::Regex && !c.test.regex;
    };
    return (route.match.path.kind == routing::PathMatcher::Kind::Regex && !route.match.path.regex) ||
           std::any_of(route.match.headers.begin(), route.match.headers.end(), refused) ||
           std::any_of(route.match.query.begin(), route.match.query.end(), refused);
}

Unreachable proofOf(const RouteVerdict::Never& never, const VirtualHost& host, const Route& route,
                    const model::Placement& places) {
    if (never.hostTaken)
        return {"every request for " + host.domains.front() +
                    " is taken by a virtual host with the same name before it",
                host.origin};
    if (!never.contradiction.empty()) {
        if (refusedRegex(route)) return {"its regular expression was refused, so it never matches", route.matchOrigin};
        return {"no value of " + never.contradiction + " fulfils all its conditions", route.matchOrigin};
    }
    if (never.shadows.empty()) return {"an earlier route takes every request", route.matchOrigin};
    if (never.shadows.size() == 1)
        return {"every request that fits it is taken before by " + list(never.shadows, places),
                never.shadows.front()->matchOrigin};
    return {"every request that fits it is taken before by one of " + list(never.shadows, places),
            never.shadows.front()->matchOrigin};
}

/// The one filter that decides where the connection goes.
template <class Filter> const Filter* last(const FilterChain& chain) {
    return chain.filters.empty() ? nullptr : std::get_if<Filter>(&chain.filters.back());
}

/// Indices of different routes; a table may hold the same one twice.
std::vector<std::size_t> firstOccurrences(const VirtualHost& host) {
    std::set<const Route*> seen;
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < host.routes.size(); ++i)
        if (seen.insert(host.routes[i].get()).second) out.push_back(i);
    return out;
}

} // namespace

struct Explorer::Here {
    routing::ProxyRef proxy;
    std::shared_ptr<const routing::ProxyScope> scope;
    routing::ProxyConnections connections;
    routing::Matcher matcher;
};

Explorer::Explorer(routing::MeshIndexPtr mesh, const RouteItems& routeItems, ItemTable& items)
    : mesh_(std::move(mesh)), routeItems_(routeItems), items_(items) {}

void Explorer::visit(const routing::ProxyRef& proxy) {
    auto connections = routing::ProxyConnections::outbound(mesh_, proxy);
    const auto tables = connections.tables();
    const Here here{proxy, routing::scopeOf(*mesh_, proxy), std::move(connections), routing::Matcher(tables)};
    std::set<const routing::RouteTable*> done;
    for (const auto& [port, table] : tables->http) {
        if (!table) continue;
        View view{table.get(), {proxy, Witness::Protocol::Http, table->name, "", "", {}}};
        view.witness.request.port = port;
        visitTable(here, view);
        done.insert(table.get());
    }
    for (const auto& listener : here.connections.listeners().listeners) {
        const auto visitOne = [&](const FilterChain& chain) {
            const auto* http = last<HttpConnectionManager>(chain);
            if (http && !http->routeTable.empty()) {
                const auto named = tables->named.find(http->routeTable);
                if (named == tables->named.end() || !named->second || done.count(named->second.get())) return;
            }
            visitChain(here, listener, chain);
        };
        for (const auto& chain : listener.chains) visitOne(chain);
        if (listener.defaultChain) visitOne(*listener.defaultChain);
    }
}

void Explorer::visitChain(const Here& here, const Listener& listener, const FilterChain& chain) {
    const auto* tcp = last<TcpProxy>(chain);
    const auto* http = last<HttpConnectionManager>(chain);
    const auto connection = connectionFor(listener, chain);
    Witness witness{here.proxy, Witness::Protocol::Tcp, "", "", "", {}};
    if (connection) {
        witness.address = connection->address;
        witness.sni = connection->traits.serverName;
        witness.request.port = connection->traits.destinationPort;
        if (connection->traits.transportProtocol == "tls") witness.protocol = Witness::Protocol::Tls;
    }
    if (http) {
        if (!connection) return;
        View view{here.matcher.tables().named.at(http->routeTable).get(), witness};
        view.witness.table = view.table->name;
        view.witness.protocol = chain.tls ? Witness::Protocol::Https : Witness::Protocol::Http;
        view.witness.request.tls = chain.tls.has_value();
        visitTable(here, view);
        return;
    }
    if (!tcp) return;
    const auto rules = routeItems_.rules(chain, *tcp);
    if (!connection) {
        const auto earlier =
            std::find_if(listener.chains.begin(), listener.chains.end(), [&](const FilterChain& other) {
                return &other != &chain && other.match.serverNames == chain.match.serverNames &&
                       other.match.destinationRanges == chain.match.destinationRanges && last<TcpProxy>(other);
            });
        if (earlier != listener.chains.end() && &*earlier < &chain)
            deny(rules,
                 {"the same connections are taken before by " + mesh_->places().toText(earlier->origin),
                  earlier->origin},
                 ProofStrength::Shadowed);
        else
            for (const std::size_t item : rules)
                items_.doubt(item, "no connection was found that its filter chain takes");
        return;
    }
    for (const std::size_t item : rules) items_.reach(item, witness);
    for (const std::size_t item : routeItems_.hosts(*mesh_, listener, *tcp, witness.sni)) items_.reach(item, witness);
    if (witness.protocol == Witness::Protocol::Tls) visitOtherNames(listener, chain, connection->traits, witness);
    for (const auto& c : tcp->clusters) reachDestination(here, witness, c.cluster, c.origin);
}

/// A chain for many server names serves hosts that the first one found does not stand for.
void Explorer::visitOtherNames(const Listener& listener, const FilterChain& chain, routing::ConnectionTraits traits,
                               Witness witness) {
    const auto* tcp = last<TcpProxy>(chain);
    if (!tcp || !tcp->origin.resource) return;
    for (const auto& owner : routeItems_.owners(tcp->origin.resource))
        for (const auto& host : owner->spec.hosts) {
            traits.serverName = witness.sni = host.isWildcard() ? "x" + host.text.substr(1) : host.text;
            if (findFilterChain(listener, traits) != &chain) continue;
            for (const std::size_t item : routeItems_.hosts(*mesh_, listener, *tcp, witness.sni))
                items_.reach(item, witness);
        }
}

void Explorer::visitTable(const Here& here, const View& view) {
    for (const auto& host : view.table->virtualHosts) visitHost(here, view, *host);
}

void Explorer::visitHost(const Here& here, const View& view, const VirtualHost& host) {
    if (host.routes.empty()) return;
    std::vector<std::size_t> open;
    bool namesOpen = false;
    const auto unreached = [&](std::size_t item) { return item != ItemTable::none && !items_.reached(item); };
    for (const std::size_t r : firstOccurrences(host)) {
        const Route& route = *host.routes[r];
        const auto rules = routeItems_.rules(host, route);
        bool wanted = std::any_of(rules.begin(), rules.end(), unreached);
        if (const auto* forward = std::get_if<Forward>(&route.action))
            for (const auto& target : routeItems_.targets(*forward)) {
                wanted = wanted || unreached(target.item);
                const auto cluster = here.matcher.tables().clusters.find(target.cluster);
                if (cluster != here.matcher.tables().clusters.end())
                    wanted = wanted || unreached(routeItems_.subset(*mesh_, *here.scope, *cluster->second));
            }
        if (wanted) open.push_back(r);
        if (!route.origin.resource) continue;
        for (const auto& owner : routeItems_.owners(route.origin.resource))
            for (std::size_t i = 0; i < owner->spec.hosts.size(); ++i)
                namesOpen =
                    namesOpen || unreached(items_.find({owner->resource, "spec.hosts[" + std::to_string(i) + "]"}));
    }
    std::size_t service = ItemTable::none;
    if (const auto& owner = host.origin.resource;
        owner && (owner->as<model::kube::Service>() || owner->as<model::istio::ServiceEntry>()))
        service = items_.serviceHost(host.origin, host.name);
    if (open.empty() && !namesOpen && !unreached(service)) return;

    if (host.requireTls && !view.witness.request.tls) {
        const Unreachable proof{
            "the gateway's server sends every plain request for " + host.domains.front() + " to HTTPS", host.origin};
        for (const std::size_t r : open)
            deny(routeItems_.rules(host, *host.routes[r]), proof, ProofStrength::Consequence);
        for (const auto& route : host.routes)
            for (const auto& owner : routeItems_.owners(route->origin.resource))
                for (std::size_t i = 0; i < owner->spec.hosts.size(); ++i)
                    if (!RouteItems::domainsOf(host, true, *owner, i).empty())
                        items_.deny(items_.find({owner->resource, "spec.hosts[" + std::to_string(i) + "]"}), proof,
                                    ProofStrength::Consequence);
        return;
    }
    const RouteSolver solver(here.matcher, *view.table, host, view.witness.request.port, view.witness.request.tls);
    for (const std::size_t r : open) settle(here, view, host, *host.routes[r], solver.solve(r));
    if (unreached(service)) {
        const RouteVerdict verdict = solver.solve(0);
        Witness witness = view.witness;
        if (verdict.request) {
            witness.request = *verdict.request;
            items_.reach(service, witness);
        } else if (verdict.never) {
            items_.deny(service, proofOf(*verdict.never, host, *host.routes.front(), mesh_->places()),
                        ProofStrength::Shadowed);
        } else {
            items_.doubt(service, verdict.unknown);
        }
    }
    if (namesOpen) visitNames(here, view, host, solver);
}

void Explorer::settle(const Here& here, const View& view, const VirtualHost& host, const Route& route,
                      const RouteVerdict& verdict) {
    const auto rules = routeItems_.rules(host, route);
    if (verdict.request) {
        Witness witness = view.witness;
        witness.request = *verdict.request;
        for (const std::size_t item : rules) items_.reach(item, witness);
        if (const auto* forward = std::get_if<Forward>(&route.action)) reachForward(here, witness, *forward);
    } else if (verdict.never) {
        deny(rules, proofOf(*verdict.never, host, route, mesh_->places()), ProofStrength::Shadowed);
    } else {
        for (const std::size_t item : rules) items_.doubt(item, verdict.unknown);
    }
}

void Explorer::deny(const std::vector<std::size_t>& items, const Unreachable& proof, ProofStrength strength) {
    for (const std::size_t item : items) items_.deny(item, proof, strength);
}

void Explorer::reachForward(const Here& here, const Witness& witness, const Forward& forward) {
    for (const auto& target : routeItems_.targets(forward))
        reachDestination(here, witness, target.cluster, target.origin);
}

void Explorer::reachDestination(const Here& here, const Witness& witness, const std::string& name,
                                const model::Origin& destination) {
    const auto& clusters = here.matcher.tables().clusters;
    const auto it = clusters.find(name);
    const std::size_t item = items_.find(destination);
    if (it == clusters.end()) {
        const bool known = name == "PassthroughCluster" || name == "BlackHoleCluster";
        if (!known)
            items_.deny(item, {"requests that reach it get 503 NC: " + whyNoCluster(*mesh_, name), destination},
                        ProofStrength::Shadowed);
        return;
    }
    const std::string note = emptyNote(*it->second);
    items_.reach(item, witness, note);
    items_.reach(routeItems_.subset(*mesh_, *here.scope, *it->second), witness, note);
}

void Explorer::visitNames(const Here& here, const View& view, const VirtualHost& host, const RouteSolver& solver) {
    const auto routes = firstOccurrences(host);
    std::set<const routing::ResolvedVirtualService*> done;
    for (const std::size_t first : routes) {
        if (!host.routes[first]->origin.resource) continue;
        for (const auto& owner : routeItems_.owners(host.routes[first]->origin.resource)) {
            if (!done.insert(owner.get()).second) continue;
            for (std::size_t i = 0; i < owner->spec.hosts.size(); ++i) {
                const std::size_t item = items_.find({owner->resource, "spec.hosts[" + std::to_string(i) + "]"});
                if (item == ItemTable::none || items_.reached(item)) continue;
                std::optional<Unreachable> proof;
                std::string unknown;
                for (const auto& domain : RouteItems::domainsOf(host, here.proxy.isGateway(), *owner, i)) {
                    if (items_.reached(item)) break;
                    for (const std::size_t r : routes) {
                        const auto& origin = host.routes[r]->origin;
                        if (std::find(owner->sources.begin(), owner->sources.end(), origin.resource) ==
                            owner->sources.end())
                            continue;
                        const RouteVerdict verdict = solver.solve(r, domain);
                        if (verdict.request) {
                            Witness witness = view.witness;
                            witness.request = *verdict.request;
                            items_.reach(item, std::move(witness));
                            break;
                        }
                        if (!verdict.never)
                            unknown = verdict.unknown;
                        else if (!proof)
                            proof = proofOf(*verdict.never, host, *host.routes[r], mesh_->places());
                    }
                }
                if (items_.reached(item)) continue;
                if (!unknown.empty())
                    items_.doubt(item, unknown);
                else if (proof)
                    items_.deny(item, {"no rule can be reached by it: " + proof->reason, proof->culprit},
                                ProofStrength::Shadowed);
            }
        }
    }
}

} // namespace meshwright::sim::coverage
