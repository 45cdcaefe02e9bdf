// The mesh as a graph: its edges, what is reachable and circles.

#include "model/graph/mesh_graph.h"

#include "tests/model/support/designs.h"

#include <cmath>

namespace meshwright::model::graph {
namespace {

using test::designOf;

const std::string kShop = R"(
apiVersion: v1
kind: Service
metadata: {name: reviews}
spec: {selector: {app: reviews}, ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: ratings}
spec: {selector: {app: ratings}, ports: [{name: http, port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: reviews-v1}
spec: {template: {metadata: {labels: {app: reviews, version: v1}}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: reviews-v2}
spec: {template: {metadata: {labels: {app: reviews, version: v2}}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ratings}
spec: {template: {metadata: {labels: {app: ratings}}}}
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: edge}
spec: {selector: {istio: ingressgateway}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [shop.example.com]}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: shop}
spec:
  hosts: [shop.example.com]
  gateways: [edge]
  http:
  - route:
    - {destination: {host: reviews, subset: v1}, weight: 90}
    - {destination: {host: reviews, subset: v2}, weight: 10}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: reviews}
spec: {host: reviews, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]}
---
apiVersion: meshwright.dev/v1alpha1
kind: Scenario
metadata: {name: day}
spec:
  traffic: [{name: users, from: {gateway: {istio: ingressgateway}}, host: shop.example.com, rate: 10}]
  services:
  - {service: reviews, calls: [{calls: [{host: ratings}]}]}
  - {service: ratings, calls: [{calls: [{host: reviews.default}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: alone}
spec: {ports: [{name: http, port: 80}]}
)";

std::vector<std::string> edgesOf(const MeshGraph& graph) {
    std::vector<std::string> out;
    for (const auto& e : graph.edges) {
        std::string text = graph.nodes[e.from].name + " > " + graph.nodes[e.to].name;
        if (!e.subset.empty()) text += " " + e.subset;
        if (e.share) text += " " + std::to_string(static_cast<int>(std::lround(*e.share * 100)));
        out.push_back(std::move(text));
    }
    return out;
}

TEST(MeshGraph, FollowsARequestFromTheSourceToItsCalls) {
    const MeshGraph graph = meshGraph(designOf(kShop));
    const std::vector<std::string> expected = {
        "reviews > reviews-v1 v1", "reviews > reviews-v2 v2", "ratings > ratings", "edge > shop",
        "shop > reviews v1 90",    "shop > reviews v2 10",    "users > edge",      "reviews-v1 > ratings",
        "reviews-v2 > ratings",    "ratings > reviews"};
    EXPECT_EQ(edgesOf(graph), expected);
}

TEST(MeshGraph, KnowsWhatIsReachable) {
    const MeshGraph graph = meshGraph(designOf(kShop));
    const auto reached = reachableFrom(graph, *graph.find("Traffic/default/users"));
    EXPECT_EQ(reached.size(), graph.nodes.size() - 1); // all but the service that nobody calls
    EXPECT_EQ(std::count(reached.begin(), reached.end(), *graph.find("Service/default/alone")), 0);
}

TEST(MeshGraph, FindsCallsThatRunInCircles) {
    const MeshGraph graph = meshGraph(designOf(kShop));
    const auto found = cycles(graph);
    ASSERT_EQ(found.size(), 1u);
    std::vector<std::string> names;
    for (const auto i : found[0]) names.push_back(graph.nodes[i].id);
    EXPECT_EQ(names, (std::vector<std::string>{"Service/default/reviews", "Service/default/ratings",
                                               "Deployment/default/reviews-v1", "Deployment/default/reviews-v2",
                                               "Deployment/default/ratings"}));
}

TEST(MeshGraph, APolicyGuardsTheServicesItSelectsAndALostDestinationRuleIsSeen) {
    const std::string extra =
        "---\napiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: strict}\nspec: {selector: "
        "{matchLabels: {app: ratings}}}\n---\napiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: "
        "{name: "
        "lost}\nspec: {host: nobody}\n";
    const MeshGraph graph = meshGraph(designOf(kShop + extra));
    EXPECT_TRUE(graph.find("DestinationRule/default/lost"));
    const auto policy = graph.find("PeerAuthentication/default/strict");
    ASSERT_TRUE(policy);
    EXPECT_EQ(graph.nodes[*policy].kind, NodeKind::Policy);
    EXPECT_EQ(std::count_if(graph.edges.begin(), graph.edges.end(),
                            [&](const auto& e) {
                                return e.from == *policy && e.kind == EdgeKind::Guards &&
                                       graph.nodes[e.to].id == "Service/default/ratings";
                            }),
              1);
}

} // namespace
} // namespace meshwright::model::graph
