#include "sim/routing/inbound/mtls_verdict.h"

namespace meshwright::sim::routing {

namespace {

ClientTlsMode clientMode(const Cluster& cluster) {
    switch (cluster.tls) {
    case Cluster::Tls::None:
        return ClientTlsMode::Disable;
    case Cluster::Tls::AutoMtls:
        return ClientTlsMode::Auto;
    case Cluster::Tls::IstioMutual:
        return ClientTlsMode::IstioMutual;
    case Cluster::Tls::Simple:
    case Cluster::Tls::Mutual:
        return ClientTlsMode::Simple;
    }
    return ClientTlsMode::Auto;
}

} // namespace

std::optional<MtlsVerdict> mtlsBetween(const MeshIndex& mesh, const Cluster& cluster, const Endpoint& endpoint) {
    const Pod* pod = mesh.registry().podAt(endpoint.address);
    const auto* services = mesh.registry().byNamespace(cluster.service);
    const ServicePort* port = services && !services->empty() ? services->begin()->second->port(cluster.port) : nullptr;
    if (!pod || !port) return std::nullopt;
    MtlsVerdict out;
    out.client = clientMode(cluster);
    std::optional<MtlsMode> mode;
    if (endpoint.mtls) {
        out.server =
            composePeerAuthentication(mesh.peerAuthentications(), mesh.config().rootNamespace, pod->ns, pod->labels)
                .forPort(endpoint.port);
        mode = out.server->mode;
    }
    out.answer = pairMtls(out.client, mode, port->protocol);
    return out;
}

} // namespace meshwright::sim::routing
