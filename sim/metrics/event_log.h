// What happened to a mesh during a run, apart from its requests: incidents, changes, ejections, limits, rollout steps.
// Bounded: each kind keeps its latest, and counts the rest.
#pragma once

#include "model/base/units.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace meshwright::sim::metrics {

using model::TimePoint;

enum class EventKind : std::uint8_t {
    IncidentBegan,
    IncidentEnded,
    ConfigChanged, ///< somebody edited the design during the run
    Ejected,       ///< outlier detection took a host out
    Returned,      ///< an ejected host is back
    BreakerOpened, ///< a limit refused a request, the first after a quiet second
    BreakerClosed, ///< a whole second without a refusal
    RolloutStep,   ///< weights or the mirror moved
    RolloutEnded,  ///< promoted or taken back
    FirstFailure,  ///< the first failed answer on one edge
    Stopped,       ///< the run cannot go on
};
inline constexpr std::size_t eventKinds = 11;
/// "incident began", …
const char* toText(EventKind kind);

struct LoggedEvent {
    TimePoint at;
    EventKind kind = EventKind::IncidentBegan;
    std::string text;    ///< one sentence without its full stop: "reviews-v2-0 is left out by …"
    std::string node;    ///< that it is about, named as in EdgeState; empty = the whole mesh
    std::string subject; ///< equal for the begin and the end of one thing, such as one host's ejection by one proxy
    std::uint64_t number = 0; ///< rises by one an event
};

class EventLog {
public:
    static constexpr std::size_t mostOfAKind = 500;

    void add(TimePoint at, EventKind kind, std::string text, std::string node = {}, std::string subject = {});
    /// How many there were, whether kept or not.
    std::uint64_t count(EventKind kind) const { return counts_[static_cast<std::size_t>(kind)]; }
    std::uint64_t total() const { return next_; }
    /// What is kept of number `from` and later, in order.
    std::vector<LoggedEvent> since(std::uint64_t from) const;

private:
    std::array<std::deque<LoggedEvent>, eventKinds> kept_;
    std::array<std::uint64_t, eventKinds> counts_{};
    std::uint64_t next_ = 0;
};

} // namespace meshwright::sim::metrics
