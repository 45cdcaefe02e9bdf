// Weights of hosts that warm up.
#pragma once

#include "model/base/units.h"

#include <algorithm>

namespace meshwright::sim::balance {

using model::Duration;
using model::TimePoint;

/// Envoy: source/extensions/load_balancing_policies/common/load_balancer_impl.cc (applySlowStartFactor).
struct SlowStart {
    Duration window; ///< 0 = off
    double aggression = 1;
    double minWeightPercent = 10;

    bool enabled() const { return window.ns > 0; }
    bool warming(TimePoint addedAt, TimePoint now) const { return enabled() && now - addedAt < window; }
    /// The factor on a host's weight, in (0, 1].
    double factor(TimePoint addedAt, TimePoint now) const;
};

} // namespace meshwright::sim::balance
