#include "sim/coverage/case_coverage.h"

#include "sim/replay/client_connection.h"
#include "sim/replay/echo.h"
#include "sim/routing/compile/scope.h"
#include "sim/routing/match/conditions.h"

#include <algorithm>
#include <map>

namespace meshwright::sim::coverage {

namespace {

struct Sender {
    std::shared_ptr<const routing::ProxyScope> scope;
    routing::ProxyConnections connections;
    routing::Matcher matcher;
};

/// The domain of the virtual host by which a request came in: the most specific that takes its authority.
std::string domainOf(const routing::VirtualHost& host, const std::string& authority) {
    const model::Host key = routing::hostKey(authority, true);
    std::string out;
    for (const auto& d : host.domains)
        if (key.subsetOf(model::Host(d)) && (out.empty() || model::moreSpecific(model::Host(d), model::Host(out))))
            out = d;
    return out;
}

/// Follows the requests of one case and marks what they reach.
class Follower {
public:
    Follower(routing::MeshIndexPtr mesh, const RouteItems& routeItems, ItemTable& items)
        : mesh_(std::move(mesh)), routeItems_(routeItems), items_(items) {}

    void follow(const replay::CaseRequest& request, const std::string& name) {
        const routing::ProxyRef& from = *request.from;
        const Sender& sender = senderOf(from);
        if (request.direct()) return followConnection(request, sender, name);
        const auto tables = sender.connections.tables();
        const auto table = tables->http.find(request.port);
        if (table != tables->http.end() && table->second)
            followHttp(from, sender, *table->second, replay::toRequest(request), name);
    }

private:
    const Sender& senderOf(const routing::ProxyRef& from) {
        auto at = senders_.find(from);
        if (at == senders_.end()) {
            auto connections = routing::ProxyConnections::outbound(mesh_, from);
            const auto tables = connections.tables();
            at = senders_
                     .emplace(from,
                              Sender{routing::scopeOf(*mesh_, from), std::move(connections), routing::Matcher(tables)})
                     .first;
        }
        return at->second;
    }

    /// Whatever the listeners make of it: bytes that a TCP or TLS rule forwards, or HTTP by one of the route tables.
    void followConnection(const replay::CaseRequest& request, const Sender& sender, const std::string& name) {
        const auto connection = replay::clientConnection(*mesh_, request);
        if (!connection) return;
        routing::BackEndBehaviour behaviour;
        behaviour.http = [&](const routing::HttpHandOver& handOver) {
            const auto& named = sender.connections.tables()->named;
            const auto table = named.find(handOver.routeTable);
            if (table != named.end() && table->second)
                followHttp(*request.from, sender, *table->second, replay::requestOf(handOver), name);
            return routing::ConnectionOutcome{};
        };
        const auto outcome = sender.connections.connect(*connection, behaviour, replay::recordedAt);
        if (!outcome.chain || outcome.chain->filters.empty()) return;
        const auto* tcp = std::get_if<routing::TcpProxy>(&outcome.chain->filters.back());
        if (!tcp) return;
        for (const std::size_t item : routeItems_.rules(*outcome.chain, *tcp)) items_.hit(item, name);
        const std::string sni = connection->tls.empty() ? "" : connection->tls.front().sni;
        for (const std::size_t item : routeItems_.hosts(*mesh_, *outcome.listener, *tcp, sni)) items_.hit(item, name);
        for (const auto& c : tcp->clusters)
            if (c.weight > 0 || tcp->clusters.size() == 1) hitTarget(sender, items_.find(c.origin), c.cluster, name);
    }

    void followHttp(const routing::ProxyRef& from, const Sender& sender, const routing::RouteTable& table,
                    const routing::Request& request, const std::string& name) {
        const auto decision = sender.matcher.decide(table, request, 0);
        if (!decision.route || !decision.virtualHost) return;
        for (const std::size_t item : routeItems_.rules(*decision.virtualHost, *decision.route)) items_.hit(item, name);
        const auto& resource = decision.route->origin.resource;
        const std::string domain = domainOf(*decision.virtualHost, request.authority);
        if (resource)
            for (const auto& owner : routeItems_.owners(resource))
                for (std::size_t i = 0; i < owner->spec.hosts.size(); ++i) {
                    const auto names = RouteItems::domainsOf(*decision.virtualHost, from.isGateway(), *owner, i);
                    if (std::find(names.begin(), names.end(), domain) != names.end())
                        items_.hit(items_.find({owner->resource, "spec.hosts[" + std::to_string(i) + "]"}), name);
                }
        const auto& owner = decision.virtualHost->origin.resource;
        if (owner && (owner->as<model::kube::Service>() || owner->as<model::istio::ServiceEntry>()))
            items_.hit(items_.serviceHost(decision.virtualHost->origin, decision.virtualHost->name), name);
        if (const auto* forward = std::get_if<routing::Forward>(&decision.route->action))
            for (const auto& target : routeItems_.targets(*forward))
                hitTarget(sender, target.item, target.cluster, name);
    }

    void hitTarget(const Sender& sender, std::size_t item, const std::string& clusterName, const std::string& name) {
        const auto& clusters = sender.matcher.tables().clusters;
        const auto cluster = clusters.find(clusterName);
        if (cluster == clusters.end()) return;
        if (item != ItemTable::none) items_.hit(item, name);
        const std::size_t subset = routeItems_.subset(*mesh_, *sender.scope, *cluster->second);
        if (subset != ItemTable::none) items_.hit(subset, name);
    }

    routing::MeshIndexPtr mesh_;
    const RouteItems& routeItems_;
    ItemTable& items_;
    std::map<routing::ProxyRef, Sender> senders_;
};

} // namespace

std::size_t followCase(const routing::MeshIndexPtr& mesh, const replay::Case& testCase, const RouteItems& routeItems,
                       ItemTable& items) {
    Follower follower(mesh, routeItems, items);
    std::size_t followed = 0;
    for (const auto& request : testCase.requests) {
        if (request.to) { // of the workload's own sidecar, whose one route stands in no object
            ++followed;
            continue;
        }
        if (!request.from) continue;
        ++followed;
        follower.follow(request, testCase.name + "/" + request.name);
    }
    return followed;
}

} // namespace meshwright::sim::coverage
