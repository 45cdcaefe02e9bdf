#include "sim/balance/balancer.h"

#include "sim/balance/cluster_hosts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>

namespace meshwright::sim::balance {
namespace {

using testing::ElementsAre;

std::vector<Host> hosts(std::initializer_list<std::uint32_t> weights) {
    std::vector<Host> list;
    for (const auto weight : weights) {
        list.push_back({"10.0.0." + std::to_string(list.size() + 1) + ":80", weight, 0, "", true});
    }
    return list;
}

BalancerConfig policy(Policy p) {
    BalancerConfig config;
    config.policy = p;
    config.panicThreshold = 0;
    return config;
}

/// Picks a host `n` times and counts them.
std::vector<int> count(Balancer& balancer, int n, kernel::RandomStream& random, const PickContext& context = {}) {
    std::vector<int> counts(balancer.hostSets().hosts.size());
    for (int i = 0; i < n; ++i) {
        if (const auto host = balancer.pick(context, random)) ++counts.at(*host);
    }
    return counts;
}

TEST(RoundRobin, GoesInOrderFromARandomStart) {
    std::map<std::uint32_t, int> starts;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        kernel::RandomStream random(seed);
        Balancer balancer(arrangeHosts(policy(Policy::RoundRobin), hosts({1, 1, 1})), random);
        const auto first = balancer.pick({}, random).value();
        ++starts[first];
        for (std::uint32_t i = 1; i < 7; ++i) ASSERT_EQ(balancer.pick({}, random), (first + i) % 3);
    }
    for (const auto& [host, n] : starts) EXPECT_NEAR(n, 100, 30) << host;
}

TEST(RoundRobin, KeepsItsPositionOverAChangeOfHealthAndGivesEachSetItsOwn) {
    kernel::RandomStream random(1);
    auto config = policy(Policy::RoundRobin);
    config.panicThreshold = 60;
    const auto all = hosts({1, 1, 1, 1});
    Balancer balancer(arrangeHosts(config, all), random);
    const auto first = balancer.pick({}, random).value();
    EXPECT_EQ(balancer.pick({}, random), (first + 1) % 4);
    balancer.update(arrangeHosts(config, all, {true, false, false, false}), {}); // panic: the set of all hosts
    EXPECT_EQ(balancer.pick({}, random), first);
    balancer.update(arrangeHosts(config, all), {});
    EXPECT_EQ(balancer.pick({}, random), (first + 2) % 4);
}

TEST(RoundRobin, PicksInProportionToUnequalWeights) {
    kernel::RandomStream random(2);
    Balancer balancer(arrangeHosts(policy(Policy::RoundRobin), hosts({1, 2, 5})), random);
    EXPECT_THAT(count(balancer, 800, random), ElementsAre(testing::AllOf(testing::Ge(99), testing::Le(101)),
                                                          testing::AllOf(testing::Ge(199), testing::Le(201)),
                                                          testing::AllOf(testing::Ge(499), testing::Le(501))));
}

TEST(LeastRequest, TakesTheLessBusyOfTwoDrawsWithReplacement) {
    kernel::RandomStream random(3);
    Balancer balancer(arrangeHosts(policy(Policy::LeastRequest), hosts({1, 1})), random);
    const std::vector<std::uint32_t> active = {9, 0};
    PickContext context;
    context.activeRequests = active;
    // The busy host is picked where both draws are it: one in four.
    EXPECT_NEAR(count(balancer, 40'000, random, context)[0], 10'000, 350);
}

TEST(LeastRequest, KeepsTheFirstDrawWhereBothAreAsBusy) {
    kernel::RandomStream random(4), same(4);
    Balancer balancer(arrangeHosts(policy(Policy::LeastRequest), hosts({1, 1, 1, 1, 1})), random);
    same.next(); // the starting position
    for (int i = 0; i < 100; ++i) {
        same.next(); // the priority
        const auto first = same.next() % 5;
        same.next();
        ASSERT_EQ(balancer.pick({}, random), first);
    }
}

TEST(LeastRequest, WithUnequalWeightsDividesByTheActiveRequests) {
    kernel::RandomStream random(5);
    Balancer balancer(arrangeHosts(policy(Policy::LeastRequest), hosts({4, 1})), random);
    const std::vector<std::uint32_t> active = {3, 0}; // 4/(3+1) : 1/(0+1)
    PickContext context;
    context.activeRequests = active;
    count(balancer, 10, random, context); // entries of the time before leave the queue
    EXPECT_NEAR(count(balancer, 1'000, random, context)[0], 500, 2);
}

TEST(RandomPolicy, IsUniformAndIgnoresWeights) {
    kernel::RandomStream random(6);
    Balancer balancer(arrangeHosts(policy(Policy::Random), hosts({100, 1, 1})), random);
    for (const int n : count(balancer, 30'000, random)) EXPECT_NEAR(n, 10'000, 350);
}

TEST(Balancer, PicksNobodyWhereNobodyIsHealthy) {
    for (const auto p : {Policy::RoundRobin, Policy::LeastRequest, Policy::Random, Policy::RingHash, Policy::Maglev}) {
        kernel::RandomStream random(7);
        Balancer dead(arrangeHosts(policy(p), hosts({1, 1}), {false, false}), random);
        EXPECT_EQ(dead.pick({}, random), std::nullopt);
        Balancer empty(arrangeHosts(policy(p), {}), random);
        EXPECT_EQ(empty.pick({}, random), std::nullopt);
        auto panicking = policy(p);
        panicking.panicThreshold = 50;
        Balancer all(arrangeHosts(panicking, hosts({1, 1}), {false, false}), random);
        EXPECT_TRUE(all.pick({}, random).has_value());
    }
}

TEST(Balancer, LeavesUnhealthyAndUnreadyHostsOut) {
    for (const auto p : {Policy::RoundRobin, Policy::LeastRequest, Policy::Random, Policy::RingHash, Policy::Maglev}) {
        auto list = hosts({1, 1, 1, 1});
        list[2].ready = false;
        kernel::RandomStream random(8);
        Balancer balancer(arrangeHosts(policy(p), list, {true, false, true, true}), random);
        const auto counts = count(balancer, 1'000, random);
        EXPECT_EQ(counts[1] + counts[2], 0);
        EXPECT_GT(counts[0], 300);
        EXPECT_GT(counts[3], 300);
    }
}

TEST(Balancer, ARetryPicksAgainAndKeepsTheLastWhereAllAreRejected) {
    kernel::RandomStream random(9);
    Balancer balancer(arrangeHosts(policy(Policy::RoundRobin), hosts({1, 1, 1})), random);
    const std::vector<std::uint32_t> two = {0, 1}, every = {0, 1, 2};
    PickContext context;
    context.attempted = two;
    context.extraPicks = 5;
    for (int i = 0; i < 20; ++i) EXPECT_EQ(balancer.pick(context, random), 2u);
    context.attempted = every;
    EXPECT_TRUE(balancer.pick(context, random).has_value());
    context.extraPicks = 0; // a first attempt ignores the predicate's repetition
    EXPECT_TRUE(balancer.pick(context, random).has_value());
}

TEST(Balancer, ARetryByHashMovesAlongTheRing) {
    kernel::RandomStream random(10);
    Balancer balancer(arrangeHosts(policy(Policy::RingHash), hosts({1, 1, 1})), random);
    PickContext context;
    context.hash = 1'234'567;
    const auto first = balancer.pick(context, random).value();
    EXPECT_EQ(balancer.pick(context, random), first);
    const std::vector<std::uint32_t> attempted = {first};
    context.attempted = attempted;
    context.extraPicks = 20;
    EXPECT_NE(balancer.pick(context, random), first);
}

TEST(Balancer, SpillsOverToTheNextPriority) {
    auto list = hosts({1, 1, 1, 1, 1});
    list[4].priority = 1;
    kernel::RandomStream random(11);
    Balancer balancer(arrangeHosts(policy(Policy::RoundRobin), list, {true, true, false, false, true}), random);
    EXPECT_NEAR(count(balancer, 10'000, random)[4], 3'000, 190); // 140 × 2/4 = 70 % stay
}

// Localities by weight 80:20. With the first at 1 of 2 hosts: 80 × min(1, 1.4 × 0.5) = 56 against 20.
TEST(Balancer, SpreadsOverLocalitiesByWeightAndHealth) {
    auto list = hosts({1, 1, 1});
    list[0].locality = list[1].locality = "a";
    list[2].locality = "b";
    auto config = policy(Policy::RoundRobin);
    config.localityWeighted = true;
    config.localityWeights = {{"a", 80}, {"b", 20}};
    kernel::RandomStream random(12);
    Balancer balancer(arrangeHosts(config, list), random);
    EXPECT_NEAR(count(balancer, 1'000, random)[2], 200, 2);
    balancer.update(arrangeHosts(config, list, {true, false, true}), {});
    EXPECT_NEAR(count(balancer, 7'600, random)[2], 2'000, 3);
}

TEST(Balancer, HashesWithTheLocalitiesPlainWeights) {
    auto list = hosts({1, 1, 1});
    list[0].locality = list[1].locality = "a";
    list[2].locality = "b";
    auto config = policy(Policy::Maglev);
    config.localityWeighted = true;
    config.localityWeights = {{"a", 50}, {"b", 50}};
    kernel::RandomStream random(13);
    Balancer balancer(arrangeHosts(config, list), random);
    EXPECT_NEAR(count(balancer, 20'000, random)[2], 10'000, 400);
}

// A host half-way through its window of 10 s has half the weight of one that is warm.
TEST(SlowStart, RaisesAWarmingHostsShare) {
    auto config = policy(Policy::RoundRobin);
    config.slowStart = {Duration::seconds(10), 1, 10};
    const std::vector<TimePoint> added = {TimePoint{0}, TimePoint{95'000'000'000}};
    PickContext context;
    context.addedAt = added;
    context.now = TimePoint{100'000'000'000};
    kernel::RandomStream random(14);
    Balancer balancer(arrangeHosts(config, hosts({1, 1})), random, context);
    EXPECT_NEAR(count(balancer, 3'000, random, context)[1], 1'000, 3);
}

TEST(SlowStart, FollowsItsCurve) {
    const SlowStart linear{Duration::seconds(10), 1, 10}, steep{Duration::seconds(10), 2, 10};
    const auto at = [](std::int64_t ms) { return TimePoint{ms * 1'000'000}; };
    EXPECT_DOUBLE_EQ(linear.factor(at(0), at(0)), 0.1);
    EXPECT_DOUBLE_EQ(linear.factor(at(0), at(5'000)), 0.5);
    EXPECT_DOUBLE_EQ(linear.factor(at(0), at(10'000)), 1);
    EXPECT_NEAR(steep.factor(at(0), at(2'500)), 0.5, 1e-12);
    EXPECT_DOUBLE_EQ(SlowStart{}.factor(at(0), at(0)), 1);
}

TEST(ClusterHosts, TakesKeysAndPolicyFromTheCluster) {
    routing::Cluster cluster;
    cluster.lb = routing::LbPolicy::Maglev;
    cluster.panicThresholdPercent = 30;
    cluster.endpoints = {{.address = "127.1.1.1", .port = 80}, {.address = "::1", .port = 443, .ready = false}};
    const auto list = clusterHosts(cluster);
    EXPECT_EQ(list[0].key, "127.1.1.1:80");
    EXPECT_EQ(list[1].key, "[::1]:443");
    EXPECT_FALSE(list[1].ready);
    EXPECT_EQ(balancerConfig(cluster).policy, Policy::Maglev);
    EXPECT_EQ(balancerConfig(cluster).panicThreshold, 30);
}

TEST(EdfScheduler, StartsAsIfItHadPickedBefore) {
    const auto weight = [](std::uint32_t i) { return i + 1.0; };
    for (const std::uint64_t picks : {0ull, 1ull, 5ull, 17ull, 1'000ull}) {
        EdfScheduler jumped(3, picks, weight), walked(3, 0, weight);
        for (std::uint64_t i = 0; i < picks; ++i) walked.pick(weight);
        int a = 0, b = 0;
        for (int i = 0; i < 600; ++i) {
            a += static_cast<int>(jumped.pick(weight));
            b += static_cast<int>(walked.pick(weight));
        }
        EXPECT_NEAR(a, b, 3) << picks;
    }
}

} // namespace
} // namespace meshwright::sim::balance
