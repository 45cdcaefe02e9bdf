// Clients whose TLS settings the server's sidecar does not take.
#include "sim/advise/rules.h"

#include "sim/routing/inbound/mtls_matrix.h"

#include <algorithm>
#include <map>

namespace meshwright::sim::advise {

namespace {

using routing::ClientTlsMode;
using routing::Cluster;
using routing::MtlsMode;

/// The `tls` block that shapes a cluster: its subset's before its rule's, a port's own before either level's.
Origin tlsField(const Origin& policy, const Cluster& cluster) {
    const auto* rule = policy.resource ? policy.resource->as<model::istio::DestinationRule>() : nullptr;
    if (!rule) return {};
    const auto within = [&](const std::optional<model::istio::TrafficPolicy>& p, const std::string& field) {
        if (!p) return std::string();
        for (std::size_t i = 0; i < p->portLevelSettings.size(); ++i)
            if (p->portLevelSettings[i].port && p->portLevelSettings[i].port->number == cluster.port)
                return p->portLevelSettings[i].tls ? field + ".portLevelSettings[" + std::to_string(i) + "].tls"
                                                   : std::string("-");
        return p->tls ? field + ".tls" : std::string();
    };
    for (std::size_t i = 0; i < rule->subsets.size(); ++i)
        if (rule->subsets[i].name == cluster.subset)
            if (const auto field =
                    within(rule->subsets[i].trafficPolicy, "spec.subsets[" + std::to_string(i) + "].trafficPolicy");
                !field.empty())
                return field == "-" ? Origin{} : Origin{policy.resource, field};
    const auto field = within(rule->trafficPolicy, "spec.trafficPolicy");
    return field.empty() || field == "-" ? Origin{} : Origin{policy.resource, field};
}

std::optional<ClientTlsMode> clientMode(const Cluster& cluster) {
    switch (cluster.tls) {
    case Cluster::Tls::None:
        return ClientTlsMode::Disable;
    case Cluster::Tls::IstioMutual:
        return ClientTlsMode::IstioMutual;
    case Cluster::Tls::Simple:
    case Cluster::Tls::Mutual:
        return ClientTlsMode::Simple;
    case Cluster::Tls::AutoMtls:
        break;
    }
    return std::nullopt; // fits any server
}

} // namespace

void adviseOnMtls(Context& context) {
    const auto& mesh = context.mesh();
    for (const auto& tables : context.tables())
        for (const auto& [name, cluster] : tables->clusters) {
            const auto client = clientMode(*cluster);
            const Origin field = client ? tlsField(cluster->policyOrigin, *cluster) : Origin{};
            if (!field) continue;
            const auto service = mesh.registry().byNamespace(cluster->service);
            const auto* port = service && !service->empty() ? service->begin()->second->port(cluster->port) : nullptr;
            if (!port) continue;
            for (const auto& endpoint : cluster->endpoints) {
                const auto* pod = mesh.registry().podAt(endpoint.address);
                if (!pod) continue;
                std::optional<MtlsMode> server;
                Origin demand;
                if (endpoint.mtls) {
                    const auto settings = routing::composePeerAuthentication(
                        mesh.peerAuthentications(), mesh.config().rootNamespace, pod->ns, pod->labels);
                    server = settings.forPort(endpoint.port).mode;
                    demand = settings.forPort(endpoint.port).origin;
                }
                const auto answer = routing::pairMtls(*client, server, port->protocol);
                if (answer.result != routing::MtlsResult::Refused) continue;
                const bool plain = *client == ClientTlsMode::Disable;
                const auto wanted = plain || (server && *server != MtlsMode::Disable) ? "ISTIO_MUTUAL" : "DISABLE";
                context.say(plain ? "MW1201" : "MW1202", *field.resource, field.field + ".mode",
                            std::string("Sidecars speak ") + (plain ? "plain text" : "TLS") + " to " +
                                cluster->service + ":" + std::to_string(cluster->port) + ", but " + answer.reason +
                                (demand ? " (" + context.mesh().places().toText(demand) + ")" : "") +
                                ": every request to pod " + pod->name + " fails with 503.",
                            setValue(*field.resource, field.field + ".mode", std::string(wanted),
                                     std::string("Set the mode to ") + wanted));
                break;
            }
        }
}

} // namespace meshwright::sim::advise
