// A shop whose cart gets a new version by a rollout plan.
#pragma once

#include "model/design/design.h"

#include <string>

namespace meshwright::tests {

struct CanaryShop {
    double rate = 200;
    std::string duration = "60s";
    std::string services; ///< further entries of spec.services, two spaces in
    std::string rollout = "{virtualService: cart, stable: stable, canary: canary, start: 5s, "
                          "analysis: {minSuccess: 97, interval: 5s, minRequests: 20}, "
                          "steps: [{weight: 10, pause: 15s}, {weight: 50, pause: 15s}]}";
    int stableWeight = 100, canaryWeight = 0;

    std::string text() const {
        const auto deployment = [](const std::string& name, const std::string& labels) {
            return "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: " + name +
                   ", namespace: shop}\nspec:\n  template: {metadata: {labels: {" + labels + "}}}\n";
        };
        return "apiVersion: v1\nkind: Service\nmetadata: {name: cart, namespace: shop}\n"
               "spec: {selector: {app: cart}, ports: [{name: http, port: 80}]}\n" +
               deployment("cart-v1", "app: cart, version: v1") + deployment("cart-v2", "app: cart, version: v2") +
               deployment("web", "app: web") + R"(---
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
    - {destination: {host: cart, subset: stable}, weight: )" +
               std::to_string(stableWeight) +
               "}\n    - {destination: {host: cart, subset: canary}, weight: " + std::to_string(canaryWeight) + R"(}
    retries: {attempts: 0}
---
apiVersion: meshwright.dev/v1alpha1
kind: Scenario
metadata: {name: plan, namespace: shop}
spec:
  duration: )" +
               duration +
               "\n  traffic:\n  - {name: users, from: {workload: web, namespace: shop}, host: cart, port: 80, rate: " +
               std::to_string(rate) + "}\n  services:\n" +
               "  - {service: cart, namespace: shop, latency: {type: exponential, mean: 10ms}}\n" + services +
               "  rollout: " + rollout + "\n";
    }
    model::Design design() const { return model::Design::fromText(text(), "shop.yaml").value(); }
};

} // namespace meshwright::tests
