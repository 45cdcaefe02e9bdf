// A rename changes the names and nothing else: what checking said before it says after, and back is back to the byte.
#include "model/edit/rename.h"

#include "model/base/line_diff.h"
#include "model/edit/references.h"
#include "model/recipes/preview.h"

#include "tests/model/support/designs.h"

#include <gmock/gmock.h>
#include <set>

namespace meshwright::model::edit {
namespace {

using test::designOf;

const std::string kShop = R"(apiVersion: v1
kind: Service
metadata: {name: reviews, namespace: shop}
spec: {selector: {app: reviews}, ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: reviews, namespace: other}
spec: {selector: {app: reviews}, ports: [{name: http, port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: reviews-v1, namespace: shop}
spec:
  selector: {matchLabels: {app: reviews, version: v1}}
  template: {metadata: {labels: {app: reviews, version: v1}}}
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec:
  selector: {istio: ingressgateway}
  servers:
    - port: {number: 80, name: http, protocol: HTTP}
      hosts: ["shop/reviews.shop.svc.cluster.local", "*.example.com"]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews, namespace: shop}   # the name stays
spec:
  hosts: [reviews, reviews.example.com]
  gateways: [edge, shop/edge, mesh]
  http:
    - match: [{authority: {exact: "reviews:80"}, gateways: [edge]}]
      route: [{destination: {host: reviews, subset: v1}, weight: 90}, {destination: {host: reviews.other.svc.cluster.local}, weight: 10}]
      mirror: {host: reviews.shop.svc.cluster.local, subset: v1}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: elsewhere, namespace: other}
spec:
  hosts: [elsewhere]
  gateways: [shop/edge]
  http: [{route: [{destination: {host: reviews}}]}, {delegate: {name: reviews, namespace: shop}}]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: reviews, namespace: shop}
spec:
  host: reviews
  subsets: [{name: v1, labels: {version: v1}}]
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: default, namespace: other}
spec: {egress: [{hosts: ["shop/reviews.shop.svc.cluster.local", "./*"]}]}
---
apiVersion: meshwright.dev/v1alpha1
kind: Scenario
metadata: {name: s}
spec:
  traffic: [{name: users, from: {gateway: {istio: ingressgateway}}, host: reviews.shop, rate: 1}]
  services:
    - workload: reviews-v1
      namespace: shop
      calls: [{calls: [{host: reviews}]}]
    - {service: reviews, namespace: shop}
    - {pod: reviews-v1-0}
  incidents: [{type: crash, workload: reviews-v1, at: 1s}]
  rollout: {virtualService: reviews, namespace: shop, stable: v1, canary: v2}
---
apiVersion: meshwright.dev/v1alpha1
kind: Canvas
metadata: {name: c}
spec: {nodes: [{node: Service/shop/reviews, x: 1, y: 2}, {node: Service/other/reviews, x: 1, y: 3}, {node: Deployment/shop/reviews-v1, x: 0, y: 0}]}
)";

/// The changed lines of a rename: "- old" and "+ new", without what stayed.
std::string changes(const Design& design, const Renamed& renamed) {
    EXPECT_TRUE(renamed.has_value()) << renamed.error();
    const auto after = apply(design, *renamed);
    EXPECT_TRUE(after.has_value()) << after.error().front().message;
    std::string out;
    for (const auto& line : diffLines(design.textOf("design.yaml"), after->textOf("design.yaml")))
        if (line.kind == DiffLine::Kind::Added) out += line.text + "\n";
    const auto back = apply(*after, inverse(design, *renamed));
    EXPECT_EQ(back->textOf("design.yaml"), design.textOf("design.yaml"));
    return out;
}

TEST(Rename, OfAServiceChangesItsHostsInEveryForm) {
    EXPECT_EQ(changes(designOf(kShop), rename(designOf(kShop), {"Service", "shop", "reviews"}, "stars")),
              R"(metadata: {name: stars, namespace: shop}
      hosts: ["shop/stars.shop.svc.cluster.local", "*.example.com"]
  hosts: [stars, reviews.example.com]
    - match: [{authority: {exact: "stars:80"}, gateways: [edge]}]
      route: [{destination: {host: stars, subset: v1}, weight: 90}, {destination: {host: reviews.other.svc.cluster.local}, weight: 10}]
      mirror: {host: stars.shop.svc.cluster.local, subset: v1}
  host: stars
spec: {egress: [{hosts: ["shop/stars.shop.svc.cluster.local", "./*"]}]}
  traffic: [{name: users, from: {gateway: {istio: ingressgateway}}, host: stars.shop, rate: 1}]
      calls: [{calls: [{host: stars}]}]
    - {service: stars, namespace: shop}
spec: {nodes: [{node: Service/shop/stars, x: 1, y: 2}, {node: Service/other/reviews, x: 1, y: 3}, {node: Deployment/shop/reviews-v1, x: 0, y: 0}]}
)");
}

TEST(Rename, OfAGatewayChangesEveryListThatNamesIt) {
    EXPECT_EQ(changes(designOf(kShop), rename(designOf(kShop), {"Gateway", "shop", "edge"}, "door")),
              R"(metadata: {name: door, namespace: shop}
  gateways: [door, shop/door, mesh]
    - match: [{authority: {exact: "reviews:80"}, gateways: [door]}]
  gateways: [shop/door]
)");
}

TEST(Rename, OfAVirtualServiceChangesDelegatesAndTheRolloutPlan) {
    EXPECT_EQ(changes(designOf(kShop), rename(designOf(kShop), {"VirtualService", "shop", "reviews"}, "stars")),
              R"(metadata: {name: stars, namespace: shop}   # the name stays
  http: [{route: [{destination: {host: reviews}}]}, {delegate: {name: stars, namespace: shop}}]
  rollout: {virtualService: stars, namespace: shop, stable: v1, canary: v2}
)");
}

TEST(Rename, OfAWorkloadChangesItsPodsInTheScenario) {
    EXPECT_EQ(changes(designOf(kShop), rename(designOf(kShop), {"Deployment", "shop", "reviews-v1"}, "stars-v1")),
              R"(metadata: {name: stars-v1, namespace: shop}
    - workload: stars-v1
    - {pod: stars-v1-0}
  incidents: [{type: crash, workload: stars-v1, at: 1s}]
spec: {nodes: [{node: Service/shop/reviews, x: 1, y: 2}, {node: Service/other/reviews, x: 1, y: 3}, {node: Deployment/shop/stars-v1, x: 0, y: 0}]}
)");
}

TEST(Rename, OfASubsetChangesRoutesMirrorsAndThePlanButNoLabels) {
    EXPECT_EQ(
        changes(designOf(kShop), renameSubset(designOf(kShop), {"DestinationRule", "shop", "reviews"}, "v1", "old")),
        R"(      route: [{destination: {host: reviews, subset: old}, weight: 90}, {destination: {host: reviews.other.svc.cluster.local}, weight: 10}]
      mirror: {host: reviews.shop.svc.cluster.local, subset: old}
  subsets: [{name: old, labels: {version: v1}}]
  rollout: {virtualService: reviews, namespace: shop, stable: old, canary: v2}
)");
}

TEST(Rename, OfAVersionChangesPodsAndWhatPicksThem) {
    EXPECT_EQ(changes(designOf(kShop), renameVersion(designOf(kShop), {"Service", "shop", "reviews"}, "v1", "2024.1")),
              R"(  selector: {matchLabels: {app: reviews, version: "2024.1"}}
  template: {metadata: {labels: {app: reviews, version: "2024.1"}}}
  subsets: [{name: v1, labels: {version: "2024.1"}}]
)");
}

TEST(Rename, OfAHostChangesEveryPlaceThatWritesIt) {
    EXPECT_EQ(changes(designOf(kShop), renameHost(designOf(kShop), "reviews.example.com", "stars.example.com")),
              "  hosts: [reviews, stars.example.com]\n");
}

TEST(Rename, IsRefusedWithAReason) {
    const Design design = designOf(kShop);
    const auto refused = [](const Renamed& renamed, const char* part) {
        ASSERT_FALSE(renamed.has_value());
        EXPECT_THAT(renamed.error(), testing::HasSubstr(part));
    };
    refused(rename(design, {"Service", "shop", "nobody"}, "x"), "holds no");
    refused(rename(design, {"Service", "shop", "reviews"}, "reviews"), "already");
    refused(rename(design, {"Service", "shop", "reviews"}, "No Name"), "no name");
    refused(rename(design, {"Service", "shop", "reviews"}, "a.b"), "no name");
    refused(rename(design, {"Service", "shop", "reviews"}, ""), "no name");
    refused(rename(design, {"VirtualService", "shop", "reviews"}, std::string(64, 'a')), "no name");
    refused(rename(design, {"Gateway", "shop", "edge"}, "mesh"), "sidecar");
    refused(renameSubset(design, {"DestinationRule", "shop", "reviews"}, "v9", "v8"), "no subset");
    refused(renameSubset(design, {"DestinationRule", "shop", "reviews"}, "v1", "a b"), "no subset's name");
    refused(renameVersion(design, {"Service", "shop", "reviews"}, "v9", "v8"), "no pods");
    refused(renameHost(design, "reviews.example.com", "short"), "no host name");
    refused(renameHost(design, "nowhere.example.com", "x.example.com"), "does not name");
    const Design two =
        designOf(kShop + "---\napiVersion: v1\nkind: Service\nmetadata: {name: stars, namespace: shop}\n");
    refused(rename(two, {"Service", "shop", "reviews"}, "stars"), "already has");
}

TEST(Rename, CountsWhatRefersToAnObject) {
    EXPECT_EQ(countReferences(designOf(kShop), {"Gateway", "shop", "edge"}), 4u);
    EXPECT_EQ(countReferences(designOf(kShop), {"Sidecar", "other", "default"}), 0u);
}

/// What checking says, without the names and hosts in its sentences.
std::multiset<std::string> kinds(const Design& design) {
    std::multiset<std::string> out;
    for (const auto& d : recipes::newProblems({}, design)) out.insert(d.code + " " + d.kind + " " + d.field);
    return out;
}

TEST(Rename, OfAnyObjectOfRecordedDesignsLeavesWhatCheckingSays) {
    std::size_t done = 0;
    auto files = test::recordedDesigns(40);
    for (const auto& entry : std::filesystem::directory_iterator(MESHWRIGHT_SOURCE_DIR "/resources/samples"))
        files.push_back(entry.path().string());
    for (const auto& file : files) {
        const Design design = *Design::fromPath(file);
        const auto before = kinds(design);
        std::size_t ofThis = 0;
        for (const auto& resource : design.resources()) {
            if (resource->kind == "Namespace" || ++ofThis > 12) continue;
            const auto edit = rename(design, resource->id(), "renamed-by-test");
            ASSERT_TRUE(edit.has_value()) << file << ": " << edit.error();
            const auto after = apply(design, *edit);
            // Shared by an anchor: refused as a whole.
            if (!after) continue;
            EXPECT_EQ(kinds(*after), before) << file << " " << toText(resource->id());
            EXPECT_EQ(apply(*after, inverse(design, *edit))->textOf(file), design.textOf(file));
            ++done;
        }
    }
    EXPECT_GT(done, 100u);
}

} // namespace
} // namespace meshwright::model::edit
