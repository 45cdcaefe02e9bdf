#include "sim/routing/registry/protocol.h"

#include "model/base/text.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace meshwright::sim::routing {

namespace {
constexpr std::array<std::pair<std::string_view, Protocol>, 12> names{{
    {"tcp", Protocol::Tcp},
    {"udp", Protocol::Udp},
    {"grpc", Protocol::Grpc},
    {"grpc-web", Protocol::GrpcWeb},
    {"http", Protocol::Http},
    {"http_proxy", Protocol::HttpProxy},
    {"http2", Protocol::Http2},
    {"https", Protocol::Https},
    {"tls", Protocol::Tls},
    {"mongo", Protocol::Mongo},
    {"redis", Protocol::Redis},
    {"mysql", Protocol::MySql},
}};

/// Applications on these ports speak first, so sniffing would break them: SMTP, DNS, MySQL, MongoDB.
constexpr std::array<std::uint32_t, 4> serverFirstPorts{25, 53, 3306, 27017};

} // namespace

Protocol parseProtocol(std::string_view name) {
    const std::string wanted = model::lowerCase(name);
    const auto* it = std::find_if(names.begin(), names.end(), [&](const auto& n) { return n.first == wanted; });
    return it == names.end() ? Protocol::Unsupported : it->second;
}

Protocol detectProtocol(std::uint32_t port, std::string_view portName, std::string_view transport,
                        std::string_view appProtocol) {
    if (transport == "UDP") return Protocol::Udp;
    if (appProtocol == "kubernetes.io/h2c") return Protocol::Http2;
    if (appProtocol == "kubernetes.io/ws") return Protocol::Http;
    if (appProtocol == "kubernetes.io/wss") return Protocol::Https;
    const std::string name = model::lowerCase(appProtocol.empty() ? portName : appProtocol);
    if (name.rfind("grpc-web", 0) == 0) return Protocol::GrpcWeb;
    const Protocol found = parseProtocol(name.substr(0, name.find('-')));
    if (found == Protocol::Unsupported &&
        std::find(serverFirstPorts.begin(), serverFirstPorts.end(), port) != serverFirstPorts.end())
        return Protocol::Tcp;
    return found;
}

bool isHttp(Protocol p) {
    return p == Protocol::Http || p == Protocol::Http2 || p == Protocol::Grpc || p == Protocol::GrpcWeb ||
           p == Protocol::HttpProxy;
}

bool isHttp2(Protocol p) {
    return p == Protocol::Http2 || p == Protocol::Grpc || p == Protocol::GrpcWeb;
}

bool isTcp(Protocol p) {
    return p == Protocol::Tcp || p == Protocol::Https || p == Protocol::Tls || p == Protocol::Mongo ||
           p == Protocol::Redis || p == Protocol::MySql;
}

bool isTls(Protocol p) {
    return p == Protocol::Https || p == Protocol::Tls;
}

bool isGrpc(Protocol p) {
    return p == Protocol::Grpc || p == Protocol::GrpcWeb;
}

const char* toText(Protocol p) {
    switch (p) {
    case Protocol::Http:
        return "HTTP";
    case Protocol::Http2:
        return "HTTP2";
    case Protocol::Grpc:
        return "GRPC";
    case Protocol::GrpcWeb:
        return "GRPC-Web";
    case Protocol::HttpProxy:
        return "HTTP_PROXY";
    case Protocol::Https:
        return "HTTPS";
    case Protocol::Tls:
        return "TLS";
    case Protocol::Tcp:
        return "TCP";
    case Protocol::Mongo:
        return "Mongo";
    case Protocol::Redis:
        return "Redis";
    case Protocol::MySql:
        return "MySQL";
    case Protocol::Udp:
        return "UDP";
    case Protocol::Unsupported:
        return "unknown";
    }
    return "unknown";
}

} // namespace meshwright::sim::routing
