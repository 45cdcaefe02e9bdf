// Filter chains while istiod still merges them: the parts that conflicts are decided by.
#pragma once

#include "sim/routing/compile/scope.h"
#include "sim/routing/l4/l4_routes.h"
#include "sim/routing/l4/listener.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshwright::sim::routing {

inline bool contains(const std::vector<std::string>& list, std::string_view value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

/// Istio: pilot/pkg/networking/core/listener.go (filterChainOpts).
struct ChainOptions {
    std::vector<std::string> sniHosts, destinationCidrs, applicationProtocols;
    std::string transportProtocol;
    std::optional<DownstreamTls> tls;
    std::vector<NetworkFilter> filters;
    Origin origin;

    bool matchesAll() const;
    /// True where Envoy could not tell this chain from the other.
    bool conflictsWith(const ChainOptions& other) const;
    FilterChain toChain(std::string name) const;
};

/// What asks for the TCP chains of one port of a service.
struct TcpChainRequest {
    const MeshIndex& mesh;
    const ProxyScope& scope;
    const Service& service;
    std::vector<VirtualServicePtr> virtualServices; ///< whose hosts overlap the service's
    std::vector<std::string> cidrs;                 ///< of the service, where it has ranges instead of an address
    std::string bind;                               ///< address of the listener
    std::uint32_t port = 0;
    Protocol protocol = Protocol::Tcp;
};

/// Chains for a port that carries TLS: one for each SNI rule, or one for the whole service.
/// Istio: tls.go (buildSidecarOutboundTLSFilterChainOpts).
std::vector<ChainOptions> tlsChains(const TcpChainRequest& request);
/// Chains for a raw TCP port: rules by destination subnet, then the first rule that fits, or the whole service.
/// Istio: tls.go (buildSidecarOutboundTCPFilterChainOpts).
std::vector<ChainOptions> tcpChains(const TcpChainRequest& request);

} // namespace meshwright::sim::routing
