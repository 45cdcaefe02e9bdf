// Which ports of a sidecar have an outbound HTTP listener. Istio: pilot/pkg/networking/core/listener.go.
#pragma once

#include "sim/routing/compile/scope.h"

#include <set>
#include <string>
#include <utility>

namespace meshwright::sim::routing {

struct SidecarListeners {
    std::set<std::uint32_t> http; ///< shared listeners on the wildcard address (or a bound loopback address)
    /// Services with an address of their own whose port is sniffed: host and port, each with a listener of its own.
    std::set<std::pair<std::string, std::uint32_t>> sniffed;
};

/// Istio: listener.go (buildSidecarOutboundListeners).
SidecarListeners sidecarListeners(const ProxyScope& scope);

} // namespace meshwright::sim::routing
