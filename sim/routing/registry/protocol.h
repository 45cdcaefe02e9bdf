// Protocols of ports as Istio names and detects them.
#pragma once

#include <cstdint>
#include <string_view>

namespace meshwright::sim::routing {

/// Istio: pkg/config/protocol/instance.go. `Unsupported` is a port without a known protocol: its traffic is sniffed.
enum class Protocol { Http, Http2, Grpc, GrpcWeb, HttpProxy, Https, Tls, Tcp, Mongo, Redis, MySql, Udp, Unsupported };

/// A protocol's name as written in a Gateway, Sidecar or ServiceEntry; letters of either case.
Protocol parseProtocol(std::string_view name);

/// The protocol of a Kubernetes Service's port: `appProtocol` where set, else the name up to its first '-'.
/// Istio: pkg/config/kube/conversion.go (ConvertProtocol).
Protocol detectProtocol(std::uint32_t port, std::string_view portName, std::string_view transport,
                        std::string_view appProtocol);

bool isHttp(Protocol protocol);
bool isHttp2(Protocol protocol);
bool isTcp(Protocol protocol);
bool isTls(Protocol protocol);
bool isGrpc(Protocol protocol);
inline bool isHttpOrSniffed(Protocol protocol) {
    return isHttp(protocol) || protocol == Protocol::Unsupported;
}

/// "HTTP", "TCP", … or "unknown" for a port whose traffic is sniffed.
const char* toText(Protocol protocol);

} // namespace meshwright::sim::routing
