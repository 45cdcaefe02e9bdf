#include "sim/kernel/random.h"

#include "tests/sim/support/golden.h"

#include <gtest/gtest.h>
#include <set>
#include <vector>

namespace meshwright::sim::kernel {
namespace {

// Reference: the published C code of splitmix64 with seed 0.
TEST(RandomStream, SeedsBySplitmix64AsPublished) {
    std::uint64_t state = 0;
    EXPECT_EQ(splitmix64(state), 0xe220a8397b1dcdafu);
    EXPECT_EQ(splitmix64(state), 0x6e789e6aa1b965f4u);
    EXPECT_EQ(splitmix64(state), 0x06c45d188009454fu);
}

TEST(RandomStream, GivesTheSameNumbersForever) {
    tests::RunHash hash;
    for (const std::uint64_t seed : {0ull, 1ull, ~0ull}) {
        auto stream = RandomStream::forEntity(seed, "pod/default/reviews-v1-0");
        for (int i = 0; i < 1000; ++i) {
            hash.add(stream.next());
            hash.add(stream.below(7));
            hash.add(stream.unit());
        }
    }
    tests::expectGolden("kernel", "random_streams", hash.value());
}

TEST(RandomStream, DiffersBetweenEntitiesAndBetweenSeeds) {
    std::set<std::uint64_t> firsts;
    for (const char* id : {"a", "b", "ab", "ba", ""}) {
        for (const std::uint64_t seed : {0ull, 1ull, 2ull, ~0ull}) {
            firsts.insert(RandomStream::forEntity(seed, id).next());
        }
    }
    EXPECT_EQ(firsts.size(), 20u);
}

TEST(RandomStream, BelowStaysInRangeAndIsUniform) {
    RandomStream stream(5);
    EXPECT_EQ(stream.below(0), 0u);
    EXPECT_EQ(stream.below(1), 0u);
    constexpr int draws = 60'000;
    std::vector<int> counts(6);
    for (int i = 0; i < draws; ++i) ++counts.at(stream.below(6));
    double chiSquare = 0;
    for (const int count : counts) chiSquare += (count - 10'000.0) * (count - 10'000.0) / 10'000.0;
    EXPECT_LT(chiSquare, 15.09); // 99 % quantile, 5 degrees of freedom
}

// With n = 3·2^62 a plain remainder would give the lowest third twice as often.
TEST(RandomStream, BelowHasNoBiasForHugeRanges) {
    RandomStream stream(9);
    constexpr std::uint64_t n = 3ull << 62;
    int low = 0;
    for (int i = 0; i < 30'000; ++i) low += stream.below(n) < (1ull << 62) ? 1 : 0;
    EXPECT_NEAR(low, 10'000, 250);
}

TEST(RandomStream, KeepsUnitsInsideTheirIntervals) {
    RandomStream stream(3);
    double sum = 0;
    for (int i = 0; i < 100'000; ++i) {
        const double u = stream.unit(), p = stream.positiveUnit(), o = stream.openUnit();
        ASSERT_TRUE(u >= 0 && u < 1 && p > 0 && p <= 1 && o > 0 && o < 1);
        sum += u;
    }
    EXPECT_NEAR(sum / 100'000, 0.5, 0.003);
}

TEST(RandomStream, DrawsOnceWhateverTheChance) {
    RandomStream a(1), b(1);
    EXPECT_FALSE(a.chance(0));
    EXPECT_TRUE(b.chance(1));
    EXPECT_EQ(a.next(), b.next());
}

} // namespace
} // namespace meshwright::sim::kernel
