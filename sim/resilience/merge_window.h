// When a change of host health reaches a proxy's worker: at once after a quiet second, else with the next full second.
// Envoy: source/common/upstream/cluster_manager_impl.cc (scheduleUpdate), update_merge_window.
#pragma once

#include "model/base/units.h"

#include <cstdint>

namespace meshwright::sim::resilience {

using model::Duration;
using model::TimePoint;

/// One per cluster and priority. Membership changes do not come here: they are delivered at once.
class MergeWindow {
public:
    MergeWindow() = default;
    explicit MergeWindow(Duration window) : window_(window) {}

    enum class Then : std::uint8_t { DeliverNow, StartTimer, TimerRuns };
    /// A host's health changed. DeliverNow makes a running timer void.
    Then changed(TimePoint now) {
        if (!delivered_ || now - last_ > window_) {
            flushed(now);
            return Then::DeliverNow;
        }
        if (timer_) return Then::TimerRuns;
        timer_ = true;
        ++generation_;
        return Then::StartTimer;
    }
    /// Everything is delivered: the timer of one whole window ended, or a membership change flushed.
    void flushed(TimePoint now) {
        timer_ = false;
        ++generation_;
        delivered_ = true;
        last_ = now;
    }
    Duration window() const { return window_; }
    /// Names the running timer: one that was started under another value is void.
    std::uint32_t generation() const { return generation_; }

private:
    Duration window_ = Duration::seconds(1);
    TimePoint last_;
    std::uint32_t generation_ = 0;
    bool delivered_ = false, timer_ = false;
};

} // namespace meshwright::sim::resilience
