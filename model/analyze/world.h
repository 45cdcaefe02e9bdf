// A design as a cluster would look. Used inside model/analyze.
#pragma once

#include "model/design/design.h"

#include <functional>
#include <map>
#include <optional>
#include <set>

namespace meshwright::model::analysis {

using istio::Labels;

/// A pod of the design, or the one that stands for a Deployment's pods.
struct Pod {
    ResourcePtr resource; ///< null for the pod of Istio's own ingress gateway, which every mesh has
    std::string name, ns;
    Labels labels, annotations;
    std::string annotationsField, podField; ///< where annotations and the pod's spec stand in the resource
    bool explicitPod = false;
    bool hasProxy = false; ///< a container istio-proxy
    bool inMesh = false;
    std::set<std::int64_t> ports; ///< reachable beyond those of the design's Services
};

/// Something that a host can stand for.
struct KnownHost {
    std::vector<std::int64_t> ports;
    Labels workloadLabels;
};

/// "ns/name" of an object, as Istio's messages name it.
std::string fullName(const Resource& resource);
bool selects(const Labels& selector, const Labels& labels);
/// "a=b,c=d"
std::string toText(const Labels& selector);
/// A short name completed with its namespace; wildcards and dotted names unchanged.
std::string fqdnOf(const std::string& host, const std::string& ns);
bool isExportedToAll(const std::vector<std::string>& exportTo);

class World {
public:
    /// `resources`: the objects that a cluster would take. `places`: those of their design; must outlive this.
    World(std::vector<ResourcePtr> resources, const Placement& places, Diagnostics& out);

    template <class T> const std::vector<ResourcePtr>& all() const;
    const std::vector<ResourcePtr>& resources() const { return resources_; }
    const std::vector<Pod>& pods() const { return pods_; }
    bool hasNamespaces() const { return !namespaces_.empty(); }
    const std::map<std::string, ResourcePtr>& namespaces() const { return namespaces_; }
    /// Whether a Secret holds a certificate with its key; nothing where there is no such Secret.
    std::optional<bool> secretHasCertificate(const std::string& ns, const std::string& name) const;
    /// Whether pods of a template get a sidecar.
    bool inMesh(const std::string& ns, const Labels& labels, const Labels& annotations) const;

    /// What `host` stands for as seen from `ns`, or null. `exportTo` is that of the asking object.
    const KnownHost* findHost(const std::string& ns, const std::vector<std::string>& exportTo,
                              const std::string& host) const;

    void say(const char* code, Severity severity, const Resource& resource, const std::string& field,
             std::string message, std::optional<Fix> fix = {});

private:
    void addPods();
    void addHosts();

    std::vector<ResourcePtr> resources_, services_, deployments_, virtualServices_, destinationRules_, gateways_,
        serviceEntries_, sidecars_, authorizationPolicies_, requestAuthentications_;
    std::vector<Pod> pods_;
    std::map<std::string, ResourcePtr> namespaces_;
    std::map<std::pair<std::string, std::string>, ResourcePtr> secrets_;
    std::map<std::pair<std::string, std::string>, KnownHost> hosts_; ///< by scope ("*" or a namespace) and host
    std::set<std::string> said_;
    const Placement& places_;
    Diagnostics& out_;
};

template <> inline const std::vector<ResourcePtr>& World::all<kube::Service>() const {
    return services_;
}
template <> inline const std::vector<ResourcePtr>& World::all<kube::Deployment>() const {
    return deployments_;
}
template <> inline const std::vector<ResourcePtr>& World::all<istio::VirtualService>() const {
    return virtualServices_;
}
template <> inline const std::vector<ResourcePtr>& World::all<istio::DestinationRule>() const {
    return destinationRules_;
}
template <> inline const std::vector<ResourcePtr>& World::all<istio::Gateway>() const {
    return gateways_;
}
template <> inline const std::vector<ResourcePtr>& World::all<istio::ServiceEntry>() const {
    return serviceEntries_;
}
template <> inline const std::vector<ResourcePtr>& World::all<istio::Sidecar>() const {
    return sidecars_;
}
template <> inline const std::vector<ResourcePtr>& World::all<istio::AuthorizationPolicy>() const {
    return authorizationPolicies_;
}
template <> inline const std::vector<ResourcePtr>& World::all<istio::RequestAuthentication>() const {
    return requestAuthentications_;
}

/// The families of questions.
void analyzeRoutes(World& world);
void analyzeVirtualServiceHosts(World& world);
void analyzeGateways(World& world);
void analyzeServices(World& world);
void analyzeDestinationRules(World& world);
void analyzePolicies(World& world);
void analyzeSidecars(World& world);
void analyzeMetadata(World& world);

} // namespace meshwright::model::analysis
