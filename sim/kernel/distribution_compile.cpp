#include "sim/kernel/distribution.h"
#include "sim/kernel/math.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace meshwright::sim::kernel {

namespace {

/// z of P(Z ≤ z) = 0.99.
constexpr double z99 = 2.3263478740408411009;

double nanoseconds(const std::optional<Duration>& duration) {
    return duration ? static_cast<double>(duration->ns) : 0;
}

} // namespace

TimeSampler::Empirical TimeSampler::aliasTable(const std::vector<Duration>& values,
                                               const std::vector<double>& weights) {
    const std::size_t n = values.size();
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += weights.empty() ? 1.0 : weights[i];
    std::vector<double> share(n);
    for (std::size_t i = 0; i < n; ++i) {
        share[i] = (weights.empty() ? 1.0 : weights[i]) / sum * static_cast<double>(n);
    }
    Empirical table;
    table.cells.resize(n);
    std::vector<std::size_t> small, large;
    for (std::size_t i = 0; i < n; ++i) {
        table.cells[i] = {~0ull, values[i].ns, values[i].ns};
        (share[i] < 1 ? small : large).push_back(i);
    }
    while (!small.empty() && !large.empty()) {
        const std::size_t few = small.back(), many = large.back();
        small.pop_back();
        table.cells[few].threshold = static_cast<std::uint64_t>(share[few] * 0x1.0p64);
        table.cells[few].alias = values[many].ns;
        share[many] -= 1 - share[few];
        if (share[many] < 1) {
            large.pop_back();
            small.push_back(many);
        }
    }
    return table;
}

/// Checks one distribution and makes its shape; collects everything that is wrong with it.
class TimeSampler::Compiler {
public:
    Compiler(const model::scenario::TimeDistribution& d, std::string_view field)
        : d_(d), field_(field), type_(d.type.empty() ? "deterministic" : d.type) {}

    tl::expected<TimeSampler, model::Diagnostics> compile() {
        if (type_ == "deterministic") {
            if (need(d_.mean, "mean")) take(Fixed{d_.mean->ns}, mean());
        } else if (type_ == "exponential") {
            if (need(d_.mean, "mean")) take(Exponential{mean()}, mean());
        } else if (type_ == "lognormal") {
            d_.p50 || d_.p99 ? lognormalByPercentiles() : lognormalByMoments();
        } else if (type_ == "gamma") {
            gamma();
        } else if (type_ == "uniform") {
            uniform();
        } else if (type_ == "empirical") {
            empirical();
        } else {
            add("type",
                "is \"" + type_ + "\": write deterministic, exponential, lognormal, gamma, uniform or empirical.");
        }
        if (type_ != "uniform") cut();
        if (!found_.empty()) return tl::unexpected(std::move(found_));
        return std::move(sampler_);
    }

private:
    double mean() const { return nanoseconds(d_.mean); }

    void take(Shape shape, double mean) {
        sampler_.shape_ = std::move(shape);
        sampler_.mean_ = mean;
    }

    void add(std::string_view member, std::string message) {
        model::Diagnostic d;
        d.code = "MW0301";
        d.field = field_;
        if (!member.empty()) d.field.append(".").append(member);
        d.message = d.field + " " + std::move(message);
        found_.push_back(std::move(d));
    }
    /// True where the duration is there and not negative.
    bool need(const std::optional<Duration>& value, std::string_view member) {
        if (value) return notNegative(value, member);
        add(member, "is missing: a distribution of type " + type_ + " needs it.");
        return false;
    }
    bool notNegative(const std::optional<Duration>& value, std::string_view member) {
        if (!value || value->ns >= 0) return true;
        add(member, "is negative: write a duration of 0s or more.");
        return false;
    }

    void lognormalByPercentiles() {
        const bool both = need(d_.p50, "p50") & need(d_.p99, "p99");
        if (d_.mean || d_.stddev) add("", "has p50 and p99 beside mean or stddev: give one of the pairs.");
        if (both && d_.p50->ns <= 0) add("p50", "is 0: a lognormal distribution needs a median above 0s.");
        if (both && d_.p99->ns < d_.p50->ns) add("p99", "is less than p50.");
        if (!found_.empty()) return;
        const double mu = log(nanoseconds(d_.p50));
        const double sigma = (log(nanoseconds(d_.p99)) - mu) / z99;
        take(Lognormal{mu, sigma}, exp(mu + sigma * sigma / 2));
    }
    void lognormalByMoments() {
        if (!(need(d_.mean, "mean") & notNegative(d_.stddev, "stddev"))) return;
        const double deviation = nanoseconds(d_.stddev);
        if (mean() == 0 || deviation == 0) return take(Fixed{d_.mean->ns}, mean());
        const double ratio = deviation / mean(), variance = log(1 + ratio * ratio);
        take(Lognormal{log(mean()) - variance / 2, std::sqrt(variance)}, mean());
    }
    void gamma() {
        if (d_.shape && !(*d_.shape > 0 && *d_.shape <= 1e6)) add("shape", "must be above 0 and at most 1000000.");
        if (d_.shape && d_.stddev) add("", "has both shape and stddev: give one of them.");
        if (!d_.shape && !d_.stddev) add("shape", "is missing: a gamma distribution needs shape or stddev.");
        if (!(need(d_.mean, "mean") & notNegative(d_.stddev, "stddev")) || !found_.empty()) return;
        const double deviation = nanoseconds(d_.stddev);
        if (mean() == 0 || (!d_.shape && deviation == 0)) return take(Fixed{d_.mean->ns}, mean());
        const double ratio = mean() / deviation, shape = d_.shape ? *d_.shape : ratio * ratio;
        take(Gamma{shape, mean() / shape}, mean());
    }
    void uniform() {
        const bool both = need(d_.min, "min") & need(d_.max, "max");
        if (both && d_.min->ns > d_.max->ns) add("min", "is greater than max.");
        if (!found_.empty()) return;
        take(Uniform{d_.min->ns, static_cast<std::uint64_t>(d_.max->ns - d_.min->ns) + 1},
             (nanoseconds(d_.min) + nanoseconds(d_.max)) / 2);
        sampler_.most_ = std::min(d_.max->ns, largest);
    }
    void empirical() {
        if (d_.values.empty()) add("values", "is empty: an empirical distribution needs at least one duration.");
        if (std::any_of(d_.values.begin(), d_.values.end(), [](Duration v) { return v.ns < 0; })) {
            add("values", "holds a negative duration: write durations of 0s or more.");
        }
        checkWeights();
        if (!found_.empty()) return;
        double sum = 0, weighted = 0;
        for (std::size_t i = 0; i < d_.values.size(); ++i) {
            const double weight = d_.weights.empty() ? 1.0 : d_.weights[i];
            sum += weight;
            weighted += weight * nanoseconds(d_.values[i]);
        }
        take(aliasTable(d_.values, d_.weights), weighted / sum);
    }
    void checkWeights() {
        if (d_.weights.empty()) return;
        if (d_.weights.size() != d_.values.size()) {
            add("weights", "has " + std::to_string(d_.weights.size()) + " entries for " +
                               std::to_string(d_.values.size()) + " values: give each value one weight.");
        }
        double sum = 0;
        for (const double weight : d_.weights) {
            if (!(weight >= 0) || weight > 1e12) {
                return add("weights", "holds a number that is not between 0 and 1000000000000.");
            }
            sum += weight;
        }
        if (!(sum > 0)) add("weights", "are all 0: at least one value needs a weight above 0.");
    }
    void cut() {
        notNegative(d_.min, "min");
        notNegative(d_.max, "max");
        if (d_.min && d_.max && d_.min->ns > d_.max->ns) add("min", "is greater than max.");
        if (d_.max) sampler_.most_ = std::min(d_.max->ns, largest);
        if (d_.min) sampler_.least_ = std::min(d_.min->ns, sampler_.most_);
    }

    const model::scenario::TimeDistribution& d_;
    std::string field_, type_;
    TimeSampler sampler_;
    model::Diagnostics found_;
};

tl::expected<TimeSampler, model::Diagnostics>
TimeSampler::compile(const model::scenario::TimeDistribution& distribution, std::string_view field) {
    return Compiler(distribution, field).compile();
}

} // namespace meshwright::sim::kernel
