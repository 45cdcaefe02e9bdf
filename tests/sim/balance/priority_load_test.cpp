#include "sim/balance/priority_load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace meshwright::sim::balance {
namespace {

using testing::ElementsAre;

using Healths = std::vector<PriorityHealth>;

// Expected shares by hand: availability = floor(140 × healthy / hosts).
TEST(PriorityLoad, FollowsHealthTimesOnePointFour) {
    EXPECT_THAT(priorityLoad(Healths{{4, 4}, {2, 2}}, 0).percent, ElementsAre(100, 0));
    EXPECT_THAT(priorityLoad(Healths{{4, 3}, {2, 2}}, 0).percent, ElementsAre(100, 0)); // 105 → 100
    EXPECT_THAT(priorityLoad(Healths{{4, 2}, {2, 2}}, 0).percent, ElementsAre(70, 30));
    EXPECT_THAT(priorityLoad(Healths{{4, 1}, {2, 1}}, 0).percent, ElementsAre(35, 65)); // 35 + 70 ≥ 100
    EXPECT_THAT(priorityLoad(Healths{{4, 0}, {2, 2}}, 0).percent, ElementsAre(0, 100));
    EXPECT_THAT(priorityLoad(Healths{{4, 1}, {4, 1}}, 0).percent, ElementsAre(50, 50)); // scaled from 35/35
    EXPECT_THAT(priorityLoad(Healths{{3, 1}, {10, 1}, {10, 1}}, 0).percent,
                ElementsAre(64, 18, 18)); // 46/14/14 of 74, rest to the first
}

TEST(PriorityLoad, GivesTheFirstPriorityEverythingWhereNothingIsHealthyAndPanicIsOff) {
    const PriorityLoad load = priorityLoad(Healths{{4, 0}, {2, 0}}, 0);
    EXPECT_THAT(load.percent, ElementsAre(100, 0));
    EXPECT_THAT(load.panic, ElementsAre(false, false));
}

TEST(PriorityLoad, PanicsOnlyBelowTheThresholdAndWhereCapacityLacks) {
    EXPECT_THAT(priorityLoad(Healths{{4, 1}}, 50).panic, ElementsAre(true));
    EXPECT_THAT(priorityLoad(Healths{{4, 2}}, 50).panic, ElementsAre(false));
    EXPECT_THAT(priorityLoad(Healths{{10, 3}}, 0).panic, ElementsAre(false));
    // 35 + 100 ≥ 100: the first priority is below the threshold and still does not panic.
    EXPECT_THAT(priorityLoad(Healths{{4, 1}, {2, 2}}, 50).panic, ElementsAre(false, false));
}

TEST(PriorityLoad, SpreadsByHostsInTotalPanic) {
    const PriorityLoad load = priorityLoad(Healths{{4, 0}, {2, 0}}, 50);
    EXPECT_THAT(load.panic, ElementsAre(true, true));
    EXPECT_THAT(load.percent, ElementsAre(67, 33));
    EXPECT_THAT(priorityLoad(Healths{{0, 0}, {0, 0}}, 50).percent, ElementsAre(100, 0));
    EXPECT_THAT(priorityLoad({}, 50).percent, ElementsAre(100));
}

TEST(PriorityLoad, ChoosesByTheDrawsRemainder) {
    const PriorityLoad load{{70, 30}, {false, false}};
    EXPECT_EQ(load.choose(0), 0u);
    EXPECT_EQ(load.choose(69), 0u);
    EXPECT_EQ(load.choose(70), 1u);
    EXPECT_EQ(load.choose(199), 1u);
}

TEST(PreviousPriorities, LeavesTriedPrioritiesAfterEverySecondAttempt) {
    const Healths healths{{2, 2}, {2, 2}, {2, 2}};
    const PriorityLoad original = priorityLoad(healths, 0);
    PreviousPriorities retry(2);
    retry.attempted(0);
    EXPECT_THAT(retry.load(healths, original).percent, ElementsAre(100, 0, 0));
    retry.attempted(0);
    EXPECT_THAT(retry.load(healths, original).percent, ElementsAre(0, 100, 0));
    retry.attempted(1);
    EXPECT_THAT(retry.load(healths, original).percent, ElementsAre(0, 100, 0));
    retry.attempted(1);
    EXPECT_THAT(retry.load(healths, original).percent, ElementsAre(0, 0, 100));
    retry.attempted(2);
    retry.attempted(2);
    EXPECT_THAT(retry.load(healths, original).percent, ElementsAre(100, 0, 0)); // all tried: from the start
}

TEST(PreviousPriorities, KeepsTheOriginalWhereNothingIsHealthy) {
    const Healths healths{{2, 0}, {2, 0}};
    const PriorityLoad original = priorityLoad(healths, 0);
    PreviousPriorities retry(1);
    retry.attempted(0);
    EXPECT_EQ(&retry.load(healths, original), &original);
}

} // namespace
} // namespace meshwright::sim::balance
