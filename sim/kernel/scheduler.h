// The clock and everything pending. One total order: (time, insertion number), for events and timers alike, so that a
// run depends on nothing but its inputs and its seed.
#pragma once

#include "sim/kernel/timers.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>

namespace meshwright::sim::kernel {

/// Bounds that stop a run which would never end or would eat the memory.
struct RunLimits {
    std::uint64_t eventsAtOneInstant = 1'000'000;
    std::uint64_t pendingEvents = 20'000'000;
};

/// Why `run` returned.
enum class Stop {
    Reached,      ///< every event up to the wanted time has happened
    Budget,       ///< the given number of events has happened
    InstantLimit, ///< too many events at one instant: time does not advance; `lastEvent` names the culprit
    PendingLimit, ///< too many pending events; `lastEvent` names the one that was running
    Halted,       ///< `halt` was called during the event that happened last
};

class Scheduler {
public:
    explicit Scheduler(RunLimits limits = {}) : limits_(limits) {}

    TimePoint now() const { return now_; }
    /// Dispatched so far; cancelled timers are not counted.
    std::uint64_t dispatched() const { return dispatched_; }
    std::size_t pending() const { return queue_.size() - timers_.wakesInQueue() + timers_.size(); }
    const Event& lastEvent() const { return last_; }

    /// An event that always happens. A time before now counts as now.
    void at(TimePoint time, Event event) { queue_.push({std::max(time.ns, now_.ns), sequence_++, event}); }
    /// `delay` is at least 0; the end of time is 2^63 − 1 ns.
    void after(Duration delay, Event event) { queue_.push({timeAfter(delay), sequence_++, event}); }

    /// The lane of a duration, to be looked up once and kept by who arms many timers.
    std::uint32_t timerLane(Duration delay) { return timers_.lane(delay); }
    /// Arms a timer in O(1). `lane` comes from `timerLane`.
    TimerHandle arm(std::uint32_t lane, Event event) { return armIn(lane, timeAfter(timers_.durationOf(lane)), event); }
    TimerHandle arm(Duration delay, Event event) { return armIn(timers_.lane(delay), timeAfter(delay), event); }
    /// Cancels a timer in O(1) and clears the handle; false where it had fired or been cancelled.
    bool cancel(TimerHandle& handle) {
        const bool was = timers_.cancel(handle);
        handle = {};
        return was;
    }
    bool armed(TimerHandle handle) const { return timers_.armed(handle); }

    /// Ends `run` after the event that happens now.
    void halt() { halted_ = true; }

    /// Takes events in order and calls `dispatch(event)` for each, up to and including time `until` and at most
    /// `budget` of them. On `Reached` the clock stands at `until`. `dispatch` may schedule, arm and cancel.
    template <class Dispatch>
    Stop run(TimePoint until, Dispatch&& dispatch, std::uint64_t budget = std::numeric_limits<std::uint64_t>::max()) {
        while (!queue_.empty()) {
            const PendingEvent& first = queue_.top();
            if (first.time > until.ns) break;
            if (budget == 0) return Stop::Budget;
            const PendingEvent item = first;
            queue_.pop();
            if (item.event.kind < TimerLanes::laneWake) {
                last_ = item.event;
            } else {
                std::optional<PendingEvent> next;
                const auto due = timers_.wake(item, next);
                if (next) queue_.push(*next);
                if (!due) continue;
                last_ = *due;
            }
            if (item.time != now_.ns) {
                now_.ns = item.time;
                instantStart_ = dispatched_;
            }
            ++dispatched_;
            --budget;
            const Event event = last_;
            dispatch(event);
            if (halted_) {
                halted_ = false;
                return Stop::Halted;
            }
            if (dispatched_ - instantStart_ > limits_.eventsAtOneInstant) return Stop::InstantLimit;
            if (queue_.size() + timers_.size() > limits_.pendingEvents) return Stop::PendingLimit;
        }
        now_ = std::max(now_, until);
        return Stop::Reached;
    }

private:
    std::int64_t timeAfter(Duration delay) const {
        constexpr std::int64_t end = std::numeric_limits<std::int64_t>::max();
        const std::int64_t ns = std::max<std::int64_t>(delay.ns, 0);
        return ns > end - now_.ns ? end : now_.ns + ns;
    }
    TimerHandle armIn(std::uint32_t lane, std::int64_t time, Event event) {
        const TimerHandle handle = timers_.arm(lane, {time, sequence_++, event});
        if (timers_.wakeMissing(lane)) queue_.push(timers_.nextWake(lane, handle));
        return handle;
    }

    RunLimits limits_;
    TimePoint now_;
    EventQueue queue_;
    TimerLanes timers_;
    std::uint64_t sequence_ = 0, dispatched_ = 0, instantStart_ = 0;
    Event last_;
    bool halted_ = false;
};

} // namespace meshwright::sim::kernel
