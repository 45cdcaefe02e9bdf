// The part of Kubernetes that a mesh needs: services, workloads and their pods, namespaces.
#pragma once

#include "model/istio/common.h"

namespace meshwright::model::kube {

using istio::Labels;

/// `targetPort` is a number or a container port's name.
struct ServicePort {
    std::string name, protocol, appProtocol;
    std::int64_t port = 0;
    std::string targetPort; ///< as written; empty = same as `port`
};

struct Service {
    std::string type; ///< "", ClusterIP, ExternalName, …
    std::string clusterIP, externalName, trafficDistribution;
    std::vector<std::string> clusterIPs;
    std::vector<ServicePort> ports;
    Labels selector;
};

struct ContainerPort {
    std::string name, protocol;
    std::int64_t containerPort = 0;
};

struct Container {
    std::string name, image;
    std::vector<ContainerPort> ports;
};

struct PodSpec {
    std::vector<Container> containers;
    std::string serviceAccountName, nodeName;
};

struct PodMeta {
    Labels labels, annotations;
};

struct PodTemplate {
    PodMeta metadata;
    PodSpec spec;
};

struct LabelSelector {
    Labels matchLabels;
};

/// A Deployment; each replica is a pod named `<name>-<k>`, k from 0. StatefulSet, ReplicaSet and DaemonSet read alike.
struct Deployment {
    std::optional<std::int64_t> replicas; ///< absent = 1
    LabelSelector selector;
    PodTemplate podTemplate; ///< YAML key `template`
};

/// A bare Pod.
struct Pod {
    PodSpec spec;
};

struct Namespace {};

} // namespace meshwright::model::kube
