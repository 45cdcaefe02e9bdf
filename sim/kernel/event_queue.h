// The pending events: a 4-ary implicit heap of 24-byte keys, ordered by (time, insertion number).
#pragma once

#include "model/base/units.h"

#include <cstddef>
#include <cstdint>
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
/// next push fills: a step that takes one event and adds one moves the keys only once.
class EventQueue {
public:
    bool empty() const { return size() == 0; }
    std::size_t size() const { return heap_.size() - (hole_ ? 1 : 0); }
    void reserve(std::size_t n) { heap_.reserve(n); }
    void clear() {
        heap_.clear();
        hole_ = false;
    }

    void push(const PendingEvent& item) {
        if (hole_) {
            hole_ = false;
            sinkFromRoot(item);
            return;
        }
        std::size_t i = heap_.size();
        heap_.push_back(item);
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
        closeHole();
        return heap_.front();
    }

    /// Removes the first event. Precondition: `top()` was called since the last change.
    void pop() { hole_ = true; }

private:
    static constexpr std::size_t arity = 4;

    void closeHole() {
        if (!hole_) return;
        hole_ = false;
        const PendingEvent last = heap_.back();
        heap_.pop_back();
        if (!heap_.empty()) sinkFromRoot(last);
    }

    void sinkFromRoot(const PendingEvent& item) {
        const std::size_t n = heap_.size();
        PendingEvent* const h = heap_.data();
        std::size_t i = 0;
        for (;;) {
            const std::size_t first = i * arity + 1;
            if (first + arity <= n) {
                const std::size_t left = h[first + 1] < h[first] ? first + 1 : first;
                const std::size_t right = h[first + 3] < h[first + 2] ? first + 3 : first + 2;
                const std::size_t least = h[right] < h[left] ? right : left;
                if (!(h[least] < item)) break;
                h[i] = h[least];
                i = least;
            } else {
                std::size_t least = first;
                if (first >= n) break;
                for (std::size_t c = first + 1; c < n; ++c) {
                    if (h[c] < h[least]) least = c;
                }
                if (!(h[least] < item)) break;
                h[i] = h[least];
                i = least;
            }
        }
        h[i] = item;
    }

    std::vector<PendingEvent> heap_;
    bool hole_ = false;
};

} // namespace meshwright::sim::kernel
