#include "sim/study/bad_canary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace meshwright::sim::study {
namespace {

using mesh::canaryWorkloads;
using mesh::findScenario;
using mesh::WorkloadRef;
using testing::ElementsAre;
using testing::HasSubstr;

const char* const shop = R"(apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec: {selector: {app: cart}, ports: [{name: http, port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart-v1, namespace: shop}
spec:
  template: {metadata: {labels: {app: cart, version: v1}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart-v2, namespace: shop}
spec:
  template: {metadata: {labels: {app: cart, version: v2}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: other-v2, namespace: shop}
spec:
  template: {metadata: {labels: {app: other, version: v2}}}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: cart, namespace: shop}
spec:
  host: cart
  subsets:
  - {name: stable, labels: {version: v1}}
  - {name: canary, labels: {version: v2}}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: cart, namespace: shop}
spec:
  hosts: [cart]
  http:
  - route:
    - {destination: {host: cart, subset: stable}, weight: 100}
    - {destination: {host: cart, subset: canary}, weight: 0}
---
apiVersion: meshwright.dev/v1alpha1
kind: Scenario
metadata: {name: plan, namespace: shop}
spec:
  traffic:
  - {name: users, from: {workload: cart-v1, namespace: shop}, host: cart, rate: 10}
  rollout: {virtualService: cart, stable: stable, canary: canary}
)";

model::Design designWith(const std::string& from = "", const std::string& to = "") {
    std::string text = shop;
    if (!from.empty()) text.replace(text.find(from), from.size(), to);
    return model::Design::fromText(text, "shop.yaml").value();
}

TEST(CanaryWorkloads, AreTheDeploymentsThatServiceAndSubsetSelect) {
    const auto design = designWith();
    const auto workloads = canaryWorkloads(design, *findScenario(design, ""));
    ASSERT_TRUE(workloads.has_value());
    EXPECT_THAT(*workloads, ElementsAre(WorkloadRef{"shop", "cart-v2"}));
}

TEST(CanaryWorkloads, SayWhatIsMissing) {
    const auto messageOf = [](const model::Design& design) {
        const auto workloads = canaryWorkloads(design, *findScenario(design, "plan"));
        return workloads ? std::string() : workloads.error().front().message;
    };
    EXPECT_THAT(messageOf(designWith("virtualService: cart,", "virtualService: carts,")),
                HasSubstr("\"carts\" does not exist"));
    EXPECT_THAT(messageOf(designWith("canary: canary}", "canary: next}")), HasSubstr("\"stable\" and \"next\""));
    EXPECT_THAT(messageOf(designWith("{name: canary, labels", "{name: next, labels")),
                HasSubstr("No DestinationRule defines the subset \"canary\""));
    EXPECT_THAT(messageOf(designWith("{name: canary, labels: {version: v2}}", "{name: canary, labels: {version: v9}}")),
                HasSubstr("selects no Deployment's pods"));
    EXPECT_THAT(messageOf(designWith("  rollout: {virtualService: cart, stable: stable, canary: canary}\n", "")),
                HasSubstr("has no rollout"));
}

TEST(DegradeCanary, AddsIncidentsToItsWorkloadsFromTheStart) {
    const auto design = designWith();
    const auto bad = degradeCanary(design, *findScenario(design, ""), {.errors = {7.5}, .status = 503, .slow = 3});
    ASSERT_TRUE(bad.has_value()) << bad.error().front().message;
    const auto& incidents = findScenario(*bad, "plan")->as<model::scenario::Scenario>()->incidents;
    ASSERT_EQ(incidents.size(), 2u);
    EXPECT_EQ(incidents[0].type, "errors");
    EXPECT_EQ(incidents[0].workload, "cart-v2");
    EXPECT_EQ(incidents[0].ns, "shop");
    EXPECT_EQ(incidents[0].at, model::Duration{});
    EXPECT_EQ(incidents[0].errors->percent.value, 7.5);
    EXPECT_EQ(incidents[0].errors->status, 503);
    EXPECT_EQ(incidents[1].type, "slow");
    EXPECT_EQ(incidents[1].factor, 3);
    EXPECT_TRUE(findScenario(design, "plan")->as<model::scenario::Scenario>()->incidents.empty());
}

} // namespace
} // namespace meshwright::sim::study
