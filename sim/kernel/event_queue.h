// The pending events: a 4-ary implicit heap of 24-byte keys, ordered by (time, insertion number).
#pragma once

#include "model/base/units.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace meshwright::sim::kernel {

using model::Duration;
using model::TimePoint;

/// What happens: plain data that the owner of the run dispatches. Kinds from 0xff00 on are the kernel's own.
struct Event {
    std::uint16_t kind = 0;
    std::uint16_t tag = 0;   ///< free for the owner
    std::uint32_t index = 0; ///< usually a slot of a pool

    friend bool operator==(const Event&, const Event&) = default;
};

struct PendingEvent {
    std::int64_t time = 0; ///< ns, never negative
    std::uint64_t sequence = 0;
    Event event;

    friend bool operator<(const PendingEvent& a, const PendingEvent& b) { return a.key() < b.key(); }

private:
    __extension__ using Key = unsigned __int128;
    /// One wide number, so that comparing is branch-free.
    Key key() const { return static_cast<Key>(static_cast<std::uint64_t>(time)) << 64 | sequence; }
};

/// A priority queue that allocates only when it grows. Taking the first event leaves a hole at the root, which the
/// next push fills: a step that takes one event and adds one moves the keys only once. Behind the last event stand
/// places that are later than any, so that every node can be treated as one with four children.
class EventQueue {
public:
    EventQueue() : heap_(arity, nothing) {}

    bool empty() const { return size() == 0; }
    std::size_t size() const { return count_ - (hole_ ? 1 : 0); }
    void reserve(std::size_t n) {
        if (n + arity > heap_.size()) heap_.resize(n + arity, nothing);
    }
    void clear() {
        std::fill(heap_.begin(), heap_.end(), nothing);
        count_ = 0;
        hole_ = false;
    }

    void push(const PendingEvent& item) {
        if (hole_) {
            hole_ = false;
            sinkFromRoot(item);
            return;
        }
        if (count_ + arity == heap_.size()) heap_.resize(heap_.size() * 2, nothing);
        std::size_t i = count_++;
        while (i > 0) {
            const std::size_t parent = (i - 1) / arity;
            if (!(item < heap_[parent])) break;
            heap_[i] = heap_[parent];
            i = parent;
        }
        heap_[i] = item;
    }

    /// The first event. Precondition: not empty.
    const PendingEvent& top() {
        if (hole_) closeHole();
        return heap_.front();
    }

    /// Removes the first event. Precondition: `top()` was called since the last change.
    void pop() { hole_ = true; }

private:
    static constexpr std::size_t arity = 4;
    static constexpr PendingEvent nothing{
        std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::uint64_t>::max(), {}};

    void closeHole() {
        hole_ = false;
        const PendingEvent last = heap_[--count_];
        heap_[count_] = nothing;
        if (count_ > 0) sinkFromRoot(last);
    }

    /// Which of four siblings comes first. Written so that no branch depends on it: it is as good as random.
    static std::size_t leastOf(const PendingEvent* c) {
        const std::size_t left = c[1] < c[0], right = 2 + (c[3] < c[2]);
        const std::size_t other = 0 - static_cast<std::size_t>(c[right] < c[left]);
        return left ^ ((left ^ right) & other);
    }

    void sinkFromRoot(const PendingEvent& item) {
        PendingEvent* const h = heap_.data();
        std::size_t i = 0;
        for (std::size_t first = 1; first < count_; first = i * arity + 1) {
            const std::size_t least = first + leastOf(h + first);
            if (!(h[least] < item)) break;
            h[i] = h[least];
            i = least;
        }
        h[i] = item;
    }

    std::vector<PendingEvent> heap_;
    std::size_t count_ = 0; ///< of the places in use, the hole's included
    bool hole_ = false;
};

} // namespace meshwright::sim::kernel
