#include "sim/resilience/connection_pool.h"

#include <algorithm>

namespace meshwright::sim::resilience {

ConnectionPool::Started ConnectionPool::queue(std::uint32_t request, Breakers& breakers) {
    if (!breakers.pendingFree()) return {Start::PendingOverflow};
    std::uint32_t place = freePlace_;
    if (place == none) {
        place = static_cast<std::uint32_t>(places_.size());
        places_.emplace_back();
    } else {
        freePlace_ = places_[place].next;
    }
    places_[place] = {request, none, tail_};
    (tail_ == none ? head_ : places_[tail_].next) = place;
    tail_ = place;
    ++waitingCount_;
    ++breakers.pending;
    openWhereNeeded(breakers);
    return {Start::Queued, place};
}

void ConnectionPool::openWhereNeeded(Breakers& breakers) {
    for (int i = 0; i < 3; ++i) {
        if (waitingCount_ <= std::uint64_t(connecting_) * perConnection_) return;
        // A host without any connection gets one even beyond the limit; else the request stays queued.
        if (!breakers.connectionFree() && open_ > 0) return;
        std::uint32_t c = 0;
        if (freeSlots_.empty()) {
            c = static_cast<std::uint32_t>(slots_.size());
            slots_.emplace_back();
        } else {
            c = freeSlots_.back();
            freeSlots_.pop_back();
        }
        slots_[c] = {State::Connecting};
        ++open_;
        ++connecting_;
        ++breakers.connections;
        openings_.push_back(c);
        wantsOpenings_ = true;
    }
}

void ConnectionPool::connected(std::uint32_t connection, TimePoint now) {
    slots_[connection].upSince = slots_[connection].idleSince = now;
    --connecting_;
    makeReady(connection);
}

ConnectionPool::Waiting ConnectionPool::startFirst(Breakers& breakers) {
    const std::uint32_t request = takePlace(head_, breakers);
    if (!breakers.requestFree()) return {request, none, true};
    const std::uint32_t c = ready_;
    attach(c, breakers);
    return {request, c, false};
}

std::uint32_t ConnectionPool::takePlace(std::uint32_t place, Breakers& breakers) {
    Place& p = places_[place];
    const std::uint32_t request = p.request;
    (p.previous == none ? head_ : places_[p.previous].next) = p.next;
    (p.next == none ? tail_ : places_[p.next].previous) = p.previous;
    p = {none, freePlace_, none};
    freePlace_ = place;
    --waitingCount_;
    --breakers.pending;
    return request;
}

std::uint32_t ConnectionPool::takeWaiting(Breakers& breakers) {
    return head_ == none ? none : takePlace(head_, breakers);
}

void ConnectionPool::cancel(std::uint32_t place, Breakers& breakers) {
    takePlace(place, breakers);
}

void ConnectionPool::connectFailed(std::uint32_t connection, Breakers& breakers) {
    --connecting_;
    close(connection, breakers);
}

void ConnectionPool::close(std::uint32_t connection, Breakers& breakers) {
    slots_[connection].state = State::Free;
    freeSlots_.push_back(connection);
    --open_;
    --breakers.connections;
}

void ConnectionPool::retire(std::uint32_t connection, Breakers& breakers) {
    Connection& c = slots_[connection];
    if (c.state == State::Ready) dropReady(connection);
    c.state = State::Draining;
    if (c.active > 0) return;
    close(connection, breakers);
    if (!draining_) openWhereNeeded(breakers);
}

void ConnectionPool::closeIdle(Breakers& breakers) {
    for (std::uint32_t* at = &ready_; *at != none;) {
        const std::uint32_t c = *at;
        if (slots_[c].active > 0) {
            at = &slots_[c].below;
            continue;
        }
        *at = slots_[c].below;
        close(c, breakers);
    }
}

std::optional<TimePoint> ConnectionPool::expire(TimePoint now, Duration idle, Duration life, Breakers& breakers) {
    std::optional<TimePoint> next;
    const auto askAgain = [&](TimePoint at) { next = next ? std::min(*next, at) : at; };
    for (std::uint32_t i = 0; i < slots_.size(); ++i) {
        Connection& c = slots_[i];
        if (c.state == State::Free || c.state == State::Draining) continue;
        if (c.state == State::Connecting) {
            askAgain(now + (life.ns > 0 && (idle.ns <= 0 || life < idle) ? life : idle));
            continue;
        }
        const bool old = life.ns > 0 && now - c.upSince >= life;
        const bool unused = idle.ns > 0 && c.active == 0 && now - c.idleSince >= idle;
        if (old || unused) {
            if (c.state == State::Ready) dropReady(i);
            c.state = State::Draining;
            if (c.active == 0) close(i, breakers);
            continue;
        }
        if (life.ns > 0) askAgain(c.upSince + life);
        if (idle.ns > 0) askAgain((c.active == 0 ? c.idleSince : now) + idle);
    }
    return next;
}

void ConnectionPool::drain(Breakers& breakers) {
    closeIdle(breakers);
    draining_ = true;
}

} // namespace meshwright::sim::resilience
