#include "sim/kernel/timers.h"

#include <algorithm>

namespace meshwright::sim::kernel {

std::uint32_t TimerLanes::lane(Duration duration) {
    const auto at = std::lower_bound(byDuration_.begin(), byDuration_.end(), duration,
                                     [&](std::uint32_t lane, Duration d) { return lanes_[lane].duration < d; });
    if (at != byDuration_.end() && lanes_[*at].duration == duration) return *at;
    if (lanes_.size() >= maximumLanes) return none;
    const auto fresh = static_cast<std::uint32_t>(lanes_.size());
    byDuration_.insert(at, fresh);
    lanes_.push_back({duration});
    return fresh;
}

PendingEvent TimerLanes::wakeFor(std::uint32_t lane) const {
    PendingEvent wake = timers_[lanes_[lane].head].due;
    wake.event = {laneWake, 0, lane};
    return wake;
}

TimerHandle TimerLanes::arm(std::uint32_t lane, const PendingEvent& due, std::optional<PendingEvent>& wake) {
    std::uint32_t index = 0;
    if (free_.empty()) {
        index = static_cast<std::uint32_t>(timers_.size());
        timers_.emplace_back();
        free_.reserve(timers_.capacity());
    } else {
        index = free_.back();
        free_.pop_back();
    }
    Timer& timer = timers_[index];
    timer.due = due;
    timer.lane = lane;
    timer.next = none;
    timer.previous = none;
    ++armedCount_;
    if (lane == none) {
        wake = due;
        wake->event = {singleWake, 0, index};
        ++wakes_;
        return {index, timer.generation};
    }
    Lane& fifo = lanes_[lane];
    timer.previous = fifo.tail;
    (fifo.tail == none ? fifo.head : timers_[fifo.tail].next) = index;
    fifo.tail = index;
    if (!fifo.wakePending) {
        fifo.wakePending = true;
        ++wakes_;
        wake = wakeFor(lane);
    }
    return {index, timer.generation};
}

void TimerLanes::unlink(std::uint32_t index) {
    const Timer& timer = timers_[index];
    Lane& fifo = lanes_[timer.lane];
    (timer.previous == none ? fifo.head : timers_[timer.previous].next) = timer.next;
    (timer.next == none ? fifo.tail : timers_[timer.next].previous) = timer.previous;
}

void TimerLanes::recycle(std::uint32_t index) {
    free_.push_back(index);
}

bool TimerLanes::cancel(TimerHandle handle) {
    if (!armed(handle)) return false;
    ++timers_[handle.index].generation;
    --armedCount_;
    if (timers_[handle.index].lane == none) {
        timers_[handle.index].next = handle.index; // its wake is still in the queue and frees the slot
        return true;
    }
    unlink(handle.index);
    recycle(handle.index);
    return true;
}

std::optional<Event> TimerLanes::wake(const PendingEvent& wake, std::optional<PendingEvent>& next) {
    --wakes_;
    if (wake.event.kind == singleWake) {
        Timer& timer = timers_[wake.event.index];
        const bool cancelled = timer.next == wake.event.index;
        if (!cancelled) {
            ++timer.generation;
            --armedCount_;
        }
        recycle(wake.event.index);
        return cancelled ? std::nullopt : std::optional(timer.due.event);
    }
    Lane& fifo = lanes_[wake.event.index];
    std::optional<Event> due;
    if (fifo.head != none && timers_[fifo.head].due.sequence == wake.sequence) {
        const std::uint32_t index = fifo.head;
        due = timers_[index].due.event;
        ++timers_[index].generation;
        --armedCount_;
        unlink(index);
        recycle(index);
    }
    fifo.wakePending = fifo.head != none;
    if (fifo.wakePending) {
        ++wakes_;
        next = wakeFor(wake.event.index);
    }
    return due;
}

} // namespace meshwright::sim::kernel
