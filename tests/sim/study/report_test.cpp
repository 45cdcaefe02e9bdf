#include "sim/study/report.h"

#include <gtest/gtest.h>
#include <limits>
#include <nlohmann/json.hpp>

namespace meshwright::sim::study {
namespace {

TEST(StudyReport, SaysNullWhereABoundIsNotKnown) {
    const Study study = summarise(7, {{11, 0xabc, "", {{"total/rate", 10}}}}, 0.95);
    const auto j = toJson(study);
    EXPECT_EQ(j["seed"], 7);
    EXPECT_EQ(j["runs"], 1);
    EXPECT_EQ(j["metrics"][0]["name"], "total/rate");
    EXPECT_EQ(j["metrics"][0]["mean"], 10);
    EXPECT_TRUE(j["metrics"][0]["low"].is_null());
    EXPECT_TRUE(j["stopped"].empty());
    EXPECT_EQ(j["hash"].get<std::string>().size(), 16u);
}

TEST(StudyReport, NamesTheRunsThatStoppedEarly) {
    const auto j = toJson(summarise(7, {{11, 1, "too many requests at reviews-v1", {}}}, 0.95));
    EXPECT_EQ(j["stopped"][0]["seed"], 11);
    EXPECT_EQ(j["stopped"][0]["why"], "too many requests at reviews-v1");
}

TEST(StudyReport, ShowsWhereTwoDesignsDiffer) {
    std::vector<RunRecord> first, second;
    for (std::uint64_t i = 0; i < 5; ++i) {
        first.push_back({i, i, "", {{"total/p50_ms", 10 + static_cast<double>(i)}}});
        second.push_back({i, i, "", {{"total/p50_ms", 12 + static_cast<double>(i)}}});
    }
    const auto j = toJson(comparePairs(summarise(1, first, 0.95), summarise(1, second, 0.95), 0.95));
    EXPECT_EQ(j["metrics"][0]["difference"]["mean"], 2);
    EXPECT_EQ(j["metrics"][0]["differs"], true);
    EXPECT_EQ(j["first"]["runs"], 5);
}

TEST(StudyReport, TellsARehearsal) {
    Rehearsal rehearsal;
    RehearsalRun run;
    run.result.ending = metrics::RolloutResult::Ending::Aborted;
    run.result.step = 0;
    run.result.steps.push_back({.step = 0});
    rehearsal.bad = assess({run}, 0.95);
    rehearsal.lowTraffic.push_back({0, 12.5, 200, "Step 1 sees too little."});
    const auto j = toJson(rehearsal);
    EXPECT_EQ(j["bad"]["aborted"], 1);
    EXPECT_EQ(j["bad"]["steps"][0]["aborted_here"], 1);
    EXPECT_EQ(j["bad"]["aborted_share"]["mean"], 1);
    EXPECT_EQ(j["good"]["runs"], 0);
    EXPECT_EQ(j["low_traffic"][0]["requests_needed"], 200);
}

} // namespace
} // namespace meshwright::sim::study
