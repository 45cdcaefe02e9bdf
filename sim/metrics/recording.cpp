#include "sim/metrics/recording.h"

#include <algorithm>

namespace meshwright::sim::metrics {

void Recording::add(Snapshot snapshot) {
    snapshot.series.clear();
    const std::int64_t at = snapshot.now.ns;
    kept_.push_back(std::make_shared<const Snapshot>(std::move(snapshot)));
    if (kept_.size() == maximum) {
        for (std::size_t i = 1; i < kept_.size() / 2; ++i) kept_[i] = std::move(kept_[2 * i]);
        kept_.resize(kept_.size() / 2);
        interval_ = interval_ * 2;
    }
    next_ = TimePoint{(at / interval_.ns + 1) * interval_.ns};
}

SnapshotPtr Recording::find(const std::vector<SnapshotPtr>& snapshots, TimePoint at) {
    if (snapshots.empty()) return {};
    const auto after = std::upper_bound(snapshots.begin(), snapshots.end(), at,
                                        [](TimePoint t, const SnapshotPtr& s) { return t < s->now; });
    return after == snapshots.begin() ? snapshots.front() : *std::prev(after);
}

} // namespace meshwright::sim::metrics
