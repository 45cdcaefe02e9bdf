// The servers of all Gateway objects of one gateway proxy, merged into listeners and route tables.
// Istio: pilot/pkg/model/gateway.go (mergeGateways).
#pragma once

#include "sim/routing/compile/scope.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace meshwright::sim::routing {

/// One `servers` entry of a Gateway object that survived merging.
struct GatewayServer {
    const model::istio::Server* written = nullptr;
    ResourcePtr gateway;
    std::string gatewayName;        ///< "namespace/name", as VirtualServices name it
    std::vector<std::string> hosts; ///< "namespace/host" or "host"; `.` and `*` namespaces resolved
    std::uint32_t bindPort = 0;     ///< that the proxy listens on
    std::string routeName;          ///< "http.80", "https.443.https.gw.ns", or empty where no HTTP is read
    Origin origin;                  ///< "spec.servers[0]"

    Protocol protocol() const { return parseProtocol(written->port.protocol); }
    std::uint32_t port() const { return static_cast<std::uint32_t>(written->port.number); }
    bool httpsRedirect() const { return written->tls && written->tls->httpsRedirect; }
    /// Server names of its filter chain: its hosts without namespaces, sorted.
    std::vector<std::string> sniHosts() const;
};
using GatewayServerPtr = std::shared_ptr<const GatewayServer>;

/// Servers that share port, protocol and bind address.
struct GatewayPort {
    std::uint32_t number = 0;
    Protocol protocol = Protocol::Unsupported;
    std::string protocolText, bind;
    std::string routeName; ///< of a plain-text HTTP port
    std::vector<GatewayServerPtr> servers;
};

/// A server that lost a conflict, and why.
struct DroppedServer {
    GatewayServerPtr server;
    std::string reason;
};

struct MergedGateway {
    std::vector<GatewayPort> ports; ///< in the order in which they first appear
    std::map<std::string, std::vector<GatewayServerPtr>> byRouteName;
    std::vector<DroppedServer> dropped;
    bool autoPassthrough = false;
};

/// True for servers that end TLS and read HTTP inside. Istio: pkg/config/gateway/gateway.go.
bool terminatesHttps(const model::istio::Server& server);
/// True for TLS modes PASSTHROUGH and AUTO_PASSTHROUGH.
bool passesTlsThrough(const model::istio::Server& server);

MergedGateway mergeGateways(const MeshIndex& mesh, const Proxy& proxy);

} // namespace meshwright::sim::routing
