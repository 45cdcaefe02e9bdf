// A listener as Envoy would be given it: filter chains, what each matches, the TLS it ends and its network filters.
#pragma once

#include "sim/routing/inbound/jwt_filter.h"
#include "sim/routing/inbound/rbac.h"
#include "sim/routing/l4/cidr.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace meshwright::sim::routing {

class MeshIndex;

/// What a filter chain asks of a connection. An empty part asks nothing.
struct FilterChainMatch {
    std::uint32_t destinationPort = 0;
    std::vector<Cidr> destinationRanges;
    std::vector<std::string> serverNames; ///< exact, or "*.example.com" for every depth below
    std::string transportProtocol;        ///< "tls" or "raw_buffer"
    std::vector<std::string> applicationProtocols;
};

/// The server's end of a TLS handshake, as far as it decides whether one succeeds.
struct DownstreamTls {
    bool requireClientCertificate = false;
    bool verifiesClient = false;                    ///< a client certificate, where shown, must be signed by the CA
    std::vector<std::string> sanPrefixes, sanExact; ///< one of these must fit a client's certificate; none = any
    std::vector<std::string> alpn;                  ///< in order of preference
    Origin origin;
};

struct WeightedTcpCluster {
    std::string cluster;
    std::uint32_t weight = 1;
    Origin origin; ///< the destination
};

/// Sends the bytes of a connection to one of its clusters, chosen when the connection begins.
struct TcpProxy {
    std::vector<WeightedTcpCluster> clusters;
    bool hashSourceIp = false;
    Origin origin; ///< the rule, or the service
};

using HttpFilter = std::variant<RbacFilter, JwtFilter>;

/// Reads HTTP. Either a route table by name, or (at a server's sidecar) the one route to `inboundCluster`.
struct HttpConnectionManager {
    std::string routeTable;
    std::string inboundCluster;
    bool useRemoteAddress = false; ///< false: X-Forwarded-For of the peer is believed
    std::vector<HttpFilter> filters;
};

using NetworkFilter = std::variant<RbacFilter, TcpProxy, HttpConnectionManager>;

struct FilterChain {
    std::string name;
    FilterChainMatch match;
    std::optional<DownstreamTls> tls;
    std::vector<NetworkFilter> filters; ///< the last one is a TcpProxy or an HttpConnectionManager
    Origin origin;
};

/// Which connections an inspector looks at, by destination port.
/// Envoy: ListenerFilterChainMatchPredicate of the inspectors; Istio: listener_inbound.go (populateListenerFilters).
struct Inspector {
    bool present = false;
    std::vector<std::uint32_t> exceptPorts; ///< looks at every port but these
    std::vector<std::uint32_t> onlyPorts;   ///< where not empty: looks at these alone

    bool looksAt(std::uint32_t port) const;
};

struct Listener {
    std::string name; ///< "0.0.0.0_80", "virtualInbound"
    std::string address = "0.0.0.0";
    std::uint32_t port = 0;
    Inspector tlsInspector, httpInspector;
    std::vector<FilterChain> chains;
    std::optional<FilterChain> defaultChain;
};

/// What Envoy knows of a connection when it picks a filter chain.
struct ConnectionTraits {
    IpAddress destination;
    std::uint32_t destinationPort = 0;
    std::string serverName;                        ///< SNI, lower case; empty = none seen
    std::string transportProtocol = "raw_buffer";  ///< "tls" where the inspector saw TLS
    std::vector<std::string> applicationProtocols; ///< ALPN, or what the HTTP inspector found
};

/// The filter chain that takes a connection, or null. Every stage keeps the most specific entries only and never goes
/// back: port, destination range, server name, transport protocol, application protocol.
/// Envoy: source/common/listener_manager/filter_chain_manager_impl.cc.
const FilterChain* findFilterChain(const Listener& listener, const ConnectionTraits& traits,
                                   const Explainer& explain = Explainer());

/// Why Envoy refuses a listener as a whole: two of its chains could take the same connection. Nothing where it does
/// not. `mesh` says where the rules stand.
std::optional<model::Diagnostic> ambiguity(const Listener& listener, const MeshIndex& mesh);

/// Every listener of one proxy.
struct ListenerSet {
    std::vector<Listener> listeners;
    model::Diagnostics diagnostics; ///< listeners that Envoy refuses, and why

    /// Adds a listener, or the reason why Envoy would not.
    void add(Listener listener, const MeshIndex& mesh);
    /// The listener that a connection to this address reaches: that address, else any address on the port, else the
    /// one that catches everything (port 0). Envoy: source/common/listener_manager/connection_handler_impl.cc.
    const Listener* find(const std::string& address, std::uint32_t port) const;
};

} // namespace meshwright::sim::routing
