#include "sim/resilience/breakers.h"

#include <gtest/gtest.h>

namespace meshwright::sim::resilience {
namespace {

TEST(Breakers, ALimitRefusesAtItsNumber) {
    routing::CircuitBreakers limits;
    limits.maxRequests = 2;
    limits.maxPendingRequests = 0;
    Breakers b(limits);
    EXPECT_TRUE(b.requestFree());
    b.requests = 1;
    EXPECT_TRUE(b.requestFree());
    b.requests = 2;
    EXPECT_FALSE(b.requestFree());
    EXPECT_STREQ(b.open(), "maxRequests");
    EXPECT_FALSE(b.pendingFree());
    EXPECT_TRUE(b.connectionFree());
}

TEST(Breakers, ARetryBudgetIsAShareOfWhatIsUnderWay) {
    routing::CircuitBreakers limits;
    limits.retryBudgetPercent = 20;
    limits.retryBudgetMinConcurrency = 3;
    Breakers b(limits);
    EXPECT_EQ(b.retryLimit(), 3u) << "never below the minimum";
    b.requests = 39;
    EXPECT_EQ(b.retryLimit(), 7u) << "cut to a whole number";
    b.pending = 11;
    EXPECT_EQ(b.retryLimit(), 10u) << "waiting requests count too";
    b.retries = 10;
    EXPECT_FALSE(b.retryFree());
}

} // namespace
} // namespace meshwright::sim::resilience
