// One proxy's listeners and clusters together: answers what becomes of a connection.
#pragma once

#include "sim/routing/inbound/inbound_listener.h"
#include "sim/routing/l4/connection_engine.h"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace meshwright::sim::routing {

/// How the pods behind a proxy behave.
struct BackEndBehaviour {
    std::function<bool(const Endpoint&)> listens; ///< unset: everything does
    /// Unset: 200. The cluster is null where the bytes came unread by the proxy.
    std::function<BackEndAnswer(const Endpoint&, const Cluster*, const SeenRequest&)> answers;
    std::function<std::uint64_t(std::uint64_t below)> draw; ///< unset: always 0
    /// An endpoint of a cluster with several; unset: by weight, or by a plain hash of the source address.
    std::function<const Endpoint*(const Cluster&, const std::string& source, bool hashSource)> pick;
    /// A request by way of one of the proxy's route tables; unset: such requests end with 404.
    std::function<ConnectionOutcome(const HttpHandOver&)> http;
    std::function<HttpRouteNames(const HttpHandOver&, std::uint32_t status)> routeOf;
};

/// Which pods have sidecars: all, as an injector makes it, or those whose labels say so.
enum class Sidecars { Injected, AsLabelled };

/// Compiled once for a proxy, then asked for any number of connections. Cheap to copy; safe to share between threads.
class ProxyConnections {
public:
    /// The server's side of a workload: connections to `pod`.
    static ProxyConnections inbound(MeshIndexPtr mesh, const Pod& pod);
    /// The client's side: what leaves a workload, or what comes to a gateway. `tables` null: those that compile()
    /// gives.
    static ProxyConnections outbound(MeshIndexPtr mesh, const ProxyRef& proxy,
                                     std::shared_ptr<const ProxyTables> tables = nullptr,
                                     Sidecars sidecars = Sidecars::Injected);

    const ListenerSet& listeners() const { return data_->listeners; }
    /// Route tables and clusters of the client's side; null for the server's side.
    const std::shared_ptr<const ProxyTables>& tables() const { return data_->tables; }

    ConnectionOutcome connect(const ClientConnection& connection, const BackEndBehaviour& behaviour,
                              std::int64_t nowSeconds, bool explained = false) const;

private:
    struct Data {
        MeshIndexPtr mesh;
        bool gateway = false;
        ListenerSet listeners;
        std::shared_ptr<const ProxyTables> tables;
        InboundSide inbound;
        Explanation policies; ///< which PeerAuthentications count for the pod
        std::map<std::string, Cluster> extra; ///< clusters that the route tables know nothing of
    };
    explicit ProxyConnections(std::shared_ptr<const Data> data) : data_(std::move(data)) {}

    const Listener* listenerFor(const ClientConnection& connection) const;
    const Cluster* cluster(const std::string& name) const;

    std::shared_ptr<const Data> data_;
};

} // namespace meshwright::sim::routing
