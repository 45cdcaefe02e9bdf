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
    std::function<bool(const Endpoint&)> listens;           ///< unset: everything does
    std::function<std::uint32_t(const Endpoint&)> answers;  ///< unset: 200
    std::function<std::uint64_t(std::uint64_t below)> draw; ///< unset: always 0
    /// A request by way of one of the proxy's route tables; unset: such requests end with 404.
    std::function<ConnectionOutcome(const HttpHandOver&)> http;
    std::function<HttpRouteNames(const HttpHandOver&)> routeOf;
};

/// Compiled once for a proxy, then asked for any number of connections. Cheap to copy; safe to share between threads.
class ProxyConnections {
public:
    /// The server's side of a workload: connections to `pod`.
    static ProxyConnections inbound(MeshIndexPtr mesh, const Pod& pod);
    /// The client's side: what leaves a workload, or what comes to a gateway.
    static ProxyConnections outbound(MeshIndexPtr mesh, const ProxyRef& proxy);

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
        std::map<std::string, Cluster> extra; ///< clusters that the route tables know nothing of
    };
    explicit ProxyConnections(std::shared_ptr<const Data> data) : data_(std::move(data)) {}

    const Listener* listenerFor(const ClientConnection& connection) const;
    const Cluster* cluster(const std::string& name) const;

    std::shared_ptr<const Data> data_;
};

} // namespace meshwright::sim::routing
