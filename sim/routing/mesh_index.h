// A design as istiod's push context: everything that any proxy's configuration is made from. Immutable and shared.
#pragma once

#include "sim/routing/engine.h"
#include "sim/routing/registry/destination_rules.h"
#include "sim/routing/registry/service_registry.h"
#include "sim/routing/registry/virtual_services.h"

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace meshwright::sim::routing {

/// Istio: pilot/pkg/model/push_context.go. Lists of resources are by age: creation time, name, namespace.
class MeshIndex {
public:
    /// `previous` lends what was made from the same objects; the result is the same with and without it.
    MeshIndex(model::Design design, std::shared_ptr<const MeshConfig> config, const MeshIndex* previous = nullptr);
    MeshIndex(model::Design design, MeshConfig config)
        : MeshIndex(std::move(design), std::make_shared<const MeshConfig>(std::move(config))) {}
    /// `previous` with other VirtualServices; `design` has the same objects of every other kind.
    MeshIndex(const MeshIndex& previous, model::Design design, VirtualServiceIndex virtualServices);

    const model::Design& design() const { return design_; }
    /// Lines of the design's objects. Found out at the first call.
    const model::Placement& places() const;
    const MeshConfig& config() const { return *config_; }
    const std::shared_ptr<const MeshConfig>& sharedConfig() const { return config_; }
    const ServiceRegistry& registry() const { return *registry_; }
    const VirtualServiceIndex& virtualServices() const { return virtualServices_; }
    const DestinationRuleIndex& destinationRules() const { return *destinationRules_; }

    const std::vector<ResourcePtr>& gateways() const { return gateways_; }
    /// Those that select a proxy with these labels; a Gateway's namespace does not matter.
    std::vector<ResourcePtr> gatewaysFor(const Labels& proxyLabels) const;
    const std::vector<ResourcePtr>& peerAuthentications() const { return peerAuthentications_; }
    const std::vector<ResourcePtr>& requestAuthentications() const { return requestAuthentications_; }
    const std::vector<ResourcePtr>& authorizationPolicies() const { return authorizationPolicies_; }
    const std::vector<ResourcePtr>& sidecars() const { return sidecars_; }
    /// The Sidecar that applies to a workload, or null. Istio: push_context.go (doGetSidecarScope).
    ResourcePtr sidecarFor(const std::string& ns, const Labels& labels) const;

    /// Whether both know the very same objects, VirtualServices aside.
    bool sameButVirtualServices(const MeshIndex& other) const;

    /// Labels of a proxy's pods: a gateway's own, or those of the first pod of a workload.
    Labels labelsOf(const ProxyRef& proxy) const;
    /// Namespace of a proxy; "default" where the reference names none.
    static std::string namespaceOf(const ProxyRef& proxy) { return proxy.ns.empty() ? "default" : proxy.ns; }

private:
    model::Design design_;
    mutable std::once_flag placed_;
    mutable model::Placement places_;
    std::shared_ptr<const MeshConfig> config_;
    std::shared_ptr<const ServiceRegistry> registry_;
    VirtualServiceIndex virtualServices_;
    std::shared_ptr<const DestinationRuleIndex> destinationRules_;
    std::vector<ResourcePtr> gateways_, peerAuthentications_, requestAuthentications_, authorizationPolicies_,
        sidecars_;
};

} // namespace meshwright::sim::routing
