// When a source of traffic sends: a rate that follows steps and ramps, turned into moments.
#pragma once

#include "model/scenario/scenario.h"
#include "sim/kernel/random.h"

#include <optional>
#include <vector>

namespace meshwright::sim::mesh {

using model::Duration;
using model::TimePoint;

/// The moments of an open loop. Both kinds integrate the rate: Poisson until an exponential amount of it has passed,
/// constant until exactly one request's worth has.
class Arrivals {
public:
    /// `rate` holds until the profile's first step. `start` and `stop` bound the moments.
    Arrivals(double rate, const std::vector<model::scenario::RateStep>& profile, bool poisson, TimePoint start,
             std::optional<TimePoint> stop);

    /// The next moment after the one before (the first after `start`); nothing where there is no more.
    std::optional<TimePoint> next(kernel::RandomStream& random);
    /// Requests a second at a moment, for display.
    double rateAt(TimePoint at) const;

private:
    /// From `from` on the rate begins at `rate` and changes by `slope` a second, until the next piece.
    struct Piece {
        double from, rate, slope;
    };
    std::vector<Piece> pieces_;
    bool poisson_, first_ = true;
    double at_; ///< seconds
    std::optional<TimePoint> stop_;
    std::size_t piece_ = 0;
};

} // namespace meshwright::sim::mesh
