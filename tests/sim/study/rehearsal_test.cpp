#include "sim/study/rehearsal.h"

#include "sim/kernel/random.h"
#include "tests/sim/support/canary_shop.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace meshwright::sim::study {
namespace {

using metrics::RolloutCheck;
using metrics::RolloutResult;
using testing::HasSubstr;
using Ending = RolloutResult::Ending;
using Verdict = RolloutCheck::Verdict;

/// A run that went through one step a list of checks, and ended so at the last.
RehearsalRun run(Ending ending, std::vector<std::vector<RolloutCheck>> steps, std::uint64_t users = 0) {
    RehearsalRun r;
    r.result.ending = ending;
    r.result.step = static_cast<int>(steps.size()) - 1;
    r.result.usersWithError = users;
    for (auto& checks : steps) {
        metrics::RolloutStepResult step;
        step.step = static_cast<int>(r.result.steps.size());
        for (const auto& check : checks) r.result.canaryRequests += check.requests;
        step.checks = std::move(checks);
        r.result.steps.push_back(std::move(step));
    }
    return r;
}

RolloutCheck check(std::uint64_t requests, std::uint64_t failed, Verdict verdict = Verdict::Passed) {
    RolloutCheck c;
    c.requests = requests;
    c.failed = failed;
    c.verdict = verdict;
    return c;
}

TEST(Assess, CountsEndingsWithTheirIntervals) {
    std::vector<RehearsalRun> runs;
    for (int i = 0; i < 90; ++i) runs.push_back(run(Ending::Promoted, {{check(100, 1)}, {check(200, 2)}}, 3));
    for (int i = 0; i < 9; ++i) runs.push_back(run(Ending::Aborted, {{check(100, 9, Verdict::Failed)}}, 9));
    runs.push_back(run(Ending::Running, {{check(2, 0, Verdict::TooFewRequests)}}, 0));
    const RehearsalOutcome o = assess(runs, 0.95);
    EXPECT_EQ(o.runs, 100u);
    EXPECT_EQ(o.promoted, 90u);
    EXPECT_EQ(o.aborted, 9u);
    EXPECT_EQ(o.unfinished, 1u);
    EXPECT_EQ(o.abortedShare.mean, 0.09);
    EXPECT_EQ(o.abortedShare.low, wilson(9, 100).low);
    EXPECT_NEAR(o.usersWithError.mean, (90 * 3 + 9 * 9) / 100.0, 1e-12);
    ASSERT_EQ(o.steps.size(), 2u);
    EXPECT_EQ(o.steps[0].reached, 100u);
    EXPECT_EQ(o.steps[0].abortedHere, 9u);
    EXPECT_EQ(o.steps[0].checks, 100u);
    EXPECT_EQ(o.steps[0].tooFewRequests, 1u);
    EXPECT_EQ(o.steps[1].reached, 90u);
    EXPECT_EQ(o.steps[1].requestsPerCheck, 200);
}

/// The number of failures below which a window of n requests passes: the least that passes 95 % of good windows.
TEST(RequestsToTell, IsEnoughToTellTheTwoApart) {
    kernel::RandomStream random(1);
    constexpr int windows = 4'000;
    for (const auto& [good, bad] :
         {std::pair{0.01, 0.05}, std::pair{0.05, 0.2}, std::pair{0.001, 0.01}, std::pair{0.0, 0.05}}) {
        const std::uint64_t n = requestsToTell(good, bad);
        std::vector<std::uint64_t> goods, bads;
        for (int i = 0; i < windows; ++i) {
            std::uint64_t g = 0, b = 0;
            for (std::uint64_t k = 0; k < n; ++k) {
                g += random.chance(good) ? 1 : 0;
                b += random.chance(bad) ? 1 : 0;
            }
            goods.push_back(g);
            bads.push_back(b);
        }
        std::sort(goods.begin(), goods.end());
        const std::uint64_t bound = goods[static_cast<std::size_t>(0.95 * windows)];
        const auto passed = std::count_if(bads.begin(), bads.end(), [&](auto b) { return b <= bound; });
        EXPECT_LT(static_cast<double>(passed), 0.065 * windows) << good << " " << bad << " " << n;
    }
}

TEST(RequestsToTell, IsByHandWhereTheGoodNeverFails) {
    EXPECT_EQ(requestsToTell(0, 0.05), 59u); // 0.95^59 is the first power below 0.05
    EXPECT_EQ(requestsToTell(0, 1), 1u);
    EXPECT_EQ(requestsToTell(0.1, 0.1), 0u);
    EXPECT_EQ(requestsToTell(0.05, 0), 59u);
}

TEST(FindLowTraffic, CallsOutWindowsThatCanDecideNothing) {
    model::scenario::Rollout plan;
    plan.steps.resize(3);
    plan.analysis.emplace().minSuccess = model::Percent{97};
    plan.steps[2].analysis.emplace().maxP99 = model::Duration::milliseconds(500);
    const std::vector<RolloutCheck> few = {check(12, 0), check(10, 1)}, many = {check(5'000, 50)},
                                    undecided = {check(3, 0, Verdict::TooFewRequests)};
    const auto good = assess({run(Ending::Promoted, {few, many, undecided})}, 0.95);
    const auto bad = assess({run(Ending::Promoted, {{check(11, 1)}, {check(5'000, 250)}, undecided})}, 0.95);
    const auto low = findLowTraffic(plan, good, bad, 0.95);
    ASSERT_EQ(low.size(), 2u);
    EXPECT_EQ(low[0].step, 0);
    EXPECT_EQ(low[0].requestsPerCheck, 11);
    EXPECT_GT(low[0].requestsNeeded, 100u);
    EXPECT_THAT(low[0].message, HasSubstr("Step 1 of the rollout sees about 11 canary requests"));
    EXPECT_EQ(low[1].step, 2);
    EXPECT_THAT(low[1].message, HasSubstr("fewer than minRequests"));
}

RehearsalOptions options(std::size_t runs, unsigned threads) {
    RehearsalOptions o;
    o.runs = runs;
    o.threads = threads;
    o.bad = {.errors = {10}};
    return o;
}

tests::CanaryShop shop(double rate) {
    tests::CanaryShop s;
    s.rate = rate;
    s.duration = "40s";
    s.services = "  - {workload: cart-v2, namespace: shop, latency: {type: exponential, mean: 10ms}, "
                 "errors: {percent: 1, status: 500}}\n";
    return s;
}

TEST(Rehearse, FindsAPlanGoodThatHasEnoughTraffic) {
    const auto r = rehearse(shop(1'000).design(), options(20, 2));
    ASSERT_TRUE(r.has_value()) << r.error().front().message;
    EXPECT_EQ(r->good.runs, 20u);
    EXPECT_EQ(r->good.promoted, 20u);
    EXPECT_EQ(r->bad.aborted, 20u);
    EXPECT_LT(r->bad.usersWithError.mean, r->good.canaryRequests.mean);
    EXPECT_GT(r->bad.usersWithError.mean, 0);
    EXPECT_TRUE(r->lowTraffic.empty()) << r->lowTraffic.front().message;
}

// At 60 requests a second the first step's windows hold 30 canary requests: with 1 % failures 26 % of them show one,
// which is 3 % and more.
TEST(Rehearse, ShowsThatLittleTrafficAbortsGoodCanariesAndSaysSo) {
    const auto r = rehearse(shop(60).design(), options(60, 2));
    ASSERT_TRUE(r.has_value());
    EXPECT_GT(r->good.abortedShare.mean, 0.3);
    ASSERT_FALSE(r->lowTraffic.empty());
    EXPECT_EQ(r->lowTraffic[0].step, 0);
    EXPECT_NEAR(r->lowTraffic[0].requestsPerCheck, 30, 5);
    EXPECT_GT(r->lowTraffic[0].requestsNeeded, 50u);
}

TEST(Rehearse, IsTheSameWithOneOrManyThreads) {
    const auto design = shop(60).design();
    const auto one = rehearse(design, options(8, 1)), three = rehearse(design, options(8, 3));
    EXPECT_EQ(one->good.hash, three->good.hash);
    EXPECT_EQ(one->bad.hash, three->bad.hash);
    EXPECT_NE(one->good.hash, one->bad.hash);
    EXPECT_EQ(one->good.usersWithError.mean, three->good.usersWithError.mean);
}

TEST(Rehearse, RefusesADesignWithoutAPlan) {
    const auto nothing = model::Design::fromText("", "empty.yaml");
    const auto r = rehearse(nothing ? *nothing : model::Design{}, options(2, 1));
    ASSERT_FALSE(r.has_value());
    EXPECT_THAT(r.error().front().message, HasSubstr("no scenario to rehearse"));
}

} // namespace
} // namespace meshwright::sim::study
