#include "sim/metrics/series.h"

#include "sim/kernel/random.h"

#include <gtest/gtest.h>

namespace meshwright::sim::metrics {
namespace {

constexpr TimePoint ms(std::int64_t n) {
    return {n * 1'000'000};
}

TEST(SeriesRecorder, CountsByWindow) {
    SeriesRecorder recorder("total");
    recorder.record(ms(100), true, Duration::milliseconds(10));
    recorder.record(ms(999), false, Duration::milliseconds(30));
    recorder.record(ms(1'000), true, Duration::milliseconds(20));
    recorder.record(ms(3'500), true, Duration::milliseconds(40));
    const Series s = recorder.series(ms(4'000));
    ASSERT_EQ(s.points.size(), 4u);
    EXPECT_EQ(s.name, "total");
    EXPECT_EQ(s.points[0].rate, 2);
    EXPECT_EQ(s.points[0].successRate, 0.5);
    EXPECT_EQ(s.points[1].rate, 1);
    EXPECT_EQ(s.points[1].at, ms(1'000));
    EXPECT_NEAR(s.points[1].p50.inMilliseconds(), 20, 0.2);
    EXPECT_EQ(s.points[2].rate, 0);
    EXPECT_EQ(s.points[2].successRate, 1);
    EXPECT_EQ(s.points[3].rate, 1);
}

TEST(SeriesRecorder, LeavesTheOpenWindowOutUnlessAsked) {
    SeriesRecorder recorder("total");
    recorder.record(ms(1'100), true, {});
    EXPECT_EQ(recorder.series(ms(1'500)).points.size(), 1u);
    const Series s = recorder.series(ms(1'500), true);
    ASSERT_EQ(s.points.size(), 2u);
    EXPECT_EQ(s.points[1].rate, 2); // one answer in half a second
}

TEST(SeriesRecorder, IsTheSameHoweverOftenItIsLookedAt) {
    SeriesRecorder seldom("a"), often("a");
    kernel::RandomStream random(1);
    std::int64_t t = 0;
    for (int i = 0; i < 3'000; ++i) {
        t += static_cast<std::int64_t>(random.below(4'000));
        const Duration latency{static_cast<std::int64_t>(random.below(1'000'000'000))};
        seldom.record(ms(t), i % 7 != 0, latency);
        often.record(ms(t), i % 7 != 0, latency);
        often.advanceTo(ms(t));
    }
    const Series a = seldom.series(ms(t + 10'000)), b = often.series(ms(t + 10'000));
    ASSERT_EQ(a.points.size(), b.points.size());
    EXPECT_EQ(a.width, b.width);
    for (std::size_t i = 0; i < a.points.size(); ++i) {
        EXPECT_EQ(a.points[i].rate, b.points[i].rate);
        EXPECT_EQ(a.points[i].p99, b.points[i].p99);
    }
}

TEST(SeriesRecorder, DoublesItsWindowInsteadOfGrowing) {
    SeriesRecorder recorder("total");
    kernel::RandomStream random(2);
    std::vector<Histogram> exact(10'000);
    for (std::int64_t second = 0; second < 10'000; ++second) {
        for (int i = 0; i < 10; ++i) {
            const Duration latency{static_cast<std::int64_t>(random.below(1'000'000'000))};
            recorder.record(TimePoint{second * 1'000'000'000 + i}, i != 0, latency);
            exact[static_cast<std::size_t>(second)].record(latency);
        }
    }
    const Series s = recorder.series(TimePoint{10'000'000'000'000});
    EXPECT_EQ(s.width, Duration::seconds(8));
    ASSERT_EQ(s.points.size(), 1'250u);
    for (std::size_t i = 0; i < s.points.size(); ++i) {
        ASSERT_EQ(s.points[i].at, TimePoint{static_cast<std::int64_t>(i) * 8'000'000'000});
        ASSERT_EQ(s.points[i].rate, 10);
        ASSERT_EQ(s.points[i].successRate, 0.9);
        Histogram joined;
        for (std::size_t k = 0; k < 8; ++k) joined.merge(exact[i * 8 + k]);
        const auto reference = static_cast<double>(joined.percentile(0.95).ns);
        ASSERT_NEAR(static_cast<double>(s.points[i].p95.ns), reference, 0.01 * reference);
    }
}

TEST(SeriesRecorder, HoldsExactlyItsMaximum) {
    SeriesRecorder recorder("total");
    EXPECT_EQ(recorder.series(TimePoint{2'048'000'000'000}).points.size(), 2'048u);
    EXPECT_EQ(recorder.series(TimePoint{2'049'000'000'000}).points.size(), 1'024u);
}

TEST(SeriesRecorder, SurvivesAYearOfSilence) {
    SeriesRecorder recorder("total");
    recorder.record(TimePoint{1}, true, {});
    recorder.record(TimePoint{31'536'000'000'000'000}, false, {});
    const Series s = recorder.series(TimePoint{31'536'000'000'000'000}, true);
    EXPECT_LE(s.points.size(), 2'048u);
    EXPECT_EQ(s.points.front().rate, 1 / s.width.inSeconds());
    EXPECT_EQ(recorder.series(TimePoint{std::numeric_limits<std::int64_t>::max()}).points.size() <= 2'049, true);
}

TEST(SeriesRecorder, KeepsCountsBeyondOneCell) {
    SeriesRecorder recorder("total");
    for (int i = 0; i < 1'200'000; ++i) recorder.record(TimePoint{i}, true, Duration{500});
    EXPECT_EQ(recorder.series(TimePoint{1'000'000'000}).points.front().rate, 1'200'000);
    EXPECT_EQ(recorder.series(TimePoint{5'000'000'000'000}).points.front().rate, 1'200'000 / 4.0);
}

} // namespace
} // namespace meshwright::sim::metrics
