#include "sim/metrics/histogram.h"

#include "sim/kernel/random.h"
#include "sim/metrics/population.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <vector>

namespace meshwright::sim::metrics {
namespace {

constexpr Duration ns(std::int64_t n) {
    return {n};
}

TEST(Histogram, BucketsFollowOneAnotherAndHoldTheirMiddle) {
    std::uint32_t last = 0;
    for (std::uint64_t value = 0; value < 5'000; ++value) {
        const std::uint32_t index = Buckets::indexOf(value);
        ASSERT_TRUE(index == last || index == last + 1) << value;
        last = index;
    }
    for (std::uint32_t index = 0; index < Buckets::count; ++index) {
        ASSERT_EQ(Buckets::indexOf(static_cast<std::uint64_t>(Buckets::middleOf(index))), index);
    }
    EXPECT_EQ(Buckets::indexOf(Buckets::limit - 1), Buckets::count - 1);
}

TEST(Histogram, IsWithinOnePercentOfTheExactPercentile) {
    kernel::RandomStream random(4);
    for (const int spread : {10, 20, 30, 40}) {
        Histogram histogram;
        std::vector<std::int64_t> values;
        for (int i = 0; i < 20'000; ++i) {
            values.push_back(static_cast<std::int64_t>(random.next() >>
                                                       (64 - 1 - random.below(static_cast<std::uint64_t>(spread)))));
            histogram.record(ns(values.back()));
        }
        std::sort(values.begin(), values.end());
        for (const double p : {0.001, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999}) {
            const auto rank = static_cast<std::size_t>(std::ceil(p * 20'000)) - 1;
            const auto exact = static_cast<double>(values[rank]);
            ASSERT_NEAR(static_cast<double>(histogram.percentile(p).ns), exact, 0.01 * exact) << p << " " << spread;
        }
        EXPECT_EQ(histogram.percentile(1).ns, values.back());
        EXPECT_EQ(histogram.least().ns, values.front());
        double sum = 0;
        for (const auto v : values) sum += static_cast<double>(v);
        EXPECT_NEAR(static_cast<double>(histogram.mean().ns), sum / 20'000, 1);
    }
}

TEST(Histogram, MergingIsTheSameAsRecordingTogether) {
    kernel::RandomStream random(6);
    Histogram left, right, both;
    for (int i = 0; i < 5'000; ++i) {
        const Duration value = ns(static_cast<std::int64_t>(random.below(1u << 30)));
        (i % 3 == 0 ? left : right).record(value);
        both.record(value);
    }
    left.merge(right);
    EXPECT_EQ(left.count(), both.count());
    EXPECT_EQ(left.mean(), both.mean());
    for (double p = 0; p <= 1; p += 0.01) EXPECT_EQ(left.percentile(p), both.percentile(p));
}

TEST(Histogram, KnowsWhatCameSinceAFormerState) {
    Histogram histogram, later;
    for (int i = 0; i < 100; ++i) histogram.record(Duration::milliseconds(900));
    const Histogram earlier = histogram;
    for (int i = 1; i <= 50; ++i) {
        histogram.record(Duration::milliseconds(i));
        later.record(Duration::milliseconds(i));
    }
    histogram.record(Duration::seconds(100'000));
    const Histogram since = histogram.since(earlier);
    EXPECT_EQ(since.count(), 51u);
    EXPECT_EQ(since.overflow(), 1u);
    EXPECT_NEAR(since.percentile(0.5).inMilliseconds(), later.percentile(0.5).inMilliseconds(), 1.2);
    EXPECT_EQ(since.percentile(1), Duration::seconds(100'000));
    EXPECT_EQ(histogram.since(histogram).count(), 0u);
}

TEST(Histogram, CountsWhatIsBeyondItsLastBucket) {
    Histogram histogram;
    histogram.record(Duration::seconds(1));
    histogram.record(Duration::seconds(100'000));
    histogram.record(Duration::seconds(200'000));
    EXPECT_EQ(histogram.overflow(), 2u);
    EXPECT_EQ(histogram.percentile(0.99), Duration::seconds(200'000));
    EXPECT_EQ(histogram.greatest(), Duration::seconds(200'000));
}

TEST(Histogram, SaysNothingFromTooFewSamples) {
    Histogram histogram;
    EXPECT_FALSE(histogram.knownPercentile(0.5).has_value());
    EXPECT_EQ(histogram.mean(), Duration{});
    EXPECT_EQ(histogram.percentile(0.5), Duration{});
    for (int i = 0; i < 50; ++i) histogram.record(ns(i));
    EXPECT_TRUE(histogram.knownPercentile(0.95).has_value());
    EXPECT_FALSE(histogram.knownPercentile(0.99).has_value());
    EXPECT_FALSE(histogram.knownPercentile(0.9999).has_value());
    for (int i = 0; i < 50; ++i) histogram.record(ns(i));
    EXPECT_TRUE(histogram.knownPercentile(0.99).has_value());
}

TEST(Histogram, TakesANegativeTimeAsZero) {
    Histogram histogram;
    histogram.record(ns(-5));
    EXPECT_EQ(histogram.greatest(), Duration{});
    EXPECT_EQ(histogram.count(), 1u);
}

TEST(Histogram, ResetForgetsEverything) {
    Histogram histogram;
    histogram.record(Duration::seconds(3));
    histogram.reset();
    histogram.record(ns(10));
    EXPECT_EQ(histogram.count(), 1u);
    EXPECT_EQ(histogram.percentile(0.5), ns(10));
}

TEST(Population, ConservesRequests) {
    Population p;
    for (int i = 0; i < 10; ++i) p.arrive();
    for (int i = 0; i < 4; ++i) p.complete(200, Duration::milliseconds(5));
    p.complete(503, Duration::milliseconds(1));
    p.complete(404, Duration::milliseconds(1));
    p.complete(0, Duration::milliseconds(9));
    p.flags.add(3);
    const Totals t = p.totals([](std::uint32_t flag) { return flag == 3 ? "UO" : "-"; });
    EXPECT_EQ(t.arrived, t.completed + t.inFlight);
    EXPECT_EQ(t.completed, 7u);
    EXPECT_EQ(t.failed, 2u);
    EXPECT_EQ(t.inFlight, 3u);
    EXPECT_EQ(t.statuses.at("200"), 4u);
    EXPECT_EQ(t.statuses.at("503"), 1u);
    EXPECT_EQ(t.flags.at("UO"), 1u);
    EXPECT_NEAR(t.p50.inMilliseconds(), 5, 0.05);
}

} // namespace
} // namespace meshwright::sim::metrics
