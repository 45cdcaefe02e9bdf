#include "sim/routing/l4/l4_routes.h"

#include "sim/routing/compile/route_context.h"

namespace meshwright::sim::routing {

namespace {

/// Connections hash by source address where the destination's rule asks for it.
/// Istio: networkfilter.go (maybeSetHashPolicy).
bool hashesSource(const L4RouteContext& context, const std::string& hostname, const std::string& subset) {
    const auto consolidated = context.scope.destinationRule(context.mesh, hostname);
    if (!consolidated) return false;
    const auto& rule = consolidated->rule;
    const auto asks = [](const std::optional<model::istio::TrafficPolicy>& policy) {
        return policy && policy->loadBalancer && policy->loadBalancer->consistentHash &&
               policy->loadBalancer->consistentHash->useSourceIp;
    };
    for (const auto& one : rule.subsets)
        if (one.name == subset && one.trafficPolicy && one.trafficPolicy->loadBalancer) return asks(one.trafficPolicy);
    return asks(rule.trafficPolicy);
}

Origin destinationOrigin(const Origin& rule, std::size_t index) {
    return {rule.resource, rule.field + ".route[" + std::to_string(index) + "]"};
}

} // namespace

TcpProxy proxyForRoutes(const std::vector<model::istio::L4RouteDestination>& routes, const Origin& rule,
                        const L4RouteContext& context) {
    TcpProxy proxy;
    proxy.origin = rule;
    const auto put = [&](std::size_t i, std::uint32_t weight) {
        const auto& destination = routes[i].destination;
        const ServicePtr service = context.scope.find(destination.host.text);
        proxy.clusters.push_back(
            {destinationCluster(destination, service.get(), context.listenPort), weight, destinationOrigin(rule, i)});
    };
    if (routes.size() == 1)
        put(0, 1);
    else
        for (std::size_t i = 0; i < routes.size(); ++i)
            if (routes[i].weight > 0) put(i, static_cast<std::uint32_t>(routes[i].weight));
    if (proxy.clusters.empty()) put(0, 1); // validation refuses rules whose weights are all 0
    const auto& first = routes.front().destination;
    if (const auto service = context.scope.find(first.host.text))
        proxy.hashSourceIp = hashesSource(context, service->hostname.text, routes.size() == 1 ? first.subset : "");
    return proxy;
}

TcpProxy proxyForService(const std::string& cluster, const Service& service, const L4RouteContext& context) {
    TcpProxy proxy;
    proxy.clusters.push_back({cluster, 1, service.origin});
    proxy.hashSourceIp = hashesSource(context, service.hostname.text, "");
    proxy.origin = service.origin;
    return proxy;
}

} // namespace meshwright::sim::routing
