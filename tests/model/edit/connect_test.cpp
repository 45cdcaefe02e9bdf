// A line drawn on the canvas becomes the YAML that makes it real, or says why it cannot be.
#include "model/edit/connect.h"

#include "model/graph/mesh_graph.h"
#include "tests/model/support/designs.h"

namespace meshwright::model::edit {
namespace {

using test::designOf;

const std::string kMesh =
    "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: edge}\nspec:\n  selector: {istio: "
    "ingressgateway}\n"
    "  servers:\n  - port: {number: 8080, name: http, protocol: HTTP}\n    hosts: [shop.example.com]\n---\n"
    "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {app: a}, ports: [{name: http, port: 80}]}\n"
    "---\n"
    "apiVersion: v1\nkind: Service\nmetadata: {name: b}\nspec: {selector: {app: b}, ports: [{name: http, port: 81}]}\n"
    "---\n"
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a-v1}\nspec:\n  selector: {matchLabels: {app: a}}\n"
    "  template: {metadata: {labels: {app: a, version: v1}}}\n---\n"
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a-v2}\nspec:\n  selector: {matchLabels: {app: a}}\n"
    "  template: {metadata: {labels: {app: a, version: v2}}}\n---\n"
    "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a}\nspec:\n  hosts: [a]\n  http:\n"
    "  - route:\n    - destination: {host: a, subset: v1}\n  - redirect: {uri: /x}\n---\n"
    "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: a}\nspec:\n  host: a\n  subsets:\n"
    "  - {name: v1, labels: {version: v1}}\n---\n"
    "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: strict}\nspec: {mtls: {mode: "
    "STRICT}}\n"
    "---\n"
    "apiVersion: meshwright.dev/v1alpha1\nkind: Scenario\nmetadata: {name: s}\nspec:\n  traffic:\n"
    "  - {name: users, from: {workload: client}, host: nowhere, port: 1, rate: 5}\n";

Design connected(const Port& from, const Port& to) {
    const Design design = designOf(kMesh);
    const auto edit = connect(design, from, to);
    EXPECT_TRUE(edit.has_value()) << edit.error();
    if (!edit) return design;
    EXPECT_FALSE(edit->text.empty());
    auto after = apply(design, *edit);
    EXPECT_TRUE(after.has_value()) << after.error().front().message;
    EXPECT_EQ(apply(*after, inverse(design, *edit))->textOf("design.yaml"), kMesh);
    return *after;
}

std::string refused(const Port& from, const Port& to) {
    const auto edit = connect(designOf(kMesh), from, to);
    return edit ? "allowed: " + edit->text : edit.error();
}

bool joined(const Design& design, const std::string& from, const std::string& to) {
    const auto mesh = graph::meshGraph(design);
    return std::any_of(mesh.edges.begin(), mesh.edges.end(),
                       [&](const auto& e) { return mesh.nodes[e.from].id == from && mesh.nodes[e.to].id == to; });
}

const istio::VirtualService& service(const Design& design) {
    return *design.find({"VirtualService", "default", "a"})->as<istio::VirtualService>();
}

TEST(Connect, AGatewayBindsAVirtualServiceWhichStaysInTheMesh) {
    const Design after = connected({"Gateway/default/edge"}, {"VirtualService/default/a"});
    EXPECT_EQ(service(after).gateways, (std::vector<std::string>{"mesh", "edge"}));
    EXPECT_EQ(service(after).hosts.back().text, "shop.example.com");
    EXPECT_TRUE(joined(after, "Gateway/default/edge", "VirtualService/default/a"));
}

TEST(Connect, AGatewayExposesAServiceThatHasNoVirtualService) {
    const Design after = connected({"Gateway/default/edge"}, {"Service/default/b"});
    EXPECT_TRUE(joined(after, "Gateway/default/edge", "VirtualService/default/b"));
    EXPECT_TRUE(joined(after, "VirtualService/default/b", "Service/default/b"));
    EXPECT_NE(refused({"Gateway/default/edge"}, {"Service/default/a"}).find("virtual service a"), std::string::npos);
}

TEST(Connect, ARuleGivesATenthToAFurtherDestination) {
    const Design after = connected({"VirtualService/default/a", "spec.http[0]"}, {"Service/default/b"});
    const auto& route = service(after).http[0].route;
    ASSERT_EQ(route.size(), 2u);
    EXPECT_EQ(route[0].weight, 90);
    EXPECT_EQ(route[1].weight, 10);
    EXPECT_EQ(route[1].destination.host.text, "b");
}

TEST(Connect, ARuleReachesAVersionThroughASubsetThatIsMade) {
    const Design after = connected({"VirtualService/default/a", "spec.http[0]"}, {"Deployment/default/a-v2"});
    EXPECT_EQ(service(after).http[0].route[1].destination.subset, "v2");
    const auto& rule = *after.find({"DestinationRule", "default", "a"})->as<istio::DestinationRule>();
    ASSERT_EQ(rule.subsets.size(), 2u);
    EXPECT_EQ(rule.subsets[1].labels.at("version"), "v2");
}

TEST(Connect, AClientAimsAtWhatItIsConnectedTo) {
    const Design gateway = connected({"Traffic/default/users"}, {"Gateway/default/edge"});
    EXPECT_TRUE(joined(gateway, "Traffic/default/users", "Gateway/default/edge"));
    const auto& t = gateway.find({"Scenario", "default", "s"})->as<scenario::Scenario>()->traffic.front();
    EXPECT_EQ(t.port, 8080);
    EXPECT_EQ(t.host, "shop.example.com");
    EXPECT_TRUE(t.from.workload.empty());
    const Design direct = connected({"Traffic/default/users"}, {"Service/default/b"});
    EXPECT_TRUE(joined(direct, "Traffic/default/users", "Service/default/b"));
}

TEST(Connect, PodsOfAServiceCallAnother) {
    const Design after = connected({"Service/default/a"}, {"Service/default/b"});
    EXPECT_TRUE(joined(after, "Deployment/default/a-v1", "Service/default/b"));
    EXPECT_TRUE(joined(after, "Deployment/default/a-v2", "Service/default/b"));
    const auto again = connect(after, {"Deployment/default/a-v1"}, {"Service/default/b"});
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error(), "They are connected already.");
}

TEST(Connect, AServiceTakesAWorkloadsPodsByTheirLabels) {
    const Design after = connected({"Service/default/b"}, {"Deployment/default/a-v2"});
    const auto& d = *after.find({"Deployment", "default", "a-v2"})->as<kube::Deployment>();
    EXPECT_EQ(d.podTemplate.metadata.labels.at("app"), "b");
    EXPECT_EQ(d.selector.matchLabels.at("app"), "b");
}

TEST(Connect, APolicyIsAttachedByItsSelectorOrHost) {
    const Design after = connected({"PeerAuthentication/default/strict"}, {"Service/default/a"});
    const auto& p = *after.find({"PeerAuthentication", "default", "strict"})->as<istio::PeerAuthentication>();
    EXPECT_EQ(p.selector->matchLabels.at("app"), "a");
    const Design moved = connected({"DestinationRule/default/a"}, {"Service/default/b"});
    EXPECT_EQ(moved.find({"DestinationRule", "default", "a"})->as<istio::DestinationRule>()->host.text, "b");
}

struct Refusal {
    Port from, to;
    const char* says;
};

class ConnectRefuses : public ::testing::TestWithParam<Refusal> {};

TEST_P(ConnectRefuses, InWords) {
    const std::string why = refused(GetParam().from, GetParam().to);
    EXPECT_NE(why.find(GetParam().says), std::string::npos) << why;
    EXPECT_EQ(why.back(), '.') << why;
}

INSTANTIATE_TEST_SUITE_P(
    All, ConnectRefuses,
    ::testing::Values(Refusal{{"Service/default/a"}, {"Service/default/a"}, "itself"},
                      Refusal{{"Service/default/a"}, {"Traffic/default/users"}, "nothing sends to it"},
                      Refusal{{"Traffic/default/users"}, {"Deployment/default/a-v1"}, "chooses the pod"},
                      Refusal{{"Gateway/default/edge"}, {"Deployment/default/a-v1"}, "leads to a virtual service"},
                      Refusal{{"VirtualService/default/a", "spec.http[1]"}, {"Service/default/b"}, "redirect"},
                      Refusal{{"VirtualService/default/a", "spec.http[0]"}, {"Service/default/a", "", "v1"}, "already"},
                      Refusal{{"VirtualService/default/a"}, {"Service/default/b"}, "port of a rule"},
                      Refusal{{"VirtualService/default/a", "spec.http[0]"}, {"Host//nowhere"}, "Nobody defines"},
                      Refusal{{"Service/default/b"}, {"Service/default/a"}, "no pods that could call"},
                      Refusal{{"PeerAuthentication/default/strict"}, {"Gateway/default/edge"}, "for pods"}));

} // namespace
} // namespace meshwright::model::edit
