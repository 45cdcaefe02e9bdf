// Who lives in the mesh: services, workloads and their pods, with what each pod's program does. Names are kept here
// once; the running parts use indices.
#pragma once

#include "model/design/design.h"
#include "sim/mesh/app.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meshwright::sim::mesh {

/// A Deployment, a bare Pod, or what is outside the mesh.
struct Workload {
    std::string name, ns, service, version; ///< `service` short, of the first Service that selects its pods
    std::string node;                       ///< "workload/default/reviews-v1"
    std::string zone;                       ///< locality of its pods where a label says so
    model::istio::Labels labels;
    std::vector<std::uint32_t> pods;
    bool outside = false;
};

struct PodIdentity {
    std::string name, ns;
    std::uint32_t workload = 0;
    std::shared_ptr<const App> app;
};

/// A Service (or the host of a ServiceEntry) as the totals count it.
struct ServiceIdentity {
    std::string host; ///< "reviews.default.svc.cluster.local"
    std::string name, ns;
};

/// Grows when a design is changed during a run; indices stay valid.
class World {
public:
    /// Reads Deployments, Pods and Services of a design, and gives each pod its behaviour. Pods that an earlier call
    /// made and that are still there keep their index; `present` says for each pod whether it is in this design.
    tl::expected<void, model::Diagnostics> read(const model::Design& design,
                                                const std::vector<model::scenario::Behaviour>& behaviours,
                                                std::vector<bool>& present);

    std::uint32_t workload(const std::string& ns, const std::string& name) const; ///< `missing` where there is none
    std::uint32_t pod(const std::string& ns, const std::string& name) const;
    /// The index of a service by its host name; made where it is new.
    std::uint32_t service(const std::string& host);
    /// A stand-in for an endpoint that is no pod of the design; made where it is new.
    std::uint32_t outsidePod(const std::string& serviceHost, const std::string& address);

    const std::vector<Workload>& workloads() const { return workloads_; }
    const std::vector<PodIdentity>& pods() const { return pods_; }
    const std::vector<ServiceIdentity>& services() const { return services_; }
    /// The only port of a Service that `host` names as seen from `ns`; 0 where there is none or several.
    std::uint32_t onlyPort(const std::string& host, const std::string& ns) const;

    static constexpr std::uint32_t missing = 0xffffffffu;

private:
    std::shared_ptr<const App> appFor(const Workload& workload, const std::string& pod);
    std::uint32_t addWorkload(Workload workload);

    std::vector<Workload> workloads_;
    std::vector<PodIdentity> pods_;
    std::vector<ServiceIdentity> services_;
    std::map<std::pair<std::string, std::string>, std::uint32_t> workloadByName_, podByName_;
    std::map<std::string, std::uint32_t> serviceByHost_;
    std::map<std::string, std::vector<std::uint32_t>> portsOfHost_;
    std::vector<model::scenario::Behaviour> behaviours_;
    std::map<std::pair<std::size_t, std::string>, std::shared_ptr<const App>> apps_; ///< by entry and namespace
    model::Diagnostics wrong_;
    std::uint32_t nextCall_ = 0;
};

} // namespace meshwright::sim::mesh
