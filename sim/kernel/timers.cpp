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

PendingEvent TimerLanes::laneWakeOf(std::uint32_t lane) const {
    PendingEvent wake = timers_[lanes_[lane].head].due;
    wake.event = {laneWake, 0, lane};
    return wake;
}

PendingEvent TimerLanes::nextWake(std::uint32_t lane, TimerHandle armed) {
    ++wakes_;
    if (lane != none) {
        lanes_[lane].wakePending = true;
        return laneWakeOf(lane);
    }
    PendingEvent wake = timers_[armed.index].due;
    wake.event = {singleWake, 0, armed.index};
    return wake;
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
        giveBack(wake.event.index);
        return cancelled ? std::nullopt : std::optional(timer.due.event);
    }
    Lane& fifo = lanes_[wake.event.index];
    std::optional<Event> due;
    if (fifo.head != none && timers_[fifo.head].due.sequence == wake.sequence) {
        const std::uint32_t index = fifo.head;
        due = timers_[index].due.event;
        ++timers_[index].generation;
        --armedCount_;
        unlink(timers_[index]);
        giveBack(index);
    }
    fifo.wakePending = fifo.head != none;
    if (fifo.wakePending) {
        ++wakes_;
        next = laneWakeOf(wake.event.index);
    }
    return due;
}

} // namespace meshwright::sim::kernel
