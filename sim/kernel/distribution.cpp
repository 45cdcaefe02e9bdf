#include "sim/kernel/distribution.h"

#include "sim/kernel/math.h"

#include <algorithm>
#include <cmath>

namespace meshwright::sim::kernel {

namespace {

std::int64_t toNanoseconds(double ns, std::int64_t least, std::int64_t most) {
    if (!(ns > static_cast<double>(least))) return least; // also a NaN
    if (ns >= static_cast<double>(most)) return most;
    constexpr double unit = 0x1.0p52; // from here on doubles are whole: adding it rounds what is below
    const double whole = ns < unit ? (ns + unit) - unit : ns;
    return std::clamp(static_cast<std::int64_t>(whole), least, most);
}

} // namespace

TimeSampler TimeSampler::exponential(Duration mean) {
    TimeSampler sampler;
    sampler.mean_ = static_cast<double>(mean.ns);
    sampler.shape_ = Exponential{sampler.mean_};
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
    const Draw draw{random, least_, most_};
    if (const auto* exponential = std::get_if<Exponential>(&shape_)) return {draw(*exponential)}; // the usual one
    return {std::visit(draw, shape_)};
}

} // namespace meshwright::sim::kernel
