#include "tests/cli/support/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace meshwright::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

TEST(Study, GivesEachMetricItsIntervalOverTheRuns) {
    const Result run = meshwright({"study", sample("canary"), "--runs", "6", "--for", "5s", "--json"});
    ASSERT_EQ(run.status, 0) << run.err;
    const json result = run.json();
    EXPECT_EQ(result["runs"], 6);
    bool found = false;
    for (const auto& metric : result["metrics"]) {
        if (metric["name"] != "total/rate") continue;
        found = true;
        EXPECT_LT(metric["low"].get<double>(), 200.0);
        EXPECT_GT(metric["high"].get<double>(), 200.0) << "200 requests a second is what the scenario sends";
    }
    EXPECT_TRUE(found) << run.out;
}

TEST(Study, DoesNotDependOnTheNumberOfThreads) {
    const std::vector<std::string> command{"study", sample("canary"), "--runs", "4", "--for", "3s", "--json"};
    auto one = command, three = command;
    one.insert(one.end(), {"--threads", "1"});
    three.insert(three.end(), {"--threads", "3"});
    const Result first = meshwright(one), second = meshwright(three);
    ASSERT_EQ(first.status, 0) << first.err;
    EXPECT_EQ(first.out, second.out);
}

TEST(Study, FindsNoDifferenceBetweenADesignAndItself) {
    const Result run =
        meshwright({"study", sample("canary"), "--against", sample("canary"), "--runs", "3", "--for", "3s", "--json"});
    ASSERT_EQ(run.status, 0) << run.err;
    const json result = run.json();
    ASSERT_FALSE(result["metrics"].empty());
    for (const auto& metric : result["metrics"]) EXPECT_EQ(metric["difference"]["mean"], 0.0) << metric;
}

TEST(Rehearsal, ABadCanaryIsAbortedFarMoreOftenThanAGoodOne) {
    const Result run =
        meshwright({"study", sample("canary"), "--rehearse", "--runs", "20", "--bad-errors", "20", "--json"});
    ASSERT_EQ(run.status, 0) << run.err;
    const json result = run.json();
    EXPECT_GT(result["bad"]["aborted_share"]["low"], result["good"]["aborted_share"]["high"]);
    EXPECT_GT(result["bad"]["users_with_error"]["mean"], 0.0);
}

TEST(Rehearsal, OfADesignWithoutARolloutSaysWhatIsMissing) {
    const Result run = meshwright({"study", sample("host-routing"), "--rehearse", "--runs", "2"});
    EXPECT_EQ(run.status, 1);
    EXPECT_THAT(run.err, HasSubstr("rollout"));
    EXPECT_EQ(run.out, "");
}

TEST(SimulatedRollout, SaysHowThePlanEnded) {
    const Result run = meshwright({"simulate", sample("canary"), "--json"});
    ASSERT_EQ(run.status, 0) << run.err;
    const json rollout = run.json()["rollout"];
    EXPECT_EQ(rollout["ending"], "promoted");
    EXPECT_EQ(rollout["steps"].size(), 4u);
}

} // namespace
} // namespace meshwright::test
