#include "sim/kernel/pool.h"

#include <gtest/gtest.h>

namespace meshwright::sim::kernel {
namespace {

TEST(Pool, TellsAStaleHandleAfterItsSlotWasReused) {
    Pool<int> pool;
    const Handle first = pool.acquire();
    pool[first.index] = 7;
    EXPECT_EQ(*pool.find(first), 7);
    pool.release(first.index);
    EXPECT_EQ(pool.find(first), nullptr);
    const Handle second = pool.acquire();
    EXPECT_EQ(second.index, first.index);
    EXPECT_FALSE(pool.alive(first));
    EXPECT_TRUE(pool.alive(second));
    EXPECT_EQ(pool.handleOf(second.index), second);
}

TEST(Pool, KeepsAddressesWhileItGrows) {
    Pool<int> pool;
    const Handle first = pool.acquire();
    int* const address = &pool[first.index];
    for (int i = 0; i < 10'000; ++i) pool.acquire();
    EXPECT_EQ(address, &pool[first.index]);
    EXPECT_EQ(pool.inUse(), 10'001u);
}

TEST(Pool, KeepsTheBuffersOfWhatItReuses) {
    Pool<std::vector<int>> pool;
    const Handle first = pool.acquire();
    pool[first.index].reserve(100);
    pool.release(first.index);
    EXPECT_GE(pool[pool.acquire().index].capacity(), 100u);
    EXPECT_EQ(pool.capacity(), 1u);
}

TEST(Pool, ADefaultHandleNamesNothing) {
    Pool<int> pool;
    EXPECT_EQ(pool.find({}), nullptr);
    EXPECT_FALSE(static_cast<bool>(Handle{}));
}

} // namespace
} // namespace meshwright::sim::kernel
