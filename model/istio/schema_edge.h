// Field tables of Gateway, ServiceEntry, WorkloadEntry and Sidecar. Source: istio.io/api networking/v1.
#pragma once

#include "model/istio/schema_traffic.h"
#include "model/istio/service_entry.h"

namespace meshwright::model::yaml {

template <> struct Schema<istio::TlsCertificate> {
    using T = istio::TlsCertificate;
    static constexpr std::string_view name = "TLSCertificate";
    static constexpr std::tuple fields{
        field("serverCertificate", &T::serverCertificate, "File with the certificate."),
        field("privateKey", &T::privateKey, "File with the key."),
        field("caCertificates", &T::caCertificates, "File with the authorities that vouch for callers."),
    };
};

template <> struct Schema<istio::ServerTls> {
    using T = istio::ServerTls;
    static constexpr std::string_view name = "ServerTLSSettings";
    static constexpr std::array<std::string_view, 6> modes = {"PASSTHROUGH",      "SIMPLE",       "MUTUAL",
                                                              "AUTO_PASSTHROUGH", "ISTIO_MUTUAL", "OPTIONAL_MUTUAL"};
    static constexpr std::array<std::string_view, 5> protocols = {"TLS_AUTO", "TLSV1_0", "TLSV1_1", "TLSV1_2",
                                                                  "TLSV1_3"};
    static constexpr std::tuple fields{
        field("mode", &T::mode, "How connections are secured.").shown().oneOf(modes),
        field("credentialName", &T::credentialName, "Secret with certificate and key.").shown(),
        field("credentialNames", &T::credentialNames, "Secrets with certificates and keys."),
        field("httpsRedirect", &T::httpsRedirect, "Answer plain HTTP with a redirect to HTTPS."),
        field("serverCertificate", &T::serverCertificate, "File with the certificate."),
        field("privateKey", &T::privateKey, "File with the key."),
        field("caCertificates", &T::caCertificates, "File with the authorities that vouch for callers."),
        field("caCrl", &T::caCrl, "File with revoked certificates."),
        field("caCertCredentialName", &T::caCertCredentialName, "Secret with the authorities."),
        field("subjectAltNames", &T::subjectAltNames, "Names that callers' certificates must have."),
        field("verifyCertificateSpki", &T::verifyCertificateSpki, "Accepted keys of callers, as base64 SHA-256."),
        field("verifyCertificateHash", &T::verifyCertificateHash, "Accepted certificates of callers, as hex SHA-256."),
        field("minProtocolVersion", &T::minProtocolVersion, "Oldest TLS version.").oneOf(protocols),
        field("maxProtocolVersion", &T::maxProtocolVersion, "Newest TLS version.").oneOf(protocols),
        field("cipherSuites", &T::cipherSuites, "Accepted ciphers."),
        field("tlsCertificates", &T::tlsCertificates, "Several certificates."),
        field("insecureSkipVerify", &T::insecureSkipVerify, "Do not check callers' certificates."),
    };
};

template <> struct Schema<istio::Server> {
    using T = istio::Server;
    static constexpr std::string_view name = "Server";
    static constexpr std::tuple fields{
        field("port", &T::port, "The port on which the gateway listens.").shown(),
        field("hosts", &T::hosts, "Hosts that are let in, each optionally as namespace/host.").shown().is(Format::Host),
        field("tls", &T::tls, "How connections are secured.").shown(),
        field("name", &T::name, "Name of the server, unique in the mesh."),
        field("bind", &T::bind, "Address on which the gateway listens."),
        field("defaultEndpoint", &T::defaultEndpoint, "Not used by Istio."),
    };
};

template <> struct Schema<istio::Gateway> {
    using T = istio::Gateway;
    static constexpr std::string_view name = "Gateway";
    static constexpr std::tuple fields{
        field("selector", &T::selector, "Labels of the pods that are this gateway.").is(Format::Labels).shown(),
        field("servers", &T::servers, "Ports and hosts that are let in.").shown(),
    };
};

template <> struct Schema<istio::WorkloadEntry> {
    using T = istio::WorkloadEntry;
    static constexpr std::string_view name = "WorkloadEntry";
    static constexpr std::tuple fields{
        field("address", &T::address, "IP address, or a name where resolution is DNS.").shown(),
        field("ports", &T::ports, "Port numbers by port name.").is(Format::Port).unsigned32(),
        field("labels", &T::labels, "Labels of the endpoint.").shown(),
        field("network", &T::network, "Network of the endpoint."),
        field("locality", &T::locality, "region/zone/sub-zone of the endpoint."),
        field("weight", &T::weight, "Share of traffic relative to other endpoints.").unsigned32(),
        field("serviceAccount", &T::serviceAccount, "Service account of the endpoint."),
    };
};

template <> struct Schema<istio::ServiceEntry> {
    using T = istio::ServiceEntry;
    static constexpr std::string_view name = "ServiceEntry";
    static constexpr std::array<std::string_view, 2> locations = {"MESH_EXTERNAL", "MESH_INTERNAL"};
    static constexpr std::array<std::string_view, 5> resolutions = {"NONE", "STATIC", "DNS", "DNS_ROUND_ROBIN",
                                                                    "DYNAMIC_DNS"};
    static constexpr std::tuple fields{
        field("hosts", &T::hosts, "Hosts that the mesh gets to know.").shown(),
        field("addresses", &T::addresses, "Addresses of the service, each an IP or CIDR."),
        field("ports", &T::ports, "Ports of the service.").shown(),
        field("location", &T::location, "Inside or outside of the mesh.").shown().oneOf(locations),
        field("resolution", &T::resolution, "How endpoints are found.").shown().oneOf(resolutions),
        field("endpoints", &T::endpoints, "Endpoints of the service.").shown(),
        field("workloadSelector", &T::workloadSelector, "Pods that are its endpoints.").only("labels"),
        field("exportTo", &T::exportTo, "Namespaces that see the service; all where absent.").is(Format::Namespace),
        field("subjectAltNames", &T::subjectAltNames, "Names that the server's certificate must have."),
    };
};

template <> struct Schema<istio::OutboundTrafficPolicy> {
    using T = istio::OutboundTrafficPolicy;
    static constexpr std::string_view name = "OutboundTrafficPolicy";
    static constexpr std::array<std::string_view, 2> modes = {"REGISTRY_ONLY", "ALLOW_ANY"};
    static constexpr std::tuple fields{
        field("mode", &T::mode, "Whether hosts that the mesh does not know are let out.").shown().oneOf(modes),
        field("egressProxy", &T::egressProxy, "Proxy for such hosts."),
    };
};

inline constexpr std::array<std::string_view, 3> kCaptureModes = {"DEFAULT", "IPTABLES", "NONE"};

template <> struct Schema<istio::SidecarIngress> {
    using T = istio::SidecarIngress;
    static constexpr std::string_view name = "IstioIngressListener";
    static constexpr std::tuple fields{
        field("port", &T::port, "Port on which the sidecar accepts traffic.").shown(),
        field("bind", &T::bind, "Address on which it listens."),
        field("captureMode", &T::captureMode, "How traffic reaches the sidecar.").oneOf(kCaptureModes),
        field("defaultEndpoint", &T::defaultEndpoint, "Where traffic goes: 127.0.0.1:port, 0.0.0.0:port or a socket.")
            .shown(),
        field("tls", &T::tls, "TLS of traffic that comes from outside of the mesh."),
        field("connectionPool", &T::connectionPool, "Limits of connections and requests."),
    };
};

template <> struct Schema<istio::SidecarEgress> {
    using T = istio::SidecarEgress;
    static constexpr std::string_view name = "IstioEgressListener";
    static constexpr std::tuple fields{
        field("port", &T::port, "Port to which this applies; all where absent."),
        field("bind", &T::bind, "Address on which the sidecar listens."),
        field("captureMode", &T::captureMode, "How traffic reaches the sidecar.").oneOf(kCaptureModes),
        field("hosts", &T::hosts, "Hosts that the workload can reach, as namespace/host.").shown().is(Format::Host),
    };
};

template <> struct Schema<istio::Sidecar> {
    using T = istio::Sidecar;
    static constexpr std::string_view name = "Sidecar";
    static constexpr std::tuple fields{
        field("workloadSelector", &T::workloadSelector, "Pods to which this applies; the whole namespace where absent.")
            .shown()
            .only("labels"),
        field("ingress", &T::ingress, "Ports on which the sidecar accepts traffic.").shown(),
        field("egress", &T::egress, "What the workload can reach.").shown(),
        field("outboundTrafficPolicy", &T::outboundTrafficPolicy, "What happens to unknown hosts.").shown(),
        field("inboundConnectionPool", &T::inboundConnectionPool, "Limits of connections and requests."),
    };
};

} // namespace meshwright::model::yaml
