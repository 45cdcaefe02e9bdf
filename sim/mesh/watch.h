// A run that is watched: steps of every size, stops at what one waits for, recorded moments to go back to, changes
// while it runs. No window is needed: whatever the player can do, a test can do too.
#pragma once

#include "sim/mesh/simulation.h"
#include "sim/metrics/recording.h"

namespace meshwright::sim::mesh {

/// Not thread-safe, like the Simulation inside.
class Watch {
public:
    /// As Simulation::create; flights and the journal are kept.
    static tl::expected<Watch, model::Diagnostics> create(const model::Design& design, RunOptions options);

    const Simulation& run() const { return simulation_; }
    Simulation& run() { return simulation_; }

    /// Back to the start, with the design as it is now.
    tl::expected<void, model::Diagnostics> reset();
    /// From the next event on the mesh runs by `design`; a mark in the event log says so, in words `what`.
    tl::expected<void, model::Diagnostics> change(const model::Design& design, const std::string& what);

    bool stepEvent();
    /// Until the next answer to a request of the outside. `keepGoing` as in Simulation::advanceTo.
    Ended stepRequest(const std::function<bool()>& keepGoing);
    Ended advance(TimePoint until, const std::function<bool()>& keepGoing);
    Ended advanceUntil(const HaltAt& what, TimePoint latest, const std::function<bool()>& keepGoing);
    /// As long as `goOn` says yes; asked after every event.
    Ended advanceWhile(const std::function<bool(const Simulation&)>& goOn, TimePoint latest,
                       const std::function<bool()>& keepGoing);

    const metrics::Recording& recording() const { return recording_; }

private:
    Watch(model::Design design, RunOptions options, Simulation simulation);
    void record();

    model::Design design_;
    RunOptions options_;
    Simulation simulation_;
    metrics::Recording recording_;
};

} // namespace meshwright::sim::mesh
