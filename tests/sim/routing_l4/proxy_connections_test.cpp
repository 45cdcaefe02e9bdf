#include "sim/routing/l4/proxy_connections.h"

#include "sim/routing/l4/connection_report.h"
#include "sim/routing/l4/gateway_listeners.h"
#include "tests/sim/support/mesh_text.h"

#include <nlohmann/json.hpp>

namespace meshwright::sim::routing {
namespace {

using tests::meshOf;
using tests::workloadText;

const std::string mongo = workloadText("mongo", "default",
                                       "  - {name: tcp-data, port: 6379}\n  - {name: tls-x, port: 8443}\n"
                                       "  - {name: web, port: 7000}\n  - {name: http, port: 8000}\n");
const std::string redis =
    workloadText("redis", "default", "  - {name: tcp, port: 6379}\n  - {name: tls, port: 8443}\n");
const std::string client = workloadText("client", "default", "  - {name: tcp, port: 1}\n");
const std::string services = mongo + redis + client;

std::string object(const std::string& kind, const std::string& spec, const std::string& name = "x") {
    return "---\napiVersion: networking.istio.io/v1\nkind: " + kind + "\nmetadata: {name: " + name +
           "}\nspec: " + spec + "\n";
}

ProxyRef sidecar() {
    ProxyRef out;
    out.workload = "client";
    out.ns = "default";
    return out;
}

ProxyRef gateway() {
    ProxyRef out;
    out.gateway = {{"istio", "ingressgateway"}};
    out.ns = "istio-system";
    return out;
}

struct Call {
    std::string address;
    std::uint32_t port = 0;
    std::optional<ClientTls> tls;
    bool http = false;
};

ConnectionOutcome call(const MeshIndexPtr& mesh, const ProxyRef& proxy, const Call& call) {
    ClientConnection connection;
    connection.source = "127.5.0.1";
    connection.destination = call.address;
    connection.destinationPort = call.port;
    if (call.tls) connection.tls.push_back(*call.tls);
    if (call.http) connection.http = HttpPayload{"GET", "mongo", "/", {}};
    BackEndBehaviour behaviour;
    behaviour.http = [](const HttpHandOver& request) {
        ConnectionOutcome out;
        out.status = "routed by " + request.routeTable;
        return out;
    };
    return ProxyConnections::outbound(mesh, proxy).connect(connection, behaviour, 0, true);
}

ConnectionOutcome call(const std::string& design, const ProxyRef& proxy, const Call& to,
                       const MeshConfig& config = {}) {
    return call(meshOf(design, config), proxy, to);
}

std::string addressOf(const std::string& design, const std::string& service) {
    return meshOf(design)->registry().find(service + ".default.svc.cluster.local", "default")->address();
}

TEST(OutboundConnections, AServicesPortLeadsToItsCluster) {
    const auto out = call(services, sidecar(), {addressOf(services, "mongo"), 6379});
    EXPECT_EQ(out.status, "ok");
    EXPECT_EQ(out.cluster, "outbound|6379||mongo.default.svc.cluster.local");
    EXPECT_EQ(out.workload, "mongo");
}

TEST(OutboundConnections, UnknownDestinationsPassThroughOrDoNot) {
    EXPECT_EQ(call(services, sidecar(), {"9.9.9.9", 1234}).cluster, "PassthroughCluster");
    MeshConfig registryOnly;
    registryOnly.registryOnly = true;
    const auto out = call(services, sidecar(), {"9.9.9.9", 1234}, registryOnly);
    EXPECT_EQ(out.status, "closed");
    EXPECT_EQ(out.flags, "UH");
    EXPECT_EQ(out.cluster, "BlackHoleCluster");
}

TEST(OutboundConnections, SniffedPortsTellHttpFromOtherBytes) {
    const std::string address = addressOf(services, "mongo");
    EXPECT_EQ(call(services, sidecar(), {address, 7000, {}, true}).status,
              "routed by mongo.default.svc.cluster.local:7000");
    EXPECT_EQ(call(services, sidecar(), {address, 7000}).cluster, "outbound|7000||mongo.default.svc.cluster.local");
    EXPECT_EQ(call(services, sidecar(), {address, 8000, {}, true}).status, "routed by 8000");
    EXPECT_EQ(call(services, sidecar(), {address, 8000}).cluster, "PassthroughCluster");
}

TEST(OutboundConnections, TheFirstTcpRuleThatFitsThisProxyTakesThePort) {
    const std::string design =
        services + object("VirtualService", "{hosts: [mongo], tcp: [{match: [{sourceLabels: {app: other}}], route: "
                                            "[{destination: {host: mongo}}]}, {match: [{port: 6379}], route: "
                                            "[{destination: {host: redis, port: {number: 6379}}}]}]}");
    const std::string address = addressOf(design, "mongo");
    EXPECT_EQ(call(design, sidecar(), {address, 6379}).cluster, "outbound|6379||redis.default.svc.cluster.local");
    EXPECT_EQ(call(design, sidecar(), {address, 7000}).cluster, "outbound|7000||mongo.default.svc.cluster.local");
}

TEST(OutboundConnections, TlsRulesRouteByServerName) {
    const std::string design =
        services + object("VirtualService", "{hosts: [mongo, a.example.com], tls: [{match: [{port: 8443, sniHosts: "
                                            "[a.example.com]}], route: [{destination: {host: redis, port: {number: "
                                            "8443}}}]}]}");
    const std::string address = addressOf(design, "mongo");
    EXPECT_EQ(call(design, sidecar(), {address, 8443, ClientTls{"A.example.com", {}, ""}}).cluster,
              "outbound|8443||redis.default.svc.cluster.local");
    EXPECT_EQ(call(design, sidecar(), {address, 8443, ClientTls{"b.example.com", {}, ""}}).cluster,
              "PassthroughCluster");
}

TEST(OutboundConnections, SubnetsOfARuleLimitItToTheirAddresses) {
    const std::string entry = object("ServiceEntry", "{hosts: [db.example.com], addresses: [240.0.0.0/8], resolution: "
                                                     "STATIC, ports: [{number: 5000, name: tcp, protocol: TCP}], "
                                                     "endpoints: [{address: 127.1.1.1, ports: {tcp: 6379}}]}");
    const std::string rule =
        object("VirtualService", "{hosts: [db.example.com], tcp: [{match: [{destinationSubnets: [240.1.0.0/16]}], "
                                 "route: [{destination: {host: redis, port: {number: 6379}}}]}]}");
    EXPECT_EQ(call(services + entry + rule, sidecar(), {"240.1.2.3", 5000}).cluster,
              "outbound|6379||redis.default.svc.cluster.local");
    EXPECT_EQ(call(services + entry + rule, sidecar(), {"240.2.2.3", 5000}).cluster, "outbound|5000||db.example.com");
}

std::string gatewayObject(const std::string& server, const std::string& name = "gw") {
    return object("Gateway", "{selector: {istio: ingressgateway}, servers: [" + server + "]}", name);
}

TEST(GatewayConnections, PassthroughRoutesByServerNameAndKnowsNoOther) {
    const std::string design =
        services +
        gatewayObject(
            "{port: {number: 443, name: tls, protocol: TLS}, hosts: ['*.example.com'], tls: {mode: PASSTHROUGH}}") +
        object("VirtualService", "{hosts: ['*.example.com'], gateways: [gw], tls: [{match: [{sniHosts: "
                                 "['*.example.com']}], route: [{destination: {host: mongo, port: {number: 8443}}}]}]}");
    EXPECT_EQ(call(design, gateway(), {"127.2.0.1", 443, ClientTls{"x.example.com", {}, ""}}).cluster,
              "outbound|8443||mongo.default.svc.cluster.local");
    const auto other = call(design, gateway(), {"127.2.0.1", 443, ClientTls{"example.com", {}, ""}});
    EXPECT_EQ(other.flags, "NR");
    EXPECT_EQ(other.details, "filter_chain_not_found");
    EXPECT_EQ(call(design, gateway(), {"127.2.0.1", 444}).flags, "-") << "nothing listens";
}

TEST(GatewayConnections, TerminatingServersAskForCertificatesByMode) {
    for (const auto& [mode, without, with] :
         {std::tuple{"SIMPLE", "routed", "routed"}, std::tuple{"MUTUAL", "closed", "routed"},
          std::tuple{"OPTIONAL_MUTUAL", "routed", "routed"}, std::tuple{"ISTIO_MUTUAL", "closed", "routed"}}) {
        const std::string design =
            services +
            gatewayObject("{port: {number: 443, name: h, protocol: HTTPS}, hosts: [a.example.com], tls: {mode: " +
                          std::string(mode) + ", credentialName: c}}");
        const auto status = [&](const std::string& identity) {
            return call(design, gateway(), {"127.2.0.1", 443, ClientTls{"a.example.com", {}, identity}, true})
                .status.substr(0, 6);
        };
        EXPECT_EQ(status(""), without) << mode;
        EXPECT_EQ(status("spiffe://cluster.local/ns/a/sa/b"), with) << mode;
    }
}

TEST(GatewayConnections, SubjectNamesMakeACertificateNeededAndLimitIt) {
    const std::string design =
        services + gatewayObject("{port: {number: 443, name: h, protocol: HTTPS}, hosts: ['*'], tls: {mode: "
                                 "OPTIONAL_MUTUAL, credentialName: c, subjectAltNames: ['spiffe://a/b']}}");
    const auto status = [&](const std::string& identity) {
        return call(design, gateway(), {"127.2.0.1", 443, ClientTls{"x", {}, identity}, true}).status;
    };
    EXPECT_EQ(status(""), "closed");
    EXPECT_EQ(status("spiffe://a/c"), "closed");
    EXPECT_NE(status("spiffe://a/b"), "closed");
}

TEST(GatewayConnections, RawPortsTakeTheFirstRuleOfTheFirstVirtualService) {
    const std::string design =
        services + gatewayObject("{port: {number: 31400, name: t, protocol: TCP}, hosts: ['*']}") +
        object("VirtualService",
               "{hosts: ['*'], gateways: [gw], tcp: [{match: [{port: 1}], route: [{destination: {host: "
               "redis, port: {number: 6379}}}]}, {route: [{destination: {host: mongo, port: {number: "
               "6379}}}]}]}");
    EXPECT_EQ(call(design, gateway(), {"127.2.0.1", 31400}).cluster, "outbound|6379||mongo.default.svc.cluster.local");
}

TEST(GatewayConnections, PoliciesOfTheGatewayStandBeforeRawRoutes) {
    const std::string design =
        services + gatewayObject("{port: {number: 31400, name: t, protocol: TCP}, hosts: ['*']}") +
        object("VirtualService", "{hosts: ['*'], gateways: [gw], tcp: [{route: [{destination: {host: mongo, port: "
                                 "{number: 6379}}}]}]}") +
        "---\napiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: p, namespace: "
        "istio-system}\nspec: {action: DENY, rules: [{to: [{operation: {ports: ['31400']}}]}]}\n";
    const auto out = call(design, gateway(), {"127.2.0.1", 31400});
    EXPECT_EQ(out.status, "closed");
    EXPECT_EQ(out.details, "rbac_access_denied_matched_policy[ns[istio-system]-policy[p]-rule[0]]");
    EXPECT_EQ(out.tries, 0u);
}

TEST(GatewayConnections, AutoPassthroughKnowsEveryClusterBySniAndOnlyForTheMesh) {
    const std::string design =
        services +
        gatewayObject(
            "{port: {number: 15443, name: t, protocol: TLS}, hosts: ['*.local'], tls: {mode: AUTO_PASSTHROUGH}}");
    const std::string sni = sniClusterName("mongo.default.svc.cluster.local", 6379);
    EXPECT_EQ(call(design, gateway(), {"127.2.0.1", 15443, ClientTls{sni, {"istio"}, ""}}).cluster, sni);
    EXPECT_EQ(call(design, gateway(), {"127.2.0.1", 15443, ClientTls{sni, {"h2"}, ""}}).flags, "NR");
}

TEST(Connections, EveryStepIsExplainedWithTheRuleThatDecided) {
    const std::string design =
        services + object("VirtualService",
                          "{hosts: [mongo], tcp: [{route: [{destination: {host: redis, port: {number: "
                          "6379}}}]}]}",
                          "by-rule");
    const auto mesh = meshOf(design);
    const auto out = call(mesh, sidecar(), {addressOf(design, "mongo"), 6379});
    const auto proxy = std::find_if(out.explanation.begin(), out.explanation.end(),
                                    [](const ExplanationStep& step) { return step.subject == "TCP proxy"; });
    ASSERT_NE(proxy, out.explanation.end());
    EXPECT_EQ(proxy->origin.field, "spec.tcp[0]");
    EXPECT_EQ(proxy->origin.resource->meta.name, "by-rule");

    const model::Placement& places = mesh->places();
    EXPECT_NE(toText(out, places).find("VirtualService by-rule.default, spec.tcp[0]"), std::string::npos)
        << toText(out, places);
    const auto json = toJson(out, places);
    EXPECT_EQ(json["status"]["ok"], 1);
    EXPECT_EQ(json["explanation"].size(), out.explanation.size());
    EXPECT_EQ(json["explanation"].back()["field"], "spec.tcp[0]");
    EXPECT_GT(json["explanation"].back()["line"], 0);
}

ConnectionOutcome inbound(const std::string& design, std::uint32_t port, const std::string& tls, bool http) {
    const auto mesh = meshOf(design);
    const Pod* pod = mesh->registry().podOfWorkload("mongo", "default");
    ClientConnection connection;
    connection.source = "127.1.3.1";
    connection.destination = pod->address;
    connection.destinationPort = port;
    const std::string identity = "spiffe://cluster.local/ns/default/sa/client";
    if (tls == "mtls")
        connection.tls.push_back({"",
                                  http ? std::vector<std::string>{"istio-http/1.1", "istio"}
                                       : std::vector<std::string>{"istio-peer-exchange", "istio"},
                                  identity});
    if (tls == "simple") connection.tls.push_back({"", {"http/1.1"}, ""});
    if (http) connection.http = HttpPayload{"GET", "mongo", "/", {}};
    return ProxyConnections::inbound(mesh, *pod).connect(connection, {}, 0);
}

TEST(InboundConnections, PortsWithoutAServicePassThroughWithPoliciesStillInForce) {
    EXPECT_EQ(inbound(services, 9999, "none", true).cluster, "InboundPassthroughCluster");
    const std::string deny = "---\napiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: p, "
                             "namespace: default}\nspec: {}\n";
    EXPECT_EQ(inbound(services + deny, 9999, "none", true).status, "403");
    EXPECT_EQ(inbound(services + deny, 9999, "mtls", false).status, "closed");
}

TEST(InboundConnections, WithoutMtlsNothingLooksForTls) {
    const std::string disable = "---\napiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: p, "
                                "namespace: default}\nspec: {mtls: {mode: DISABLE}}\n";
    EXPECT_EQ(inbound(services + disable, 8000, "mtls", true).flags, "DPE") << "an HTTP port reads TLS as HTTP";
    EXPECT_EQ(inbound(services + disable, 6379, "mtls", false).status, "ok") << "a raw port passes TLS on";
}

TEST(InboundConnections, ASidecarsIngressReplacesTheServicesPorts) {
    const std::string sidecar =
        object("Sidecar", "{workloadSelector: {labels: {app: mongo}}, ingress: [{port: {number: "
                          "9999, protocol: HTTP, name: in}, defaultEndpoint: '127.0.0.1:8000'}], "
                          "egress: [{hosts: ['*/*']}]}");
    EXPECT_EQ(inbound(services + sidecar, 9999, "none", true).cluster, "inbound|9999||");
    EXPECT_EQ(inbound(services + sidecar, 6379, "none", false).cluster, "InboundPassthroughCluster");
}

TEST(InboundConnections, TheOldestServiceDecidesTheProtocolOfAPort) {
    const auto second = [](const std::string& created, const std::string& name, const std::string& port) {
        return "---\napiVersion: v1\nkind: Service\nmetadata: {name: " + name +
               ", namespace: default, creationTimestamp: '" + created +
               "'}\nspec: {selector: {app: mongo}, ports: [{name: " + port + ", port: 1, targetPort: 9999}]}\n";
    };
    const std::string tcpFirst =
        second("2024-01-01T00:00:00Z", "b", "tcp") + second("2025-01-01T00:00:00Z", "a", "http");
    EXPECT_EQ(inbound(services + tcpFirst, 9999, "none", true).route, "") << "bytes are passed on unread";
    const std::string httpFirst =
        second("2024-01-01T00:00:00Z", "b", "http") + second("2025-01-01T00:00:00Z", "a", "tcp");
    EXPECT_EQ(inbound(services + httpFirst, 9999, "none", true).route, "default");
}

} // namespace
} // namespace meshwright::sim::routing
