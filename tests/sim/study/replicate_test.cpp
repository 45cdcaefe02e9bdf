#include "sim/study/replicate.h"

#include "sim/study/compare.h"
#include "tests/sim/support/one_pod.h"

#include <gtest/gtest.h>
#include <set>

namespace meshwright::sim::study {
namespace {

RunRecord record(std::uint64_t seed, Measures measures) {
    return {seed, seed * 7, "", std::move(measures)};
}

TEST(RunSeed, IsDistinctWithinAndBetweenStudies) {
    std::set<std::uint64_t> seeds;
    for (const std::uint64_t study : {0ull, 1ull, 2ull, ~0ull}) {
        for (std::size_t run = 0; run < 5'000; ++run) seeds.insert(runSeed(study, run));
    }
    EXPECT_EQ(seeds.size(), 20'000u);
}

TEST(Summarise, TakesEachMetricOverTheRunsThatHaveIt) {
    const Study study = summarise(1,
                                  {record(1, {{"total/rate", 10}, {"total/p99_ms", 5}}),
                                   record(2, {{"total/rate", 12}}), record(3, {{"total/rate", 14}})},
                                  0.95);
    ASSERT_EQ(study.metrics.size(), 2u);
    EXPECT_EQ(study.metrics[0].name, "total/rate");
    EXPECT_EQ(study.metrics[0].interval.mean, 12);
    EXPECT_EQ(study.metrics[0].interval.samples, 3u);
    EXPECT_EQ(study.find("total/p99_ms")->interval.samples, 1u);
    EXPECT_EQ(study.find("nothing"), nullptr);
}

TEST(Summarise, HashesRunsInTheirOrder) {
    const auto hash = [](std::vector<RunRecord> runs) { return summarise(1, std::move(runs), 0.95).hash; };
    EXPECT_NE(hash({record(1, {}), record(2, {})}), hash({record(2, {}), record(1, {})}));
    EXPECT_EQ(hash({record(1, {}), record(2, {})}), hash({record(1, {}), record(2, {})}));
}

// The runs differ widely from one another and the designs always by 1: pairs see it, two intervals would not.
TEST(ComparePairs, SeesADifferenceThatHidesBehindTheSpreadOfRuns) {
    std::vector<RunRecord> first, second;
    for (std::uint64_t i = 0; i < 10; ++i) {
        const double level = static_cast<double>(i * 100);
        first.push_back(record(i, {{"total/mean_ms", level}}));
        second.push_back(
            record(9 - i, {{"total/mean_ms", static_cast<double>((9 - i) * 100) + 1 + (i % 2 == 0 ? 0.1 : -0.1)}}));
    }
    const Comparison c = comparePairs(summarise(1, first, 0.95), summarise(1, second, 0.95), 0.95);
    ASSERT_EQ(c.metrics.size(), 1u);
    EXPECT_NEAR(c.metrics[0].difference.mean, 1, 1e-9);
    EXPECT_TRUE(c.metrics[0].differs());
    EXPECT_TRUE(c.metrics[0].first.contains(c.metrics[0].second.mean));
}

TEST(MeasuresOf, LeavesOutWhatTooFewAnswersCannotSay) {
    metrics::Snapshot snapshot;
    snapshot.now = model::TimePoint{10'000'000'000};
    snapshot.total.completed = 50;
    snapshot.total.failed = 5;
    snapshot.total.p50 = model::Duration::milliseconds(3);
    snapshot.versions.push_back({"reviews", "v1", "reviews-v1", "default", {}});
    snapshot.versions.push_back({"reviews", "v2", "reviews-v2", "default", {}});
    snapshot.versions[0].totals.completed = 30;
    snapshot.versions[1].totals.completed = 10;
    const Study study = summarise(1, {record(1, measuresOf(snapshot))}, 0.95);
    EXPECT_EQ(study.find("total/rate")->interval.mean, 5);
    EXPECT_EQ(study.find("total/success_percent")->interval.mean, 90);
    EXPECT_EQ(study.find("total/p50_ms")->interval.mean, 3);
    EXPECT_EQ(study.find("total/p99_ms"), nullptr);
    EXPECT_EQ(study.find("reviews/v1/share_percent")->interval.mean, 75);
    EXPECT_EQ(study.find("reviews/v2/share_percent")->interval.mean, 25);
}

tests::OnePod shortRuns() {
    tests::OnePod pod;
    pod.duration = "5s";
    pod.behaviour = "concurrency: 1";
    return pod;
}

TEST(Replicate, GivesTheSameStudyWithOneOrManyThreads) {
    const auto design = shortRuns().design();
    StudyOptions options;
    options.runs = 24;
    options.threads = 1;
    const auto alone = replicate(design, options);
    ASSERT_TRUE(alone.has_value()) << alone.error().front().message;
    options.threads = 3;
    const auto together = replicate(design, options);
    EXPECT_EQ(alone->hash, together->hash);
    ASSERT_EQ(alone->metrics.size(), together->metrics.size());
    for (std::size_t i = 0; i < alone->metrics.size(); ++i) {
        EXPECT_EQ(alone->metrics[i].name, together->metrics[i].name);
        EXPECT_EQ(alone->metrics[i].interval.low, together->metrics[i].interval.low);
    }
    std::set<std::uint64_t> hashes;
    for (const auto& run : alone->runs) hashes.insert(run.hash);
    EXPECT_EQ(hashes.size(), 24u);
    EXPECT_NEAR(alone->find("total/rate")->interval.mean, 80, 4);
}

TEST(Replicate, StopsWhereItIsTold) {
    StudyOptions options;
    options.runs = 50;
    options.threads = 1;
    std::size_t done = 0;
    options.progress = [&](std::size_t n, std::size_t wanted) {
        EXPECT_EQ(wanted, 50u);
        done = n;
    };
    options.keepGoing = [&] { return done < 5; };
    const auto study = replicate(shortRuns().design(), options);
    EXPECT_FALSE(study->complete);
    EXPECT_EQ(study->runs.size(), 5u);
    EXPECT_EQ(study->find("total/rate")->interval.samples, 5u);
}

TEST(Replicate, RefusesWhatCannotRun) {
    StudyOptions options;
    options.runs = 0;
    EXPECT_FALSE(replicate(shortRuns().design(), options).has_value());
    options.runs = 2;
    options.run.scenario = "none";
    const auto study = replicate(shortRuns().design(), options);
    ASSERT_FALSE(study.has_value());
    EXPECT_NE(study.error().front().message.find("none"), std::string::npos);
}

TEST(Compare, SeesAFasterPodThroughTheSameArrivals) {
    auto slow = shortRuns(), fast = shortRuns();
    fast.latency = "{type: exponential, mean: 9500us}";
    StudyOptions options;
    options.runs = 12;
    const auto comparison = compare(slow.design(), fast.design(), options);
    ASSERT_TRUE(comparison.has_value());
    for (const auto& metric : comparison->metrics) {
        if (metric.name != "total/mean_ms") continue;
        EXPECT_TRUE(metric.differs());
        EXPECT_LT(metric.difference.high, 0);
        EXPECT_LT(metric.difference.halfWidth(), metric.first.halfWidth());
    }
    EXPECT_EQ(comparison->first.runs[3].seed, comparison->second.runs[3].seed);
}

TEST(Sweep, KeepsTheOrderOfItsVariants) {
    std::vector<Variant> variants;
    for (const char* mean : {"2ms", "6ms", "10ms"}) {
        auto pod = shortRuns();
        pod.latency = std::string("{type: exponential, mean: ") + mean + "}";
        variants.push_back({mean, pod.design()});
    }
    StudyOptions options;
    options.runs = 4;
    const auto points = sweep(variants, options);
    ASSERT_TRUE(points.has_value());
    ASSERT_EQ(points->size(), 3u);
    EXPECT_EQ((*points)[1].label, "6ms");
    EXPECT_LT((*points)[0].study.find("total/mean_ms")->interval.mean,
              (*points)[1].study.find("total/mean_ms")->interval.mean);
    EXPECT_LT((*points)[1].study.find("total/mean_ms")->interval.mean,
              (*points)[2].study.find("total/mean_ms")->interval.mean);
}

} // namespace
} // namespace meshwright::sim::study
