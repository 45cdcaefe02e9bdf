#include "sim/study/interval.h"

#include "sim/kernel/math.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace meshwright::sim::study {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double pi = 3.14159265358979323846;

/// arctan by halving the angle and Euler's series.
double arcTangent(double x) {
    double factor = 1;
    for (int i = 0; i < 3; ++i) {
        x = x / (1 + std::sqrt(1 + x * x));
        factor *= 2;
    }
    const double y = x * x / (1 + x * x);
    double term = x / (1 + x * x), sum = term;
    for (int n = 1; n < 40; ++n) {
        term *= y * (2.0 * n) / (2.0 * n + 1);
        sum += term;
    }
    return factor * sum;
}

/// P(|T| ≤ t) for t ≥ 0. Abramowitz and Stegun 26.7.3 and 26.7.4: finite sums.
double studentWithin(double t, std::uint64_t degrees) {
    const double nu = static_cast<double>(degrees);
    const double sine = t / std::sqrt(nu + t * t), square = nu / (nu + t * t), cosine = std::sqrt(square);
    if (degrees == 1) return 2 / pi * arcTangent(t);
    double term = degrees % 2 == 0 ? 1 : cosine, sum = term;
    for (std::uint64_t k = degrees % 2 == 0 ? 2 : 3; k + 2 <= degrees; k += 2) {
        const double i = static_cast<double>(k);
        term *= square * (i - 1) / i;
        sum += term;
    }
    if (degrees % 2 == 0) return sine * sum;
    return 2 / pi * (arcTangent(t / std::sqrt(nu)) + sine * sum);
}

/// The quantile for many degrees, as a series in 1/degrees. Abramowitz and Stegun 26.7.5.
double studentSeries(double z, double nu) {
    const double z2 = z * z;
    const double g1 = (z2 + 1) * z / 4;
    const double g2 = ((5 * z2 + 16) * z2 + 3) * z / 96;
    const double g3 = (((3 * z2 + 19) * z2 + 17) * z2 - 15) * z / 384;
    const double g4 = ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) * z / 92160;
    return z + (((g4 / nu + g3) / nu + g2) / nu + g1) / nu;
}

} // namespace

double studentQuantile(double p, std::uint64_t degrees) {
    if (!(p > 0 && p < 1) || degrees == 0) return std::numeric_limits<double>::quiet_NaN();
    if (p == 0.5) return 0;
    if (p < 0.5) return -studentQuantile(1 - p, degrees);
    if (degrees > 400) return studentSeries(kernel::normalQuantile(p), static_cast<double>(degrees));
    const double within = 2 * p - 1;
    double low = 0, high = 1;
    while (studentWithin(high, degrees) < within && high < 1e18) high *= 2;
    for (int i = 0; i < 200 && low < high; ++i) {
        const double middle = low + (high - low) / 2;
        if (middle == low || middle == high) break;
        (studentWithin(middle, degrees) < within ? low : high) = middle;
    }
    return low + (high - low) / 2;
}

Interval meanInterval(std::span<const double> samples, double confidence) {
    Interval result;
    result.samples = samples.size();
    if (samples.empty()) return {0, -infinity, infinity, 0};
    double sum = 0;
    for (const double x : samples) sum += x;
    const double n = static_cast<double>(samples.size());
    result.mean = sum / n;
    if (samples.size() == 1) return {result.mean, -infinity, infinity, 1};
    double squares = 0;
    for (const double x : samples) squares += (x - result.mean) * (x - result.mean);
    const double t = studentQuantile(0.5 + confidence / 2, samples.size() - 1);
    const double half = t * std::sqrt(squares / (n - 1) / n);
    result.low = result.mean - half;
    result.high = result.mean + half;
    return result;
}

Interval batchMeans(std::span<const double> series, std::size_t batches, double confidence) {
    const std::size_t size = batches == 0 ? 0 : series.size() / batches;
    if (size == 0) return meanInterval(series, confidence);
    const std::size_t skipped = series.size() - size * batches;
    std::vector<double> means(batches);
    for (std::size_t b = 0; b < batches; ++b) {
        double sum = 0;
        for (const double x : series.subspan(skipped + b * size, size)) sum += x;
        means[b] = sum / static_cast<double>(size);
    }
    return meanInterval(means, confidence);
}

Interval wilson(std::uint64_t successes, std::uint64_t trials, double confidence) {
    if (trials == 0) return {0, 0, 1, 0};
    const double n = static_cast<double>(trials), p = static_cast<double>(successes) / n;
    const double z = kernel::normalQuantile(0.5 + confidence / 2), z2 = z * z;
    const double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
    const double half = z / (1 + z2 / n) * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
    Interval result{p, std::max(centre - half, 0.0), std::min(centre + half, 1.0), trials};
    // At the ends the bound is the share itself; rounding must not leave it outside.
    result.low = std::min(result.low, p);
    result.high = std::max(result.high, p);
    return result;
}

std::uint64_t trialsFor(double share, double halfWidth, double confidence) {
    if (!(halfWidth > 0)) return std::numeric_limits<std::uint64_t>::max();
    const double z = kernel::normalQuantile(0.5 + confidence / 2);
    const double n = z * z * share * (1 - share) / (halfWidth * halfWidth);
    return static_cast<std::uint64_t>(std::ceil(std::max(n, z * z * (1 - 2 * halfWidth) / (2 * halfWidth))));
}

} // namespace meshwright::sim::study
