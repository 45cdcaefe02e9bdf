// A scenario's rollout plan in simulated time: a new version comes in step by step, its answers are looked at, and it
// is promoted or taken back. Knows no engine: its owner tells it the time and what the canary has answered.
#pragma once

#include "sim/mesh/canary.h"
#include "sim/metrics/histogram.h"
#include "sim/metrics/rollout_result.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace meshwright::sim::mesh {

using model::Duration;
using model::TimePoint;

/// What the canary has answered since the run's start, over all its workloads; mirrored requests are among it.
struct CanaryCounts {
    std::uint64_t answered = 0, failed = 0;
    metrics::Histogram latency;
};

/// The rules of a plan:
/// - A step sets the canary's weight (where it gives one) and its mirror share (likewise; a weight above 0 without a
///   mirror ends mirroring), then lasts for `pause`; without a pause, for one interval of its analysis.
/// - Its analysis (or the plan's) looks at the canary every `interval`, without one at the step's end, at what was
///   answered since the look before. Fewer than `minRequests` answers, or none, decide nothing.
/// - After `failures` failed looks of one step everything is taken back: all weight to the stable version, no mirror.
/// - After the last step the canary takes all weight.
/// - Without steps, blueGreen switches at once and looks for 60 s; mirroredCanary mirrors everything for 60 s, then
///   switches.
class Rollout {
public:
    /// Refused (one sentence each) where the plan's rule, canary or steps make no sense. The scenario has a rollout.
    static tl::expected<Rollout, model::Diagnostics> make(const model::Design& design, const model::Resource& scenario);

    const std::vector<WorkloadRef>& canary() const { return canary_; }
    /// When `advance` wants to be called next; nothing where the plan has ended.
    std::optional<TimePoint> next() const;
    /// The time is `next()`. True where weights or the mirror changed: the mesh needs `applyTo` of its design.
    bool advance(TimePoint now, const CanaryCounts& counts);
    /// An outside request was answered with an error; counted while the plan runs.
    void userSawError() {
        if (result_.ending == metrics::RolloutResult::Ending::Running) ++result_.usersWithError;
    }
    /// The design with the weights and the mirror of this moment. As given before the plan begins, and where the rule
    /// is no longer there.
    model::Design applyTo(const model::Design& design) const;

    const metrics::RolloutResult& result() const { return result_; }

private:
    Rollout(model::ResourcePtr scenario, model::scenario::Rollout plan, std::vector<WorkloadRef> canary);

    /// The design with weight_ and mirror_ in its text.
    tl::expected<model::Design, model::Diagnostics> written(const model::Design& design) const;
    const model::scenario::Analysis* analysisOf(std::size_t step) const;
    void beginStep(TimePoint now, const CanaryCounts& counts);
    /// False where the look ends the plan.
    bool look(TimePoint now, const CanaryCounts& counts);
    void end(metrics::RolloutResult::Ending ending, TimePoint now);

    model::ResourcePtr scenario_;
    model::scenario::Rollout plan_;
    std::vector<WorkloadRef> canary_;
    metrics::RolloutResult result_;
    std::size_t step_ = 0;
    TimePoint stepEnd_, nextLook_;
    std::int64_t failures_ = 0; ///< of this step
    CanaryCounts atStart_, atStep_, atLook_;
    double weight_ = 0, mirror_ = 0; ///< percent
};

} // namespace meshwright::sim::mesh
