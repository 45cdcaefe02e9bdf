#include "sim/mesh/watch.h"

#include <algorithm>

namespace meshwright::sim::mesh {

Watch::Watch(model::Design design, RunOptions options, Simulation simulation)
    : design_(std::move(design)), options_(std::move(options)), simulation_(std::move(simulation)) {
    record();
}

tl::expected<Watch, model::Diagnostics> Watch::create(const model::Design& design, RunOptions options) {
    options.recordFlights = true;
    if (!options.journal) options.journal.emplace();
    auto made = Simulation::create(design, options);
    if (!made) return tl::unexpected(made.error());
    return Watch(design, std::move(options), std::move(*made));
}

tl::expected<void, model::Diagnostics> Watch::reset() {
    auto made = Simulation::create(design_, options_);
    if (!made) return tl::unexpected(made.error());
    simulation_ = std::move(*made);
    recording_ = metrics::Recording(Duration::milliseconds(100));
    record();
    return {};
}

tl::expected<void, model::Diagnostics> Watch::change(const model::Design& design, const std::string& what) {
    design_ = design;
    return simulation_.reconfigure(design, what);
}

void Watch::record() {
    if (simulation_.now() >= recording_.next()) recording_.add(simulation_.snapshot(false));
}

bool Watch::stepEvent() {
    const bool goesOn = simulation_.stepEvent();
    record();
    return goesOn;
}

Ended Watch::stepRequest(const std::function<bool()>& keepGoing) {
    HaltAt answer;
    answer.answer = true;
    return advanceUntil(answer, simulation_.horizon(), keepGoing);
}

Ended Watch::advance(TimePoint until, const std::function<bool()>& keepGoing) {
    return advanceUntil({}, until, keepGoing);
}

Ended Watch::advanceUntil(const HaltAt& what, TimePoint latest, const std::function<bool()>& keepGoing) {
    for (;;) {
        const TimePoint next = std::min(latest, std::max(recording_.next(), simulation_.now()));
        const Ended ended = simulation_.advance(next, what, keepGoing);
        record();
        if (ended != Ended::Reached || next >= latest) return ended;
        if (!keepGoing()) return Ended::Interrupted;
    }
}

Ended Watch::advanceWhile(const std::function<bool(const Simulation&)>& goOn, TimePoint latest,
                          const std::function<bool()>& keepGoing) {
    constexpr int eventsBetweenQuestions = 256;
    for (int events = 0; goOn(simulation_); ++events) {
        if (simulation_.finished()) return Ended::Stopped;
        if (simulation_.now() >= latest) return Ended::Reached;
        if (events % eventsBetweenQuestions == eventsBetweenQuestions - 1 && !keepGoing()) return Ended::Interrupted;
        if (!stepEvent()) return Ended::Stopped;
    }
    return Ended::Halted;
}

} // namespace meshwright::sim::mesh
