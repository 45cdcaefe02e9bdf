// The inbound side of a workload's sidecar: its virtual inbound listener and where each chain sends.
#pragma once

#include "sim/routing/inbound/peer_authentication.h"
#include "sim/routing/l4/listener.h"
#include "sim/routing/mesh_index.h"

#include <map>
#include <string>

namespace meshwright::sim::routing {

/// Everything that decides what a workload's sidecar does with a connection to its pod.
struct InboundSide {
    const Pod* pod = nullptr;
    ListenerSet listeners;
    PeerAuthenticationSettings mtls;
    /// Where one cluster leads.
    struct InboundCluster {
        std::uint32_t port = 0; ///< on the pod; 0 = the port that the client meant
        bool http2 = false;     ///< HTTP is spoken as HTTP/2
    };
    std::map<std::string, InboundCluster> clusters; ///< a cluster that is not here does not exist
};

/// Istio: pilot/pkg/networking/core/listener_inbound.go, filterchain_options.go.
InboundSide buildInboundSide(const MeshIndex& mesh, const Pod& pod, const Explainer& explain = Explainer());

/// Filter chains for one port: what each asks of the connection, and whether it ends mTLS.
struct InboundChainOption {
    FilterChainMatch match; ///< without port
    bool http = false;
    bool tls = false;
};

/// Istio: filterchain_options.go (getFilterChainMatchOptions).
std::vector<InboundChainOption> inboundChainOptions(MtlsMode mode, Protocol protocol);

/// The port of a workload that a client reaches by `port` of a Service that selects it; `port` itself where none does.
std::uint32_t workloadPort(const MeshIndex& mesh, const Pod& pod, std::uint32_t port);

} // namespace meshwright::sim::routing
