#include "sim/metrics/series.h"

#include <algorithm>
#include <limits>

namespace meshwright::sim::metrics {

namespace {

constexpr std::uint32_t countBits = 20, largestCount = (1u << countBits) - 1;
constexpr std::uint32_t overflowBucket = Buckets::count;
static_assert(overflowBucket < (1u << 12), "a bucket must fit beside its count");

} // namespace

SeriesRecorder::SeriesRecorder(std::string name, Duration width)
    : name_(std::move(name)), width_{std::max<std::int64_t>(width.ns, 1)}, windowEnd_(width_.ns) {}

SeriesRecorder::Window SeriesRecorder::compact(TimePoint at, Duration width, const Histogram& latencies,
                                               std::uint64_t failures) {
    Window window;
    window.failures = failures;
    window.point = toPoint(at, width, latencies, failures);
    std::size_t cells = 0;
    const auto cellsOf = [](std::uint64_t n) { return (n + largestCount - 1) / largestCount; };
    latencies.forEachBucket([&](std::uint32_t, std::uint64_t n) { cells += cellsOf(n); });
    cells += cellsOf(latencies.overflow());
    window.cells.reserve(cells);
    const auto add = [&](std::uint32_t bucket, std::uint64_t n) {
        for (; n > 0; n -= std::min<std::uint64_t>(n, largestCount)) {
            const auto part = static_cast<std::uint32_t>(std::min<std::uint64_t>(n, largestCount));
            window.cells.push_back(bucket << countBits | part);
        }
    };
    latencies.forEachBucket(add);
    add(overflowBucket, latencies.overflow());
    return window;
}

void SeriesRecorder::expand(const Window& window, Histogram& into) {
    for (const std::uint32_t cell : window.cells) {
        const std::uint32_t bucket = cell >> countBits;
        const Duration time = bucket == overflowBucket ? Duration{static_cast<std::int64_t>(Buckets::limit)}
                                                       : Duration{Buckets::middleOf(bucket)};
        into.record(time, cell & largestCount);
    }
}

void SeriesRecorder::halve() {
    width_ = width_ * 2;
    Histogram joined;
    for (std::size_t i = 0; i + 1 < closed_.size(); i += 2) {
        joined.reset();
        expand(closed_[i], joined);
        expand(closed_[i + 1], joined);
        closed_[i / 2] = compact(closed_[i].point.at, width_, joined, closed_[i].failures + closed_[i + 1].failures);
    }
    closed_.resize(closed_.size() / 2);
}

void SeriesRecorder::advance(TimePoint at) {
    static_assert(maximumPoints % 2 == 0, "joining pairs must leave no window over");
    constexpr std::int64_t widest = std::numeric_limits<std::int64_t>::max() / static_cast<std::int64_t>(maximumPoints);
    while (at.ns >= windowEnd_) {
        if (closed_.size() == maximumPoints) {
            if (width_.ns > widest / 2) return; // the end of the clock: the open window takes the rest
            halve();
        } else {
            const TimePoint start{windowEnd_ - width_.ns};
            closed_.push_back(compact(start, width_, latencies_, failures_));
            latencies_.reset();
            failures_ = 0;
        }
        windowEnd_ = (static_cast<std::int64_t>(closed_.size()) + 1) * width_.ns;
    }
}

Point SeriesRecorder::toPoint(TimePoint at, Duration width, const Histogram& latencies, std::uint64_t failures) {
    Point point;
    point.at = at;
    const auto n = static_cast<double>(latencies.count());
    point.rate = width.ns > 0 ? n / width.inSeconds() : 0;
    if (latencies.count() > 0) point.successRate = 1 - static_cast<double>(failures) / n;
    point.p50 = latencies.percentile(0.50);
    point.p95 = latencies.percentile(0.95);
    point.p99 = latencies.percentile(0.99);
    return point;
}

Series SeriesRecorder::series(TimePoint now, bool partial) const {
    if (now.ns >= windowEnd_) {
        SeriesRecorder upToNow = *this;
        upToNow.advance(now);
        if (now.ns < upToNow.windowEnd_) return upToNow.series(now, partial);
    }
    Series result{name_, width_, {}};
    result.points.reserve(closed_.size() + 1);
    for (const Window& window : closed_) result.points.push_back(window.point);
    const TimePoint open{windowEnd_ - width_.ns};
    if (partial && now > open) result.points.push_back(toPoint(open, now - open, latencies_, failures_));
    return result;
}

} // namespace meshwright::sim::metrics
