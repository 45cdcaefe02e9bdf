#include "sim/kernel/math.h"

namespace meshwright::sim::kernel {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();

template <std::size_t N> double polynomial(const double (&c)[N], double x) {
    double sum = c[N - 1];
    for (std::size_t i = N - 1; i-- > 0;) sum = sum * x + c[i];
    return sum;
}

/// x × y as an exact sum (Dekker), for moderate magnitudes.
detail::Parts product(double x, double y) {
    constexpr double splitter = 134217729.0; // 2^27 + 1
    const double tx = splitter * x, ty = splitter * y;
    const double xh = tx - (tx - x), xl = x - xh, yh = ty - (ty - y), yl = y - yh;
    const double high = x * y;
    return {high, ((xh * yh - high) + xh * yl + xl * yh) + xl * yl};
}

} // namespace

double detail::logUnusual(double x) {
    if (x == 0) return -infinity;
    if (!(x > 0)) return notANumber;
    if (x == infinity) return x;
    const auto [high, low] = logParts(std::bit_cast<std::uint64_t>(x * 0x1p52), -52); // subnormal
    return high + low;
}

double exp(double x) {
    if (x != x) return x;
    if (x > 709.8) return infinity;
    if (x < -746) return 0;
    return detail::expParts(x, 0);
}

double pow(double x, double y) {
    if (y == 0 || x == 1) return 1;
    if (!(x >= 0) || y != y) return notANumber;
    if (x == 0) return y > 0 ? 0 : infinity;
    if (x == infinity) return y > 0 ? infinity : 0;
    const bool subnormal = x < std::numeric_limits<double>::min();
    const auto [high, low] = subnormal ? detail::logParts(std::bit_cast<std::uint64_t>(x * 0x1p52), -52)
                                       : detail::logParts(std::bit_cast<std::uint64_t>(x), 0);
    const double sum = high + low, rest = (high - sum) + low;
    const double rough = sum * y;
    if (rough > 710) return infinity;
    if (rough < -746) return 0;
    if (y > 1e150 || y < -1e150) return detail::expParts(rough, 0);
    const auto [h, l] = product(sum, y);
    return detail::expParts(h, l + rest * y);
}

double normalQuantile(double p) {
    if (!(p >= 0 && p <= 1)) return notANumber;
    if (p == 0) return -infinity;
    if (p == 1) return infinity;
    const double q = p - 0.5;
    if (q >= -0.425 && q <= 0.425) {
        constexpr double a[] = {3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427,
                                13731.693765509461125, 45921.953931549871457, 67265.770927008700853,
                                33430.575583588128105, 2509.0809287301226727};
        constexpr double b[] = {1.0,
                                42.313330701600911252,
                                687.18700749205790830,
                                5394.1960214247511077,
                                21213.794301586595867,
                                39307.895800092710610,
                                28729.085735721942674,
                                5226.4952788528545610};
        const double r = 0.180625 - q * q;
        return q * polynomial(a, r) / polynomial(b, r);
    }
    double r = std::sqrt(-log(q < 0 ? p : 1 - p));
    double z = 0;
    if (r <= 5) {
        constexpr double c[] = {1.42343711074968357734,   4.63033784615654529590,   5.76949722146069140550,
                                3.64784832476320460504,   1.27045825245236838258,   0.241780725177450611770,
                                0.0227238449892691845833, 7.74545014278341407640e-4};
        constexpr double d[] = {1.0,
                                2.05319162663775882187,
                                1.67638483018380384940,
                                0.689767334985100004550,
                                0.148103976427480074590,
                                0.0151986665636164571966,
                                5.47593808499534494600e-4,
                                1.05075007164441684324e-9};
        r -= 1.6;
        z = polynomial(c, r) / polynomial(d, r);
    } else {
        constexpr double e[] = {6.65790464350110377720,    5.46378491116411436990,   1.78482653991729133580,
                                0.296560571828504891230,   0.0265321895265761230930, 0.00124266094738807843860,
                                2.71155556874348757815e-5, 2.01033439929228813265e-7};
        constexpr double f[] = {1.0,
                                0.599832206555887937690,
                                0.136929880922735805310,
                                0.0148753612908506148525,
                                7.86869131145613259100e-4,
                                1.84631831751005468180e-5,
                                1.42151175831644588870e-7,
                                2.04426310338993978564e-15};
        r -= 5;
        z = polynomial(e, r) / polynomial(f, r);
    }
    return q < 0 ? -z : z;
}

} // namespace meshwright::sim::kernel
