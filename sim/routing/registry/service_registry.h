// Every service, pod and endpoint of a design, as istiod's Kubernetes and ServiceEntry registries hold them.
#pragma once

#include "model/design/design.h"
#include "sim/routing/registry/service.h"

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace meshwright::sim::routing {

/// Built once from a design; immutable afterwards. Pointers to pods stay valid as long as the registry.
class ServiceRegistry {
public:
    /// `defaultExportTo` applies to services that say nothing (MeshConfig.defaultServiceExportTo).
    ServiceRegistry(const model::Design& design, const std::vector<std::string>& defaultExportTo);

    ServiceRegistry(const ServiceRegistry&) = delete;
    ServiceRegistry& operator=(const ServiceRegistry&) = delete;

    /// All services: oldest first, then by name and namespace. Istio: push_context.go (SortServicesByCreationTime).
    const std::vector<ServicePtr>& services() const { return services_; }
    /// The service of this host name in this namespace, or null: Kubernetes before ServiceEntry, then the older.
    ServicePtr find(const std::string& hostname, const std::string& ns) const;
    /// Namespace → service for one host name; null where nobody has it.
    const std::map<std::string, ServicePtr>* byNamespace(const std::string& hostname) const;
    /// Services that a proxy of `ns` sees: those exported to it by name first, then the public ones.
    /// Istio: push_context.go (servicesExportedToNamespace).
    std::vector<ServicePtr> visibleTo(const std::string& ns) const;

    /// Endpoints of one port of a service, in registry order; every service of the same host and namespace adds its
    /// own.
    std::vector<ServiceEndpoint> endpoints(const Service& service, std::uint32_t port) const;

    const std::vector<Pod>& pods() const { return pods_; }
    /// First pod of a Deployment, or null.
    const Pod* podOfWorkload(const std::string& workload, const std::string& ns) const;
    const Pod* podAt(const std::string& address) const;

private:
    void readPods(const model::Design& design);
    void readKubernetesServices(const model::Design& design, const std::vector<std::string>& defaultExportTo);
    void readServiceEntries(const model::Design& design, const std::vector<std::string>& defaultExportTo);
    void resolveAliases();
    void index();
    void kubernetesEndpoints(const Service& service, const ServicePort& port, std::vector<ServiceEndpoint>& out) const;
    void entryEndpoints(const Service& service, const ServicePort& port, std::vector<ServiceEndpoint>& out) const;

    std::vector<Pod> pods_;
    std::unordered_map<std::string, std::size_t> podByAddress_;
    std::vector<ResourcePtr> workloadEntries_;
    std::vector<ServicePtr> services_;
    std::unordered_map<std::string, std::map<std::string, ServicePtr>> byHost_;
    std::unordered_map<std::string, std::vector<ServicePtr>> byHostAll_;
};

/// The port of `pod` that `port` of a Kubernetes Service leads to.
std::uint32_t targetPortOf(const ServicePort& port, const Pod* pod);

} // namespace meshwright::sim::routing
