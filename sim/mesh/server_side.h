// What the policies of the server's side make of a simulated request: the sidecar of the pod that it reaches
// (PeerAuthentication, RequestAuthentication, AuthorizationPolicy), and a gateway's own policies.
#pragma once

#include "sim/routing/engine.h"
#include "sim/routing/l4/proxy_connections.h"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace meshwright::sim::mesh {

/// Tokens are judged as of this day, so that a run never depends on today's date: Unix seconds of 2026-11-24.
inline constexpr std::int64_t tokensJudgedAt = 1'795'478'400;

/// Who connects: what a server's policies may ask of it.
struct Caller {
    std::string address;  ///< of the pod or gateway
    std::string identity; ///< SPIFFE URI of its certificate
    bool sidecar = true;  ///< without one it speaks plain text and shows no certificate
};

/// What becomes of a connection between two sidecars.
enum class Handshake : std::uint8_t {
    Stands,
    Fails, ///< TLS does not come up: a connect failure (UF)
    Closed ///< it comes up, and the server closes it unanswered once it has seen the first bytes (UC)
};

/// An answer that a proxy gives instead of passing a request on.
struct Denial {
    std::uint16_t status = 403; ///< 0: none, it closes the connection
    std::string body, details;  ///< Envoy's words
    friend bool operator==(const Denial&, const Denial&) = default;
};

/// Compiled lazily, a listener set for each workload that is asked. One object for one configuration.
class ServerSide {
public:
    explicit ServerSide(routing::MeshIndexPtr mesh);
    ~ServerSide();
    ServerSide(ServerSide&&) noexcept;
    ServerSide& operator=(ServerSide&&) noexcept;

    /// The pods of a workload, or a gateway, as a caller.
    Caller callerOf(const routing::ProxyRef& proxy) const;

    /// `endpoint` is one of `cluster`'s. Endpoints outside the mesh accept everything.
    Handshake handshake(const Caller& caller, const routing::Cluster& cluster, const routing::Endpoint& endpoint) const;
    /// What the server's sidecar answers by itself to a request of a connection that stands; nothing = it passes.
    std::optional<Denial> denial(const Caller& caller, const routing::Cluster& cluster,
                                 const routing::Endpoint& endpoint, const routing::Request& request) const;

    /// The same of a gateway to a request from outside. Where it passes, `request` has its tokens taken out and claims
    /// put in, as the gateway's RequestAuthentications say.
    std::optional<Denial> denialAtGateway(const routing::ProxyRef& gateway, const std::string& source,
                                          routing::Request& request) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace meshwright::sim::mesh
