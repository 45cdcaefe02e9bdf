// Connections of one proxy to one host of one cluster, and the requests that wait for one.
// Envoy: source/common/conn_pool/conn_pool_base.cc, source/common/http/http1|http2/conn_pool.cc.
#pragma once

#include "sim/resilience/breakers.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace meshwright::sim::resilience {

using model::Duration;
using model::TimePoint;

inline constexpr std::uint32_t none = 0xffffffffu;

/// A state machine without a clock: the owner opens connections (takeOpenings), says when they are up or failed, and
/// asks for waiting requests until there are none to start. Requests are the owner's numbers. Allocates only to grow.
class ConnectionPool {
public:
    struct Settings {
        bool http2 = false;
        std::uint32_t streamsPerConnection = 1024;  ///< HTTP/2: min(peer's limit, max_concurrent_streams)
        std::uint32_t maxRequestsPerConnection = 0; ///< 0 = no limit
    };

    ConnectionPool() = default;
    explicit ConnectionPool(const Settings& settings)
        : perConnection_(settings.http2 ? std::max(1u, settings.streamsPerConnection) : 1),
          mostRequests_(settings.maxRequestsPerConnection) {}

    enum class Start : std::uint8_t {
        Attached,        ///< runs on `connection`
        Queued,          ///< waits; `connection` names the place in the queue, for cancel()
        PendingOverflow, ///< max_pending_requests refuses; no host is reported
        RequestOverflow, ///< max_requests refuses, although a connection is there
    };
    struct Started {
        Start result;
        std::uint32_t connection = none;
    };

    /// A request wants this host. Whatever finds no idle connection passes through the queue, even where a new
    /// connection may be opened at once.
    Started start(std::uint32_t request, Breakers& breakers) {
        if (ready_ == none) return queue(request, breakers);
        if (!breakers.requestFree()) return {Start::RequestOverflow};
        const std::uint32_t c = ready_;
        attach(c, breakers);
        return {Start::Attached, c};
    }

    /// True where startWaiting or takeOpenings may have something to give.
    bool wantsAttention() const { return head_ != none || wantsOpenings_; }
    /// True where the owner has to open connections now.
    bool wantsOpenings() const { return wantsOpenings_; }
    const std::vector<std::uint32_t>& openings() const { return openings_; }
    /// Those, once: calls `open(connection)` for each. `open` may not start requests here.
    template <class Open> void takeOpenings(Open&& open) {
        wantsOpenings_ = false;
        for (const std::uint32_t c : openings_) open(c);
        openings_.clear();
    }

    /// A connection came up. Then call startWaiting until it returns nothing.
    void connected(std::uint32_t connection, TimePoint now = {});
    struct Waiting {
        std::uint32_t request = none, connection = none;
        bool refused = false; ///< by max_requests
        explicit operator bool() const { return request != none; }
    };
    /// Starts the request that waits longest, where a connection is ready.
    Waiting startWaiting(Breakers& breakers) {
        return head_ == none || ready_ == none ? Waiting{} : startFirst(breakers);
    }

    /// A connection did not come up: it is gone, and so is the queue. The owner fails everything that takeWaiting
    /// gives, up to waiting() as it was at this call.
    void connectFailed(std::uint32_t connection, Breakers& breakers);
    /// Takes the request that waits longest out of the queue; `none` where nothing waits.
    std::uint32_t takeWaiting(Breakers& breakers);
    std::uint32_t waiting() const { return waitingCount_; }

    /// A waiting request gives up (a timeout while queued). `place` is what start() returned.
    void cancel(std::uint32_t place, Breakers& breakers);

    /// A running request ended. `keep` is false where its connection cannot be used again (HTTP/1.1: the stream was
    /// reset before its response was complete). May open connections for the queue; then call startWaiting.
    void finished(std::uint32_t connection, bool keep, Breakers& breakers, TimePoint now = {}) {
        Connection& c = slots_[connection];
        --c.active;
        c.idleSince = now;
        --active_;
        --breakers.requests;
        if (!keep || draining_ || c.state == State::Draining) return retire(connection, breakers);
        if (c.state == State::Full) {
            makeReady(connection);
        }
    }

    /// The host closed a connection (it crashed). Requests on it are the owner's to fail; it calls finished(…, false)
    /// for each of them. Idle ones just go.
    void closeIdle(Breakers& breakers);
    /// Closes what has been idle for `idle` and what has lived for `life` (each zero = no limit); busy connections of
    /// that age take no further request. Gives the moment to ask again, or nothing where no connection is left.
    /// Envoy: source/common/conn_pool/conn_pool_base.cc (onConnectionDurationTimeout), http/codec_client.cc.
    std::optional<TimePoint> expire(TimePoint now, Duration idle, Duration life, Breakers& breakers);
    /// Connections in use or being opened are closed as they end or come up; idle ones now (cluster removed).
    void drain(Breakers& breakers);

    std::uint32_t connections() const { return open_; }
    std::uint32_t active() const { return active_; }
    bool idle() const { return active_ == 0 && waitingCount_ == 0 && connecting_ == 0; }

private:
    enum class State : std::uint8_t { Free, Connecting, Ready, Full, Draining };
    struct Connection {
        State state = State::Free;
        std::uint32_t active = 0, served = 0;
        std::uint32_t below = none; ///< the next one in the stack of ready ones
        TimePoint upSince, idleSince;
    };
    struct Place {
        std::uint32_t request = none, next = none, previous = none;
    };

    Started queue(std::uint32_t request, Breakers& breakers);
    Waiting startFirst(Breakers& breakers);
    void openWhereNeeded(Breakers& breakers);
    void attach(std::uint32_t connection, Breakers& breakers) {
        Connection& c = slots_[connection];
        ++c.active;
        ++c.served;
        ++active_;
        ++breakers.requests;
        const bool last = mostRequests_ > 0 && c.served >= mostRequests_;
        if (!last && c.active < perConnection_) return;
        dropReady(connection);
        c.state = last ? State::Draining : State::Full;
    }
    /// A connection whose request has just ended takes no more, and closes once it is idle.
    void retire(std::uint32_t connection, Breakers& breakers);
    void close(std::uint32_t connection, Breakers& breakers);
    void makeReady(std::uint32_t connection) {
        slots_[connection].state = State::Ready;
        slots_[connection].below = ready_;
        ready_ = connection;
    }
    void dropReady(std::uint32_t connection) {
        std::uint32_t* at = &ready_;
        while (*at != connection && *at != none) at = &slots_[*at].below;
        if (*at != none) *at = slots_[connection].below;
    }
    std::uint32_t takePlace(std::uint32_t place, Breakers& breakers);

    // What every request touches comes first, for the processor's cache.
    std::uint32_t ready_ = none; ///< top of a stack: the most recently freed one
    std::uint32_t active_ = 0, perConnection_ = 1;
    std::uint32_t mostRequests_ = 0; ///< on one connection; 0 = no limit
    std::uint32_t head_ = none;
    bool wantsOpenings_ = false, draining_ = false;
    std::vector<Connection> slots_;
    std::uint32_t tail_ = none, freePlace_ = none;
    std::vector<std::uint32_t> openings_, freeSlots_;
    std::vector<Place> places_;
    std::uint32_t waitingCount_ = 0, open_ = 0, connecting_ = 0;
};

} // namespace meshwright::sim::resilience
