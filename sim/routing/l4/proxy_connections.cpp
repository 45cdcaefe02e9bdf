#include "sim/routing/l4/proxy_connections.h"

#include "sim/routing/compile/scope.h"
#include "sim/routing/l4/gateway_listeners.h"
#include "sim/routing/l4/outbound_listeners.h"

#include <algorithm>
#include <xxhash.h>

namespace meshwright::sim::routing {

namespace {

Endpoint outsideEndpoint() {
    Endpoint endpoint;
    endpoint.address = "127.3.0.1";
    endpoint.port = 18999;
    endpoint.workload = "outside";
    return endpoint;
}

Cluster clusterOf(std::string name, Cluster::Discovery discovery, std::vector<Endpoint> endpoints) {
    Cluster cluster;
    cluster.name = std::move(name);
    cluster.discovery = discovery;
    cluster.endpoints = std::move(endpoints);
    return cluster;
}

/// Clusters that SNI names on an AUTO_PASSTHROUGH gateway: those of the route tables, with only the endpoints that
/// speak mTLS. Istio: pilot/pkg/xds/endpoints/endpoint_builder.go.
void addSniClusters(const ProxyTables& tables, Sidecars sidecars, std::map<std::string, Cluster>& out) {
    const auto speaksMtls = [&](const Endpoint& endpoint) {
        if (sidecars == Sidecars::Injected) return endpoint.mtls;
        const auto label = endpoint.labels.find("security.istio.io/tlsMode");
        return label != endpoint.labels.end() && label->second == "istio";
    };
    for (const auto& [name, cluster] : tables.clusters) {
        if (!name.starts_with("outbound|")) continue;
        Cluster copy = *cluster;
        copy.name = sniClusterName(cluster->service, cluster->port, cluster->subset);
        std::erase_if(copy.endpoints, [&](const Endpoint& endpoint) { return !speaksMtls(endpoint); });
        const std::string key = copy.name;
        out.emplace(key, std::move(copy));
    }
}

/// One of the ready endpoints of the first priority that has any; by hash of the source address where asked.
const Endpoint* pickEndpoint(const Cluster& cluster, const std::string& source, bool hashSource,
                             const std::function<std::uint64_t(std::uint64_t)>& draw) {
    std::vector<const Endpoint*> ready;
    for (const auto& endpoint : cluster.endpoints) {
        if (!endpoint.ready) continue;
        if (!ready.empty() && endpoint.priority < ready.front()->priority) ready.clear();
        if (ready.empty() || endpoint.priority == ready.front()->priority) ready.push_back(&endpoint);
    }
    if (ready.empty()) return nullptr;
    if (hashSource) return ready[XXH64(source.data(), source.size(), 0) % ready.size()];
    std::uint64_t total = 0;
    for (const auto* endpoint : ready) total += std::max<std::uint32_t>(endpoint->weight, 1);
    std::uint64_t at = draw && total > 1 ? draw(total) : 0;
    for (const auto* endpoint : ready) {
        const std::uint64_t weight = std::max<std::uint32_t>(endpoint->weight, 1);
        if (at < weight) return endpoint;
        at -= weight;
    }
    return ready.back();
}

} // namespace

ProxyConnections ProxyConnections::inbound(MeshIndexPtr mesh, const Pod& pod) {
    auto data = std::make_shared<Data>();
    data->inbound = buildInboundSide(*mesh, pod, Explainer(&data->policies));
    data->listeners = std::move(data->inbound.listeners);
    data->mesh = std::move(mesh);
    data->extra.emplace("BlackHoleCluster", clusterOf("BlackHoleCluster", Cluster::Discovery::BlackHole, {}));
    return ProxyConnections(std::move(data));
}

ProxyConnections ProxyConnections::outbound(MeshIndexPtr mesh, const ProxyRef& proxy,
                                            std::shared_ptr<const ProxyTables> tables, Sidecars sidecars) {
    auto data = std::make_shared<Data>();
    const auto scope = scopeOf(*mesh, proxy);
    data->gateway = proxy.isGateway();
    data->listeners = data->gateway ? buildGatewayListeners(*mesh, *scope) : buildOutboundListeners(*mesh, *scope);
    data->tables = tables ? std::move(tables) : compile(mesh, proxy);
    data->mesh = std::move(mesh);
    data->extra.emplace("BlackHoleCluster", clusterOf("BlackHoleCluster", Cluster::Discovery::BlackHole, {}));
    data->extra.emplace("PassthroughCluster",
                        clusterOf("PassthroughCluster", Cluster::Discovery::OriginalDestination, {outsideEndpoint()}));
    if (data->gateway) addSniClusters(*data->tables, sidecars, data->extra);
    return ProxyConnections(std::move(data));
}

const Listener* ProxyConnections::listenerFor(const ClientConnection& connection) const {
    if (const auto* found = data_->listeners.find(connection.destination, connection.destinationPort)) return found;
    if (!data_->gateway) return nullptr;
    const auto& all = data_->listeners.listeners; // a listener bound to one of the gateway's other addresses
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const Listener& one) { return one.port == connection.destinationPort; });
    return found == all.end() ? nullptr : &*found;
}

const Cluster* ProxyConnections::cluster(const std::string& name) const {
    if (const auto found = data_->extra.find(name); found != data_->extra.end()) return &found->second;
    if (!data_->tables) return nullptr;
    const auto found = data_->tables->clusters.find(name);
    return found == data_->tables->clusters.end() ? nullptr : found->second.get();
}

ConnectionOutcome ProxyConnections::connect(const ClientConnection& connection, const BackEndBehaviour& behaviour,
                                            std::int64_t nowSeconds, bool explained) const {
    std::map<std::string, Cluster> local; // of this connection: they depend on the port that the client meant
    FarSide beyond;
    beyond.cluster = [&](const std::string& name) -> const Cluster* {
        const auto* pod = data_->inbound.pod;
        const auto found = data_->inbound.clusters.find(name);
        if (!pod || found == data_->inbound.clusters.end()) return cluster(name);
        Endpoint endpoint;
        endpoint.address = pod->address;
        endpoint.port = found->second.port != 0 ? found->second.port : connection.destinationPort;
        endpoint.pod = pod->name;
        endpoint.workload = pod->workload;
        endpoint.ns = pod->ns;
        Cluster made = clusterOf(name, Cluster::Discovery::OriginalDestination, {endpoint});
        made.http2 = found->second.http2;
        return &local.insert_or_assign(name, std::move(made)).first->second;
    };
    beyond.draw = [&](std::uint64_t below) { return behaviour.draw ? behaviour.draw(below) : 0; };
    beyond.pick = [&](const Cluster& one, const std::string& source, bool hashSource) {
        return behaviour.pick && one.endpoints.size() > 1 ? behaviour.pick(one, source, hashSource)
                                                          : pickEndpoint(one, source, hashSource, beyond.draw);
    };
    beyond.listens = [&](const Endpoint& endpoint) { return !behaviour.listens || behaviour.listens(endpoint); };
    beyond.answers = [&](const Endpoint& endpoint, const Cluster* one, const SeenRequest& request) {
        return behaviour.answers ? behaviour.answers(endpoint, one, request) : BackEndAnswer{};
    };
    beyond.http = [&](const HttpHandOver& request) {
        if (behaviour.http) return behaviour.http(request);
        ConnectionOutcome none;
        none.status = "404";
        return none;
    };
    beyond.routeOf = [&](const HttpHandOver& request, std::uint32_t status) {
        return behaviour.routeOf ? behaviour.routeOf(request, status) : HttpRouteNames{};
    };
    const ConnectionContext context{data_->mesh->config().pathNormalization, nowSeconds};
    ConnectionOutcome out = routing::connect(listenerFor(connection), connection, beyond, context, explained);
    if (explained) out.explanation.insert(out.explanation.begin(), data_->policies.begin(), data_->policies.end());
    return out;
}

} // namespace meshwright::sim::routing
