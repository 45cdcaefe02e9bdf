#include "sim/kernel/math.h"

#include "sim/kernel/random.h"
#include "tests/sim/support/golden.h"

#include <cmath>
#include <gtest/gtest.h>

namespace meshwright::sim::kernel {
namespace {

/// Distance from the reference in units in its last place; the reference has 64 bits of precision or more.
double ulps(double ours, long double reference) {
    const double rounded = static_cast<double>(reference);
    const double ulp = std::nextafter(std::fabs(rounded), INFINITY) - std::fabs(rounded);
    return static_cast<double>(std::fabs(static_cast<long double>(ours) - reference) / ulp);
}

/// Positive numbers of every magnitude.
double anyPositive(RandomStream& random) {
    for (;;) {
        const auto x = std::bit_cast<double>(random.next() >> 1);
        if (std::isfinite(x) && x > 0) return x;
    }
}

TEST(Math, LogIsWithinOneUlpOfTheLibraryEverywhere) {
    RandomStream random(1);
    for (int i = 0; i < 200'000; ++i) {
        const double x = anyPositive(random);
        ASSERT_LE(ulps(log(x), std::log(static_cast<long double>(x))), 1.0) << x;
    }
}

TEST(Math, LogIsWithinOneUlpOfTheLibraryAroundOneAndOnTheUnitInterval) {
    RandomStream random(2);
    for (int i = 0; i < 200'000; ++i) {
        const double near = 1 + (random.unit() - 0.5) * 0.06;
        ASSERT_LE(ulps(log(near), std::log(static_cast<long double>(near))), 1.0) << near;
        const double tiny = 1 + (random.unit() - 0.5) * 1e-9;
        ASSERT_LE(ulps(log(tiny), std::log(static_cast<long double>(tiny))), 1.0) << tiny;
        const double u = random.positiveUnit();
        ASSERT_LE(ulps(log(u), std::log(static_cast<long double>(u))), 1.0) << u;
    }
}

TEST(Math, LogHasItsLimits) {
    EXPECT_EQ(log(1.0), 0.0);
    EXPECT_EQ(log(0.0), -INFINITY);
    EXPECT_EQ(log(INFINITY), INFINITY);
    EXPECT_TRUE(std::isnan(log(-1.0)));
    EXPECT_TRUE(std::isnan(log(NAN)));
    EXPECT_EQ(log(0x1p-1074), static_cast<double>(-1074 * std::log(2.0L)));
}

TEST(Math, ExpIsWithinOneUlpOfTheLibrary) {
    RandomStream random(3);
    for (int i = 0; i < 200'000; ++i) {
        const double wide = (random.unit() - 0.5) * 1400;
        ASSERT_LE(ulps(exp(wide), std::exp(static_cast<long double>(wide))), 1.0) << wide;
        const double narrow = (random.unit() - 0.5) * 4;
        ASSERT_LE(ulps(exp(narrow), std::exp(static_cast<long double>(narrow))), 1.0) << narrow;
    }
}

TEST(Math, ExpHasItsLimits) {
    EXPECT_EQ(exp(0.0), 1.0);
    EXPECT_EQ(exp(710.0), INFINITY);
    EXPECT_EQ(exp(-800.0), 0.0);
    EXPECT_EQ(exp(-INFINITY), 0.0);
    EXPECT_EQ(exp(INFINITY), INFINITY);
    EXPECT_TRUE(std::isnan(exp(NAN)));
    EXPECT_GT(exp(-745.0), 0.0);
}

TEST(Math, PowIsWithinTwoUlpOfTheLibrary) {
    RandomStream random(4);
    for (int i = 0; i < 200'000; ++i) {
        const double x = exp((random.unit() - 0.5) * 40), y = (random.unit() - 0.5) * 40;
        const long double reference = std::pow(static_cast<long double>(x), static_cast<long double>(y));
        if (reference < 1e-300L || reference > 1e300L) continue;
        ASSERT_LE(ulps(pow(x, y), reference), 2.0) << x << "^" << y;
    }
}

TEST(Math, PowHasItsLimits) {
    EXPECT_EQ(pow(0.0, 0.0), 1.0);
    EXPECT_EQ(pow(0.0, 2.0), 0.0);
    EXPECT_EQ(pow(0.0, -2.0), INFINITY);
    EXPECT_EQ(pow(1.0, 1e300), 1.0);
    EXPECT_EQ(pow(2.0, 1e300), INFINITY);
    EXPECT_EQ(pow(0.5, 1e300), 0.0);
    EXPECT_EQ(pow(2.0, 10.0), 1024.0);
    EXPECT_TRUE(std::isnan(pow(-1.0, 2.0)));
}

TEST(Math, NormalQuantileInvertsTheDistributionFunction) {
    for (const double p : {1e-300, 1e-20, 1e-9, 0.001, 0.025, 0.3, 0.5, 0.6, 0.925, 0.975, 0.999}) {
        const long double z = normalQuantile(p);
        const long double back = std::erfc(-z / std::sqrt(2.0L)) / 2;
        EXPECT_NEAR(static_cast<double>(back / p), 1.0, 1e-12) << p;
    }
    EXPECT_EQ(normalQuantile(0.5), 0.0);
    EXPECT_NEAR(normalQuantile(0.975), 1.959963984540054, 1e-14);
    EXPECT_EQ(normalQuantile(0), -INFINITY);
    EXPECT_EQ(normalQuantile(1), INFINITY);
    EXPECT_TRUE(std::isnan(normalQuantile(1.5)));
}

TEST(Math, GivesTheSameBitsForever) {
    RandomStream random(5);
    tests::RunHash hash;
    for (int i = 0; i < 20'000; ++i) {
        const double u = random.positiveUnit();
        hash.add(log(u));
        hash.add(exp(u * 100 - 50));
        hash.add(pow(u, 3 * u));
        hash.add(normalQuantile(u));
        hash.add(log(anyPositive(random)));
    }
    tests::expectGolden("kernel", "math", hash.value());
}

} // namespace
} // namespace meshwright::sim::kernel
