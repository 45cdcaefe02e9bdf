#include "sim/replay/client_connection.h"

#include "sim/replay/echo.h"

namespace meshwright::sim::replay {

namespace {

using namespace routing;

constexpr const char* outsideClient = "127.5.0.1";
constexpr const char* gatewayAddress = "127.2.0.1";

std::string spiffeOf(const Pod& pod) {
    return "spiffe://cluster.local/ns/" + pod.ns + "/sa/" + pod.serviceAccount;
}

/// The SNI that a client sends for a name: none for addresses, none where "-"
/// asks for none.
std::string sniFor(std::string name) {
    if (name == "-" || IpAddress::parse(name)) return {};
    while (name.ends_with('.')) name.pop_back();
    return name;
}

const Pod* podOf(const MeshIndex& mesh, const std::string& workload, const std::string& ns) {
    return mesh.registry().podOfWorkload(workload, ns.empty() ? "default" : ns);
}

/// The address and port that the client means.
bool aim(const MeshIndex& mesh, const CaseRequest& request, ClientConnection& out) {
    out.destinationPort = request.port;
    if (request.to) {
        const Pod* pod = targetPod(mesh, request);
        if (!pod) return false;
        out.destination = pod->address;
        out.destinationPort = workloadPort(mesh, *pod, request.port);
        return true;
    }
    if (request.from->isGateway()) {
        out.destination = gatewayAddress;
        return true;
    }
    if (IpAddress::parse(request.authority)) {
        out.destination = request.authority;
        return true;
    }
    const auto dot = request.authority.find('.');
    std::string ns = MeshIndex::namespaceOf(*request.from);
    if (dot != std::string::npos)
        ns = request.authority.substr(dot + 1, request.authority.find('.', dot + 1) - dot - 1);
    const auto service = mesh.registry().find(request.authority.substr(0, dot) + "." + ns + ".svc.cluster.local", ns);
    if (!service || service->registry != Service::Registry::Kubernetes) return false;
    out.destination = service->address();
    return true;
}

/// What a client's sidecar, or a client with TLS of its own, speaks to the
/// server's sidecar.
bool addMeshTls(const CaseRequest& request, const std::string& identity, ClientConnection& out) {
    const bool raw = request.protocol == "tcp" || request.protocol == "tls";
    const auto alpn = [&](std::vector<std::string> usual) { return request.alpn.empty() ? usual : request.alpn; };
    if (request.tls == "mtls") {
        if (identity.empty()) return false;
        out.tls.push_back({sniFor(request.sni),
                           alpn(raw ? std::vector<std::string>{"istio-peer-exchange", "istio"}
                                    : std::vector<std::string>{"istio-http/1.1", "istio", "http/1.1"}),
                           identity});
    } else if (request.tls == "simple") {
        out.tls.push_back({sniFor(request.sni), alpn({"http/1.1"}), ""});
    }
    return true;
}

HttpPayload payloadOf(const CaseRequest& request) {
    Request asked = toRequest(request);
    if (asked.authority.empty()) asked.authority = "127.0.0.1"; // what the recorder's client falls back to
    return {asked.method.empty() ? "GET" : asked.method, asked.authority, asked.path, std::move(asked.headers)};
}

} // namespace

const Pod* targetPod(const MeshIndex& mesh, const CaseRequest& request) {
    return request.to ? podOf(mesh, request.to->workload, request.to->ns) : nullptr;
}

std::optional<ClientConnection> clientConnection(const MeshIndex& mesh, const CaseRequest& request) {
    ClientConnection out;
    out.source = outsideClient;
    std::string identity = request.identity;
    if (request.from && !request.from->workload.empty()) {
        const Pod* source = podOf(mesh, request.from->workload, request.from->ns);
        if (!source) return std::nullopt;
        out.source = source->address;
        if (identity.empty() && request.to) identity = spiffeOf(*source);
    }
    if (!aim(mesh, request, out)) return std::nullopt;
    if (request.to && !addMeshTls(request, identity, out)) return std::nullopt;
    if (request.protocol == "tls" || request.protocol == "https") {
        const std::string name =
            request.sni.empty() ? request.authority.substr(0, request.authority.find(':')) : request.sni;
        out.tls.push_back({sniFor(name), request.alpn, request.identity});
    }
    if (request.protocol != "tcp" && request.protocol != "tls") out.http = payloadOf(request);
    return out;
}

Request requestOf(const HttpHandOver& handOver) {
    Request out;
    out.port = handOver.port;
    out.method = handOver.request.method;
    out.scheme = handOver.tls ? "https" : "http";
    out.authority = handOver.request.authority;
    out.path = handOver.request.path;
    out.headers = handOver.request.headers;
    out.tls = handOver.tls;
    return out;
}

} // namespace meshwright::sim::replay
