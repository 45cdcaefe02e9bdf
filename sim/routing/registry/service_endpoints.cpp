// Endpoints of services: pods that a selector takes, and what ServiceEntries and WorkloadEntries list.
#include "sim/routing/registry/pod_labels.h"
#include "sim/routing/registry/service_registry.h"

#include <algorithm>

namespace meshwright::sim::routing {

namespace {

bool injected(const Labels& labels, const Labels& annotations) {
    const auto* label = labelOf(labels, "sidecar.istio.io/inject");
    const auto* annotation = labelOf(annotations, "sidecar.istio.io/inject");
    if (const auto* mode = labelOf(labels, "security.istio.io/tlsMode")) return *mode == "istio";
    return !(label && *label == "false") && !(annotation && *annotation == "false");
}

} // namespace

void ServiceRegistry::kubernetesEndpoints(const Service& service, const ServicePort& port,
                                          std::vector<ServiceEndpoint>& out) const {
    if (service.selector.empty()) return;
    for (const Pod& pod : pods_) {
        if (pod.ns != service.ns || !subsetOf(service.selector, pod.labels)) continue;
        ServiceEndpoint e;
        e.address = pod.address;
        e.port = targetPortOf(port, &pod);
        e.servicePort = port.number;
        e.pod = &pod;
        e.ns = pod.ns;
        e.labels = pod.labels;
        e.locality = pod.locality;
        e.serviceAccount = pod.serviceAccount;
        const auto* deployment = pod.resource->as<model::kube::Deployment>();
        e.mtls = injected(pod.labels,
                          deployment ? deployment->podTemplate.metadata.annotations : pod.resource->meta.annotations);
        e.origin = {pod.resource, ""};
        out.push_back(std::move(e));
    }
}

void ServiceRegistry::entryEndpoints(const Service& service, const ServicePort& port,
                                     std::vector<ServiceEndpoint>& out) const {
    const auto& spec = *service.resource->as<model::istio::ServiceEntry>();
    const std::uint32_t defaultPort = port.entryTargetPort ? port.entryTargetPort : port.number;
    const bool dns = service.resolution == Resolution::Dns || service.resolution == Resolution::DnsRoundRobin;
    auto fromEntry = [&](const model::istio::WorkloadEntry& entry, const Labels& labels, Origin origin) {
        ServiceEndpoint e;
        e.address = entry.address;
        const auto named = entry.ports.find(port.name);
        e.port =
            named != entry.ports.end() && named->second > 0 ? static_cast<std::uint32_t>(named->second) : defaultPort;
        e.servicePort = port.number;
        e.pod = podAt(entry.address);
        e.ns = service.ns;
        e.labels = labels;
        e.locality = entry.locality.empty() ? localityOf(labels) : entry.locality;
        e.serviceAccount = entry.serviceAccount;
        e.weight = static_cast<std::uint32_t>(std::max<std::int64_t>(entry.weight, 0));
        const auto* mode = labelOf(labels, "security.istio.io/tlsMode");
        e.mtls = mode ? *mode == "istio" : !entry.serviceAccount.empty();
        e.network = entry.network;
        e.origin = std::move(origin);
        out.push_back(std::move(e));
    };
    if (!spec.workloadSelector) {
        if (spec.endpoints.empty() && dns) {
            ServiceEndpoint e;
            e.address = service.hostname.text;
            e.port = defaultPort;
            e.servicePort = port.number;
            e.ns = service.ns;
            e.origin = service.origin;
            out.push_back(std::move(e));
        }
        for (std::size_t i = 0; i < spec.endpoints.size(); ++i)
            fromEntry(spec.endpoints[i], spec.endpoints[i].labels,
                      {service.resource, "spec.endpoints[" + std::to_string(i) + "]"});
        return;
    }
    std::vector<const Pod*> selected;
    for (const Pod& pod : pods_)
        if (pod.ns == service.ns && subsetOf(service.selector, pod.labels)) selected.push_back(&pod);
    std::stable_sort(selected.begin(), selected.end(), [](const Pod* a, const Pod* b) { return a->name < b->name; });
    for (const Pod* pod : selected) {
        ServiceEndpoint e;
        e.address = pod->address;
        e.port = defaultPort;
        e.servicePort = port.number;
        e.pod = pod;
        e.ns = pod->ns;
        e.labels = pod->labels;
        e.locality = pod->locality;
        e.serviceAccount = pod->serviceAccount;
        e.mtls = true;
        e.origin = {pod->resource, ""};
        out.push_back(std::move(e));
    }
    std::vector<ResourcePtr> entries;
    for (const auto& resource : workloadEntries_) {
        Labels labels = resource->meta.labels;
        const auto& entry = *resource->as<model::istio::WorkloadEntry>();
        labels.insert(entry.labels.begin(), entry.labels.end());
        const bool name = !model::isIpLiteral(entry.address);
        if (resource->meta.ns == service.ns && subsetOf(service.selector, labels) && !(name && !dns))
            entries.push_back(resource);
    }
    std::stable_sort(entries.begin(), entries.end(),
                     [](const ResourcePtr& a, const ResourcePtr& b) { return a->meta.name < b->meta.name; });
    for (const auto& resource : entries) {
        Labels labels = resource->meta.labels;
        const auto& entry = *resource->as<model::istio::WorkloadEntry>();
        labels.insert(entry.labels.begin(), entry.labels.end());
        fromEntry(entry, labels, {resource, "spec"});
    }
}

std::vector<ServiceEndpoint> ServiceRegistry::endpoints(const Service& service, std::uint32_t number) const {
    std::vector<ServiceEndpoint> out;
    const auto all = byHostAll_.find(service.hostname.text);
    if (all == byHostAll_.end()) return out;
    const model::Resource* last = nullptr;
    for (const auto& s : all->second) {
        // several addresses of one ServiceEntry are several services with the same endpoints
        if (s->ns != service.ns || s->resource.get() == last) continue;
        last = s->resource.get();
        const ServicePort* port = s->port(number);
        if (!port) continue;
        if (s->registry == Service::Registry::Kubernetes)
            kubernetesEndpoints(*s, *port, out);
        else
            entryEndpoints(*s, *port, out);
    }
    return out;
}

} // namespace meshwright::sim::routing
