// A moment of a run on its way from the simulation's thread to the window. Shared, never changed.
#pragma once

#include "sim/mesh/request_life.h"
#include "sim/metrics/event_log.h"
#include "sim/metrics/recording.h"
#include "sim/metrics/rollout_result.h"

#include <memory>
#include <optional>
#include <vector>

namespace meshwright::ui {

struct Frame {
    sim::metrics::Snapshot snapshot;
    std::vector<sim::metrics::Flight> flights;     ///< some of those that ended since the frame before
    std::vector<sim::mesh::RequestLifePtr> drawn;  ///< the lives of these flights' requests
    std::vector<sim::mesh::RequestLifePtr> lives;  ///< kept by the journal since the frame before
    std::vector<sim::metrics::LoggedEvent> events; ///< since the frame before
    /// Moments to go back to, oldest first; the same list until there are more.
    std::shared_ptr<const std::vector<sim::metrics::SnapshotPtr>> recorded;
    std::shared_ptr<const model::Design> effective;             ///< with what incidents and the rollout changed
    std::shared_ptr<const sim::metrics::RolloutResult> rollout; ///< null where the scenario has no plan
    double realTimeFactor = 0;                                  ///< simulated seconds a second
    double requestsASecond = 0; ///< of the outside, answered in a second of the clock on the wall
    std::uint64_t followedOneIn = 1;
    int run = 0; ///< which start it belongs to
};
using FramePtr = std::shared_ptr<const Frame>;

} // namespace meshwright::ui
