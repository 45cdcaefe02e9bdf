// The simulation behind one small interface: a command, a test and the window use it alike.
#pragma once

#include "model/design/design.h"
#include "sim/metrics/ledger.h"
#include "sim/metrics/rollout_result.h"
#include "sim/metrics/snapshot.h"
#include "sim/routing/engine.h"

#include <functional>
#include <memory>
#include <optional>
#include <tl/expected.hpp>

namespace meshwright::sim::mesh {

using model::Duration;
using model::TimePoint;

struct RunOptions {
    std::optional<std::uint64_t> seed; ///< default: the scenario's
    std::optional<Duration> duration;  ///< default: the scenario's, else 60 s
    std::string scenario;              ///< name of the Scenario; empty = the first
    routing::MeshConfig mesh;
    bool recordFlights = false;          ///< keep flights for drainFlights()
    std::size_t maxInFlight = 1'000'000; ///< beyond it the run stops, names the culprit and keeps what it has
    std::uint64_t maxEventsAtOneMoment = 1'000'000; ///< likewise where time does not advance
};

/// One run of one design. Not thread-safe: owned by one thread at a time.
class Simulation {
public:
    /// Refused (one diagnostic each) where the design has no scenario, no traffic, or numbers that cannot run.
    static tl::expected<Simulation, model::Diagnostics> create(const model::Design& design, const RunOptions& options);
    ~Simulation();
    Simulation(Simulation&&) noexcept;
    Simulation& operator=(Simulation&&) noexcept;

    TimePoint now() const;
    TimePoint horizon() const;
    bool finished() const;
    /// Runs all events up to `until` (not beyond the horizon). Stepping or going straight gives the same result.
    void advanceTo(TimePoint until);
    /// As above, but returns early (false) where `keepGoing` says no; asked every few thousand events.
    bool advanceTo(TimePoint until, const std::function<bool()>& keepGoing);
    /// From now on the mesh is configured by `design`: rules are recompiled, pods that still exist keep their state.
    tl::expected<void, model::Diagnostics> reconfigure(const model::Design& design);

    metrics::Snapshot snapshot() const;
    /// Hops that ended since the last call (bounded; the oldest are dropped first).
    std::vector<metrics::Flight> drainFlights();
    /// Hash of everything that happened so far: equal for equal seeds, whatever the machine, threads or stepping.
    std::uint64_t hash() const;
    std::uint64_t seed() const;
    /// Why requests failed or were slow.
    const metrics::Ledger& ledger() const;
    /// How the scenario's rollout plan goes; null where it has none.
    const metrics::RolloutResult* rollout() const;

private:
    struct Impl;
    explicit Simulation(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace meshwright::sim::mesh
