// Several designs over the same seeds: what differs because of the designs, and not by chance.
#pragma once

#include "sim/study/replicate.h"

#include <string>
#include <vector>

namespace meshwright::sim::study {

/// One metric of two designs. Run i of both had the same random numbers, so the difference is by pairs.
struct MetricComparison {
    std::string name;
    Interval first, second, difference; ///< difference = second − first
    /// Chance alone does not explain it: 0 is outside the interval.
    bool differs() const { return difference.samples >= 2 && !difference.contains(0); }
};

struct Comparison {
    Study first, second;
    std::vector<MetricComparison> metrics; ///< those that both designs have
};

/// Pairs the runs of two studies made over the same seeds.
Comparison comparePairs(Study first, Study second, double confidence);

tl::expected<Comparison, model::Diagnostics> compare(const model::Design& first, const model::Design& second,
                                                     const StudyOptions& options);

/// One variant of a sweep, e.g. {"max_connections = 10", design}.
struct Variant {
    std::string label;
    model::Design design;
};

struct SweepPoint {
    std::string label;
    Study study;
};

/// All variants over the same seeds, in their order.
tl::expected<std::vector<SweepPoint>, model::Diagnostics> sweep(const std::vector<Variant>& variants,
                                                                const StudyOptions& options);

} // namespace meshwright::sim::study
