// The whole mesh with one pod is a queueing station: its latencies against the closed forms, inside a 99 % interval
// over replications. Times in ms; the mean service is 10 ms.
#include "sim/study/replicate.h"
#include "tests/sim/support/one_pod.h"

#include <gtest/gtest.h>

namespace meshwright::sim::study {
namespace {

constexpr double service = 10;

Study study(const tests::OnePod& pod) {
    StudyOptions options;
    options.runs = 12;
    options.confidence = 0.99;
    auto result = replicate(pod.design(), options);
    EXPECT_TRUE(result.has_value());
    for (const auto& run : result->runs) EXPECT_EQ(run.stopped, "");
    return std::move(*result);
}

void expectMean(const tests::OnePod& pod, double expected) {
    const Study s = study(pod);
    const Interval& mean = s.find("total/mean_ms")->interval;
    EXPECT_LE(mean.low, expected);
    EXPECT_GE(mean.high, expected);
    EXPECT_LT(mean.halfWidth(), 0.1 * expected) << "too wide to say anything";
}

tests::OnePod pod(double rate, const std::string& latency, const std::string& behaviour) {
    tests::OnePod p;
    p.arrivals = "rate: " + std::to_string(rate);
    p.latency = latency;
    p.behaviour = behaviour;
    p.duration = "200s";
    return p;
}

TEST(SimulatedQueue, MM1) {
    expectMean(pod(70, "{type: exponential, mean: 10ms}", "concurrency: 1"), service / 0.3);
}

// Erlang C for 4 servers and an offered load of 3.2: 0.5964; wait = C × service / (4 − 3.2).
TEST(SimulatedQueue, MMc) {
    expectMean(pod(320, "{type: exponential, mean: 10ms}", "concurrency: 4"), service + 0.59643 * service / 0.8);
}

TEST(SimulatedQueue, MD1) {
    expectMean(pod(80, "{type: deterministic, mean: 10ms}", "concurrency: 1"), service + 0.8 * service / (2 * 0.2));
}

// Pollaczek and Khinchine with a squared variation of 0.25.
TEST(SimulatedQueue, MG1) {
    expectMean(pod(80, "{type: gamma, mean: 10ms, shape: 4}", "concurrency: 1"),
               service + 0.8 * service * 1.25 / (2 * 0.2));
}

// No queue: a full pod answers 503. Erlang B for 3 servers and an offered load of 2: (8/6) / (1 + 2 + 2 + 8/6) = 4/19.
TEST(SimulatedQueue, MMcK) {
    const Study s = study(pod(200, "{type: exponential, mean: 10ms}", "concurrency: 3, queue: 0"));
    const Interval& success = s.find("total/success_percent")->interval;
    EXPECT_TRUE(success.contains(100 * (1 - 4.0 / 19))) << success.low << " … " << success.high;
    EXPECT_LT(success.halfWidth(), 1);
}

} // namespace
} // namespace meshwright::sim::study
