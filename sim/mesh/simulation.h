// The simulation behind one small interface: a command, a test and the window use it alike.
#pragma once

#include "model/design/design.h"
#include "sim/mesh/journal.h"
#include "sim/metrics/event_log.h"
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
    bool recordFlights = false;            ///< keep flights for drainFlights()
    std::optional<JournalOptions> journal; ///< keep whole lives of requests
    std::size_t maxInFlight = 1'000'000;   ///< beyond it the run stops, names the culprit and keeps what it has
    std::uint64_t maxEventsAtOneMoment = 1'000'000; ///< likewise where time does not advance
};

/// What ends an advance before its time; the event that does it has happened.
struct HaltAt {
    std::uint32_t events = 0; ///< bits `1 << EventKind`
    bool answer = false;      ///< any answer to a request of the outside
    bool failure = false;     ///< a failed one
};

enum class Ended {
    Reached,     ///< the wanted time
    Halted,      ///< what was waited for has happened
    Interrupted, ///< `keepGoing` said no
    Stopped,     ///< the run is over: its horizon or a limit was reached
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
    /// As above, ending also at what `halt` names.
    Ended advance(TimePoint until, const HaltAt& halt, const std::function<bool()>& keepGoing);
    /// The next event alone; the clock stands at its time. False where the run is over.
    bool stepEvent();
    /// From now on the mesh is configured by `design`: rules are recompiled, pods that still exist keep their state,
    /// and traffic, behaviour and incidents of its scenario hold from now on. Logged as a change, in words `what`.
    /// Where only the scenario's part is refused, the rules have changed all the same.
    tl::expected<void, model::Diagnostics> reconfigure(const model::Design& design, const std::string& what = {});
    /// The design as the mesh runs it now: with what incidents and the rollout have changed.
    const model::Design& effectiveDesign() const;

    /// Requests of the outside that have their answer.
    std::uint64_t answered() const;
    /// `withSeries` false leaves out the series, the larger part.
    metrics::Snapshot snapshot(bool withSeries = true) const;
    /// Hops that ended since the last call (bounded; the oldest are dropped first), at most `most` of them. With a
    /// journal only those that it follows.
    std::vector<metrics::Flight> drainFlights(std::size_t most = 20'000);
    /// Kept by the journal since the last call, at most `most`.
    std::vector<RequestLifePtr> drainLives(std::size_t most);
    /// A request that is under way or ended lately; null where the journal does not follow it (any more).
    RequestLifePtr life(std::uint64_t request) const;
    /// One in how many requests the journal follows just now; 0 without a journal.
    std::uint64_t followedOneIn() const;
    const metrics::EventLog& events() const;
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
