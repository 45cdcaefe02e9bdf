// Following a connection: every step says which rule of which file decided it.
#include "sim/replay/connection_trace.h"

#include "tests/sim/support/mesh_text.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace meshwright::sim::replay {
namespace {

using testing::HasSubstr;
using tests::meshOf;
using tests::workloadText;

const std::string services = workloadText("db", "default", "  - {name: tcp, port: 3306}\n") +
                             workloadText("web", "default", "  - {name: http, port: 8080}\n") +
                             workloadText("client", "default", "  - {name: tcp, port: 1}\n");

const std::string rules = R"(---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gw, namespace: default}
spec:
  selector: {istio: ingressgateway}
  servers:
  - port: {number: 443, name: tls, protocol: TLS}
    hosts: ["a.example.com", "b.example.com"]
    tls: {mode: PASSTHROUGH}
  - port: {number: 8443, name: https, protocol: HTTPS}
    hosts: ["web.example.com"]
    tls: {mode: SIMPLE, credentialName: web}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: by-sni}
spec:
  hosts: ["a.example.com", "b.example.com"]
  gateways: [gw]
  tls:
  - match: [{sniHosts: [a.example.com]}]
    route: [{destination: {host: db, port: {number: 3306}}, weight: 80}, {destination: {host: web, port: {number: 8080}}, weight: 20}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web}
spec:
  hosts: [web.example.com]
  gateways: [gw]
  http:
  - match: [{uri: {prefix: /shop}}]
    route: [{destination: {host: web, port: {number: 8080}}}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: db}
spec:
  hosts: [db]
  tcp:
  - match: [{destinationSubnets: ["0.0.0.0/0"]}]
    route: [{destination: {host: db, port: {number: 3306}}}]
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: strict}
spec: {mtls: {mode: STRICT}}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: no-admin}
spec:
  action: DENY
  selector: {matchLabels: {app: web}}
  rules: [{to: [{operation: {paths: ["/admin"]}}]}]
)";

ConnectionTrace followed(const CaseRequest& request) {
    const auto trace = traceConnection(meshOf(services + rules), request, recordedAt);
    EXPECT_TRUE(trace) << (trace ? "" : trace.error());
    return trace ? *trace : ConnectionTrace{};
}

CaseRequest fromGateway(std::uint32_t port, const std::string& protocol) {
    CaseRequest out;
    out.from = routing::ProxyRef{{{"istio", "ingressgateway"}}, "", "istio-system"};
    out.port = port;
    out.protocol = protocol;
    return out;
}

CaseRequest toServer(const std::string& path, const std::string& tls) {
    CaseRequest out;
    out.from = routing::ProxyRef{{}, "client", "default"};
    out.to = CaseTarget{"web", "default"};
    out.port = 8080;
    out.authority = "web";
    out.path = path;
    out.tls = tls;
    return out;
}

TEST(ConnectionTracing, SaysWhichTlsRuleTookTheServerNameAndWhatEachDestinationGets) {
    CaseRequest request = fromGateway(443, "tls");
    request.sni = "a.example.com";
    const std::string text = toText(followed(request));
    EXPECT_THAT(text, HasSubstr("outbound|3306||db.default.svc.cluster.local"));
    EXPECT_THAT(text, HasSubstr("VirtualService by-sni.default, spec.tls[0]"));
    EXPECT_THAT(text, HasSubstr("takes 20 of 100 connections"));
    EXPECT_THAT(text, HasSubstr("test.yaml:"));
}

TEST(ConnectionTracing, SaysThatNoFilterChainTakesAnUnknownServerName) {
    CaseRequest request = fromGateway(443, "tls");
    request.sni = "other.example.com";
    const auto trace = followed(request);
    EXPECT_EQ(trace.outcome.flags, "NR");
    EXPECT_THAT(toText(trace), HasSubstr("server name does not match"));
}

TEST(ConnectionTracing, SaysWhichTcpRuleForwardsTheBytesOfASidecar) {
    CaseRequest request;
    request.from = routing::ProxyRef{{}, "client", "default"};
    request.port = 3306;
    request.authority = "db";
    request.protocol = "tcp";
    const auto trace = followed(request);
    EXPECT_EQ(trace.outcome.status, "ok");
    EXPECT_THAT(toText(trace), HasSubstr("VirtualService db.default, spec.tcp[0]"));
}

TEST(ConnectionTracing, GoesOnWithTheRoutesWhereTheGatewayEndsTls) {
    CaseRequest request = fromGateway(8443, "https");
    request.authority = "web.example.com";
    request.path = "/shop/1";
    const auto trace = followed(request);
    EXPECT_EQ(trace.outcome.status, "200");
    ASSERT_TRUE(trace.http);
    const std::string text = toText(trace);
    EXPECT_THAT(text, HasSubstr("TLS handshake: succeeds"));
    EXPECT_THAT(text, HasSubstr("path starts with \"/shop\""));
    EXPECT_THAT(text, HasSubstr("mTLS: auto mTLS meets STRICT: the sidecars speak mTLS"));
    EXPECT_TRUE(toJson(trace)["http"]["routes"][0]["matched"]);
}

TEST(ConnectionTracing, NamesThePeerAuthenticationThatRefusesPlainText) {
    const auto trace = followed(toServer("/", ""));
    EXPECT_EQ(trace.outcome.details, "filter_chain_not_found");
    EXPECT_THAT(toText(trace), HasSubstr("PeerAuthentication strict.default"));
}

TEST(ConnectionTracing, NamesThePolicyThatRefusesARequest) {
    const auto trace = followed(toServer("/admin", "mtls"));
    EXPECT_EQ(trace.outcome.status, "403");
    const std::string text = toText(trace);
    EXPECT_THAT(text, HasSubstr("AuthorizationPolicy no-admin.default"));
    const auto json = toJson(trace);
    bool placed = false;
    for (const auto& step : json["explanation"])
        placed = placed || (step.value("resource", "") == "AuthorizationPolicy no-admin.default" && step["line"] > 0);
    EXPECT_TRUE(placed) << json.dump(1);
    EXPECT_EQ(followed(toServer("/", "mtls")).outcome.status, "200");
}

TEST(ConnectionTracing, RefusesAWorkloadThatIsNotThere) {
    CaseRequest request = toServer("/", "");
    request.to->workload = "nobody";
    const auto trace = traceConnection(meshOf(services), request, recordedAt);
    ASSERT_FALSE(trace);
    EXPECT_EQ(trace.error(), "There is no workload nobody in namespace default.");
}

} // namespace
} // namespace meshwright::sim::replay
