#include "sim/routing/mesh_index.h"

#include "sim/routing/registry/age.h"

#include <algorithm>

namespace meshwright::sim::routing {

namespace {

template <class T> std::vector<ResourcePtr> byAge(const model::Design& design) {
    auto out = design.all<T>();
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return olderThan(*a, *b); });
    return out;
}

/// True where both designs hold the very same objects of the given types, in the same order.
template <class... T> bool sameObjects(const model::Design& a, const model::Design& b) {
    return ((a.all<T>() == b.all<T>()) && ...);
}

/// The one object that `after` has in place of another; nothing where the designs differ in more or less.
std::optional<std::pair<ResourcePtr, ResourcePtr>> onlyChange(const model::Design& before, const model::Design& after) {
    const auto &was = before.documents(), &is = after.documents();
    if (was.size() != is.size()) return std::nullopt;
    std::optional<std::pair<ResourcePtr, ResourcePtr>> out;
    for (std::size_t i = 0; i < is.size(); ++i) {
        if (was[i] == is[i]) continue;
        const auto &a = was[i]->resources, &b = is[i]->resources;
        if (a.size() != b.size()) return std::nullopt;
        for (std::size_t k = 0; k < a.size(); ++k) {
            if (a[k] == b[k]) continue;
            if (out) return std::nullopt;
            out.emplace(a[k], b[k]);
        }
    }
    return out;
}

} // namespace

MeshIndex::MeshIndex(model::Design design, std::shared_ptr<const MeshConfig> config, const MeshIndex* previous)
    : design_(std::move(design)), config_(std::move(config)) {
    using namespace model;
    const bool sameRegistry =
        previous && sameObjects<kube::Service, kube::Deployment, kube::Pod, istio::ServiceEntry, istio::WorkloadEntry>(
                        design_, previous->design_);
    registry_ = sameRegistry ? previous->registry_
                             : std::make_shared<const ServiceRegistry>(design_, config_->defaultServiceExportTo);
    virtualServices_ = VirtualServiceIndex(design_, config_->defaultVirtualServiceExportTo,
                                           previous ? &previous->virtualServices_ : nullptr);
    const bool sameRules = previous && sameObjects<istio::DestinationRule>(design_, previous->design_);
    destinationRules_ = sameRules ? previous->destinationRules_
                                  : std::make_shared<const DestinationRuleIndex>(design_, config_->rootNamespace);
    gateways_ = byAge<istio::Gateway>(design_);
    peerAuthentications_ = byAge<istio::PeerAuthentication>(design_);
    requestAuthentications_ = byAge<istio::RequestAuthentication>(design_);
    authorizationPolicies_ = byAge<istio::AuthorizationPolicy>(design_);
    sidecars_ = byAge<istio::Sidecar>(design_);
}

MeshIndex::MeshIndex(const MeshIndex& previous, model::Design design, VirtualServiceIndex virtualServices)
    : design_(std::move(design)), config_(previous.config_), registry_(previous.registry_),
      virtualServices_(std::move(virtualServices)), destinationRules_(previous.destinationRules_),
      gateways_(previous.gateways_), peerAuthentications_(previous.peerAuthentications_),
      requestAuthentications_(previous.requestAuthentications_),
      authorizationPolicies_(previous.authorizationPolicies_), sidecars_(previous.sidecars_) {}

const model::Placement& MeshIndex::places() const {
    std::call_once(placed_, [&] { places_ = model::Placement(design_); });
    return places_;
}

std::vector<ResourcePtr> MeshIndex::gatewaysFor(const Labels& proxyLabels) const {
    std::vector<ResourcePtr> out;
    for (const auto& g : gateways_)
        if (subsetOf(g->as<model::istio::Gateway>()->selector, proxyLabels)) out.push_back(g);
    return out;
}

ResourcePtr MeshIndex::sidecarFor(const std::string& ns, const Labels& labels) const {
    auto first = [&](auto&& fits) -> ResourcePtr {
        const auto it = std::find_if(sidecars_.begin(), sidecars_.end(), fits);
        return it == sidecars_.end() ? nullptr : *it;
    };
    auto selector = [](const ResourcePtr& r) -> const auto& {
        return r->as<model::istio::Sidecar>()->workloadSelector;
    };
    if (auto own = first([&](const ResourcePtr& r) {
            return r->meta.ns == ns && selector(r) && subsetOf(selector(r)->labels, labels);
        }))
        return own;
    if (auto shared = first([&](const ResourcePtr& r) { return r->meta.ns == ns && !selector(r); })) return shared;
    return first([&](const ResourcePtr& r) { return r->meta.ns == config_->rootNamespace && !selector(r); });
}

Labels MeshIndex::labelsOf(const ProxyRef& proxy) const {
    if (proxy.isGateway()) return proxy.gateway;
    const Pod* pod = registry_->podOfWorkload(proxy.workload, namespaceOf(proxy));
    return pod ? pod->labels : Labels{};
}

bool MeshIndex::sameButVirtualServices(const MeshIndex& other) const {
    return config_ == other.config_ && registry_ == other.registry_ && destinationRules_ == other.destinationRules_ &&
           gateways_ == other.gateways_ && sidecars_ == other.sidecars_ &&
           peerAuthentications_ == other.peerAuthentications_ &&
           requestAuthentications_ == other.requestAuthentications_ &&
           authorizationPolicies_ == other.authorizationPolicies_;
}

MeshIndexPtr indexMesh(const model::Design& design, const MeshIndexPtr& previous) {
    if (const auto change = onlyChange(previous->design(), design)) {
        const auto& defaults = previous->config().defaultVirtualServiceExportTo;
        auto rules = previous->virtualServices().replaced(change->first, change->second, defaults);
        if (rules) return std::make_shared<const MeshIndex>(*previous, design, std::move(*rules));
    }
    return std::make_shared<const MeshIndex>(design, previous->sharedConfig(), previous.get());
}

MeshIndexPtr indexMesh(const model::Design& design, const MeshConfig& config) {
    return std::make_shared<const MeshIndex>(design, std::make_shared<const MeshConfig>(config));
}

} // namespace meshwright::sim::routing
