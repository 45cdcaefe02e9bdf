// Timers that are usually cancelled: one FIFO for each distinct duration. Equal durations expire in the order in
// which they were armed, so arming appends, cancelling unlinks, and only the head of a FIFO can be next.
#pragma once

#include "sim/kernel/event_queue.h"

#include <optional>
#include <vector>

namespace meshwright::sim::kernel {

/// Names one armed timer. Stale after it fired or was cancelled; a default handle names nothing.
struct TimerHandle {
    std::uint32_t index = 0xffffffffu;
    std::uint32_t generation = 0;

    friend bool operator==(const TimerHandle&, const TimerHandle&) = default;
};

/// The FIFOs ("lanes"). Each lane with a timer keeps one wake event in the scheduler's queue, at or before its head's
/// place in the total order: where the head it was made for has been cancelled, the wake is moved on, which costs one
/// queue operation a duration instead of one a timer.
class TimerLanes {
public:
    static constexpr std::uint32_t none = 0xffffffffu;
    /// Beyond this many distinct durations a timer goes into the queue itself.
    static constexpr std::size_t maximumLanes = 4096;

    /// The lane of a duration, made where it is new; `none` where there are too many.
    std::uint32_t lane(Duration duration);
    Duration durationOf(std::uint32_t lane) const { return lanes_[lane].duration; }

    /// Arms a timer at the end of a lane (`none`: a single one). Where `wakeMissing` says so then, the queue needs
    /// `nextWake`.
    TimerHandle arm(std::uint32_t lane, const PendingEvent& due) {
        const std::uint32_t index = take();
        Timer& timer = timers_[index];
        timer.due = due;
        timer.lane = lane;
        timer.next = timer.previous = none;
        ++armedCount_;
        if (lane != none) {
            Lane& fifo = lanes_[lane];
            timer.previous = fifo.tail;
            (fifo.tail == none ? fifo.head : timers_[fifo.tail].next) = index;
            fifo.tail = index;
        }
        return {index, timer.generation};
    }
    bool wakeMissing(std::uint32_t lane) const { return lane == none || !lanes_[lane].wakePending; }
    /// The event that the queue needs for a timer just armed.
    PendingEvent nextWake(std::uint32_t lane, TimerHandle armed);

    /// Forgets a timer; false where the handle is stale.
    bool cancel(TimerHandle handle) {
        if (!armed(handle)) return false;
        Timer& timer = timers_[handle.index];
        ++timer.generation;
        --armedCount_;
        if (timer.lane == none) {
            timer.next = handle.index; // its wake is still in the queue and frees the slot
        } else {
            unlink(timer);
            giveBack(handle.index);
        }
        return true;
    }
    bool armed(TimerHandle handle) const {
        return handle.index < timers_.size() && timers_[handle.index].generation == handle.generation;
    }

    /// Handles a wake that came up in the queue: the event to dispatch, if it is due now, and the next wake, if any.
    std::optional<Event> wake(const PendingEvent& wake, std::optional<PendingEvent>& next);

    std::size_t size() const { return armedCount_; }
    /// Events that `arm` and `wake` have put into the queue and that are there now.
    std::size_t wakesInQueue() const { return wakes_; }

    static constexpr std::uint16_t laneWake = 0xff00, singleWake = 0xff01;

private:
    struct Timer {
        PendingEvent due;
        std::uint32_t previous = none, next = none, lane = none;
        std::uint32_t generation = 0; ///< changes whenever the timer ends
    };
    struct Lane {
        Duration duration;
        std::uint32_t head = none, tail = none;
        bool wakePending = false;
    };

    std::uint32_t take() {
        if (free_ != none) {
            const std::uint32_t index = free_;
            free_ = timers_[index].next;
            return index;
        }
        timers_.emplace_back();
        return static_cast<std::uint32_t>(timers_.size() - 1);
    }
    void giveBack(std::uint32_t index) {
        timers_[index].next = free_;
        free_ = index;
    }
    void unlink(const Timer& timer) {
        Lane& fifo = lanes_[timer.lane];
        (timer.previous == none ? fifo.head : timers_[timer.previous].next) = timer.next;
        (timer.next == none ? fifo.tail : timers_[timer.next].previous) = timer.previous;
    }
    PendingEvent laneWakeOf(std::uint32_t lane) const;

    std::vector<Timer> timers_;
    std::uint32_t free_ = none; ///< the first unused slot; `next` leads to the others
    std::vector<Lane> lanes_;
    std::vector<std::uint32_t> byDuration_; ///< lanes by rising duration
    std::size_t armedCount_ = 0, wakes_ = 0;
};

} // namespace meshwright::sim::kernel
