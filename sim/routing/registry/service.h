// Services, pods and endpoints as istiod's registries hold them, whatever kind of object they came from.
#pragma once

#include "model/design/resource.h"
#include "sim/routing/registry/protocol.h"
#include "sim/routing/registry/visibility.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace meshwright::sim::routing {

using model::Host;
using model::Origin;
using model::ResourcePtr;
using model::istio::Labels;

/// True where every label of `selector` is in `labels` with the same value. An empty selector is a subset of all.
bool subsetOf(const Labels& selector, const Labels& labels);

/// One replica of a Deployment, or a bare Pod.
struct Pod {
    std::string name;     ///< "reviews-v1-0"
    std::string workload; ///< the Deployment's name
    std::string ns;
    Labels labels;
    std::string serviceAccount; ///< "default" where the pod names none
    std::string address;        ///< 127.1.<n-th Deployment in file order>.<replica>, both from 1
    std::string locality;       ///< "region/zone/subzone", as far as its labels say
    ResourcePtr resource;
    const model::kube::PodSpec* spec = nullptr; ///< of `resource`
};

struct ServicePort {
    std::string name;
    std::uint32_t number = 0;
    Protocol protocol = Protocol::Unsupported;
    std::string targetPort;            ///< of a Kubernetes Service as written; empty = the number
    std::uint32_t entryTargetPort = 0; ///< of a ServiceEntry; 0 = the number
};

/// How a service's endpoints are found. Istio: pilot/pkg/model/service.go (Resolution).
enum class Resolution { ClientSide, Dns, DnsRoundRobin, Passthrough, DynamicDns, Alias };

/// A host name of another service (an ExternalName) that answers on this one.
struct ServiceAlias {
    std::string ns;
    Host host;
};

/// One host name of the mesh. A ServiceEntry with several hosts or addresses is several services.
struct Service {
    enum class Registry { Kubernetes, External };

    Host hostname;
    std::string name; ///< Kubernetes: the object's name; ServiceEntry: the host
    std::string ns;
    Registry registry = Registry::Kubernetes;
    Resolution resolution = Resolution::ClientSide;
    bool meshExternal = false;
    std::vector<ServicePort> ports;
    std::vector<std::string> addresses; ///< cluster IPs, or one address or CIDR of a ServiceEntry; empty = none
    ExportTo exportTo;
    Labels labels, selector;
    std::string externalName;
    std::vector<ServiceAlias> aliases;
    std::string trafficDistribution;
    std::string creationTime;
    ResourcePtr resource;
    Origin origin;

    const ServicePort* port(std::uint32_t number) const;
    /// "0.0.0.0" where it has no address of its own.
    std::string address() const { return addresses.empty() ? "0.0.0.0" : addresses.front(); }
};
using ServicePtr = std::shared_ptr<const Service>;

/// One address that serves one port of a service.
struct ServiceEndpoint {
    std::string address;    ///< an IP, or a DNS name of a ServiceEntry
    std::uint32_t port = 0; ///< on that address
    std::uint32_t servicePort = 0;
    const Pod* pod = nullptr; ///< null where the address is no pod of the design
    std::string ns;
    Labels labels;
    std::string locality;
    std::string serviceAccount; ///< name only; empty = none known
    std::uint32_t weight = 0;   ///< 0 = unset
    bool mtls = false;          ///< the other end has a sidecar
    std::string network;
    Origin origin;
};

} // namespace meshwright::sim::routing
