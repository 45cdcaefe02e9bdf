#include "sim/mesh/server_side.h"

#include "sim/routing/mesh_index.h"

#include <charconv>
#include <tuple>

namespace meshwright::sim::mesh {
namespace {

using namespace routing;

constexpr const char* gatewayAddress = "127.2.0.1";
/// What Istio's charts call the service account of the ingress gateway.
constexpr const char* gatewayAccount = "istio-ingressgateway-service-account";

enum class Speech { PlainText, MeshTls, OtherTls };

std::optional<std::uint16_t> codeOf(const std::string& status) {
    std::uint16_t code = 0;
    const auto [end, error] = std::from_chars(status.data(), status.data() + status.size(), code);
    return error == std::errc{} && end == status.data() + status.size() ? std::optional(code) : std::nullopt;
}

} // namespace

struct ServerSide::Impl {
    MeshIndexPtr mesh;
    bool policies = false;                                                                          ///< of any kind
    mutable std::map<std::pair<std::string, std::string>, std::optional<ProxyConnections>> inbound; ///< by workload
    mutable std::map<ProxyRef, ProxyConnections> gateways;
    /// By caller, cluster, and the endpoint's workload and port: pods of one workload are alike.
    mutable std::map<std::tuple<std::string, std::string, std::string, std::string, std::uint32_t>, Handshake>
        handshakes;

    const ProxyConnections* inboundOf(const Endpoint& endpoint) const {
        auto [it, fresh] = inbound.try_emplace({endpoint.ns, endpoint.workload});
        if (fresh)
            if (const routing::Pod* pod = mesh->registry().podAt(endpoint.address))
                it->second = ProxyConnections::inbound(mesh, *pod);
        return it->second ? &*it->second : nullptr;
    }

    MtlsMode modeAt(const Endpoint& endpoint) const {
        const auto& config = mesh->config();
        return composePeerAuthentication(mesh->peerAuthentications(), config.rootNamespace, endpoint.ns,
                                         endpoint.labels)
            .forPort(endpoint.port)
            .mode;
    }

    /// What the caller's sidecar speaks to an endpoint. Auto mTLS: to whoever has a sidecar that takes it.
    /// Istio: pilot/pkg/networking/core/cluster_tls.go, pilot/pkg/xds/endpoints/mtls_checker.go.
    Speech speech(const Caller& caller, const Cluster& cluster, const Endpoint& endpoint) const {
        if (!caller.sidecar) return Speech::PlainText;
        switch (cluster.tls) {
        case Cluster::Tls::None:
            return Speech::PlainText;
        case Cluster::Tls::AutoMtls:
            return endpoint.mtls && modeAt(endpoint) != MtlsMode::Disable ? Speech::MeshTls : Speech::PlainText;
        case Cluster::Tls::IstioMutual:
            return Speech::MeshTls;
        case Cluster::Tls::Simple:
        case Cluster::Tls::Mutual:
            return Speech::OtherTls;
        }
        return Speech::PlainText;
    }

    ConnectionOutcome connect(const Caller& caller, const Cluster& cluster, const Endpoint& endpoint,
                              HttpPayload payload) const {
        const ProxyConnections* server = inboundOf(endpoint);
        ConnectionOutcome passes;
        passes.status = "200";
        if (!server) return passes;
        ClientConnection connection;
        connection.source = caller.address;
        connection.destination = endpoint.address;
        connection.destinationPort = endpoint.port;
        const Speech said = speech(caller, cluster, endpoint);
        const std::string sni =
            "outbound_." + std::to_string(cluster.port) + "_." + cluster.subset + "_." + cluster.service;
        if (said == Speech::MeshTls)
            connection.tls.push_back({sni, {"istio-http/1.1", "istio", "http/1.1"}, caller.identity});
        else if (said == Speech::OtherTls)
            connection.tls.push_back({cluster.service, {"http/1.1"}, ""});
        connection.http = std::move(payload);
        return server->connect(connection, {}, tokensJudgedAt);
    }
};

ServerSide::ServerSide(MeshIndexPtr mesh) : impl_(std::make_unique<Impl>()) {
    impl_->policies = !mesh->peerAuthentications().empty() || !mesh->authorizationPolicies().empty() ||
                      !mesh->requestAuthentications().empty();
    impl_->mesh = std::move(mesh);
}
ServerSide::~ServerSide() = default;
ServerSide::ServerSide(ServerSide&&) noexcept = default;
ServerSide& ServerSide::operator=(ServerSide&&) noexcept = default;

Caller ServerSide::callerOf(const ProxyRef& proxy) const {
    const MeshIndex& mesh = *impl_->mesh;
    const std::string ns = MeshIndex::namespaceOf(proxy);
    Caller out;
    std::string account;
    if (proxy.isGateway()) {
        out.address = gatewayAddress;
        account = gatewayAccount;
    } else if (const routing::Pod* pod = mesh.registry().podOfWorkload(proxy.workload, ns)) {
        out.address = pod->address;
        account = pod->serviceAccount;
        const auto label = pod->labels.find("sidecar.istio.io/inject");
        out.sidecar = label == pod->labels.end() || label->second != "false";
    }
    if (out.sidecar) out.identity = "spiffe://" + mesh.config().trustDomain + "/ns/" + ns + "/sa/" + account;
    return out;
}

Handshake ServerSide::handshake(const Caller& caller, const Cluster& cluster, const Endpoint& endpoint) const {
    if (endpoint.pod.empty()) return Handshake::Stands;
    const Speech said = impl_->speech(caller, cluster, endpoint);
    // A program without a sidecar cannot read the mesh's mTLS; one that is asked by TLS is taken to end it.
    if (!endpoint.mtls) return said == Speech::MeshTls ? Handshake::Fails : Handshake::Stands;
    if (!impl_->policies && said != Speech::OtherTls) return Handshake::Stands;
    auto [it, fresh] = impl_->handshakes.try_emplace(
        {caller.identity, cluster.name, endpoint.ns, endpoint.workload, endpoint.port}, Handshake::Stands);
    if (fresh && !codeOf(impl_->connect(caller, cluster, endpoint, {"GET", "localhost", "/", {}}).status))
        it->second = said == Speech::PlainText ? Handshake::Closed : Handshake::Fails;
    return it->second;
}

std::optional<Denial> ServerSide::denial(const Caller& caller, const Cluster& cluster, const Endpoint& endpoint,
                                         const Request& request) const {
    if (!impl_->policies || endpoint.pod.empty() || !endpoint.mtls) return std::nullopt;
    const ConnectionOutcome outcome =
        impl_->connect(caller, cluster, endpoint, {request.method, request.authority, request.path, request.headers});
    const auto code = codeOf(outcome.status);
    if (!code || outcome.upstream) return std::nullopt;
    return Denial{*code, outcome.body, outcome.details};
}

std::optional<Denial> ServerSide::denialAtGateway(const ProxyRef& gateway, const std::string& source,
                                                  Request& request) const {
    if (impl_->mesh->authorizationPolicies().empty() && impl_->mesh->requestAuthentications().empty())
        return std::nullopt;
    auto it = impl_->gateways.find(gateway);
    if (it == impl_->gateways.end())
        it = impl_->gateways.emplace(gateway, ProxyConnections::outbound(impl_->mesh, gateway)).first;
    ClientConnection connection;
    connection.source = source;
    connection.destination = gatewayAddress;
    connection.destinationPort = request.port;
    connection.http = HttpPayload{request.method, request.authority, request.path, request.headers};
    bool routed = false;
    BackEndBehaviour behaviour;
    behaviour.http = [&](const HttpHandOver& seen) {
        routed = true;
        request.headers = seen.request.headers;
        ConnectionOutcome passes;
        passes.status = "200";
        return passes;
    };
    const ConnectionOutcome outcome = it->second.connect(connection, behaviour, tokensJudgedAt);
    const auto code = codeOf(outcome.status);
    if (routed || !code) return std::nullopt;
    return Denial{*code, outcome.body, outcome.details};
}

} // namespace meshwright::sim::mesh
