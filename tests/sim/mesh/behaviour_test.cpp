// What a running mesh shows of retries, timeouts, limits, ejection, mirrors and incidents.
#include "tests/sim/support/small_mesh.h"

#include <gtest/gtest.h>

namespace meshwright::sim::mesh {
namespace {

using namespace tests;

std::string load(const std::string& rest, double rate = 100, const std::string& duration = "20s") {
    return scenario("{duration: " + duration + ", traffic: [{name: t, from: {workload: client-v1}, host: web, rate: " +
                    std::to_string(rate) + "}]" + (rest.empty() ? "" : ", " + rest) + "}");
}

const metrics::PodState& pod(const metrics::Snapshot& s, const std::string& name) {
    for (const auto& p : s.pods)
        if (p.pod == name) return p;
    throw std::runtime_error(name);
}

TEST(RunningMesh, RetriesHideErrorsAndAreCounted) {
    const std::string mesh = service("client") + service("web", 2);
    const std::string errors = load("services: [{service: web, errors: {percent: 20, status: 503}}]", 500);
    const auto bare = ran(mesh +
                          rule("VirtualService", "web",
                               "{hosts: [web], http: [{route: [{destination: {host: web}}], "
                               "retries: {attempts: 0}}]}") +
                          errors);
    EXPECT_NEAR(double(bare.total.failed) / double(bare.total.completed), 0.2, 0.02);
    EXPECT_EQ(bare.total.retries, 0u);
    const auto retried = ran(mesh +
                             rule("VirtualService", "web",
                                  "{hosts: [web], http: [{route: [{destination: {host: web}}], retries: {attempts: 2, "
                                  "retryOn: 5xx}}]}") +
                             errors);
    EXPECT_NEAR(double(retried.total.failed) / double(retried.total.completed), 0.008, 0.004) << "0.2 cubed";
    EXPECT_EQ(count(retried.total.flags, "URX"), retried.total.failed);
    EXPECT_NEAR(double(retried.total.retries) / double(retried.total.completed), 0.24, 0.02) << "0.2 + 0.04";
}

TEST(RunningMesh, ARouteTimeoutEndsRequestsWhilePodsWorkOn) {
    const auto shot = ran(
        service("client") + service("web") +
        rule("VirtualService", "web", "{hosts: [web], http: [{route: [{destination: {host: web}}], timeout: 50ms}]}") +
        load("services: [{service: web, latency: {mean: 80ms}}]"));
    EXPECT_EQ(count(shot.total.flags, "UT"), shot.total.completed);
    EXPECT_NEAR(shot.total.p50.inMilliseconds(), 50, 1);
    EXPECT_NEAR(double(pod(shot, "web-v1-0").active), 8, 7) << "the program does not know that nobody waits";
}

TEST(RunningMesh, AFullPoolRefusesWithUO) {
    const auto shot = ran(service("client") + service("web") +
                          rule("DestinationRule", "web",
                               "{host: web, trafficPolicy: {connectionPool: {tcp: {maxConnections: 1}, http: "
                               "{http1MaxPendingRequests: 1}}}}") +
                          load("services: [{service: web, latency: {mean: 100ms}}]"));
    EXPECT_NEAR(double(count(shot.total.statuses, "200")), 200, 5) << "one connection, ten a second";
    EXPECT_EQ(count(shot.total.flags, "UO"), shot.total.failed);
    EXPECT_GT(shot.total.failed, 1'000u);
}

TEST(RunningMesh, LimitsHoldAtTheServersSidecarToo) {
    // Twenty clients with a sidecar each: each keeps to its own limit, and together they exceed the server's.
    const auto shot = ran(
        service("client", 20) + service("web") +
        rule("DestinationRule", "web", "{host: web, trafficPolicy: {connectionPool: {http: {http2MaxRequests: 2}}}}") +
        load("services: [{service: web, latency: {mean: 50ms}}]", 200));
    // Erlang's loss formula: two places, ten times their load, 82 % refused.
    EXPECT_NEAR(double(count(shot.total.statuses, "200")), 721, 60);
    EXPECT_GT(count(shot.total.statuses, "503"), 3'000u);
    EXPECT_LT(count(shot.total.flags, "UO"), 400u) << "most were refused by the server's side, as plain answers";
}

TEST(RunningMesh, AFailingPodIsEjectedAndComesBack) {
    const std::string mesh =
        service("client") + service("web", 4) +
        rule("DestinationRule", "web",
             "{host: web, trafficPolicy: {outlierDetection: {consecutive5xxErrors: 5, interval: 1s, "
             "baseEjectionTime: 4s, maxEjectionPercent: 50}}}");
    auto run = simulation(mesh + load("services: [{pod: web-v1-0, errors: {percent: 100, status: 500}}]", 400));
    run.advanceTo(TimePoint{} + model::Duration::seconds(3));
    auto shot = run.snapshot();
    EXPECT_TRUE(pod(shot, "web-v1-0").ejected);
    EXPECT_EQ(pod(shot, "web-v1-0").totals.arrived, 5u);
    run.advanceTo(run.horizon());
    shot = run.snapshot();
    // Back after 4 s and after 8 s more. Five errors eject it each time, but the balancer hears of that only when the
    // merge window of a second is over, which the return began: about a hundred requests each time.
    EXPECT_NEAR(double(pod(shot, "web-v1-0").totals.arrived), 5 + 2 * 105, 40);
    EXPECT_FALSE(pod(shot, "web-v1-1").ejected);
}

TEST(RunningMesh, MirroredCopiesAreSeenAndChangeNothing) {
    const auto shot =
        ran(service("client") + service("web") + service("shadow") +
            rule("VirtualService", "web",
                 "{hosts: [web], http: [{route: [{destination: {host: web}}], mirror: {host: shadow}, "
                 "mirrorPercentage: {value: 50}}]}") +
            load("services: [{service: shadow, latency: {mean: 300ms}, errors: {percent: 100}}, {service: "
                 "web, latency: {mean: 10ms}}]"));
    EXPECT_EQ(shot.total.failed, 0u);
    EXPECT_NEAR(shot.total.p99.inMilliseconds(), 10, 1);
    const auto& copies = pod(shot, "shadow-v1-0").totals;
    EXPECT_NEAR(double(copies.arrived) / double(shot.total.arrived), 0.5, 0.05);
    EXPECT_EQ(copies.mirrored, copies.completed);
}

TEST(RunningMesh, ACrashedPodRefusesUntilItIsBack) {
    const std::string mesh =
        service("client") + service("web", 2) +
        rule("VirtualService", "web",
             "{hosts: [web], http: [{route: [{destination: {host: web}}], retries: {attempts: 0}}]}");
    auto run =
        simulation(mesh + load("services: [{service: web, latency: {mean: 20ms}}], incidents: [{type: crash, at: "
                               "5s, lasting: 5s, pod: web-v1-1}]",
                               200));
    run.advanceTo(TimePoint{} + model::Duration::seconds(5));
    EXPECT_LE(run.snapshot().total.failed, 6u) << "what ran there lost its connection";
    run.advanceTo(TimePoint{} + model::Duration::seconds(10));
    const auto during = run.snapshot();
    EXPECT_TRUE(pod(during, "web-v1-1").down || during.total.failed > 0);
    EXPECT_GT(count(during.total.flags, "UF"), 300u);
    run.advanceTo(run.horizon());
    EXPECT_EQ(run.snapshot().total.failed, during.total.failed);
    const auto causes = run.ledger().causes();
    ASSERT_FALSE(causes.empty());
    EXPECT_EQ(causes.front().text, "web-v1-1 refused the connection (outbound|80||web.default.svc.cluster.local)");
}

TEST(RunningMesh, ScalingAddsPodsThatTakeTheirShare) {
    const auto shot =
        ran(service("client") + service("web") +
            load("services: [{service: web, latency: {mean: 5ms}, concurrency: 1, queue: 20}], incidents: "
                 "[{type: scale, at: 5s, workload: web-v1, replicas: 4}]",
                 400));
    EXPECT_EQ(shot.pods.size(), 5u);
    EXPECT_GT(pod(shot, "web-v1-3").totals.arrived, 1'000u);
    EXPECT_EQ(shot.configVersion, 1);
    EXPECT_LT(shot.series.front().points[18].p99, shot.series.front().points[3].p99);
}

TEST(RunningMesh, AnAppliedDocumentIsARealChangeOfRules) {
    const auto shot = ran(service("client") + service("web") +
                          load("incidents: [{type: apply, at: 10s, patch: '{apiVersion: networking.istio.io/v1, kind: "
                               "VirtualService, metadata: {name: web, namespace: default}, spec: {hosts: [web], http: "
                               "[{directResponse: {status: 418}}]}}'}]"));
    EXPECT_NEAR(double(count(shot.total.statuses, "418")), double(count(shot.total.statuses, "200")), 150);
    EXPECT_GT(count(shot.total.statuses, "418"), 800u);
}

TEST(RunningMesh, AClientGivesUpAndTriesAgain) {
    const auto shot =
        ran(service("client") + service("web") +
            scenario("{duration: 20s, traffic: [{name: t, from: {workload: client-v1}, host: web, rate: 50, "
                     "deadline: 30ms, retries: {attempts: 2, backoff: 10ms}}], services: [{service: web, "
                     "latency: {mean: 100ms}}]}"));
    EXPECT_EQ(count(shot.total.statuses, "0"), shot.total.completed);
    EXPECT_EQ(count(shot.total.flags, "DC"), shot.total.completed);
    EXPECT_NEAR(double(shot.total.tries) / double(shot.total.completed), 3, 0.05);
    EXPECT_NEAR(shot.total.p50.inMilliseconds(), 120, 2) << "three times 30 ms, waits of 10 and 20 ms";
}

TEST(RunningMesh, UsersThinkBetweenTheirRequests) {
    const auto shot =
        ran(service("client") + service("web") +
            scenario("{duration: 100s, traffic: [{name: t, from: {workload: client-v1}, host: web, arrivals: "
                     "users, users: {count: 10, thinkTime: {mean: 900ms}}}], services: [{service: web, "
                     "latency: {mean: 100ms}}]}"));
    EXPECT_NEAR(double(shot.total.completed), 990, 15) << "each user asks once a second";
}

TEST(RunningMesh, SessionsStayWithTheirPod) {
    const auto shot =
        ran(service("client") + service("web", 4) +
            rule("DestinationRule", "web",
                 "{host: web, trafficPolicy: {loadBalancer: {consistentHash: {httpHeaderName: x-user}}}}") +
            scenario("{duration: 20s, traffic: [{name: t, from: {workload: client-v1}, host: web, rate: 100, "
                     "sessions: {count: 1, header: x-user}}]}"));
    int asked = 0;
    for (const auto& p : shot.pods) asked += p.service == "web" && p.totals.arrived > 0 ? 1 : 0;
    EXPECT_EQ(asked, 1);
}

} // namespace
} // namespace meshwright::sim::mesh
