// What happened window by window, in a bounded number of points: when there would be too many, neighbours are joined
// and the window doubles. Percentiles stay right, for each window keeps its histogram in compact form.
#pragma once

#include "sim/metrics/histogram.h"
#include "sim/metrics/snapshot.h"

#include <cstdint>
#include <string>
#include <vector>

namespace meshwright::sim::metrics {

/// Records answers into windows of equal width. Times must not go back.
class SeriesRecorder {
public:
    static constexpr std::size_t maximumPoints = 2'048;

    explicit SeriesRecorder(std::string name, Duration width = Duration::seconds(1));

    void record(TimePoint at, bool success, Duration latency) {
        advanceTo(at);
        if (!success) ++failures_;
        latencies_.record(latency);
    }

    /// Closes the windows that have ended by `now`. Makes `series` cheap; changes nothing that it returns.
    void advanceTo(TimePoint now) {
        if (now.ns >= windowEnd_) advance(now);
    }

    const std::string& name() const { return name_; }
    Duration width() const { return width_; }
    /// Every window that has ended by `now`; with `partial`, also the one that `now` lies in, its rate over the part
    /// that has passed.
    Series series(TimePoint now, bool partial = false) const;

private:
    /// A closed window. A cell holds a bucket in its upper 12 bits and a count in its lower 20; a greater count takes
    /// several cells.
    struct Window {
        std::vector<std::uint32_t> cells;
        std::uint64_t failures = 0;
        Point point;
    };

    void advance(TimePoint at);
    void halve();
    static Window compact(TimePoint at, Duration width, const Histogram& latencies, std::uint64_t failures);
    static void expand(const Window& window, Histogram& into);
    static Point toPoint(TimePoint at, Duration width, const Histogram& latencies, std::uint64_t failures);

    std::string name_;
    Duration width_;
    std::vector<Window> closed_;
    std::int64_t windowEnd_;
    Histogram latencies_; ///< of the open window
    std::uint64_t failures_ = 0;
};

} // namespace meshwright::sim::metrics
