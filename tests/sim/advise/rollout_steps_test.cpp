// Each step of a rollout plan is judged, not only the first.
#include "sim/advise/advise.h"

#include "tests/sim/advise/proof.h"
#include "tests/sim/support/canary_shop.h"

#include <gtest/gtest.h>

namespace meshwright::sim::advise {
namespace {

using tests::countOf;
using tests::said;

std::string messageOf(const model::Diagnostics& diagnostics, const std::string& code) {
    for (const auto& d : diagnostics)
        if (d.code == code && d.message.find("of the rollout on") != std::string::npos) return d.message;
    return {};
}

TEST(AdviceOnRolloutSteps, NamesTheStepFromWhichSomethingIsWrong) {
    tests::CanaryShop shop;
    // copies of each request go to the canary from the second step on, and both versions call the same database
    shop.rollout = "{virtualService: cart, stable: stable, canary: canary, start: 5s, steps: [{weight: 10, pause: 5s}, "
                   "{weight: 0, mirror: 100, pause: 5s}, {weight: 100, pause: 5s}]}";
    shop.services = "  - {workload: cart-v1, namespace: shop, calls: [{calls: [{host: db}]}]}\n"
                    "  - {workload: cart-v2, namespace: shop, calls: [{calls: [{host: db}]}]}\n";
    std::string text = shop.text();
    text += "---\napiVersion: v1\nkind: Service\nmetadata: {name: db, namespace: shop}\nspec: {selector: {app: db}, "
            "ports: [{name: http, port: 80}]}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: db, "
            "namespace: shop}\nspec: {template: {metadata: {labels: {app: db}}}}\n";
    const auto about = advise(tests::design(text));
    const auto message = messageOf(about, "MW1106");
    EXPECT_EQ(message.rfind("From step 2 (weight 0 %, mirror 100 %) of the rollout on: ", 0), 0u) << said(about);
    // without a mirror nothing doubles the load
    shop.rollout = "{virtualService: cart, stable: stable, canary: canary, start: 5s, steps: [{weight: 10, pause: 5s}, "
                   "{weight: 100, pause: 5s}]}";
    EXPECT_EQ(messageOf(advise(shop.design()), "MW1106"), "");
}

TEST(AdviceOnRolloutSteps, FindsAVersionWithoutPodsAtTheStepThatSendsToIt) {
    tests::CanaryShop shop;
    std::string text = shop.text();
    const std::string label = "{name: canary, labels: {version: v2}}";
    text.replace(text.find(label), label.size(), "{name: canary, labels: {version: v2, app: web}}");
    const auto about = advise(tests::design(text));
    // the plan's own workloads cannot be found then, and the simulation says so; no step is judged, nothing crashes
    EXPECT_EQ(messageOf(about, "MW1008"), "") << said(about);
}

TEST(AdviceOnRolloutSteps, WantsWholePercents) {
    tests::CanaryShop shop;
    shop.rollout = "{virtualService: cart, stable: stable, canary: canary, steps: [{weight: 2.5, pause: 5s}]}";
    const auto about = advise(shop.design());
    EXPECT_EQ(countOf(about, "MW1401", "spec.rollout.steps[0].weight"), 1u) << said(about);
    shop.rollout = "{virtualService: cart, stable: stable, canary: canary, steps: [{weight: 3, pause: 5s}]}";
    EXPECT_EQ(countOf(advise(shop.design()), "MW1401", ""), 0u);
}

} // namespace
} // namespace meshwright::sim::advise
