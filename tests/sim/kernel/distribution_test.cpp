#include "sim/kernel/distribution.h"

#include "tests/sim/support/golden.h"

#include <algorithm>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace meshwright::sim::kernel {
namespace {

using model::scenario::TimeDistribution;
using testing::HasSubstr;

constexpr Duration ms(std::int64_t n) {
    return Duration::milliseconds(n);
}

struct Moments {
    double mean = 0, deviation = 0;
    std::vector<double> sorted;
    double quantile(double p) const { return sorted[static_cast<std::size_t>(p * static_cast<double>(sorted.size()))]; }
};

/// Of `n` draws, in milliseconds.
Moments momentsOf(const TimeDistribution& d, int n = 200'000, std::uint64_t seed = 11) {
    const auto sampler = TimeSampler::compile(d, "latency");
    EXPECT_TRUE(sampler.has_value());
    RandomStream random(seed);
    Moments m;
    double squares = 0;
    for (int i = 0; i < n; ++i) {
        const double x = sampler->draw(random).inMilliseconds();
        m.mean += x;
        squares += x * x;
        m.sorted.push_back(x);
    }
    m.mean /= n;
    m.deviation = std::sqrt(squares / n - m.mean * m.mean);
    std::sort(m.sorted.begin(), m.sorted.end());
    return m;
}

TEST(TimeSampler, DeterministicIsAlwaysItsMean) {
    const auto sampler = TimeSampler::compile({.type = "", .mean = ms(7)}, "latency");
    RandomStream random(1);
    for (int i = 0; i < 10; ++i) EXPECT_EQ(sampler->draw(random), ms(7));
}

// Expected: mean and deviation by the distribution's formula; tolerance 4 standard errors or so of 200,000 draws.
TEST(TimeSampler, HasTheMomentsOfItsDistribution) {
    struct Case {
        const char* what;
        TimeDistribution d;
        double mean, deviation;
    };
    const Case cases[] = {
        {"exponential", {.type = "exponential", .mean = ms(10)}, 10, 10},
        {"lognormal", {.type = "lognormal", .mean = ms(10), .stddev = ms(5)}, 10, 5},
        {"gamma by deviation", {.type = "gamma", .mean = ms(10), .stddev = ms(5)}, 10, 5},
        {"gamma by shape", {.type = "gamma", .mean = ms(12), .shape = 9.0}, 12, 4},
        {"gamma with a shape below 1", {.type = "gamma", .mean = ms(10), .shape = 0.25}, 10, 20},
        {"uniform", {.type = "uniform", .min = ms(4), .max = ms(16)}, 10, 12 / std::sqrt(12.0)},
        {"empirical", {.type = "empirical", .values = {ms(5), ms(15)}}, 10, 5},
        {"empirical by weight",
         {.type = "empirical", .values = {ms(0), ms(10), ms(40)}, .weights = {1, 2, 1}},
         15,
         std::sqrt(225.0)},
    };
    for (const Case& c : cases) {
        const Moments m = momentsOf(c.d);
        EXPECT_NEAR(m.mean, c.mean, 4 * c.deviation / std::sqrt(200'000.0)) << c.what;
        EXPECT_NEAR(m.deviation, c.deviation, 0.03 * c.deviation) << c.what;
        EXPECT_NEAR(TimeSampler::compile(c.d, "x")->mean(), c.mean * 1e6, 1) << c.what;
    }
}

TEST(TimeSampler, LognormalMeetsItsMedianAndItsNinetyNinth) {
    const Moments m = momentsOf({.type = "lognormal", .p50 = ms(20), .p99 = ms(200)});
    EXPECT_NEAR(m.quantile(0.5), 20, 0.3);
    EXPECT_NEAR(m.quantile(0.99), 200, 8);
}

TEST(TimeSampler, EmpiricalKeepsItsWeights) {
    const Moments m =
        momentsOf({.type = "empirical", .values = {ms(1), ms(2), ms(3), ms(4)}, .weights = {0, 70, 5, 25}}, 100'000);
    const auto share = [&](double x) {
        return static_cast<double>(std::count(m.sorted.begin(), m.sorted.end(), x)) / 100'000;
    };
    EXPECT_EQ(share(1), 0);
    EXPECT_NEAR(share(2), 0.70, 0.005);
    EXPECT_NEAR(share(3), 0.05, 0.003);
    EXPECT_NEAR(share(4), 0.25, 0.005);
}

TEST(TimeSampler, MinAndMaxCutTheDraw) {
    const Moments m = momentsOf({.type = "exponential", .mean = ms(10), .min = ms(2), .max = ms(30)}, 50'000);
    EXPECT_EQ(m.sorted.front(), 2);
    EXPECT_EQ(m.sorted.back(), 30);
}

TEST(TimeSampler, CutsDrawsThatNoClockCouldHold) {
    const auto sampler = TimeSampler::compile(
        {.type = "lognormal", .mean = Duration::seconds(1'000'000'000), .stddev = Duration{1LL << 62}}, "latency");
    RandomStream random(1);
    for (int i = 0; i < 10'000; ++i) {
        const auto t = sampler->draw(random).ns;
        ASSERT_TRUE(t >= 0 && t <= 1'000'000'000'000'000'000);
    }
}

TEST(TimeSampler, ZeroIsAllowed) {
    RandomStream random(1);
    for (const char* type : {"deterministic", "exponential"}) {
        EXPECT_EQ(TimeSampler::compile({.type = type, .mean = Duration{}}, "x")->draw(random).ns, 0) << type;
    }
    for (const char* type : {"lognormal", "gamma"}) {
        EXPECT_EQ(TimeSampler::compile({.type = type, .mean = ms(3), .stddev = Duration{}}, "x")->draw(random), ms(3))
            << type;
    }
}

TEST(TimeSampler, RefusesWhatHasNoMeaning) {
    struct Case {
        TimeDistribution d;
        const char* says;
    };
    const Case cases[] = {
        {{.type = "pareto", .mean = ms(1)}, "latency.type is \"pareto\""},
        {{.type = "exponential"}, "latency.mean is missing"},
        {{.type = "exponential", .mean = Duration{-1}}, "latency.mean is negative"},
        {{.type = "lognormal", .mean = ms(1), .stddev = Duration{-1}}, "latency.stddev is negative"},
        {{.type = "lognormal", .p50 = ms(5)}, "latency.p99 is missing"},
        {{.type = "lognormal", .p50 = ms(5), .p99 = ms(4)}, "latency.p99 is less than p50"},
        {{.type = "lognormal", .p50 = ms(0), .p99 = ms(4)}, "latency.p50 is 0"},
        {{.type = "lognormal", .mean = ms(5), .p50 = ms(5), .p99 = ms(9)}, "give one of the pairs"},
        {{.type = "gamma", .mean = ms(5)}, "latency.shape is missing"},
        {{.type = "gamma", .mean = ms(5), .shape = 0.0}, "latency.shape must be above 0"},
        {{.type = "gamma", .mean = ms(5), .shape = NAN}, "latency.shape must be above 0"},
        {{.type = "gamma", .mean = ms(5), .shape = INFINITY}, "latency.shape must be above 0"},
        {{.type = "uniform", .min = ms(2), .max = ms(1)}, "latency.min is greater than max"},
        {{.type = "uniform", .max = ms(1)}, "latency.min is missing"},
        {{.type = "exponential", .mean = ms(5), .min = ms(9), .max = ms(1)}, "latency.min is greater than max"},
        {{.type = "empirical"}, "latency.values is empty"},
        {{.type = "empirical", .values = {ms(1), Duration{-5}}}, "negative duration"},
        {{.type = "empirical", .values = {ms(1)}, .weights = {1, 2}}, "2 entries for 1 values"},
        {{.type = "empirical", .values = {ms(1)}, .weights = {0}}, "are all 0"},
        {{.type = "empirical", .values = {ms(1)}, .weights = {NAN}}, "not between 0"},
        {{.type = "empirical", .values = {ms(1)}, .weights = {-1}}, "not between 0"},
    };
    for (const Case& c : cases) {
        const auto sampler = TimeSampler::compile(c.d, "latency");
        ASSERT_FALSE(sampler.has_value()) << c.says;
        EXPECT_THAT(sampler.error().front().message, HasSubstr(c.says));
        EXPECT_EQ(sampler.error().front().severity, model::Severity::Error);
    }
}

TEST(TimeSampler, DrawsTheSameForever) {
    const TimeDistribution all[] = {{.type = "exponential", .mean = ms(10)},
                                    {.type = "lognormal", .p50 = ms(10), .p99 = ms(90)},
                                    {.type = "gamma", .mean = ms(10), .shape = 0.7},
                                    {.type = "uniform", .min = ms(1), .max = ms(9)},
                                    {.type = "empirical", .values = {ms(1), ms(2), ms(3)}, .weights = {1, 2, 4}}};
    tests::RunHash hash;
    for (const auto& d : all) {
        const auto sampler = TimeSampler::compile(d, "x");
        RandomStream random(77);
        for (int i = 0; i < 5'000; ++i) hash.add(sampler->draw(random).ns);
    }
    tests::expectGolden("kernel", "distributions", hash.value());
}

} // namespace
} // namespace meshwright::sim::kernel
