// Snapshots of a whole run in bounded memory, to go back to any moment: when there would be too many, every other one
// is given up and the distance between them doubles.
#pragma once

#include "sim/metrics/snapshot.h"

#include <memory>
#include <vector>

namespace meshwright::sim::metrics {

using SnapshotPtr = std::shared_ptr<const Snapshot>;

class Recording {
public:
    static constexpr std::size_t maximum = 512;

    explicit Recording(Duration interval = Duration::milliseconds(100)) : interval_(interval) {}

    /// When the next snapshot is due.
    TimePoint next() const { return next_; }
    /// Takes the snapshot of `next()` (or later). Its series are not kept: the latest snapshot has them all.
    void add(Snapshot snapshot);
    Duration interval() const { return interval_; }
    /// Oldest first. Shared, so that another thread can read what it was handed.
    const std::vector<SnapshotPtr>& snapshots() const { return kept_; }
    /// The latest at or before `at`; the first where there is none, null where nothing is recorded.
    SnapshotPtr at(TimePoint at) const { return find(kept_, at); }
    static SnapshotPtr find(const std::vector<SnapshotPtr>& snapshots, TimePoint at);

private:
    std::vector<SnapshotPtr> kept_;
    Duration interval_;
    TimePoint next_;
};

} // namespace meshwright::sim::metrics
