// The mesh as a graph: its edges, what is reachable, circles, and places that do not overlap.
#include "model/graph/layout.h"

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

void expectApartAndOnGrid(const std::map<std::string, Point>& places, const std::string& what) {
    for (auto a = places.begin(); a != places.end(); ++a) {
        EXPECT_EQ(std::fmod(a->second.x, 8), 0) << what << a->first;
        EXPECT_EQ(std::fmod(a->second.y, 8), 0) << what << a->first;
        for (auto b = std::next(a); b != places.end(); ++b)
            EXPECT_TRUE(std::abs(a->second.x - b->second.x) >= 240 || std::abs(a->second.y - b->second.y) >= 96)
                << what << a->first << " and " << b->first;
    }
}

TEST(Layout, GoesFromLeftToRightWithoutOverlap) {
    const MeshGraph graph = meshGraph(designOf(kShop));
    const auto places = layout(graph);
    ASSERT_EQ(places.size(), graph.nodes.size());
    for (const char* pair :
         {"Traffic/default/users Gateway/default/edge", "Gateway/default/edge VirtualService/default/shop",
          "VirtualService/default/shop Service/default/reviews",
          "Service/default/reviews Deployment/default/reviews-v1",
          "Deployment/default/reviews-v1 Service/default/ratings"}) {
        const std::string text(pair);
        EXPECT_LT(places.at(text.substr(0, text.find(' '))).x, places.at(text.substr(text.find(' ') + 1)).x) << text;
    }
    expectApartAndOnGrid(places, "");
    EXPECT_EQ(layout(graph), places);
}

TEST(Layout, KeepsThePlacesOfTheCanvas) {
    const auto places =
        layout(designOf(kShop + "---\napiVersion: meshwright.dev/v1alpha1\nkind: Canvas\nmetadata: {name: c}\n"
                                "spec: {nodes: [{node: Service/default/reviews, x: 16, y: 24}]}\n"));
    EXPECT_EQ(places.at("Service/default/reviews"), (Point{16, 24}));
    expectApartAndOnGrid(places, "");
}

TEST(Layout, OfRecordedDesignsNeverOverlaps) {
    for (const auto& file : test::recordedDesigns(25))
        expectApartAndOnGrid(layout(*Design::fromPath(file)), file + " ");
}

} // namespace
} // namespace meshwright::model::graph
