// Runs that would never end or eat the memory stop or degrade by rule, name the culprit and keep what they have.
#include "tests/sim/support/small_mesh.h"

#include <gtest/gtest.h>

namespace meshwright::sim::mesh {
namespace {

using namespace tests;
using testing::Test;

TEST(RunLimits, AnOverloadedPodFillsUpToTheCapAndIsNamed) {
    // Five times what the one place of the pod can serve, and nobody gives up.
    RunOptions options;
    options.maxInFlight = 2'000;
    const auto shot =
        ran(service("client") + service("slow") +
                scenario("{duration: 60s, traffic: [{name: t, from: {workload: client-v1}, host: slow, "
                         "rate: 500}], services: [{service: slow, latency: {mean: 10ms}, concurrency: 1}]}"),
            1, options);
    EXPECT_TRUE(shot.finished);
    EXPECT_NE(shot.stopped.find("2000 requests in flight"), std::string::npos) << shot.stopped;
    EXPECT_NE(shot.stopped.find("slow-v1-0"), std::string::npos) << shot.stopped;
    EXPECT_LT(shot.now.sinceStart().inSeconds(), 10);
    EXPECT_GT(shot.total.completed, 100u) << "what was done is kept";
    EXPECT_EQ(shot.total.arrived, shot.total.completed + shot.total.inFlight);
}

TEST(RunLimits, OverloadWithinTheCapRunsToTheEndAndShowsTheQueue) {
    const auto shot =
        ran(service("client") + service("slow") +
            scenario("{duration: 20s, traffic: [{name: t, from: {workload: client-v1}, host: slow, rate: "
                     "500}], services: [{service: slow, latency: {mean: 10ms}, concurrency: 1, queue: 50}]}"));
    EXPECT_EQ(shot.stopped, "");
    EXPECT_NEAR(double(count(shot.total.statuses, "200")), 2'000, 60) << "100 a second is all it can do";
    EXPECT_NEAR(double(shot.total.failed) / double(shot.total.completed), 0.8, 0.02);
    EXPECT_NEAR(shot.total.p99.inMilliseconds(), 510, 20) << "50 before it, and its own work";
}

TEST(RunLimits, ALoopThatTakesNoTimeIsStopped) {
    RunOptions options;
    options.maxEventsAtOneMoment = 10'000;
    const auto shot =
        ran(service("client") + service("web") +
                scenario("{duration: 10s, traffic: [{name: eager, from: {workload: client-v1}, host: web, "
                         "arrivals: users, users: {count: 3}}]}"),
            1, options);
    EXPECT_TRUE(shot.finished);
    EXPECT_NE(shot.stopped.find("time does not advance"), std::string::npos) << shot.stopped;
    EXPECT_GT(shot.total.completed, 100u);
}

TEST(RunLimits, ACycleOfCallsIsCutAtTheHopLimitAndReported) {
    auto run =
        simulation(service("client") + service("a") + service("b") +
                   scenario("{duration: 4950ms, traffic: [{name: t, from: {workload: client-v1}, host: a, arrivals: "
                            "constant, rate: 10}], services: [{service: a, calls: [{calls: [{host: b}]}]}, "
                            "{service: b, calls: [{calls: [{host: a}]}]}]}"));
    run.advanceTo(run.horizon());
    const auto shot = run.snapshot();
    EXPECT_EQ(shot.stopped, "");
    EXPECT_EQ(shot.total.arrived, 50u);
    EXPECT_EQ(shot.total.failed, shot.total.completed) << "a request that goes round fails";
    const auto causes = run.ledger().causes();
    ASSERT_FALSE(causes.empty());
    EXPECT_EQ(causes.front().what, metrics::Cause::HopLimit) << causes.front().text;
}

TEST(RunLimits, AFanOutOfAThousandRuns) {
    const auto shot =
        ran(service("client") + service("hub") + service("leaf", 4) +
            scenario("{duration: 4s, traffic: [{name: t, from: {workload: client-v1}, host: hub, arrivals: "
                     "constant, rate: 5}], services: [{service: hub, calls: [{parallel: true, calls: [{host: "
                     "leaf, count: 1000}]}]}, {service: leaf, latency: {type: exponential, mean: 2ms}}]}"));
    EXPECT_EQ(shot.stopped, "");
    EXPECT_EQ(shot.total.failed, 0u);
    for (const auto& s : shot.services) {
        if (s.service == "leaf") {
            EXPECT_EQ(s.totals.arrived, 1'000 * shot.total.arrived);
        }
    }
}

TEST(RunLimits, WhatCannotRunIsRefusedInOneSentence) {
    const std::pair<const char*, const char*> rows[] = {
        {"{traffic: []}", "traffic"},
        {"{traffic: [{name: t, host: web, rate: 1}]}", "sender"},
        {"{traffic: [{name: t, from: {workload: nobody}, host: web, rate: 1}]}", "nobody"},
        {"{traffic: [{name: t, from: {workload: client-v1}, host: web, rate: -1}]}", "rate"},
        {"{traffic: [{name: t, from: {workload: client-v1}, host: web, arrivals: users}]}", "users"},
        {"{traffic: [{name: t, from: {workload: client-v1}, host: web, arrivals: sometimes}]}", "sometimes"},
        {"{traffic: [{name: t, from: {workload: client-v1}, host: web, rate: 1}], incidents: [{type: flood}]}",
         "flood"},
        {"{traffic: [{name: t, from: {workload: client-v1}, host: web, rate: 1}], incidents: [{type: crash, pod: x}]}",
         "no pod"},
        {"{traffic: [{name: t, from: {workload: client-v1}, host: web, rate: 1}], services: [{service: web, calls: "
         "[{calls: [{host: nowhere}]}]}]}",
         "port"},
    };
    for (const auto& [spec, word] : rows) {
        const auto made = Simulation::create(design(service("client") + service("web") + scenario(spec)), {});
        ASSERT_FALSE(made) << spec;
        EXPECT_NE(made.error().front().message.find(word), std::string::npos) << made.error().front().message;
        EXPECT_EQ(made.error().front().name, "run");
        EXPECT_GT(made.error().front().position.line, 0) << spec;
    }
}

} // namespace
} // namespace meshwright::sim::mesh
