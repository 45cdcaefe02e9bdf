#include "sim/resilience/connection_pool.h"

#include <gtest/gtest.h>
#include <vector>

namespace meshwright::sim::resilience {
namespace {

using Start = ConnectionPool::Start;

/// A pool with its breakers, and connections that come up when told to.
struct Fixture {
    Breakers breakers;
    ConnectionPool pool;

    explicit Fixture(routing::CircuitBreakers limits = {}, ConnectionPool::Settings settings = {})
        : breakers(limits), pool(settings) {}

    ConnectionPool::Started start(std::uint32_t request) { return pool.start(request, breakers); }
    /// Brings up everything that is being opened; returns what starts to run, in order.
    std::vector<std::uint32_t> connectAll() {
        std::vector<std::uint32_t> ran;
        std::vector<std::uint32_t> opening;
        pool.takeOpenings([&](std::uint32_t c) { opening.push_back(c); });
        for (const std::uint32_t c : opening) {
            pool.connected(c);
            while (const auto next = pool.startWaiting(breakers))
                if (!next.refused) ran.push_back(next.request);
        }
        return ran;
    }
};

TEST(ConnectionPool, AColdRequestNeedsAPlaceInTheQueue) {
    routing::CircuitBreakers limits;
    limits.maxPendingRequests = 1;
    Fixture f(limits);
    EXPECT_EQ(f.start(1).result, Start::Queued);
    for (std::uint32_t r = 2; r <= 5; ++r) EXPECT_EQ(f.start(r).result, Start::PendingOverflow);
    EXPECT_EQ(f.connectAll(), std::vector<std::uint32_t>{1});
    EXPECT_EQ(f.breakers.pending, 0u);
}

TEST(ConnectionPool, WithoutAnyPlaceNothingColdSucceeds) {
    routing::CircuitBreakers limits;
    limits.maxPendingRequests = 0;
    Fixture f(limits);
    EXPECT_EQ(f.start(1).result, Start::PendingOverflow);
    EXPECT_TRUE(f.pool.openings().empty());
}

TEST(ConnectionPool, TheMostRecentlyFreedConnectionIsUsedFirst) {
    Fixture f;
    f.start(1);
    f.start(2);
    f.start(3);
    f.connectAll();
    EXPECT_EQ(f.pool.connections(), 3u);
    f.pool.finished(0, true, f.breakers);
    f.pool.finished(2, true, f.breakers);
    f.pool.finished(1, true, f.breakers);
    EXPECT_EQ(f.start(4).connection, 1u);
    EXPECT_EQ(f.start(5).connection, 2u);
    EXPECT_EQ(f.start(6).connection, 0u);
}

TEST(ConnectionPool, AtItsConnectionLimitRequestsWaitInOrder) {
    routing::CircuitBreakers limits;
    limits.maxConnections = 2;
    Fixture f(limits);
    for (std::uint32_t r = 1; r <= 6; ++r) EXPECT_EQ(f.start(r).result, Start::Queued);
    EXPECT_EQ(f.pool.openings().size(), 2u);
    EXPECT_EQ(f.connectAll(), (std::vector<std::uint32_t>{1, 2}));
    f.pool.finished(0, true, f.breakers);
    const auto next = f.pool.startWaiting(f.breakers);
    EXPECT_EQ(next.request, 3u);
    EXPECT_EQ(next.connection, 0u);
    EXPECT_EQ(f.pool.waiting(), 3u);
}

TEST(ConnectionPool, AHostWithoutAConnectionGetsOneBeyondTheLimit) {
    routing::CircuitBreakers limits;
    limits.maxConnections = 1;
    Fixture first(limits);
    first.start(1);
    ConnectionPool second{ConnectionPool::Settings{}};
    EXPECT_EQ(second.start(2, first.breakers).result, Start::Queued);
    EXPECT_EQ(second.openings().size(), 1u);
    EXPECT_EQ(second.start(3, first.breakers).result, Start::Queued);
    EXPECT_EQ(second.openings().size(), 1u) << "but only one";
}

TEST(ConnectionPool, OneConnectFailureEmptiesTheWholeQueue) {
    Fixture f;
    f.start(1);
    f.start(2);
    f.start(3);
    f.pool.connectFailed(f.pool.openings().front(), f.breakers);
    std::vector<std::uint32_t> failed;
    for (std::uint32_t n = f.pool.waiting(); n > 0; --n) failed.push_back(f.pool.takeWaiting(f.breakers));
    EXPECT_EQ(failed, (std::vector<std::uint32_t>{1, 2, 3}));
    EXPECT_EQ(f.pool.connections(), 2u) << "the newer connections still come up";
    EXPECT_EQ(f.breakers.connections, 2u);
    EXPECT_EQ(f.breakers.pending, 0u);
}

TEST(ConnectionPool, ActiveRequestsAreLimitedForHttp1Too) {
    routing::CircuitBreakers limits;
    limits.maxRequests = 1;
    Fixture f(limits);
    f.start(1);
    f.start(2);
    f.pool.takeOpenings([&](std::uint32_t c) { f.pool.connected(c); });
    EXPECT_FALSE(f.pool.startWaiting(f.breakers).refused);
    EXPECT_TRUE(f.pool.startWaiting(f.breakers).refused);
    EXPECT_EQ(f.start(3).result, Start::RequestOverflow) << "a connection is free, the limit is not";
}

TEST(ConnectionPool, Http2SharesOneConnectionUpToItsStreams) {
    ConnectionPool::Settings settings;
    settings.http2 = true;
    settings.streamsPerConnection = 2;
    Fixture f({}, settings);
    EXPECT_EQ(f.start(1).result, Start::Queued) << "cold: also HTTP/2 waits for its first connection";
    f.start(2);
    EXPECT_EQ(f.pool.openings().size(), 1u);
    EXPECT_EQ(f.connectAll(), (std::vector<std::uint32_t>{1, 2}));
    EXPECT_EQ(f.start(3).result, Start::Queued);
    EXPECT_EQ(f.pool.openings().size(), 1u) << "a second connection";
    f.pool.finished(0, true, f.breakers);
    EXPECT_EQ(f.pool.startWaiting(f.breakers).request, 3u);
    EXPECT_EQ(f.start(4).result, Start::Queued);
}

TEST(ConnectionPool, AConnectionClosesAfterItsLastAllowedRequest) {
    ConnectionPool::Settings settings;
    settings.maxRequestsPerConnection = 2;
    Fixture f({}, settings);
    f.start(1);
    f.connectAll();
    f.pool.finished(0, true, f.breakers);
    EXPECT_EQ(f.start(2).result, Start::Attached);
    f.pool.finished(0, true, f.breakers);
    EXPECT_EQ(f.pool.connections(), 0u);
    EXPECT_EQ(f.breakers.connections, 0u);
    EXPECT_EQ(f.start(3).result, Start::Queued);
}

TEST(ConnectionPool, AResetStreamCostsItsConnectionAndANewOneIsOpenedForTheQueue) {
    routing::CircuitBreakers limits;
    limits.maxConnections = 1;
    Fixture f(limits);
    f.start(1);
    f.start(2);
    f.connectAll();
    EXPECT_EQ(f.pool.waiting(), 1u);
    f.pool.finished(0, false, f.breakers);
    EXPECT_EQ(f.pool.openings().size(), 1u);
    EXPECT_EQ(f.connectAll(), std::vector<std::uint32_t>{2});
}

TEST(ConnectionPool, AWaitingRequestMayGiveUp) {
    routing::CircuitBreakers limits;
    limits.maxConnections = 1;
    Fixture f(limits);
    f.start(1);
    f.connectAll();
    const auto second = f.start(2), third = f.start(3), fourth = f.start(4);
    f.pool.cancel(third.connection, f.breakers);
    f.pool.finished(0, true, f.breakers);
    EXPECT_EQ(f.pool.startWaiting(f.breakers).request, 2u);
    f.pool.finished(0, true, f.breakers);
    EXPECT_EQ(f.pool.startWaiting(f.breakers).request, 4u);
    EXPECT_EQ(f.breakers.pending, 0u);
    EXPECT_NE(second.connection, fourth.connection);
}

TEST(ConnectionPool, DrainingEndsIdleConnectionsNowAndBusyOnesLater) {
    Fixture f;
    f.start(1);
    f.start(2);
    f.connectAll();
    f.pool.finished(0, true, f.breakers);
    f.pool.drain(f.breakers);
    EXPECT_EQ(f.pool.connections(), 1u);
    f.pool.finished(1, true, f.breakers);
    EXPECT_EQ(f.pool.connections(), 0u);
    EXPECT_EQ(f.breakers.connections, 0u);
    EXPECT_TRUE(f.pool.idle());
}

TEST(ConnectionPool, IdleConnectionsCloseOnceTheyHaveBeenIdleForLongEnough) {
    using model::Duration;
    const model::TimePoint zero;
    Fixture f;
    f.start(1);
    f.start(2);
    f.pool.takeOpenings([&](std::uint32_t c) { f.pool.connected(c, zero); });
    const auto first = f.pool.startWaiting(f.breakers), second = f.pool.startWaiting(f.breakers);
    f.pool.finished(first.connection, true, f.breakers, zero + Duration::seconds(1));
    EXPECT_EQ(f.pool.expire(zero + Duration::seconds(2), Duration::seconds(2), {}, f.breakers),
              zero + Duration::seconds(3))
        << "the one that ended at 1 s is due at 3 s";
    EXPECT_EQ(f.pool.connections(), 2u);
    f.pool.expire(zero + Duration::seconds(3), Duration::seconds(2), {}, f.breakers);
    EXPECT_EQ(f.pool.connections(), 1u) << "a busy one stays";
    f.pool.finished(second.connection, true, f.breakers, zero + Duration::seconds(4));
    EXPECT_FALSE(f.pool.expire(zero + Duration::seconds(6), Duration::seconds(2), {}, f.breakers));
    EXPECT_EQ(f.breakers.connections, 0u);
    EXPECT_EQ(f.start(3).result, Start::Queued) << "the next request needs a new one";
}

TEST(ConnectionPool, AnOldConnectionTakesNoFurtherRequestAndClosesAfterItsLast) {
    using model::Duration;
    const model::TimePoint zero;
    Fixture f;
    f.start(1);
    f.pool.takeOpenings([&](std::uint32_t c) { f.pool.connected(c, zero); });
    const auto running = f.pool.startWaiting(f.breakers);
    EXPECT_EQ(f.pool.expire(zero + Duration::seconds(1), {}, Duration::seconds(5), f.breakers),
              zero + Duration::seconds(5));
    f.pool.expire(zero + Duration::seconds(5), {}, Duration::seconds(5), f.breakers);
    EXPECT_EQ(f.pool.connections(), 1u) << "what it serves goes on";
    f.pool.finished(running.connection, true, f.breakers, zero + Duration::seconds(6));
    EXPECT_EQ(f.pool.connections(), 0u);
}

} // namespace
} // namespace meshwright::sim::resilience
