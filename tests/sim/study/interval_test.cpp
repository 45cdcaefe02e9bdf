#include "sim/study/interval.h"

#include "sim/kernel/random.h"
#include "sim/study/parallel.h"
#include "tests/sim/support/station.h"

#include <atomic>
#include <cmath>
#include <gtest/gtest.h>
#include <stdexcept>

namespace meshwright::sim::study {
namespace {

// Tables of Student's distribution, ten digits.
TEST(StudentQuantile, MatchesTheTables) {
    struct Case {
        double p;
        std::uint64_t degrees;
        double t;
    };
    const Case cases[] = {{0.975, 1, 12.7062047362},  {0.975, 2, 4.3026527297},  {0.975, 3, 3.1824463053},
                          {0.975, 9, 2.2621571628},   {0.975, 10, 2.2281388520}, {0.995, 19, 2.8609346065},
                          {0.975, 29, 2.0452296421},  {0.95, 30, 1.6972608866},  {0.975, 100, 1.9839715185},
                          {0.995, 999, 2.5807596372}, {0.9, 5, 1.4758840488}};
    for (const Case& c : cases) EXPECT_NEAR(studentQuantile(c.p, c.degrees), c.t, 2e-9) << c.p << " " << c.degrees;
    EXPECT_EQ(studentQuantile(0.5, 7), 0);
    EXPECT_DOUBLE_EQ(studentQuantile(0.025, 9), -studentQuantile(0.975, 9));
    EXPECT_TRUE(std::isnan(studentQuantile(1, 9)));
    EXPECT_TRUE(std::isnan(studentQuantile(0.9, 0)));
}

TEST(StudentQuantile, JoinsItsTwoMethodsWithoutAStep) {
    const double before = studentQuantile(0.975, 400), after = studentQuantile(0.975, 401);
    EXPECT_NEAR(before - after, 1.48e-5, 1e-7); // the slope (z³ + z) / 4ν²
    EXPECT_GT(after, 1.959963984540);
}

TEST(MeanInterval, IsByHand) {
    const std::vector<double> samples = {4, 6, 5, 5}; // mean 5, deviation √(2/3), t(0.975, 3) = 3.18245
    const Interval i = meanInterval(samples);
    EXPECT_EQ(i.mean, 5);
    EXPECT_NEAR(i.halfWidth(), 3.1824463053 * std::sqrt(2.0 / 3) / 2, 1e-9);
    EXPECT_EQ(i.samples, 4u);
    EXPECT_TRUE(i.contains(5));
}

TEST(MeanInterval, KnowsNothingFromOneSample) {
    const std::vector<double> one = {3};
    EXPECT_TRUE(std::isinf(meanInterval(one).high));
    EXPECT_EQ(meanInterval(one).mean, 3);
    EXPECT_TRUE(std::isinf(meanInterval({}).low));
}

TEST(BatchMeans, LeavesTheOddSamplesOutAtTheStart) {
    const std::vector<double> series = {99, 1, 3, 5, 7};
    EXPECT_EQ(batchMeans(series, 2).mean, 4);
}

TEST(Wilson, MatchesItsFormulaAndKeepsItsEnds) {
    const Interval half = wilson(50, 100);
    EXPECT_NEAR(half.low, 0.4038315, 1e-6);
    EXPECT_NEAR(half.high, 0.5961685, 1e-6);
    const Interval none = wilson(0, 1'000);
    EXPECT_EQ(none.low, 0);
    EXPECT_NEAR(none.high, 0.0038267, 1e-6);
    EXPECT_EQ(wilson(10, 10).high, 1);
    EXPECT_EQ(wilson(0, 0).high, 1);
}

TEST(TrialsFor, MakesTheIntervalAsNarrowAsWanted) {
    for (const double share : {0.5, 0.1, 0.01}) {
        const std::uint64_t n = trialsFor(share, 0.02);
        EXPECT_LE(wilson(static_cast<std::uint64_t>(share * static_cast<double>(n)), n).halfWidth(), 0.0205) << share;
    }
}

TEST(RunInParallel, GivesResultsByTheirNumberWhateverTheThreads) {
    const auto square = [](std::size_t i) { return i * i; };
    const auto one = runInParallel(1'000, 1, square), four = runInParallel(1'000, 4, square);
    EXPECT_EQ(one, four);
    EXPECT_EQ(one[30], 900u);
}

TEST(RunInParallel, ThrowsWhatATaskThrows) {
    const auto task = [](std::size_t i) -> int {
        if (i == 5) throw std::runtime_error("five");
        return 1;
    };
    EXPECT_THROW(runInParallel(100, 3, task), std::runtime_error);
}

TEST(RunInParallel, BeginsNothingMoreWhereItIsToldToStop) {
    std::atomic<int> done{0};
    const auto results = runInParallel(
        100, 1, [&](std::size_t) { return ++done; }, [&] { return done < 7; });
    EXPECT_EQ(done, 7);
    EXPECT_TRUE(results[6].has_value());
    EXPECT_FALSE(results[7].has_value());
}

/// Waits of an M/M/1 station at rho 0.5 and service of 1 s: the mean wait is rho/(1 − rho) = 1 s.
constexpr double trueWait = 1;
std::vector<double> waits(std::uint64_t seed, std::uint64_t customers, std::uint64_t warmUp) {
    tests::Station station({.interarrival = kernel::TimeSampler::exponential(kernel::Duration::seconds(2)),
                            .service = kernel::TimeSampler::exponential(kernel::Duration::seconds(1)),
                            .customers = customers},
                           seed);
    std::vector<double> result;
    std::uint64_t begun = 0;
    station.run([&](double wait) {
        if (begun++ >= warmUp) result.push_back(wait);
    });
    return result;
}

TEST(Coverage, NinetyFivePercentIntervalsOfBatchMeansHoldTheTruthAsOftenAsTheySay) {
    int held = 0;
    for (std::uint64_t run = 0; run < 1'000; ++run) {
        held += batchMeans(waits(run, 20'200, 200), 20).contains(trueWait) ? 1 : 0;
    }
    EXPECT_GE(held, 930);
    EXPECT_LE(held, 970);
}

TEST(Coverage, NinetyFivePercentIntervalsOfReplicationsHoldTheTruthAsOftenAsTheySay) {
    int held = 0;
    for (std::uint64_t run = 0; run < 1'000; ++run) {
        std::vector<double> means;
        for (std::uint64_t replica = 0; replica < 10; ++replica) {
            const auto w = waits(1'000'000 + run * 10 + replica, 1'100, 100);
            double sum = 0;
            for (const double x : w) sum += x;
            means.push_back(sum / static_cast<double>(w.size()));
        }
        held += meanInterval(means).contains(trueWait) ? 1 : 0;
    }
    EXPECT_GE(held, 930);
    EXPECT_LE(held, 970);
}

TEST(Coverage, WilsonIntervalsHoldTheTruthAsOftenAsTheySay) {
    kernel::RandomStream random(12);
    for (const double share : {0.5, 0.1, 0.03}) {
        int held = 0;
        for (int run = 0; run < 1'000; ++run) {
            std::uint64_t successes = 0;
            for (int i = 0; i < 300; ++i) successes += random.chance(share) ? 1 : 0;
            held += wilson(successes, 300).contains(share) ? 1 : 0;
        }
        EXPECT_GE(held, 930) << share;
        EXPECT_LE(held, 975) << share; // few successes come in whole numbers: the interval errs on the safe side
    }
}

} // namespace
} // namespace meshwright::sim::study
