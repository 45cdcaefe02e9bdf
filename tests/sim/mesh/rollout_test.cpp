#include "sim/mesh/rollout.h"

#include "sim/mesh/simulation.h"
#include "tests/sim/support/canary_shop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace meshwright::sim::mesh {
namespace {

using metrics::RolloutCheck;
using metrics::RolloutResult;
using model::istio::VirtualService;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;
using Ending = RolloutResult::Ending;

constexpr TimePoint at(std::int64_t seconds) {
    return {seconds * 1'000'000'000};
}

Rollout planOf(const tests::CanaryShop& shop) {
    const auto design = shop.design();
    auto made = Rollout::make(design, *findScenario(design, ""));
    EXPECT_TRUE(made.has_value()) << made.error().front().message;
    return std::move(*made);
}

/// Plays a plan in which each second the canary answers `rate` requests, of which every `failEvery`-th fails.
class Play {
public:
    Play(const tests::CanaryShop& shop, std::uint64_t rate, std::uint64_t failEvery = 0)
        : rollout(planOf(shop)), rate_(rate), failEvery_(failEvery) {}

    const RolloutResult& toTheEnd() {
        while (const auto next = rollout.next()) {
            while (now_ < *next) {
                now_ = now_ + Duration::seconds(1);
                for (std::uint64_t i = 0; i < rate_; ++i) {
                    ++counts_.answered;
                    if (failEvery_ > 0 && counts_.answered % failEvery_ == 0) ++counts_.failed;
                    counts_.latency.record(Duration::milliseconds(10));
                }
            }
            rollout.advance(now_, counts_);
        }
        return rollout.result();
    }
    Rollout rollout;

private:
    std::uint64_t rate_, failEvery_;
    TimePoint now_;
    CanaryCounts counts_;
};

std::vector<std::int64_t> weightsOf(const model::Design& design) {
    std::vector<std::int64_t> weights;
    for (const auto& resource : design.all<VirtualService>()) {
        for (const auto& entry : resource->as<VirtualService>()->http[0].route) weights.push_back(entry.weight);
    }
    return weights;
}

TEST(Rollout, GoesThroughItsStepsAndPromotes) {
    const tests::CanaryShop shop;
    Play play(shop, 100, 100);
    const RolloutResult& r = play.toTheEnd();
    EXPECT_EQ(r.ending, Ending::Promoted);
    EXPECT_EQ(r.at, at(35));
    ASSERT_EQ(r.steps.size(), 2u);
    EXPECT_EQ(r.steps[0].began, at(5));
    EXPECT_EQ(r.steps[0].ended, at(20));
    EXPECT_EQ(r.steps[0].weight, 10);
    EXPECT_EQ(r.steps[0].checks.size(), 3u);
    EXPECT_EQ(r.steps[0].checks[1].requests, 500u);
    EXPECT_EQ(r.steps[0].checks[1].failed, 5u);
    EXPECT_EQ(r.steps[1].canaryRequests, 1'500u);
    EXPECT_EQ(r.canaryRequests, 3'000u);
    EXPECT_THAT(weightsOf(play.rollout.applyTo(shop.design())), ElementsAre(0, 100));
}

TEST(Rollout, IsTakenBackAfterTheFailuresThatItAllows) {
    tests::CanaryShop shop;
    Play once(shop, 100, 10);
    EXPECT_EQ(once.toTheEnd().ending, Ending::Aborted);
    EXPECT_EQ(once.rollout.result().at, at(10));
    EXPECT_EQ(once.rollout.result().step, 0);
    EXPECT_THAT(once.rollout.result().reason, HasSubstr("success 90 % is below 97 %"));
    EXPECT_THAT(weightsOf(once.rollout.applyTo(shop.design())), ElementsAre(100, 0));

    shop.rollout.replace(shop.rollout.find("minRequests: 20"), 15, "minRequests: 20, failures: 3");
    Play thrice(shop, 100, 10);
    EXPECT_EQ(thrice.toTheEnd().at, at(20));
    EXPECT_EQ(thrice.rollout.result().steps[0].checks.size(), 3u);
}

TEST(Rollout, DecidesNothingFromTooFewRequests) {
    Play play(tests::CanaryShop{}, 2, 2);
    const RolloutResult& r = play.toTheEnd();
    EXPECT_EQ(r.ending, Ending::Promoted);
    for (const auto& check : r.steps[0].checks) {
        EXPECT_EQ(check.verdict, RolloutCheck::Verdict::TooFewRequests);
        EXPECT_EQ(check.reason, "10 requests are fewer than 20");
    }
}

TEST(Rollout, LooksAtLatencies) {
    tests::CanaryShop shop;
    shop.rollout = "{virtualService: cart, stable: stable, canary: canary, analysis: {maxP99: 5ms}, "
                   "steps: [{weight: 10, pause: 10s}]}";
    Play play(shop, 100);
    EXPECT_EQ(play.toTheEnd().ending, Ending::Aborted);
    EXPECT_THAT(play.rollout.result().reason, MatchesRegex("the 99th percentile of 10.* ms is above 5 ms"));
}

TEST(Rollout, WritesWeightsOfAPairAndFractions) {
    tests::CanaryShop shop;
    const auto weightsAt = [&](const std::string& weight) {
        shop.rollout =
            "{virtualService: cart, stable: stable, canary: canary, steps: [{weight: " + weight + ", pause: 10s}]}";
        Rollout rollout = planOf(shop);
        rollout.advance(at(0), {});
        return weightsOf(rollout.applyTo(shop.design()));
    };
    EXPECT_THAT(weightsAt("25"), ElementsAre(75, 25));
    EXPECT_THAT(weightsAt("0.5"), ElementsAre(99'500, 500));
    shop.stableWeight = 40;
    EXPECT_THAT(weightsAt("25"), ElementsAre(30, 10));
}

TEST(Rollout, MirrorsAndStopsMirroringWhenTheCanaryTakesWeight) {
    tests::CanaryShop shop;
    shop.rollout = "{strategy: mirroredCanary, virtualService: cart, stable: stable, canary: canary}";
    Rollout rollout = planOf(shop);
    EXPECT_EQ(rollout.next(), at(0));
    rollout.advance(at(0), {});
    const auto mirrored = rollout.applyTo(shop.design());
    const auto& rule = mirrored.all<VirtualService>().front()->as<VirtualService>()->http[0];
    ASSERT_TRUE(rule.mirror.has_value());
    EXPECT_EQ(rule.mirror->subset, "canary");
    EXPECT_EQ(rule.mirrorPercentage->value.value, 100);
    EXPECT_THAT(weightsOf(mirrored), ElementsAre(100, 0));
    rollout.advance(at(60), {});
    EXPECT_FALSE(rollout.applyTo(shop.design()).all<VirtualService>().front()->as<VirtualService>()->http[0].mirror);
    rollout.advance(at(120), {});
    EXPECT_EQ(rollout.result().ending, Ending::Promoted);
}

TEST(Rollout, BlueGreenGivesEverythingAtOnceAndTakesItBackAtOnce) {
    tests::CanaryShop shop;
    shop.rollout = "{strategy: blueGreen, virtualService: cart, stable: stable, canary: canary, start: 5s, "
                   "analysis: {minSuccess: 97, interval: 5s, minRequests: 20}}";
    Play good(shop, 100);
    EXPECT_EQ(good.toTheEnd().ending, Ending::Promoted);
    ASSERT_EQ(good.rollout.result().steps.size(), 1u);
    EXPECT_EQ(good.rollout.result().steps[0].weight, 100);
    EXPECT_THAT(weightsOf(good.rollout.applyTo(shop.design())), ElementsAre(0, 100));
    Play bad(shop, 100, 10);
    EXPECT_EQ(bad.toTheEnd().ending, Ending::Aborted);
    EXPECT_THAT(weightsOf(bad.rollout.applyTo(shop.design())), ElementsAre(100, 0));
}

TEST(Rollout, RefusesPlansThatMakeNoSense) {
    const auto messageOf = [](const std::string& rest) {
        tests::CanaryShop shop;
        shop.rollout = "{virtualService: cart, stable: stable, canary: canary, " + rest + "}";
        const auto design = shop.design();
        const auto made = Rollout::make(design, *findScenario(design, ""));
        return made ? std::string() : made.error().front().message;
    };
    EXPECT_THAT(messageOf("start: 1s"), HasSubstr("no steps"));
    EXPECT_THAT(messageOf("steps: [{weight: 101}]"), HasSubstr("spec.rollout.steps[0] needs a weight"));
    EXPECT_THAT(messageOf("steps: [{weight: 1}], analysis: {failures: 0}"), HasSubstr("failures must be 1 or more"));
    EXPECT_THAT(messageOf("steps: [{weight: 1}], analysis: {interval: 0s}"), HasSubstr("longer than 0s"));
}

RolloutResult simulate(const tests::CanaryShop& shop, std::uint64_t seed, std::uint64_t* hash = nullptr,
                       Duration step = Duration::seconds(1'000)) {
    RunOptions options;
    options.seed = seed;
    auto simulation = Simulation::create(shop.design(), options);
    EXPECT_TRUE(simulation.has_value()) << simulation.error().front().message;
    for (TimePoint t{step.ns}; !simulation->finished(); t = t + step) simulation->advanceTo(t);
    if (hash != nullptr) *hash = simulation->hash();
    return *simulation->rollout();
}

TEST(RolloutInARun, SplitsByItsWeightsStepByStep) {
    const RolloutResult r = simulate(tests::CanaryShop{}, 1);
    EXPECT_EQ(r.ending, Ending::Promoted);
    ASSERT_EQ(r.steps.size(), 2u);
    EXPECT_NEAR(static_cast<double>(r.steps[0].canaryRequests), 0.1 * 200 * 15, 60);
    EXPECT_NEAR(static_cast<double>(r.steps[1].canaryRequests), 0.5 * 200 * 15, 150);
    EXPECT_EQ(r.canaryFailed, 0u);
    EXPECT_EQ(r.usersWithError, 0u);
}

TEST(RolloutInARun, TakesABadCanaryBackBeforeMostUsersSeeIt) {
    tests::CanaryShop shop;
    shop.services = "  - {workload: cart-v2, namespace: shop, latency: {type: exponential, mean: 10ms}, "
                    "errors: {percent: 30, status: 500}}\n";
    const RolloutResult r = simulate(shop, 1);
    EXPECT_EQ(r.ending, Ending::Aborted);
    EXPECT_EQ(r.step, 0);
    EXPECT_EQ(r.at, at(10));
    EXPECT_EQ(r.usersWithError, r.canaryFailed);
    EXPECT_NEAR(static_cast<double>(r.usersWithError), 0.3 * 0.1 * 200 * 5, 20);
}

TEST(RolloutInARun, IsTheSameSteppedOrStraight) {
    std::uint64_t straight = 0, stepped = 0;
    const auto a = simulate(tests::CanaryShop{}, 7, &straight);
    const auto b = simulate(tests::CanaryShop{}, 7, &stepped, Duration::milliseconds(777));
    EXPECT_EQ(straight, stepped);
    EXPECT_EQ(a.canaryRequests, b.canaryRequests);
}

} // namespace
} // namespace meshwright::sim::mesh
