// What the policies of the server's side do to a simulated run.
#include "tests/sim/support/small_mesh.h"

#include <gtest/gtest.h>

namespace meshwright::tests {
namespace {

std::string security(const std::string& kind, const std::string& name, const std::string& spec) {
    return "---\napiVersion: security.istio.io/v1\nkind: " + kind + "\nmetadata: {name: " + name +
           ", namespace: default}\nspec: " + spec + "\n";
}

/// A client asks /a in half of its requests, /b in the others.
std::string shop(const std::string& more) {
    return service("client") + service("shop", 2) + more +
           scenario("{duration: 20s, traffic: [{name: load, from: {workload: client-v1}, host: shop, rate: 50, "
                    "arrivals: constant, mix: [{path: /a}, {path: /b, method: POST}]}], services: [{service: shop, "
                    "latency: {mean: 2ms}}]}");
}

std::uint64_t statuses(const sim::metrics::Snapshot& shot, const std::string& status) {
    return count(shot.total.statuses, status);
}
std::uint64_t flags(const sim::metrics::Snapshot& shot, const std::string& flag) {
    return count(shot.total.flags, flag);
}

std::string plainText() {
    return rule("DestinationRule", "shop", "{host: shop, trafficPolicy: {tls: {mode: DISABLE}}}");
}

TEST(ServerPolicies, WithoutAnyEveryRequestPasses) {
    const auto shot = ran(shop(""));
    EXPECT_EQ(statuses(shot, "200"), shot.total.completed);
}

TEST(ServerPolicies, AnAuthorizationPolicyAnswers403FromTheServersSidecar) {
    const auto shot =
        ran(shop(security("AuthorizationPolicy", "read", "{rules: [{to: [{operation: {methods: [GET]}}]}]}")));
    EXPECT_GT(statuses(shot, "200"), 400u);
    EXPECT_GT(statuses(shot, "403"), 400u);
    EXPECT_EQ(statuses(shot, "200") + statuses(shot, "403"), shot.total.completed);
    EXPECT_TRUE(shot.total.flags.empty()) << "to the client's proxy it is an answer like any other";
    const auto edge = std::find_if(shot.edges.begin(), shot.edges.end(),
                                   [](const auto& e) { return e.to == "workload/default/shop-v1"; });
    ASSERT_NE(edge, shot.edges.end());
    EXPECT_EQ(count(edge->totals.statuses, "403"), statuses(shot, "403")) << "it is the pod's sidecar that answers";
}

TEST(ServerPolicies, PrincipalsAreThoseOfTheCallersServiceAccount) {
    const auto allowed = [](const std::string& principal) {
        return ran(shop(security("AuthorizationPolicy", "who",
                                 "{rules: [{from: [{source: {principals: [\"" + principal + "\"]}}]}]}")));
    };
    const auto mine = allowed("cluster.local/ns/default/sa/default");
    EXPECT_EQ(statuses(mine, "200"), mine.total.completed);
    const auto others = allowed("cluster.local/ns/default/sa/other");
    EXPECT_EQ(statuses(others, "403"), others.total.completed);
}

TEST(ServerPolicies, PlainTextShowsNoPrincipal) {
    const auto shot = ran(shop(
        plainText() + security("AuthorizationPolicy", "who", "{rules: [{from: [{source: {principals: [\"*\"]}}]}]}")));
    EXPECT_EQ(statuses(shot, "403"), shot.total.completed);
}

TEST(ServerPolicies, StrictClosesPlainTextConnectionsAndTheClientSeesUC) {
    const auto shot = ran(shop(plainText() + security("PeerAuthentication", "strict", "{mtls: {mode: STRICT}}")));
    EXPECT_EQ(statuses(shot, "503"), shot.total.completed);
    EXPECT_EQ(flags(shot, "UC"), shot.total.completed);
}

TEST(ServerPolicies, StrictTakesTheMeshsOwnMutualTls) {
    const auto shot = ran(shop(security("PeerAuthentication", "strict", "{mtls: {mode: STRICT}}")));
    EXPECT_EQ(statuses(shot, "200"), shot.total.completed);
}

TEST(ServerPolicies, ADisabledServerDoesNotUnderstandDemandedMutualTls) {
    const auto shot =
        ran(shop(rule("DestinationRule", "shop", "{host: shop, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}") +
                 security("PeerAuthentication", "off", "{mtls: {mode: DISABLE}}")));
    EXPECT_EQ(statuses(shot, "503"), shot.total.completed);
    EXPECT_EQ(flags(shot, "URX,UF"), shot.total.completed) << "Istio retries connect failures twice";
}

TEST(ServerPolicies, AutoMutualTlsSpeaksPlainTextToADisabledServer) {
    const auto shot = ran(shop(security("PeerAuthentication", "off", "{mtls: {mode: DISABLE}}")));
    EXPECT_EQ(statuses(shot, "200"), shot.total.completed);
}

TEST(ServerPolicies, ARequestAuthenticationRefusesABadTokenAndLetsNonePass) {
    const std::string jwt =
        security("RequestAuthentication", "jwt", "{jwtRules: [{issuer: me, jwks: '{\"keys\":[]}'}]}");
    const auto none = ran(shop(jwt));
    EXPECT_EQ(statuses(none, "200"), none.total.completed);
    std::string text = shop(jwt);
    const std::string before = "host: shop, rate";
    text.replace(text.find(before), before.size(), "host: shop, headers: {authorization: Bearer abc}, rate");
    const auto bad = ran(text);
    EXPECT_EQ(statuses(bad, "401"), bad.total.completed);
}

TEST(ServerPolicies, AChangeOfPolicyDuringARunCounts) {
    auto run = simulation(shop(""));
    run.advanceTo(model::TimePoint{} + model::Duration::seconds(10));
    ASSERT_TRUE(run.reconfigure(design(shop(security("AuthorizationPolicy", "none", "{}")))));
    run.advanceTo(run.horizon());
    const auto shot = run.snapshot();
    EXPECT_NEAR(static_cast<double>(statuses(shot, "403")), 500, 3);
    EXPECT_NEAR(static_cast<double>(statuses(shot, "200")), 500, 3);
}

TEST(ServerPolicies, AGatewaysOwnPolicyAnswersBeforeItsRoutes) {
    const std::string gateway =
        "---\napiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: gw, namespace: istio-system}\nspec: "
        "{selector: {istio: ingressgateway}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: "
        "[shop.example.com]}]}\n" +
        rule("VirtualService", "shop",
             "{hosts: [shop.example.com], gateways: [istio-system/gw], http: [{fault: {abort: {httpStatus: 418, "
             "percentage: {value: 100}}}, route: [{destination: {host: shop}}]}]}") +
        "---\napiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: deny, namespace: "
        "istio-system}\nspec: {selector: {matchLabels: {istio: ingressgateway}}, action: DENY, rules: [{to: "
        "[{operation: {paths: [/b]}}]}]}\n" +
        service("shop") +
        scenario("{duration: 10s, traffic: [{name: load, from: {gateway: {istio: ingressgateway}, namespace: "
                 "istio-system}, host: shop.example.com, rate: 50, mix: [{path: /a}, {path: /b}]}]}");
    const auto shot = ran(gateway);
    EXPECT_GT(statuses(shot, "403"), 200u) << "the policy comes before the fault";
    EXPECT_EQ(statuses(shot, "403") + statuses(shot, "418"), shot.total.completed);
}

TEST(ServerPolicies, TheLedgerNamesWhatRefused) {
    // A program that cannot do without a refused call answers 500, and the refusal is the cause.
    const std::string text =
        service("client") + service("front") + service("shop") +
        security("AuthorizationPolicy", "none", "{selector: {matchLabels: {app: shop}}}") +
        scenario(
            "{duration: 5s, traffic: [{name: load, from: {workload: client-v1}, host: front, rate: 20}], services: "
            "[{service: front, calls: [{calls: [{host: shop}]}]}]}");
    auto run = simulation(text);
    run.advanceTo(run.horizon());
    EXPECT_EQ(statuses(run.snapshot(), "500"), run.snapshot().total.completed);
    const auto causes = run.ledger().causes();
    ASSERT_FALSE(causes.empty());
    EXPECT_EQ(causes.front().text, "a policy before shop-v1-0 refused it (403)");
}

} // namespace
} // namespace meshwright::tests
