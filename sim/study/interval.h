// Means and shares with confidence intervals. The same bits on every machine: own log, exp and quantiles.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace meshwright::sim::study {

/// An estimate between bounds that hold it with the stated confidence.
struct Interval {
    double mean = 0, low = 0, high = 0;
    std::size_t samples = 0;

    double halfWidth() const { return (high - low) / 2; }
    bool contains(double value) const { return low <= value && value <= high; }
};

/// The t with P(T ≤ t) = p for Student's T with `degrees` ≥ 1; 0 < p < 1. Error below 1e-9.
double studentQuantile(double p, std::uint64_t degrees);

/// Mean of independent samples by Student's t. With fewer than two samples the bounds are ±infinity.
Interval meanInterval(std::span<const double> samples, double confidence = 0.95);

/// Mean of one long series of dependent samples: the means of `batches` equal batches count as independent. Samples
/// that fill no batch are left out at the start.
Interval batchMeans(std::span<const double> series, std::size_t batches = 20, double confidence = 0.95);

/// A share of successes, Wilson's score interval: sensible for shares of 0 and 1 and for few trials.
Interval wilson(std::uint64_t successes, std::uint64_t trials, double confidence = 0.95);

/// The expected number of trials after which Wilson's interval of a share near `share` is within ± `halfWidth`.
std::uint64_t trialsFor(double share, double halfWidth, double confidence = 0.95);

} // namespace meshwright::sim::study
