// Localities, priorities and warm-up as a run shows them.
#include "tests/sim/support/small_mesh.h"

#include <gtest/gtest.h>

namespace meshwright::tests {
namespace {

std::string inZone(std::string text, const std::string& region, const std::string& zone) {
    const std::string labels = "labels: {";
    return text.replace(text.find(labels), labels.size(),
                        "labels: {topology.kubernetes.io/region: " + region + ", topology.kubernetes.io/zone: " + zone +
                            ", ");
}

/// Two pods beside the client and two in another region.
std::string mesh(const std::string& policy, const std::string& run) {
    return inZone(service("client"), "east", "a") + inZone(service("web", 2, "near"), "east", "a") +
           inZone(deployment("web", "far", 2), "west", "b") +
           rule("DestinationRule", "web", "{host: web, trafficPolicy: " + policy + "}") +
           scenario("{duration: 20s, traffic: [{name: load, from: {workload: client-v1}, host: web, rate: 200}], " +
                    run + "}");
}

double share(const sim::metrics::Snapshot& shot, const std::string& workload) {
    for (const auto& v : shot.versions)
        if (v.workload == workload)
            return static_cast<double>(v.totals.arrived) / static_cast<double>(shot.total.tries);
    return 0;
}

const std::string ejection = "outlierDetection: {consecutive5xxErrors: 3, interval: 1s, baseEjectionTime: 60s, "
                             "maxEjectionPercent: 100}";

TEST(Locality, StaysNearWhileAllIsWell) {
    const auto shot = ran(mesh("{" + ejection + "}", "services: [{service: web, latency: {mean: 2ms}}]"));
    EXPECT_EQ(share(shot, "web-near"), 1);
}

TEST(Locality, WithoutOutlierDetectionThereIsNoFailover) {
    const auto shot =
        ran(mesh("{loadBalancer: {simple: LEAST_REQUEST}}", "services: [{service: web, latency: {mean: 2ms}}]"));
    EXPECT_NEAR(share(shot, "web-far"), 0.5, 0.03);
}

TEST(Locality, SpillsOverByTheRuleOf140AsPodsAreEjected) {
    // One of two near pods fails: it is ejected, and floor(140 × 1/2) = 70 % stay near.
    const auto shot =
        ran(mesh("{" + ejection + "}", "services: [{service: web, latency: {mean: 2ms}}, {pod: web-near-0, "
                                       "latency: {mean: 2ms}, errors: {percent: 100, status: 503}}]"));
    EXPECT_NEAR(share(shot, "web-near"), 0.7, 0.03);
    EXPECT_NEAR(share(shot, "web-far"), 0.3, 0.03);
}

TEST(Locality, FailsOverWhereAllNearPodsAreEjected) {
    const auto shot =
        ran(mesh("{" + ejection + "}", "services: [{service: web, latency: {mean: 2ms}}, {workload: web-near, "
                                       "errors: {percent: 100, status: 503}}]"));
    EXPECT_GT(share(shot, "web-far"), 0.9);
    EXPECT_LT(shot.total.failed, 250u) << "until the second ejection has reached the balancer";
}

TEST(Locality, DistributesByWeight) {
    const auto shot = ran(mesh("{loadBalancer: {localityLbSetting: {enabled: true, distribute: [{from: east/*, to: "
                               "{\"east/*\": 80, \"west/*\": 20}}]}}, " +
                                   ejection + "}",
                               "services: [{service: web, latency: {mean: 2ms}}]"));
    EXPECT_NEAR(share(shot, "web-near"), 0.8, 0.02);
    EXPECT_NEAR(share(shot, "web-far"), 0.2, 0.02);
}

TEST(Locality, ARetryMayLeaveForRemoteOnes) {
    // Every near pod fails and nothing is ejected: only retries that avoid tried priorities reach the other region.
    const auto with = [](bool remote) {
        return ran(
            mesh("{outlierDetection: {consecutive5xxErrors: 100000, interval: 100s}}",
                 "services: [{service: web, latency: {mean: 2ms}}, {workload: web-near, errors: {percent: 100, "
                 "status: 503}}]") +
            rule("VirtualService", "web",
                 std::string("{hosts: [web], http: [{route: [{destination: {host: web}}], retries: {attempts: 3, "
                             "retryOn: 5xx, retryRemoteLocalities: ") +
                     (remote ? "true" : "false") + "}}]}"));
    };
    const auto stays = with(false);
    EXPECT_EQ(stays.total.failed, stays.total.completed);
    const auto leaves = with(true);
    EXPECT_EQ(leaves.total.failed, 0u);
    EXPECT_NEAR(static_cast<double>(leaves.total.retries) / static_cast<double>(leaves.total.completed), 2, 0.01)
        << "the priorities are looked at again after every second attempt";
}

TEST(WarmUp, ANewPodTakesItsShareSlowly) {
    const auto early = [](const std::string& policy) {
        auto run =
            simulation(service("client") + service("web") +
                       rule("DestinationRule", "web", "{host: web, trafficPolicy: {loadBalancer: " + policy + "}}") +
                       scenario("{duration: 60s, traffic: [{name: load, from: {workload: client-v1}, host: web, rate: "
                                "200, arrivals: constant}], services: [{service: web, latency: {mean: 1ms}}], "
                                "incidents: [{type: scale, at: 10s, workload: web-v1, replicas: 2}]}"));
        run.advanceTo(model::TimePoint{} + model::Duration::seconds(20));
        for (const auto& pod : run.snapshot().pods)
            if (pod.pod == "web-v1-1") return static_cast<double>(pod.totals.arrived) / 2'000;
        return -1.0;
    };
    EXPECT_NEAR(early("{simple: ROUND_ROBIN}"), 0.5, 0.01);
    // Its weight grows from 10 % to a third over ten of thirty seconds: shares of w / (1 + w).
    EXPECT_NEAR(early("{simple: ROUND_ROBIN, warmupDurationSecs: 30s}"), 0.155, 0.03);
}

} // namespace
} // namespace meshwright::tests
