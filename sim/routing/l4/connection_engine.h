// Walks a client's connection through a listener: filter chain, TLS, network filters, and on to a back end.
#pragma once

#include "sim/routing/engine.h"
#include "sim/routing/l4/connection.h"
#include "sim/routing/l4/listener.h"

#include <functional>

namespace meshwright::sim::routing {

/// An HTTP request that a listener hands to a route table.
struct HttpHandOver {
    std::string routeTable;
    std::uint32_t port = 0; ///< of the listener
    HttpPayload request;    ///< path as sent
    bool tls = false;       ///< the proxy ended TLS
};

/// The route that a request would take: what the access log names even where a policy refuses it, and the headers that
/// the route puts on the refusal.
struct HttpRouteNames {
    std::string cluster = "-", route;
    HeaderLines response;
};

/// What a back end says to a request.
struct BackEndAnswer {
    std::uint32_t status = 200;
    bool understood = true;     ///< false: its server answers before it looks at the request
    std::string body;           ///< of an answer that is none of the application
    bool protocolError = false; ///< it does not speak the cluster's version of HTTP
};

/// What lies beyond the filter chains. Every function must be set, except `http` and `routeOf` where no listener has a
/// route table.
struct FarSide {
    /// A cluster by name, or null where the proxy has none.
    std::function<const Cluster*(const std::string& name)> cluster;
    /// One of the endpoints, for a new connection from `source`; null where none can be had.
    std::function<const Endpoint*(const Cluster& cluster, const std::string& source, bool hashSource)> pick;
    /// Whether something listens there.
    std::function<bool(const Endpoint& endpoint)> listens;
    /// What it answers to HTTP; `cluster` null: the bytes came unread by the proxy.
    std::function<BackEndAnswer(const Endpoint& endpoint, const Cluster* cluster, const SeenRequest& request)> answers;
    /// Draws below `below`, for splits by weight.
    std::function<std::uint64_t(std::uint64_t below)> draw;
    /// A request sent by way of a route table, with everything that routes do to it.
    std::function<ConnectionOutcome(const HttpHandOver&)> http;
    std::function<HttpRouteNames(const HttpHandOver&, std::uint32_t status)> routeOf;
};

struct ConnectionContext {
    MeshConfig::PathNormalization pathNormalization = MeshConfig::PathNormalization::Base;
    std::int64_t nowSeconds = 0; ///< Unix time at which tokens are judged
};

/// `listener` null: nothing listens there. The explanation is kept only where `explained`.
ConnectionOutcome connect(const Listener* listener, const ClientConnection& connection, const FarSide& beyond,
                          const ConnectionContext& context, bool explained = false);

} // namespace meshwright::sim::routing
