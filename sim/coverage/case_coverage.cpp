#include "sim/coverage/case_coverage.h"

#include "sim/routing/compile/scope.h"
#include "sim/routing/match/conditions.h"

#include <algorithm>
#include <map>

namespace meshwright::sim::coverage {

namespace {

struct Sender {
    std::shared_ptr<const routing::ProxyScope> scope;
    routing::Matcher matcher;
};

routing::Request requestOf(const replay::CaseRequest& r) {
    routing::Request out;
    out.port = r.port;
    out.method = r.method;
    out.authority = r.authority;
    out.path = r.path;
    for (const auto& [name, value] : r.headers) {
        std::string key;
        for (const char c : name) key += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        out.headers.emplace_back(std::move(key), value);
    }
    return out;
}

/// The domain of the virtual host by which a request came in: the most specific that takes its authority.
std::string domainOf(const routing::VirtualHost& host, const std::string& authority) {
    const model::Host key = routing::hostKey(authority, true);
    std::string out;
    for (const auto& d : host.domains)
        if (key.subsetOf(model::Host(d)) && (out.empty() || model::moreSpecific(model::Host(d), model::Host(out))))
            out = d;
    return out;
}

} // namespace

std::size_t followCase(const routing::MeshIndexPtr& mesh, const replay::Case& testCase, const RouteItems& routeItems,
                       ItemTable& items) {
    std::map<routing::ProxyRef, Sender> senders;
    std::size_t followed = 0;
    for (const auto& request : testCase.requests) {
        if (!request.from || request.direct()) continue;
        ++followed;
        auto at = senders.find(*request.from);
        if (at == senders.end())
            at = senders
                     .emplace(*request.from, Sender{routing::scopeOf(*mesh, *request.from),
                                                    routing::Matcher(routing::compile(mesh, *request.from))})
                     .first;
        const Sender& sender = at->second;
        const auto decision = sender.matcher.decide(requestOf(request), 0);
        if (!decision.route || !decision.virtualHost) continue;
        const std::string name = testCase.name + "/" + request.name;
        for (const std::size_t item : routeItems.rules(*decision.virtualHost, *decision.route)) items.hit(item, name);
        const auto& resource = decision.route->origin.resource;
        const std::string domain = domainOf(*decision.virtualHost, request.authority);
        if (resource)
            for (const auto& owner : routeItems.owners(resource))
                for (std::size_t i = 0; i < owner->spec.hosts.size(); ++i) {
                    const auto names =
                        RouteItems::domainsOf(*decision.virtualHost, request.from->isGateway(), *owner, i);
                    if (std::find(names.begin(), names.end(), domain) != names.end())
                        items.hit(items.find({owner->resource, "spec.hosts[" + std::to_string(i) + "]"}), name);
                }
        const auto& owner = decision.virtualHost->origin.resource;
        if (owner && (owner->as<model::kube::Service>() || owner->as<model::istio::ServiceEntry>()))
            items.hit(items.serviceHost(decision.virtualHost->origin, decision.virtualHost->name), name);
        const auto* forward = std::get_if<routing::Forward>(&decision.route->action);
        if (!forward) continue;
        for (const auto& target : routeItems.targets(*forward)) {
            const auto cluster = sender.matcher.tables().clusters.find(target.cluster);
            if (cluster == sender.matcher.tables().clusters.end()) continue;
            items.hit(target.item, name);
            items.hit(routeItems.subset(*mesh, *sender.scope, *cluster->second), name);
        }
    }
    return followed;
}

} // namespace meshwright::sim::coverage
