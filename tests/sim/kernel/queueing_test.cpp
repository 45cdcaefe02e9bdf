// Stations against the closed forms of queueing theory, inside a 99 % interval, on fixed seeds. Times in seconds; the
// mean service is 1.
#include "sim/study/interval.h"
#include "tests/sim/support/golden.h"
#include "tests/sim/support/station.h"

#include <cmath>
#include <gtest/gtest.h>

namespace meshwright::tests {
namespace {

using model::Duration;
using model::scenario::TimeDistribution;
using sim::study::Interval;

constexpr double confidence = 0.99;
constexpr std::uint64_t warmUp = 20'000, customers = 1'020'000;

TimeSampler sampler(const TimeDistribution& d) {
    return TimeSampler::compile(d, "service").value();
}
TimeSampler poisson(double rate) {
    return TimeSampler::exponential(Duration{static_cast<std::int64_t>(std::llround(1e9 / rate))});
}

/// The mean wait in the queue with its interval (30 batches).
Interval waitOf(const StationSetup& setup, std::uint64_t seed) {
    std::vector<double> waits;
    waits.reserve(setup.customers);
    Station station(setup, seed);
    station.run([&](double wait) { waits.push_back(wait); });
    return sim::study::batchMeans(std::span(waits).subspan(warmUp), 30, confidence);
}

/// Erlang's probability of waiting with c servers and an offered load of a.
double erlangC(std::uint32_t c, double a) {
    double blocking = 1; // Erlang B by recursion
    for (std::uint32_t k = 1; k <= c; ++k) blocking = a * blocking / (k + a * blocking);
    return c * blocking / (c - a * (1 - blocking));
}

void expectHolds(const Interval& interval, double expected) {
    EXPECT_LE(interval.low, expected);
    EXPECT_GE(interval.high, expected);
    EXPECT_LT(interval.halfWidth(), 0.12 * expected) << "too wide to say anything";
}

TEST(Queueing, MM1WaitsAsItsFormulaSays) {
    for (const double rho : {0.3, 0.7, 0.85}) {
        const StationSetup setup{poisson(rho), poisson(1), 1, ~0ull, customers};
        expectHolds(waitOf(setup, 1), rho / (1 - rho));
    }
}

TEST(Queueing, MMcWaitsAsErlangSays) {
    for (const std::uint32_t c : {2u, 4u, 16u}) {
        const double a = 0.8 * c;
        const StationSetup setup{poisson(a), poisson(1), c, ~0ull, customers};
        expectHolds(waitOf(setup, 2), erlangC(c, a) / (c - a));
    }
}

TEST(Queueing, MD1WaitsHalfAsLongAsMM1) {
    for (const double rho : {0.5, 0.8}) {
        const StationSetup setup{poisson(rho), sampler({.mean = Duration::seconds(1)}), 1, ~0ull, customers};
        expectHolds(waitOf(setup, 3), rho / (2 * (1 - rho)));
    }
}

// Pollaczek and Khinchine: rho (1 + cv²) / (2 (1 − rho)).
TEST(Queueing, MG1WaitsAsPollaczekAndKhinchineSay) {
    struct Case {
        TimeDistribution service;
        double squaredCv;
    };
    const auto second = Duration::seconds(1);
    const Case cases[] = {
        {{.type = "lognormal", .mean = second, .stddev = Duration::milliseconds(1'200)}, 1.44},
        {{.type = "gamma", .mean = second, .shape = 0.5}, 2},
        {{.type = "gamma", .mean = second, .shape = 4.0}, 0.25},
        {{.type = "uniform", .min = Duration{}, .max = Duration::seconds(2)}, 1.0 / 3},
        {{.type = "empirical",
          .values = {Duration::milliseconds(500), Duration::milliseconds(5'500)},
          .weights = {9, 1}},
         2.25},
    };
    for (const Case& c : cases) {
        const StationSetup setup{poisson(0.6), sampler(c.service), 1, ~0ull, customers};
        expectHolds(waitOf(setup, 4), 0.6 * (1 + c.squaredCv) / (2 * 0.4));
    }
}

// P(n) = P(0) aⁿ/n! up to c, then a factor a/c each; the last one is the share refused.
TEST(Queueing, MMcKRefusesAsItsFormulaSays) {
    struct Case {
        std::uint32_t c;
        std::uint64_t room;
        double a;
    };
    for (const Case& k : {Case{1, 5, 0.9}, Case{3, 3, 2.0}, Case{4, 10, 6.0}, Case{1, 1, 0.5}}) {
        double weight = 1, sum = 1, last = 1, queued = 0;
        for (std::uint64_t n = 1; n <= k.room; ++n) {
            weight *= k.a / static_cast<double>(std::min<std::uint64_t>(n, k.c));
            sum += weight;
            last = weight;
            if (n > k.c) queued += weight * static_cast<double>(n - k.c);
        }
        const double refused = last / sum;
        std::vector<double> shares, waits;
        for (std::uint64_t seed = 0; seed < 30; ++seed) {
            Station station({poisson(k.a), poisson(1), k.c, k.room, 40'000}, seed);
            const StationResult result = station.run();
            EXPECT_EQ(result.arrived, result.begun + result.refused);
            shares.push_back(result.refusedShare());
            waits.push_back(result.meanWait());
        }
        expectHolds(sim::study::meanInterval(shares, confidence), refused);
        if (k.room > k.c) {
            expectHolds(sim::study::meanInterval(waits, confidence), queued / sum / (k.a * (1 - refused))); // Little
        }
    }
}

TEST(Queueing, RunsAreTheSameForever) {
    RunHash hash;
    for (const std::uint32_t servers : {1u, 7u}) {
        Station station(
            {poisson(0.9 * servers),
             sampler({.type = "lognormal", .p50 = Duration::milliseconds(700), .p99 = Duration::seconds(4)}), servers,
             200, 20'000},
            5);
        const auto result = station.run([&](double wait) { hash.add(wait); });
        hash.add(result.events);
        hash.add(result.refused);
    }
    expectGolden("kernel", "stations", hash.value());
}

} // namespace
} // namespace meshwright::tests
