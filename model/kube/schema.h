// Field tables of the Kubernetes objects, reduced to what a mesh needs; other fields are kept and not looked at.
#pragma once

#include "model/kube/kube.h"
#include "model/yaml/schema.h"

#include <array>

namespace meshwright::model::yaml {

template <> struct Schema<kube::ServicePort> {
    using T = kube::ServicePort;
    static constexpr std::string_view name = "ServicePort";
    static constexpr std::array<std::string_view, 3> protocols = {"TCP", "UDP", "SCTP"};
    static constexpr std::array<std::string_view, 7> appProtocols = {
        "http", "http2", "https", "grpc", "tcp", "tls", "kubernetes.io/h2c"};
    static constexpr std::tuple fields{
        field("name", &T::name, "Name of the port; its prefix tells Istio the protocol, such as http-web.").shown(),
        field("port", &T::port, "Port number of the service.").is(Format::Port).shown(),
        field("targetPort", &T::targetPort, "Port of the pods, a number or a container port's name.")
            .shown()
            .orNumber(),
        field("protocol", &T::protocol, "Transport; TCP where absent.").suggest(protocols),
        field("appProtocol", &T::appProtocol, "What is spoken on the port.").suggest(appProtocols),
    };
};

template <> struct Schema<kube::Service> {
    using T = kube::Service;
    static constexpr std::string_view name = "Service";
    static constexpr std::array<std::string_view, 4> types = {"ClusterIP", "NodePort", "LoadBalancer", "ExternalName"};
    static constexpr std::tuple fields{
        field("type", &T::type, "How the service is reachable; ClusterIP where absent.").suggest(types),
        field("selector", &T::selector, "Labels of the pods behind the service.").is(Format::Labels).shown(),
        field("ports", &T::ports, "Ports of the service.").shown(),
        field("clusterIP", &T::clusterIP, "Address of the service, or None."),
        field("clusterIPs", &T::clusterIPs, "Addresses of the service."),
        field("externalName", &T::externalName, "Name for which an ExternalName service stands."),
        field("trafficDistribution", &T::trafficDistribution, "Preference for near pods, such as PreferClose."),
    };
};

template <> struct Schema<kube::ContainerPort> {
    using T = kube::ContainerPort;
    static constexpr std::string_view name = "ContainerPort";
    static constexpr std::tuple fields{
        field("name", &T::name, "Name of the port.").shown(),
        field("containerPort", &T::containerPort, "Port number.").is(Format::Port).shown(),
        field("protocol", &T::protocol, "Transport; TCP where absent."),
    };
};

template <> struct Schema<kube::Container> {
    using T = kube::Container;
    static constexpr std::string_view name = "Container";
    static constexpr std::tuple fields{
        field("name", &T::name, "Name of the container.").shown(),
        field("image", &T::image, "Image that it runs.").shown(),
        field("ports", &T::ports, "Ports on which it listens."),
    };
};

template <> struct Schema<kube::PodSpec> {
    using T = kube::PodSpec;
    static constexpr std::string_view name = "PodSpec";
    static constexpr std::tuple fields{
        field("containers", &T::containers, "Containers of the pod."),
        field("serviceAccountName", &T::serviceAccountName, "Identity of the pod; default where absent."),
        field("nodeName", &T::nodeName, "Node on which the pod runs."),
    };
};

template <> struct Schema<kube::PodMeta> {
    using T = kube::PodMeta;
    static constexpr std::string_view name = "PodMeta";
    static constexpr std::tuple fields{
        field("labels", &T::labels, "Labels of the pods.").shown(),
        field("annotations", &T::annotations, "Annotations of the pods."),
    };
};

template <> struct Schema<kube::PodTemplate> {
    using T = kube::PodTemplate;
    static constexpr std::string_view name = "PodTemplate";
    static constexpr std::tuple fields{
        field("metadata", &T::metadata, "Labels and annotations of the pods.").shown(),
        field("spec", &T::spec, "What the pods run."),
    };
};

template <> struct Schema<kube::LabelSelector> {
    using T = kube::LabelSelector;
    static constexpr std::string_view name = "LabelSelector";
    static constexpr std::tuple fields{
        field("matchLabels", &T::matchLabels, "Labels that a pod must have.").is(Format::Labels).shown()};
};

template <> struct Schema<kube::Deployment> {
    using T = kube::Deployment;
    static constexpr std::string_view name = "Deployment";
    static constexpr std::tuple fields{
        field("replicas", &T::replicas, "Number of pods, 1 where absent.").shown(),
        field("selector", &T::selector, "Labels of its pods.").shown(),
        field("template", &T::podTemplate, "What each pod is.").shown(),
    };
};

} // namespace meshwright::model::yaml
