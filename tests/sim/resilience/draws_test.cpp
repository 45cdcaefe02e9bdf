#include "sim/resilience/draws.h"
#include "sim/resilience/merge_window.h"

#include <gtest/gtest.h>

namespace meshwright::sim::resilience {
namespace {

TimePoint at(std::int64_t ms) {
    return TimePoint{} + Duration::milliseconds(ms);
}

TEST(MergeWindow, TheFirstChangeIsAtOnceAndLaterOnesWaitAWholeWindow) {
    MergeWindow w;
    EXPECT_EQ(w.changed(at(0)), MergeWindow::Then::DeliverNow);
    EXPECT_EQ(w.changed(at(100)), MergeWindow::Then::StartTimer);
    EXPECT_EQ(w.changed(at(400)), MergeWindow::Then::TimerRuns);
    w.flushed(at(1'100));
    EXPECT_EQ(w.changed(at(1'200)), MergeWindow::Then::StartTimer) << "a delivery begins a new window";
}

TEST(MergeWindow, AQuietWindowMakesTheNextChangeImmediateAndARunningTimerVoid) {
    MergeWindow w;
    w.changed(at(0));
    w.changed(at(900));
    const std::uint32_t timer = w.generation();
    EXPECT_EQ(w.changed(at(1'500)), MergeWindow::Then::DeliverNow);
    EXPECT_NE(w.generation(), timer);
    EXPECT_EQ(w.changed(at(1'600)), MergeWindow::Then::StartTimer);
}

TEST(Draws, AFractionIsTestedByTheRemainder) {
    EXPECT_TRUE(hit({40, 100}, 139));
    EXPECT_FALSE(hit({40, 100}, 140));
    EXPECT_TRUE(hit({200, 100}, 99)) << "more than everything is always";
    EXPECT_FALSE(hit({0, 100}, 0));
}

TEST(Draws, MirrorsAndSplitsShareOneNumber) {
    // Weights 50/50 and a mirror of 50 %: exactly the requests of the first cluster are copied.
    routing::Mirror mirror;
    mirror.fraction = {50, 100};
    for (std::uint64_t s = 0; s < 1'000; ++s) EXPECT_EQ(mirrors(mirror, s), s % 100 < 50);
}

TEST(Draws, FaultsWithoutAShareDoNothing) {
    routing::Fault f;
    f.delay = Duration::seconds(1);
    EXPECT_EQ(faultDelay(f, 0), Duration{});
    EXPECT_FALSE(faultAborts(f, 0));
    f.delayShare = routing::Fraction{500'000, 1'000'000};
    EXPECT_EQ(faultDelay(f, 499'999), Duration::seconds(1));
    EXPECT_EQ(faultDelay(f, 500'000), Duration{});
}

TEST(Draws, APerTryTimeoutNoShorterThanTheRoutesIsIgnored) {
    const auto ms = [](std::int64_t n) { return Duration::milliseconds(n); };
    EXPECT_EQ(effectivePerTry(ms(100), ms(300)), ms(100));
    EXPECT_EQ(effectivePerTry(ms(300), ms(300)), Duration{});
    EXPECT_EQ(effectivePerTry(ms(300), Duration{}), ms(300)) << "no route timeout";
}

TEST(TokenBucket, StartsFullAndRefillsContinuously) {
    TokenBucket bucket(3, 2, Duration::seconds(1));
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(bucket.take(at(0)));
    EXPECT_FALSE(bucket.take(at(0)));
    EXPECT_FALSE(bucket.take(at(499)));
    EXPECT_TRUE(bucket.take(at(500)));
    EXPECT_FALSE(bucket.take(at(999)));
    EXPECT_TRUE(bucket.take(at(1'000)));
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(bucket.take(at(60'000)));
    EXPECT_FALSE(bucket.take(at(60'000))) << "never more than it holds";
}

} // namespace
} // namespace meshwright::sim::resilience
