// What is said about timeouts, retries, limits, ejection and mirrors is what a run of the Scenario shows.
#include "tests/sim/advise/proof.h"

#include "model/edit/edit.h"
#include "sim/routing/l4/proxy_connections.h"

#include <algorithm>

namespace meshwright::sim::advise {
namespace {

using namespace tests;

std::string load(const std::string& services, double rate = 20, const std::string& duration = "20s") {
    return scenario("{duration: " + duration + ", traffic: [{name: t, from: {workload: client-v1}, host: web, rate: " +
                    std::to_string(rate) + "}]" + (services.empty() ? "" : ", services: [" + services + "]") + "}");
}

std::string virtualService(const std::string& host, const std::string& more) {
    return rule("VirtualService", host,
                "{hosts: [" + host + "], http: [{route: [{destination: {host: " + host + "}}], " + more + "}]}");
}

const metrics::Totals& totalsOf(const metrics::Snapshot& shot, const std::string& name) {
    for (const auto& s : shot.services)
        if (s.service == name) return s.totals;
    throw std::runtime_error("no service " + name);
}

/// A service counts requests; its versions count each try that their pods got.
std::uint64_t triesAtPodsOf(const metrics::Snapshot& shot, const std::string& name) {
    std::uint64_t tries = 0;
    for (const auto& v : shot.versions)
        if (v.service == name) tries += v.totals.arrived;
    return tries;
}

double triesPerRequest(const metrics::Snapshot& shot) {
    return 1 + double(shot.total.retries) / double(std::max<std::uint64_t>(shot.total.completed, 1));
}

const std::string mesh = service("client") + service("web");
const std::string slow = "{service: web, latency: {mean: 10s}}";
const std::string chain = service("client") + service("web") + service("cart") + service("db");
const std::string broken = "{service: web, calls: [{calls: [{host: cart}]}]}, {service: cart, calls: [{calls: [{host: "
                           "db}]}]}, {service: db, errors: {percent: 100, status: 503}}";
const std::string unstable = "{workload: web-v1}, {pod: web-v1-0, errors: {percent: 100, status: 503}}";

std::string ejecting(int percent) {
    return service("client") + service("web", 3) +
           rule("DestinationRule", "web",
                "{host: web, trafficPolicy: {outlierDetection: {consecutive5xxErrors: 3, interval: 1s, "
                "baseEjectionTime: 60s" +
                    (percent > 0 ? ", maxEjectionPercent: " + std::to_string(percent) : "") + "}}}") +
           load(unstable, 50);
}

std::string pooled(int requests) {
    return mesh +
           rule("DestinationRule", "web",
                "{host: web, trafficPolicy: {connectionPool: {http: {http2MaxRequests: " + std::to_string(requests) +
                    "}}}}") +
           load("{service: web, latency: {mean: 200ms}}", 100);
}

std::string mirrored(const std::string& copyCalls) {
    return service("client") + service("web") + service("copy") + service("db") + service("db2") +
           virtualService("web", "mirror: {host: copy}") +
           load("{service: web, calls: [{calls: [{host: db}]}]}, {service: copy, calls: [{calls: [{host: " + copyCalls +
                "}]}]}");
}

std::string waiting(const std::string& inner) {
    return service("client") + service("web") + service("db") + virtualService("web", "timeout: 1s") +
           virtualService("db", "timeout: " + inner) +
           load("{service: web, calls: [{calls: [{host: db}]}]}, {service: db, latency: {mean: 3s}}", 5);
}

const std::vector<Proof>& proofs() {
    static const std::vector<Proof> all = {
        {"three tries of 2 s in 3 s", "MW1101", "spec.http[0].timeout",
         mesh + virtualService("web", "timeout: 3s, retries: {attempts: 2, perTryTimeout: 2s, retryOn: 5xx}") +
             load(slow, 5),
         mesh + virtualService("web", "timeout: 8s, retries: {attempts: 2, perTryTimeout: 2s, retryOn: 5xx}") +
             load(slow, 5),
         [](const std::string& text) { return triesPerRequest(ran(text)) < 2.2; }},
        {"a perTryTimeout as long as the timeout", "MW1101", "spec.http[0].retries.perTryTimeout",
         mesh + virtualService("web", "timeout: 2s, retries: {attempts: 2, perTryTimeout: 2s, retryOn: 5xx}") +
             load(slow, 5),
         mesh + virtualService("web", "timeout: 2s, retries: {attempts: 2, perTryTimeout: 500ms, retryOn: 5xx}") +
             load(slow, 5),
         [](const std::string& text) { return triesPerRequest(ran(text)) < 1.05; }},
        {"slow tries are not retried by Istio's default", "MW1102", "spec.http[0].retries",
         mesh + virtualService("web", "retries: {attempts: 2, perTryTimeout: 1s}") + load(slow, 5),
         mesh + virtualService("web", "retries: {attempts: 2, perTryTimeout: 1s, retryOn: gateway-error}") +
             load(slow, 5),
         [](const std::string& text) { return triesPerRequest(ran(text)) < 1.05; }},
        {"retries at three hops multiply", "MW1103", "spec.http[0].retries",
         chain + virtualService("web", "retries: {attempts: 2, retryOn: 5xx}") +
             virtualService("cart", "retries: {attempts: 2, retryOn: 5xx}") +
             virtualService("db", "retries: {attempts: 2, retryOn: 5xx}") + load(broken),
         chain + virtualService("web", "retries: {attempts: 2, retryOn: 5xx}") + load(broken),
         [](const std::string& text) {
             const auto shot = ran(text);
             return double(triesAtPodsOf(shot, "db")) > 20 * double(shot.total.arrived);
         }},
        {"10 % of three pods is none", "MW1104", "spec.trafficPolicy.outlierDetection", ejecting(0), ejecting(34),
         [](const std::string& text) {
             const auto shot = ran(text);
             return std::none_of(shot.pods.begin(), shot.pods.end(), [](const auto& pod) { return pod.ejected; });
         }},
        {"twenty requests at once against a limit of five", "MW1105",
         "spec.trafficPolicy.connectionPool.http.http2MaxRequests", pooled(5), pooled(100),
         [](const std::string& text) { return count(ran(text).total.flags, "UO") > 100; }},
        {"the copy calls the same database", "MW1106", "spec.http[0].mirror", mirrored("db"), mirrored("db2"),
         [](const std::string& text) {
             const auto shot = ran(text);
             return double(totalsOf(shot, "db").arrived) > 1.8 * double(shot.total.completed);
         }},
        {"a call may take longer than its caller waits", "MW1107", "spec.http[0].timeout", waiting("5s"),
         waiting("800ms"),
         [](const std::string& text) {
             // answers of the database that come after the one who asked has got its 504
             const auto shot = ran(text);
             for (const auto& edge : shot.edges)
                 if (edge.virtualService == "default/db") return edge.totals.p50 > model::Duration::seconds(1);
             return false;
         }},
    };
    return all;
}

TEST(Advice, OnResilienceIsProvedByRuns) {
    for (const auto& proof : proofs()) prove(proof);
}

TEST(Advice, OnResilienceIsGoneOnceItsFixIsApplied) {
    EXPECT_GE(expectGoneOnceFixed(proofs()), 6u);
}

/// Speaks to the server's sidecar as the client's sidecar is configured to.
std::string answerOfServer(const std::string& text) {
    const auto index = routing::indexMesh(design(text));
    const auto tables = routing::compile(index, {{}, "client-v1", "default"});
    const auto& cluster = *tables->clusters.map().at("outbound|80||web.default.svc.cluster.local");
    routing::ClientConnection connection;
    connection.source = "127.5.0.1";
    connection.destination = cluster.endpoints.front().address;
    connection.destinationPort = cluster.endpoints.front().port;
    connection.http = routing::HttpPayload{"GET", "web", "/", {}};
    if (cluster.tls == routing::Cluster::Tls::IstioMutual)
        connection.tls.push_back({"", {"istio-http/1.1", "istio"}, "spiffe://cluster.local/ns/default/sa/default"});
    const auto side = routing::ProxyConnections::inbound(index, *index->registry().podOfWorkload("web-v1", "default"));
    return side.connect(connection, {}, 0).status;
}

std::string secured(const std::string& server, const std::string& client) {
    return mesh + load("") +
           "---\napiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: all, namespace: "
           "default}\n"
           "spec: {mtls: {mode: " +
           server + "}}\n" +
           rule("DestinationRule", "web", "{host: web, trafficPolicy: {tls: {mode: " + client + "}}}");
}

TEST(Advice, OnMutualTlsIsProvedAtTheServersListener) {
    const auto closed = [](const std::string& text) { return answerOfServer(text) == "closed"; };
    prove({"plain text to STRICT", "MW1201", "spec.trafficPolicy.tls.mode", secured("STRICT", "DISABLE"),
           secured("PERMISSIVE", "DISABLE"), closed});
    // the inbound side of a DISABLE server hands the bytes on unread: the application cannot read them
    prove({"mTLS to DISABLE", "MW1202", "spec.trafficPolicy.tls.mode", secured("DISABLE", "ISTIO_MUTUAL"),
           secured("STRICT", "ISTIO_MUTUAL"), [](const std::string& text) { return answerOfServer(text) != "200"; }});
}

} // namespace
} // namespace meshwright::sim::advise
