// The same seed gives the same run, however it is driven; and no request is lost.
#include "tests/sim/support/small_mesh.h"

#include <gtest/gtest.h>
#include <thread>

namespace meshwright::sim::mesh {
namespace {

using namespace tests;
using model::Duration;

/// A mesh in which everything happens: retries, ejections, timeouts, limits, mirrors, faults, calls, incidents.
std::string busyMesh() {
    return service("client") + service("web", 3) + service("cart", 3) + deployment("cart", "v2", 2) +
           service("store", 2) +
           rule("DestinationRule", "cart",
                "{host: cart, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}], "
                "trafficPolicy: {outlierDetection: {consecutive5xxErrors: 3, interval: 1s, baseEjectionTime: 2s, "
                "maxEjectionPercent: 60}, connectionPool: {tcp: {maxConnections: 20}, http: {http1MaxPendingRequests: "
                "10, maxRetries: 3}}}}") +
           rule("VirtualService", "cart",
                "{hosts: [cart], http: [{route: [{destination: {host: cart, subset: v1}, weight: 70}, {destination: "
                "{host: cart, subset: v2}, weight: 30}], mirror: {host: store}, mirrorPercentage: {value: 20}, "
                "timeout: 200ms, retries: {attempts: 2, perTryTimeout: 60ms, retryOn: '5xx,reset'}, fault: {delay: "
                "{fixedDelay: 10ms, percentage: {value: 5}}, abort: {httpStatus: 418, percentage: {value: 2}}}}]}") +
           scenario(
               "{duration: 20s, traffic: [{name: people, from: {workload: client-v1}, host: web, rate: 150, deadline: "
               "400ms, retries: {attempts: 1, backoff: 20ms}, profile: [{at: 5s, rate: 300, ramp: true}, {at: 8s, "
               "rate: 50}]}, {name: users, from: {workload: client-v1}, host: cart, arrivals: users, users: {count: "
               "20, thinkTime: {type: exponential, mean: 200ms}}}], services: [{service: web, latency: {type: "
               "lognormal, p50: 3ms, p99: 20ms}, concurrency: 8, queue: 30, calls: [{parallel: true, calls: [{host: "
               "cart, count: 2}, {host: store, probability: 0.5, optional: true}]}]}, {service: cart, latency: "
               "{type: gamma, mean: 15ms, stddev: 10ms}, concurrency: 4, errors: {percent: 4, status: 503}}, "
               "{service: store, latency: {type: exponential, mean: 5ms}}], incidents: [{type: crash, at: 4s, "
               "lasting: 3s, pod: cart-v1-1}, {type: slow, at: 6s, lasting: 4s, workload: cart-v2, factor: 8}, "
               "{type: errors, at: 9s, lasting: 2s, service: store, errors: {percent: 50, status: 500}}, {type: "
               "scale, at: 11s, lasting: 4s, workload: cart-v2, replicas: 4}, {type: restart, at: 13s, pod: "
               "web-v1-0, lasting: 2s}, {type: outage, at: 16s, lasting: 1s, service: store}]}");
}

void expectConserved(const metrics::Totals& t, const std::string& whose) {
    EXPECT_EQ(t.arrived, t.completed + t.inFlight) << whose;
    std::uint64_t byStatus = 0;
    for (const auto& [status, n] : t.statuses) byStatus += n;
    EXPECT_EQ(byStatus, t.completed) << whose;
    EXPECT_LE(t.failed, t.completed) << whose;
}

TEST(Determinism, SteppedOrStraightGivesOneHash) {
    auto straight = simulation(busyMesh());
    straight.advanceTo(straight.horizon());
    auto stepped = simulation(busyMesh());
    for (int ms = 7; !stepped.finished(); ms += 7) stepped.advanceTo(TimePoint{} + Duration::milliseconds(ms));
    EXPECT_EQ(straight.hash(), stepped.hash());
    EXPECT_EQ(straight.snapshot().events, stepped.snapshot().events);
    auto interrupted = simulation(busyMesh());
    while (!interrupted.advanceTo(interrupted.horizon(), [] { return false; })) {
    }
    EXPECT_EQ(straight.hash(), interrupted.hash());
}

TEST(Determinism, ThreadsAndRecordingOfFlightsChangeNothing) {
    auto alone = simulation(busyMesh(), 5);
    alone.advanceTo(alone.horizon());
    std::vector<std::uint64_t> hashes(2);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < hashes.size(); ++i)
        threads.emplace_back([&hashes, i] {
            RunOptions options;
            options.recordFlights = i == 1;
            auto run = simulation(busyMesh(), 5, options);
            run.advanceTo(run.horizon());
            hashes[i] = run.hash();
        });
    for (auto& t : threads) t.join();
    EXPECT_EQ(hashes[0], alone.hash());
    EXPECT_EQ(hashes[1], alone.hash());
    auto other = simulation(busyMesh(), 6);
    other.advanceTo(other.horizon());
    EXPECT_NE(other.hash(), alone.hash());
}

TEST(Conservation, EveryRequestIsAnsweredOrUnderWay) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        auto run = simulation(busyMesh(), seed);
        for (int s = 1; s <= 20; ++s) {
            run.advanceTo(TimePoint{} + Duration::seconds(s));
            const auto shot = run.snapshot();
            expectConserved(shot.total, "total");
            for (const auto& x : shot.services) expectConserved(x.totals, x.service);
            for (const auto& x : shot.versions) expectConserved(x.totals, x.workload);
            for (const auto& x : shot.pods) expectConserved(x.totals, x.pod);
            for (const auto& x : shot.edges) expectConserved(x.totals, x.from + ">" + x.to);
        }
        EXPECT_TRUE(run.finished());
        EXPECT_EQ(run.snapshot().stopped, "");
        EXPECT_GT(run.snapshot().total.completed, 3'000u);
    }
}

TEST(Conservation, ChangingTheDesignDuringARunLosesNothing) {
    const std::string before = service("client") + service("cart", 2) + deployment("cart", "v2") +
                               rule("DestinationRule", "cart",
                                    "{host: cart, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: "
                                    "{version: v2}}]}");
    const auto split = [](int v1) {
        return rule(
            "VirtualService", "cart",
            "{hosts: [cart], http: [{route: [{destination: {host: cart, subset: v1}, weight: " + std::to_string(v1) +
                "}, {destination: {host: cart, subset: v2}, weight: " + std::to_string(100 - v1) + "}]}]}");
    };
    const std::string load =
        scenario("{duration: 20s, traffic: [{name: t, from: {workload: client-v1}, host: cart, rate: "
                 "500}], services: [{service: cart, latency: {type: exponential, mean: 20ms}}]}");
    auto run = simulation(before + split(90) + load);
    const auto ofV2 = [](const metrics::Snapshot& s) {
        for (const auto& v : s.versions)
            if (v.workload == "cart-v2") return v.totals.arrived;
        return std::uint64_t{0};
    };
    run.advanceTo(TimePoint{} + Duration::seconds(10));
    const auto half = run.snapshot();
    ASSERT_TRUE(run.reconfigure(design(before + split(50) + load)));
    run.advanceTo(TimePoint{} + Duration::seconds(20));
    const auto whole = run.snapshot();
    expectConserved(whole.total, "total");
    EXPECT_EQ(whole.configVersion, 1);
    const double first = double(ofV2(half)) / double(half.total.arrived);
    const double second = double(ofV2(whole) - ofV2(half)) / double(whole.total.arrived - half.total.arrived);
    EXPECT_NEAR(first, 0.1, 0.02);
    EXPECT_NEAR(second, 0.5, 0.03);
}

} // namespace
} // namespace meshwright::sim::mesh
