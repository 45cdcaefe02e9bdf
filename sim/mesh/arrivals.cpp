#include "sim/mesh/arrivals.h"

#include "sim/kernel/math.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace meshwright::sim::mesh {

Arrivals::Arrivals(double rate, const std::vector<model::scenario::RateStep>& profile, bool poisson, TimePoint start,
                   std::optional<TimePoint> stop)
    : poisson_(poisson), at_(start.sinceStart().inSeconds()), stop_(stop) {
    pieces_.push_back({0, rate, 0});
    std::vector<model::scenario::RateStep> steps = profile;
    std::stable_sort(steps.begin(), steps.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
    for (const auto& step : steps) {
        const double at = step.at.inSeconds();
        Piece& before = pieces_.back();
        if (step.ramp && at > before.from) before.slope = (step.rate - before.rate) / (at - before.from);
        if (at <= before.from)
            before = {before.from, step.rate, 0};
        else
            pieces_.push_back({at, step.rate, 0});
    }
}

double Arrivals::rateAt(TimePoint at) const {
    const double t = at.sinceStart().inSeconds();
    const Piece* p = &pieces_.front();
    for (const Piece& candidate : pieces_)
        if (candidate.from <= t) p = &candidate;
    return std::max(0.0, p->rate + p->slope * (t - p->from));
}

std::optional<TimePoint> Arrivals::next(kernel::RandomStream& random) {
    // A constant stream's first request is at its start, as a clock that ticks.
    double wanted = poisson_ ? -kernel::log(random.positiveUnit()) : (first_ ? 0.0 : 1.0);
    first_ = false;
    while (piece_ + 1 < pieces_.size() && pieces_[piece_ + 1].from <= at_) ++piece_;
    for (;;) {
        const Piece& p = pieces_[piece_];
        const bool last = piece_ + 1 == pieces_.size();
        const double end = last ? std::numeric_limits<double>::infinity() : pieces_[piece_ + 1].from;
        const double rate = std::max(0.0, p.rate + p.slope * (at_ - p.from));
        double step = std::numeric_limits<double>::infinity();
        if (wanted == 0 && rate > 0)
            step = 0;
        else if (p.slope == 0 || last)
            step = rate > 0 ? wanted / rate : step;
        else {
            // rate·x + slope·x²/2 = wanted, the smaller positive root, in the form that does not cancel
            const double root = rate * rate + 2 * p.slope * wanted;
            if (root >= 0 && rate + std::sqrt(root) > 0) step = 2 * wanted / (rate + std::sqrt(root));
        }
        if (at_ + step <= end && std::isfinite(step)) {
            at_ += step;
            break;
        }
        if (last) return std::nullopt;
        const double x = end - at_;
        wanted = std::max(0.0, wanted - (rate * x + p.slope * x * x / 2));
        at_ = end;
        ++piece_;
    }
    if (at_ > 9e9) return std::nullopt;
    const TimePoint moment{static_cast<std::int64_t>(std::llround(at_ * 1e9))};
    if (stop_ && moment >= *stop_) return std::nullopt;
    return moment;
}

} // namespace meshwright::sim::mesh
