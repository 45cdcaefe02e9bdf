// log, exp, pow and the normal quantile with the same bits on every machine: only IEEE additions, multiplications,
// divisions and square roots, in a fixed order (the build forbids contraction to fused multiply-add).
#pragma once

#include "sim/kernel/math_tables.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace meshwright::sim::kernel {

namespace detail {

/// A number as an unevaluated sum; |low| is tiny beside |high|.
struct Parts {
    double high, low;
};

/// log of a positive normal number. The significand z is multiplied by a 10-bit reciprocal of its cell's middle; with
/// z split in two the product is exact, so r = z/c − 1 is rounded once and log x = k ln 2 + log c + log1p(r).
inline Parts logParts(std::uint64_t bits, int shift) {
    using namespace tables;
    constexpr std::uint64_t lowest = 0x3fe6000000000000u; // 0.6875
    const std::uint64_t offset = bits - lowest;
    const LogCell& cell = logCells[(offset >> 45) & 127];
    const auto k = static_cast<double>((static_cast<std::int64_t>(offset) >> 52) + shift);
    const std::uint64_t significand = bits - (offset & 0xfff0000000000000u);
    const auto z = std::bit_cast<double>(significand);
    const auto upper = std::bit_cast<double>(significand & 0xfffffffff8000000u);
    const double r = (upper * cell.reciprocal - 1.0) + (z - upper) * cell.reciprocal;

    const double whole = k * ln2High + cell.logHigh; // exact
    const double high = whole + r;
    const double lost = (whole - high) + r;
    const double r2 = r * r;
    const double r4 = r2 * r2;
    const double tail = ((1.0 / 3 - r * (1.0 / 4)) + r2 * (1.0 / 5 - r * (1.0 / 6))) + r4 * (1.0 / 7 - r * (1.0 / 8));
    return {high, (lost + (k * ln2Low + cell.logLow)) + (r2 * r * tail - 0.5 * r2)};
}

/// exp(high + low) for finite `high` with |high| < 1,100.
inline double expParts(double high, double low) {
    using namespace tables;
    constexpr double round = 0x1.8p52; // adding it leaves the nearest integer in the low bits
    const double shifted = high * perStep + round;
    const double k = shifted - round;
    const auto n = static_cast<std::int32_t>(std::bit_cast<std::uint64_t>(shifted));
    const double r = ((high - k * stepHigh) - k * stepLow) + low;
    const ExpCell& cell = expCells[n & 127];
    const double r2 = r * r;
    const double p = (cell.tail + r) + r2 * ((0.5 + r * (1.0 / 6)) + r2 * (1.0 / 24 + r * (1.0 / 120)));
    const std::int32_t exponent = n >> 7;
    const double result = cell.value + cell.value * p;
    if (exponent > -1000 && exponent < 1000) {
        return result * std::bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52);
    }
    const std::int32_t half = exponent / 2;
    return result * std::bit_cast<double>(static_cast<std::uint64_t>(half + 1023) << 52) *
           std::bit_cast<double>(static_cast<std::uint64_t>(exponent - half + 1023) << 52);
}

double logUnusual(double x);

} // namespace detail

/// Natural logarithm, within 1 ulp. −inf at 0, NaN below.
inline double log(double x) {
    const auto bits = std::bit_cast<std::uint64_t>(x);
    if (bits - 0x0010000000000000u >= 0x7fe0000000000000u) return detail::logUnusual(x);
    const auto [high, low] = detail::logParts(bits, 0);
    return high + low;
}

/// e to the x, within 1 ulp (more where the result is subnormal). 0 below −746, +inf above 709.8.
double exp(double x);

/// x to the y for x ≥ 0, within 2 ulp where the result is normal. NaN for x < 0.
double pow(double x, double y);

/// The z with P(Z ≤ z) = p for a standard normal Z; ∓inf at 0 and 1, NaN outside. Relative error about 1e-15.
/// Wichura, Algorithm AS 241 (PPND16), Applied Statistics 37 (1988).
double normalQuantile(double p);

} // namespace meshwright::sim::kernel
