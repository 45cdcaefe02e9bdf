// Quantities whose type says their unit. Nothing here knows YAML or Istio objects.
#pragma once

#include <compare>
#include <cstdint>

namespace meshwright::model {

/// A length of time in integer nanoseconds. Range: about ±292 years; arithmetic is not checked.
struct Duration {
    std::int64_t ns = 0;

    static constexpr Duration nanoseconds(std::int64_t n) { return {n}; }
    static constexpr Duration microseconds(std::int64_t n) { return {n * 1'000}; }
    static constexpr Duration milliseconds(std::int64_t n) { return {n * 1'000'000}; }
    static constexpr Duration seconds(std::int64_t n) { return {n * 1'000'000'000}; }

    /// For display and statistics only: simulated time itself stays integer.
    constexpr double inSeconds() const { return static_cast<double>(ns) * 1e-9; }
    constexpr double inMilliseconds() const { return static_cast<double>(ns) * 1e-6; }

    friend constexpr auto operator<=>(Duration, Duration) = default;
    friend constexpr Duration operator+(Duration a, Duration b) { return {a.ns + b.ns}; }
    friend constexpr Duration operator-(Duration a, Duration b) { return {a.ns - b.ns}; }
    friend constexpr Duration operator*(Duration a, std::int64_t k) { return {a.ns * k}; }
};

/// A moment of simulated time: nanoseconds since the run's start.
struct TimePoint {
    std::int64_t ns = 0;

    constexpr Duration sinceStart() const { return {ns}; }

    friend constexpr auto operator<=>(TimePoint, TimePoint) = default;
    friend constexpr TimePoint operator+(TimePoint t, Duration d) { return {t.ns + d.ns}; }
    friend constexpr TimePoint operator-(TimePoint t, Duration d) { return {t.ns - d.ns}; }
    friend constexpr Duration operator-(TimePoint a, TimePoint b) { return {a.ns - b.ns}; }
};

/// A share in percent, 0 to 100, as Istio writes it (fractions down to 0.0001 are meaningful).
struct Percent {
    double value = 0;

    /// Envoy's FractionalPercent over MILLION, truncated as istiod does.
    /// Istio: pilot/pkg/networking/core/route/route.go (translatePercentToFractionalPercent).
    constexpr std::uint32_t millionths() const { return static_cast<std::uint32_t>(value * 10'000.0); }
    constexpr double fraction() const { return value / 100.0; }

    friend constexpr auto operator<=>(Percent, Percent) = default;
};

} // namespace meshwright::model
