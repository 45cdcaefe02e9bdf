// What one proxy sees of the mesh: services, VirtualServices and egress listeners, after Sidecar objects.
#pragma once

#include "sim/routing/mesh_index.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace meshwright::sim::routing {

/// The proxy that tables are made for.
struct Proxy {
    ProxyRef ref;
    std::string ns;
    Labels labels;
    bool gateway = false;
    std::string address;   ///< of its pod; empty for gateways
    std::string locality;  ///< "region/zone/subzone" as far as its labels say
    std::string dnsDomain; ///< "<ns>.svc.cluster.local"

    Proxy(const MeshIndex& mesh, const ProxyRef& ref);
};

/// One `egress` entry of the Sidecar that applies, or the default that imports everything.
/// Istio: pilot/pkg/model/sidecar.go (IstioEgressListenerWrapper).
struct EgressListener {
    const model::istio::SidecarEgress* written = nullptr; ///< null: the default
    std::vector<ServicePtr> services;                     ///< trimmed to the listener's port where it has one
    std::vector<VirtualServicePtr> virtualServices;
    /// Service host → key of the VirtualService whose host fits it best.
    std::unordered_map<std::string, std::string> bestVirtualService;

    std::uint32_t port() const {
        return written && written->port ? static_cast<std::uint32_t>(written->port->number) : 0;
    }
    Protocol protocol() const;
};

/// Istio: pilot/pkg/model/sidecar.go (SidecarScope).
struct ProxyScope {
    Proxy proxy;
    ResourcePtr sidecar; ///< the Sidecar object that applies, or null
    std::vector<EgressListener> listeners;
    std::vector<ServicePtr> services; ///< of all listeners and of destinations named by their VirtualServices
    std::unordered_map<std::string, ServicePtr> byHostname;
    bool allowAny = true; ///< unknown destinations pass through
    std::optional<model::istio::Destination> egressProxy;

    ServicePtr find(const std::string& hostname) const;
    /// The DestinationRule for a service of this scope, or null.
    ConsolidatedRulePtr destinationRule(const MeshIndex& mesh, const std::string& hostname) const;
    /// The listener that makes the routes of `port`. Istio: sidecar.go (GetEgressListenerForRDS).
    const EgressListener* listenerFor(std::uint32_t port) const;
};

std::shared_ptr<const ProxyScope> scopeOf(const MeshIndex& mesh, const ProxyRef& ref);

/// Whether the services of a scope are the same with one VirtualService in either of two states that differ in nothing
/// but their rules. May say no where they are.
bool importsTheSame(const MeshIndex& mesh, const ProxyScope& scope, const ResolvedVirtualService& before,
                    const ResolvedVirtualService& after);

} // namespace meshwright::sim::routing
