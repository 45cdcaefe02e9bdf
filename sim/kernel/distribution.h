// A scenario's time distribution, checked and made ready to draw from.
#pragma once

#include "model/base/diagnostic.h"
#include "model/scenario/scenario.h"
#include "sim/kernel/random.h"

#include <cstdint>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

namespace meshwright::sim::kernel {

using model::Duration;

/// Draws times in whole nanoseconds, never negative. Immutable; share it freely.
class TimeSampler {
public:
    /// Always the same time.
    explicit TimeSampler(Duration fixed = {}) : shape_(Fixed{fixed.ns}), mean_(static_cast<double>(fixed.ns)) {}

    /// Refused with one diagnostic for each wrong parameter; `field` is the distribution's path
    /// ("spec.services[0].latency").
    static tl::expected<TimeSampler, model::Diagnostics> compile(const model::scenario::TimeDistribution& distribution,
                                                                 std::string_view field);
    static TimeSampler exponential(Duration mean);

    Duration draw(RandomStream& random) const;
    /// The expected value of a draw before `min` and `max` cut it, in ns.
    double mean() const { return mean_; }

private:
    struct Fixed {
        std::int64_t ns;
    };
    struct Exponential {
        double mean;
    };
    /// exp(mu + sigma Z), Z by inversion: one uniform number a draw.
    struct Lognormal {
        double mu, sigma;
    };
    /// Marsaglia and Tsang, A simple method for generating gamma variables (2000); shape below 1 by the power trick.
    struct Gamma {
        double shape, scale;
    };
    struct Uniform {
        std::int64_t low;
        std::uint64_t values; ///< number of whole nanoseconds in [min, max]
    };
    /// Walker's alias table with integer thresholds: one draw picks a cell and decides between its two values.
    struct Empirical {
        struct Cell {
            std::uint64_t threshold;
            std::int64_t own, alias;
        };
        std::vector<Cell> cells;
    };
    using Shape = std::variant<Fixed, Exponential, Lognormal, Gamma, Uniform, Empirical>;

    class Compiler;
    static Empirical aliasTable(const std::vector<Duration>& values, const std::vector<double>& weights);
    static double drawGamma(const Gamma& gamma, RandomStream& random);

    Shape shape_;
    double mean_ = 0;
    std::int64_t least_ = 0, most_ = largest;

    static constexpr std::int64_t largest = 1'000'000'000'000'000'000; ///< 31 years; longer draws are cut to it
};

} // namespace meshwright::sim::kernel
