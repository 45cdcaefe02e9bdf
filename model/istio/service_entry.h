// ServiceEntry, WorkloadEntry and Sidecar: what the mesh knows beyond its own services. networking.istio.io/v1
#pragma once

#include "model/istio/common.h"
#include "model/istio/destination_rule.h"
#include "model/istio/gateway.h"

namespace meshwright::model::istio {

/// A ServiceEntry's endpoint, or the spec of a WorkloadEntry.
struct WorkloadEntry {
    std::string address;
    std::map<std::string, std::int64_t> ports;
    Labels labels;
    std::string network, locality, serviceAccount;
    std::int64_t weight = 0;
};

struct ServiceEntry {
    std::vector<Host> hosts;
    std::vector<std::string> addresses;
    std::vector<ServerPort> ports;
    std::string location;   ///< "", MESH_EXTERNAL (default), MESH_INTERNAL
    std::string resolution; ///< "", NONE (default), STATIC, DNS, DNS_ROUND_ROBIN, DYNAMIC_DNS
    std::vector<WorkloadEntry> endpoints;
    std::optional<WorkloadSelector> workloadSelector;
    std::vector<std::string> exportTo, subjectAltNames;
};

struct OutboundTrafficPolicy {
    std::string mode; ///< "" is the enum's zero: REGISTRY_ONLY
    std::optional<Destination> egressProxy;
};

struct SidecarIngress {
    std::optional<ServerPort> port;
    std::string bind, captureMode, defaultEndpoint;
    std::optional<ServerTls> tls;
    std::optional<ConnectionPool> connectionPool;
};

struct SidecarEgress {
    std::optional<ServerPort> port;
    std::string bind, captureMode;
    std::vector<std::string> hosts;
};

struct Sidecar {
    std::optional<WorkloadSelector> workloadSelector;
    std::vector<SidecarIngress> ingress;
    std::vector<SidecarEgress> egress;
    std::optional<OutboundTrafficPolicy> outboundTrafficPolicy;
    std::optional<ConnectionPool> inboundConnectionPool;
};

} // namespace meshwright::model::istio
