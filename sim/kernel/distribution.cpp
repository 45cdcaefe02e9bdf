#include "sim/kernel/distribution.h"

#include "sim/kernel/math.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace meshwright::sim::kernel {

namespace {

using model::scenario::TimeDistribution;

/// z of P(Z ≤ z) = 0.99.
constexpr double z99 = 2.3263478740408411009;

/// Collects what is wrong with one distribution.
class Complaints {
public:
    explicit Complaints(std::string_view field) : field_(field) {}

    void add(std::string_view member, std::string message) {
        model::Diagnostic d;
        d.code = "MW0301";
        d.field = field_;
        if (!member.empty()) d.field.append(".").append(member);
        d.message = d.field + " " + std::move(message);
        found_.push_back(std::move(d));
    }
    /// True where the duration is there and not negative.
    bool need(const std::optional<Duration>& value, std::string_view member, std::string_view type) {
        if (!value) {
            add(member, "is missing: a distribution of type " + std::string(type) + " needs it.");
            return false;
        }
        return notNegative(value, member);
    }
    bool notNegative(const std::optional<Duration>& value, std::string_view member) {
        if (!value || value->ns >= 0) return true;
        add(member, "is negative: write a duration of 0s or more.");
        return false;
    }
    bool any() const { return !found_.empty(); }
    model::Diagnostics take() { return std::move(found_); }

private:
    std::string field_;
    model::Diagnostics found_;
};

double square(double x) {
    return x * x;
}

std::int64_t toNanoseconds(double ns, std::int64_t least, std::int64_t most) {
    if (!(ns > static_cast<double>(least))) return least; // also a NaN
    if (ns >= static_cast<double>(most)) return most;
    return std::clamp(static_cast<std::int64_t>(ns + 0.5), least, most);
}

bool checkEmpirical(const TimeDistribution& d, Complaints& complaints) {
    if (d.values.empty()) {
        complaints.add("values", "is empty: an empirical distribution needs at least one duration.");
    }
    for (const Duration value : d.values) {
        if (value.ns < 0) {
            complaints.add("values", "holds a negative duration: write durations of 0s or more.");
            break;
        }
    }
    if (d.weights.empty()) return !complaints.any();
    if (d.weights.size() != d.values.size()) {
        complaints.add("weights", "has " + std::to_string(d.weights.size()) + " entries for " +
                                      std::to_string(d.values.size()) + " values: give each value one weight.");
    }
    double sum = 0;
    for (const double weight : d.weights) {
        if (!(weight >= 0) || weight > 1e12) {
            complaints.add("weights", "holds a number that is not between 0 and 1000000000000.");
            return false;
        }
        sum += weight;
    }
    if (!(sum > 0)) complaints.add("weights", "are all 0: at least one value needs a weight above 0.");
    return !complaints.any();
}

} // namespace

TimeSampler TimeSampler::exponential(Duration mean) {
    TimeSampler sampler;
    sampler.mean_ = static_cast<double>(mean.ns);
    sampler.shape_ = Exponential{sampler.mean_};
    return sampler;
}

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

tl::expected<TimeSampler, model::Diagnostics> TimeSampler::compile(const TimeDistribution& d, std::string_view field) {
    Complaints complaints(field);
    TimeSampler sampler;
    const std::string type = d.type.empty() ? "deterministic" : d.type;
    const double mean = d.mean ? static_cast<double>(d.mean->ns) : 0;

    if (type == "deterministic") {
        if (complaints.need(d.mean, "mean", type)) {
            sampler.shape_ = Fixed{d.mean->ns};
            sampler.mean_ = mean;
        }
    } else if (type == "exponential") {
        if (complaints.need(d.mean, "mean", type)) sampler = exponential(*d.mean);
    } else if (type == "lognormal") {
        if (d.p50 || d.p99) {
            const bool both = complaints.need(d.p50, "p50", "lognormal") & complaints.need(d.p99, "p99", "lognormal");
            if (d.mean || d.stddev) complaints.add("", "has p50 and p99 beside mean or stddev: give one of the pairs.");
            if (both && d.p50->ns <= 0)
                complaints.add("p50", "is 0: a lognormal distribution needs a median above 0s.");
            if (both && d.p99->ns < d.p50->ns) complaints.add("p99", "is less than p50.");
            if (!complaints.any()) {
                const double mu = log(static_cast<double>(d.p50->ns));
                const double sigma = (log(static_cast<double>(d.p99->ns)) - mu) / z99;
                sampler.shape_ = Lognormal{mu, sigma};
                sampler.mean_ = exp(mu + sigma * sigma / 2);
            }
        } else if (complaints.need(d.mean, "mean", type) & complaints.notNegative(d.stddev, "stddev")) {
            const double deviation = d.stddev ? static_cast<double>(d.stddev->ns) : 0;
            sampler.mean_ = mean;
            if (mean == 0 || deviation == 0) {
                sampler.shape_ = Fixed{d.mean->ns};
            } else {
                const double variance = log(1 + square(deviation / mean));
                sampler.shape_ = Lognormal{log(mean) - variance / 2, std::sqrt(variance)};
            }
        }
    } else if (type == "gamma") {
        if (d.shape && !(*d.shape > 0 && *d.shape <= 1e6)) {
            complaints.add("shape", "must be above 0 and at most 1000000.");
        }
        if (d.shape && d.stddev) complaints.add("", "has both shape and stddev: give one of them.");
        if (!d.shape && !d.stddev) complaints.add("shape", "is missing: a gamma distribution needs shape or stddev.");
        complaints.notNegative(d.stddev, "stddev");
        if (complaints.need(d.mean, "mean", type) && !complaints.any()) {
            sampler.mean_ = mean;
            const double deviation = d.stddev ? static_cast<double>(d.stddev->ns) : 0;
            if (mean == 0 || (!d.shape && deviation == 0)) {
                sampler.shape_ = Fixed{d.mean->ns};
            } else {
                const double shape = d.shape ? *d.shape : square(mean / deviation);
                sampler.shape_ = Gamma{shape, mean / shape};
            }
        }
    } else if (type == "uniform") {
        const bool both = complaints.need(d.min, "min", type) & complaints.need(d.max, "max", type);
        if (both && d.min->ns > d.max->ns) complaints.add("min", "is greater than max.");
        if (!complaints.any()) {
            sampler.shape_ = Uniform{d.min->ns, static_cast<std::uint64_t>(d.max->ns - d.min->ns) + 1};
            sampler.mean_ = (static_cast<double>(d.min->ns) + static_cast<double>(d.max->ns)) / 2;
        }
    } else if (type == "empirical") {
        if (checkEmpirical(d, complaints)) {
            sampler.shape_ = aliasTable(d.values, d.weights);
            double sum = 0, weighted = 0;
            for (std::size_t i = 0; i < d.values.size(); ++i) {
                const double weight = d.weights.empty() ? 1.0 : d.weights[i];
                sum += weight;
                weighted += weight * static_cast<double>(d.values[i].ns);
            }
            sampler.mean_ = weighted / sum;
        }
    } else {
        complaints.add("type", "is \"" + d.type +
                                   "\": write deterministic, exponential, lognormal, gamma, uniform or empirical.");
    }

    if (type != "uniform") {
        complaints.notNegative(d.min, "min");
        complaints.notNegative(d.max, "max");
        if (d.min && d.max && d.min->ns > d.max->ns) complaints.add("min", "is greater than max.");
    }
    if (complaints.any()) return tl::unexpected(complaints.take());
    if (d.max) sampler.most_ = std::min(d.max->ns, largest);
    if (d.min) sampler.least_ = std::min(d.min->ns, sampler.most_);
    return sampler;
}

double TimeSampler::drawGamma(const Gamma& gamma, RandomStream& random) {
    const double boosted = gamma.shape < 1 ? gamma.shape + 1 : gamma.shape;
    const double d = boosted - 1.0 / 3, c = 1 / (3 * std::sqrt(d));
    double value = 0;
    for (;;) {
        const double x = normalQuantile(random.openUnit());
        const double t = 1 + c * x;
        if (t <= 0) continue;
        const double v = t * t * t;
        const double u = random.positiveUnit();
        if (log(u) < 0.5 * x * x + d - d * v + d * log(v)) {
            value = d * v;
            break;
        }
    }
    if (gamma.shape < 1) value *= pow(random.positiveUnit(), 1 / gamma.shape);
    return value * gamma.scale;
}

Duration TimeSampler::draw(RandomStream& random) const {
    struct Draw {
        RandomStream& random;
        std::int64_t least, most;

        std::int64_t operator()(const Fixed& s) const { return std::clamp(s.ns, least, most); }
        std::int64_t operator()(const Exponential& s) const {
            return toNanoseconds(-log(random.positiveUnit()) * s.mean, least, most);
        }
        std::int64_t operator()(const Lognormal& s) const {
            return toNanoseconds(exp(s.mu + s.sigma * normalQuantile(random.openUnit())), least, most);
        }
        std::int64_t operator()(const Gamma& s) const { return toNanoseconds(drawGamma(s, random), least, most); }
        std::int64_t operator()(const Uniform& s) const {
            return std::clamp(s.low + static_cast<std::int64_t>(random.below(s.values)), least, most);
        }
        std::int64_t operator()(const Empirical& s) const {
            __extension__ using Wide = unsigned __int128;
            const auto product = static_cast<Wide>(random.next()) * s.cells.size();
            const auto& cell = s.cells[static_cast<std::size_t>(product >> 64)];
            const bool own = static_cast<std::uint64_t>(product) <= cell.threshold;
            return std::clamp(own ? cell.own : cell.alias, least, most);
        }
    };
    return {std::visit(Draw{random, least_, most_}, shape_)};
}

} // namespace meshwright::sim::kernel
