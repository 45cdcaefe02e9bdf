#include "sim/resilience/outlier.h"

#include <gtest/gtest.h>

namespace meshwright::sim::resilience {
namespace {

TimePoint at(double seconds) {
    return {static_cast<std::int64_t>(seconds * 1e9)};
}

routing::OutlierDetection rules(std::uint32_t consecutive = 3) {
    routing::OutlierDetection r;
    r.consecutive5xx = consecutive;
    r.interval = Duration::seconds(1);
    r.baseEjectionTime = Duration::seconds(2);
    r.maxEjectionPercent = 100;
    return r;
}

TEST(Outlier, ConsecutiveErrorsEjectAndAGoodAnswerZeroesThem) {
    OutlierDetector d(rules(), 2);
    EXPECT_FALSE(d.reportStatus(0, 500, at(0), 0));
    EXPECT_FALSE(d.reportStatus(0, 503, at(0), 0));
    EXPECT_FALSE(d.reportStatus(0, 404, at(0), 0)) << "a 404 is no error of the host";
    EXPECT_FALSE(d.reportStatus(0, 500, at(0), 0));
    EXPECT_FALSE(d.reportStatus(0, 500, at(0), 0));
    EXPECT_TRUE(d.reportStatus(0, 599, at(0), 0));
    EXPECT_EQ(d.ejectedNow(), 1u);
    EXPECT_EQ(d.host(0).by, EjectedBy::Consecutive5xx);
}

TEST(Outlier, GatewayErrorsCountApartAndOnlyWhereEnforced) {
    routing::OutlierDetection r = rules(0);
    r.consecutiveGateway = 2;
    for (const bool enforced : {false, true}) {
        r.enforcingConsecutiveGateway = enforced ? 100 : 0;
        OutlierDetector d(r, 1);
        for (int i = 0; i < 9; ++i) EXPECT_FALSE(d.reportStatus(0, 500, at(0), 0)) << "500 is no gateway error";
        EXPECT_FALSE(d.reportStatus(0, 502, at(0), 0));
        EXPECT_EQ(d.reportStatus(0, 504, at(0), 99), enforced);
    }
}

TEST(Outlier, WithoutSplitLocalFailuresCountAsAnswers) {
    OutlierDetector d(rules(2), 1);
    EXPECT_FALSE(d.report(0, HostReport::Timeout, at(0), 0));
    EXPECT_FALSE(d.report(0, HostReport::ConnectionObtained, at(0), 0)) << "changes nothing";
    EXPECT_TRUE(d.report(0, HostReport::ConnectFailure, at(0), 0));
}

TEST(Outlier, WithSplitAnObtainedConnectionZeroesLocalFailures) {
    routing::OutlierDetection r = rules(2);
    r.splitLocalOrigin = true;
    r.consecutiveLocalOrigin = 2;
    OutlierDetector d(r, 1);
    for (int i = 0; i < 5; ++i) {
        EXPECT_FALSE(d.report(0, HostReport::ConnectionObtained, at(0), 0));
        EXPECT_FALSE(d.report(0, HostReport::Timeout, at(0), 0)) << "timeouts one after another never reach two";
    }
    EXPECT_TRUE(d.report(0, HostReport::ConnectFailure, at(0), 0));
    EXPECT_EQ(d.host(0).by, EjectedBy::ConsecutiveLocalOrigin);
    EXPECT_EQ(d.host(0).consecutive5xx, 0u);
}

struct PercentRow {
    std::uint32_t hosts, percent, ejected;
};

TEST(Outlier, ThePercentageIsInclusiveAndHasNoMinimum) {
    const PercentRow rows[] = {{3, 10, 0}, {3, 33, 0}, {3, 34, 1},  {4, 25, 1},
                               {4, 49, 1}, {4, 50, 2}, {10, 10, 1}, {2, 100, 2}};
    for (const PercentRow& row : rows) {
        routing::OutlierDetection r = rules(1);
        r.maxEjectionPercent = row.percent;
        OutlierDetector d(r, row.hosts);
        for (std::uint32_t h = 0; h < row.hosts; ++h) d.reportStatus(h, 503, at(0), 0);
        EXPECT_EQ(d.ejectedNow(), row.ejected) << row.percent << " % of " << row.hosts;
        EXPECT_EQ(d.overflows(), row.hosts - row.ejected);
    }
}

TEST(Outlier, ARefusedEjectionZeroesItsCounter) {
    routing::OutlierDetection r = rules(3);
    r.maxEjectionPercent = 0;
    OutlierDetector d(r, 1);
    for (int i = 0; i < 3; ++i) d.reportStatus(0, 500, at(0), 0);
    EXPECT_EQ(d.host(0).consecutive5xx, 0u);
    EXPECT_EQ(d.overflows(), 1u);
}

TEST(Outlier, OnlyASweepEndsAnEjection) {
    OutlierDetector d(rules(1), 1);
    ASSERT_TRUE(d.reportStatus(0, 500, at(0.5), 0));
    EXPECT_FALSE(d.sweep(at(1)));
    EXPECT_FALSE(d.sweep(at(2))) << "1.5 s of 2 s";
    EXPECT_TRUE(d.host(0).ejected);
    EXPECT_TRUE(d.sweep(at(3)));
    EXPECT_FALSE(d.host(0).ejected);
}

TEST(Outlier, EjectionsGrowAndDecayFromTheSecondSweepOn) {
    OutlierDetector d(rules(1), 1);
    double now = 0;
    for (const std::int64_t seconds : {2, 4, 6}) {
        ASSERT_TRUE(d.reportStatus(0, 500, at(now), 0));
        EXPECT_EQ(d.ejectionTime(0), Duration::seconds(seconds));
        now += static_cast<double>(seconds);
        ASSERT_TRUE(d.sweep(at(now)));
    }
    EXPECT_EQ(d.host(0).backoff, 3u);
    d.sweep(at(now + 1));
    EXPECT_EQ(d.host(0).backoff, 3u) << "the first sweep is microseconds too early";
    d.sweep(at(now + 2));
    EXPECT_EQ(d.host(0).backoff, 2u);
    for (int i = 3; i < 9; ++i) d.sweep(at(now + i));
    EXPECT_EQ(d.host(0).backoff, 0u);
}

TEST(Outlier, EjectionTimeStopsGrowingAtItsMaximum) {
    routing::OutlierDetection r = rules(1);
    r.maxEjectionTime = Duration::seconds(5);
    OutlierDetector d(r, 1);
    double now = 0;
    for (const std::int64_t seconds : {2, 4, 5, 5, 5}) {
        ASSERT_TRUE(d.reportStatus(0, 500, at(now), 0));
        EXPECT_EQ(d.ejectionTime(0), Duration::seconds(seconds));
        now += static_cast<double>(seconds);
        ASSERT_TRUE(d.sweep(at(now)));
    }
    EXPECT_EQ(d.host(0).backoff, 4u) << "grows while it is less than the maximum plus the base";
}

TEST(Outlier, AHostThatLeavesTakesItsEjectionAlong) {
    OutlierDetector d(rules(1), 2);
    ASSERT_TRUE(d.reportStatus(1, 500, at(0), 0));
    d.setHosts({true, false});
    EXPECT_EQ(d.ejectedNow(), 0u);
    d.setHosts({true, true, true});
    EXPECT_EQ(d.hosts(), 3u);
    EXPECT_FALSE(d.host(1).ejected);
}

} // namespace
} // namespace meshwright::sim::resilience
