#include "sim/mesh/simulation.h"

#include "sim/mesh/clients.h"
#include "sim/mesh/incidents.h"
#include "sim/mesh/rollout.h"
#include "sim/mesh/scenario_parts.h"

#include <algorithm>
#include <cstdio>

namespace meshwright::sim::mesh {
namespace {

constexpr std::uint64_t eventsBetweenQuestions = 4'096;

/// Messages take no time unless an incident says so; the proxies have been up for an hour, past every warm-up.
Network meshNetwork() {
    Network n;
    n.proxyAge = Duration::seconds(3'600);
    return n;
}

model::Diagnostics refuse(std::string code, std::string field, std::string message) {
    model::Diagnostic d;
    d.code = std::move(code);
    d.kind = "Scenario";
    d.field = std::move(field);
    d.message = std::move(message);
    return {std::move(d)};
}

/// Gives diagnostics that only name a field their object, file and line.
model::Diagnostics placed(model::Diagnostics diagnostics, const model::Design& design,
                          const model::Resource& scenario) {
    const model::Placement places(design);
    for (model::Diagnostic& d : diagnostics)
        if (d.file.empty()) places.describe(d, scenario, d.field);
    return diagnostics;
}

std::string percentText(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%g %%", value);
    return text;
}

/// "outage of ratings", "slow-details: details-v1 4 × slower".
std::string incidentText(const model::scenario::Incident& i) {
    const std::string& who = !i.pod.empty() ? i.pod : !i.workload.empty() ? i.workload : i.service;
    std::string text = i.type + (who.empty() ? "" : " of " + who);
    char number[48];
    if (i.type == "slow") {
        std::snprintf(number, sizeof number, "%g", i.factor);
        text = who + " works " + number + " × as long";
    } else if (i.type == "errors") {
        const auto errors = i.errors.value_or(model::scenario::ErrorRate{model::Percent{100}, 500});
        text = who + " answers " + std::to_string(errors.status) + " to " + percentText(errors.percent.value);
    } else if (i.type == "scale" && i.replicas) {
        text = who + " is scaled to " + std::to_string(*i.replicas);
    } else if (i.type == "delay") {
        text = "delay between zones";
    } else if (i.type == "apply") {
        text = "a manifest is applied";
    }
    return i.name.empty() ? text : i.name + ": " + text;
}

} // namespace

struct Simulation::Impl {
    enum : std::uint16_t { incidentBegins = Clients::firstOther, incidentEnds, rolloutMoves };

    Impl(const RunOptions& given, std::uint64_t seed, EngineLimits limits)
        : options(given), seed(seed), clients(seed), engine(seed, meshNetwork(), limits, clients) {}

    RunOptions options;
    std::uint64_t seed;
    TimePoint horizon;
    model::scenario::Scenario scenario;
    Clients clients;
    Engine engine;
    Incidents incidents;
    std::optional<Rollout> rollout;
    routing::MeshIndexPtr index; ///< of the design that the engine runs
    model::Design base;          ///< as given, without what incidents and a rollout change

    tl::expected<void, model::Diagnostics> configure(const model::Design& given) {
        const model::Design disturbed = incidents.applyTo(given);
        const model::Design design = rollout ? rollout->applyTo(disturbed) : disturbed;
        index = index ? routing::indexMesh(design, index) : routing::indexMesh(design, options.mesh);
        auto done = engine.configure(design, index, scenario.services);
        if (done) clients.reconfigured();
        return done;
    }

    tl::expected<void, model::Diagnostics> openRollout(const model::Resource& resource) {
        if (!scenario.rollout) return {};
        auto made = Rollout::make(base, resource);
        if (!made) return tl::unexpected(made.error());
        rollout.emplace(std::move(*made));
        clients.onAnswer = [this](std::uint16_t status, Duration, std::uint32_t) {
            if (metrics::Population::isFailure(status)) rollout->userSawError();
        };
        scheduleRollout();
        return {};
    }

    void scheduleRollout() {
        if (const auto next = rollout->next()) engine.scheduler().at(*next, {rolloutMoves, 0, 0});
    }

    /// What the canary's pods have answered; a workload that is not there (any more) has answered nothing.
    CanaryCounts canaryCounts() const {
        CanaryCounts counts;
        for (const WorkloadRef& ref : rollout->canary()) {
            const std::uint32_t workload = engine.world().workload(ref.ns, ref.name);
            if (workload == World::missing) continue;
            const metrics::Population population = engine.countOfWorkload(workload);
            counts.answered += population.completed();
            counts.failed += population.failed();
            counts.latency.merge(population.latency());
        }
        return counts;
    }

    void moveRollout() {
        using metrics::RolloutResult;
        const RolloutResult before = rollout->result();
        // A step's weights and mirror are made from a design that was accepted, so it is accepted as well.
        if (rollout->advance(engine.now(), canaryCounts())) (void)configure(base);
        const RolloutResult& now = rollout->result();
        const std::string node = "workload/" + rollout->canary().front().ns + "/" + rollout->canary().front().name;
        if (now.steps.size() > before.steps.size())
            engine.log(metrics::EventKind::RolloutStep, stepText(now.steps.back()), node);
        if (now.ending != before.ending && now.ending == RolloutResult::Ending::Promoted)
            engine.log(metrics::EventKind::RolloutEnded, "the canary is promoted: it gets all requests", node);
        if (now.ending != before.ending && now.ending == RolloutResult::Ending::Aborted)
            engine.log(metrics::EventKind::RolloutEnded, "the canary is taken back: " + now.reason, node);
        scheduleRollout();
    }

    static std::string stepText(const metrics::RolloutStepResult& step) {
        std::string text = "step " + std::to_string(step.step + 1) + " of the rollout: ";
        text += percentText(step.weight) + " to the canary";
        if (step.mirror > 0) text += ", " + percentText(step.mirror) + " mirrored";
        return text;
    }

    void logIncident(std::uint32_t number, bool begins) {
        const auto& incident = incidents.all()[number];
        engine.log(begins ? metrics::EventKind::IncidentBegan : metrics::EventKind::IncidentEnded,
                   incidentText(incident) + (begins ? "" : ": over"), incidents.nodeOf(number),
                   "incident " + incidentText(incident));
    }

    tl::expected<void, model::Diagnostics> changeScenario(const model::scenario::Scenario& next) {
        model::Diagnostics wrong;
        const auto take = [&](tl::expected<void, model::Diagnostics> done) {
            if (!done) wrong.insert(wrong.end(), done.error().begin(), done.error().end());
        };
        if (!same(next.traffic, scenario.traffic)) take(clients.change(next.traffic));
        if (!same(next.incidents, scenario.incidents)) take(incidents.change(next.incidents));
        scenario = next;
        if (!wrong.empty()) return tl::unexpected(std::move(wrong));
        return {};
    }

    void happened(const kernel::Event& e) {
        if (e.kind == incidentBegins || e.kind == incidentEnds) {
            if (!incidents.current(e.tag)) return;
            logIncident(e.index, e.kind == incidentBegins);
            e.kind == incidentBegins ? incidents.begin(e.index) : incidents.end(e.index);
        } else if (e.kind == rolloutMoves)
            moveRollout();
    }
};

tl::expected<Simulation, model::Diagnostics> Simulation::create(const model::Design& design,
                                                                const RunOptions& options) {
    const auto scenarios = design.all<model::scenario::Scenario>();
    const auto chosen = std::find_if(scenarios.begin(), scenarios.end(), [&](const auto& r) {
        return options.scenario.empty() || r->meta.name == options.scenario;
    });
    if (chosen == scenarios.end())
        return tl::unexpected(refuse("MW3000", "",
                                     options.scenario.empty()
                                         ? "The design has no Scenario, so nothing would happen; add one with traffic."
                                         : "The design has no Scenario \"" + options.scenario + "\"."));
    const model::Resource& resource = **chosen;
    const auto& scenario = *resource.as<model::scenario::Scenario>();
    const Duration length = options.duration.value_or(scenario.duration.value_or(Duration::seconds(60)));
    if (scenario.traffic.empty())
        return tl::unexpected(
            placed(refuse("MW3000", "spec.traffic", "The Scenario has no traffic; add at least one source."), design,
                   resource));
    if (length.ns <= 0 || length > Duration::seconds(30 * 86'400))
        return tl::unexpected(placed(
            refuse("MW3000", "spec.duration", "A run must last more than 0 s and at most 30 days."), design, resource));

    EngineLimits limits;
    limits.inFlight = options.maxInFlight;
    limits.events.eventsAtOneInstant = options.maxEventsAtOneMoment;
    auto impl = std::make_unique<Impl>(options, options.seed.value_or(scenario.seed), limits);
    impl->horizon = TimePoint{} + length;
    impl->scenario = scenario;
    impl->base = design;
    impl->engine.tally().keepHops = options.recordFlights;
    if (options.journal) impl->engine.keepJournal(*options.journal);
    if (auto done = impl->configure(design); !done) return tl::unexpected(placed(done.error(), design, resource));
    if (auto done = impl->clients.open(impl->engine, scenario.traffic); !done)
        return tl::unexpected(placed(done.error(), design, resource));
    if (auto done = impl->incidents.open(impl->engine, scenario.incidents, Impl::incidentBegins, Impl::incidentEnds);
        !done)
        return tl::unexpected(placed(done.error(), design, resource));
    if (auto done = impl->openRollout(resource); !done) return tl::unexpected(done.error());
    impl->incidents.cutShort = [raw = impl.get()](std::uint32_t incident) { raw->logIncident(incident, false); };
    impl->incidents.redesign = [raw = impl.get()] {
        // What an incident applies was read when the run was made; where it cannot run, the mesh stays as it is.
        (void)raw->configure(raw->base);
    };
    impl->clients.others = [raw = impl.get()](const kernel::Event& e) { raw->happened(e); };
    return Simulation(std::move(impl));
}

Simulation::Simulation(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Simulation::~Simulation() = default;
Simulation::Simulation(Simulation&&) noexcept = default;
Simulation& Simulation::operator=(Simulation&&) noexcept = default;

TimePoint Simulation::now() const {
    return impl_->engine.now();
}
TimePoint Simulation::horizon() const {
    return impl_->horizon;
}
bool Simulation::finished() const {
    return !impl_->engine.stopped().empty() || now() >= impl_->horizon;
}

void Simulation::advanceTo(TimePoint until) {
    advanceTo(until, [] { return true; });
}

bool Simulation::advanceTo(TimePoint until, const std::function<bool()>& keepGoing) {
    return advance(until, {}, keepGoing) != Ended::Interrupted;
}

Ended Simulation::advance(TimePoint until, const HaltAt& halt, const std::function<bool()>& keepGoing) {
    Engine& engine = impl_->engine;
    const TimePoint end = std::min(until, impl_->horizon);
    engine.haltOn = {halt.events, halt.answer, halt.failure};
    Ended ended = Ended::Stopped;
    while (engine.stopped().empty()) {
        const kernel::Stop why = engine.run(end, eventsBetweenQuestions);
        if (why == kernel::Stop::Reached) {
            ended = end < until ? Ended::Stopped : Ended::Reached;
            break;
        }
        if (why == kernel::Stop::Halted && engine.stopped().empty()) {
            ended = Ended::Halted;
            break;
        }
        if (!keepGoing()) {
            ended = Ended::Interrupted;
            break;
        }
    }
    engine.haltOn = {};
    return ended;
}

bool Simulation::stepEvent() {
    if (finished()) return false;
    impl_->engine.run(impl_->horizon, 1);
    return impl_->engine.stopped().empty();
}

tl::expected<void, model::Diagnostics> Simulation::reconfigure(const model::Design& design, const std::string& what) {
    impl_->base = design;
    model::ResourcePtr resource = findScenario(design, impl_->options.scenario);
    const auto* next = resource ? resource->as<model::scenario::Scenario>() : nullptr;
    const auto behaviours = impl_->scenario.services;
    if (next) impl_->scenario.services = next->services;
    if (auto done = impl_->configure(design); !done) {
        impl_->scenario.services = behaviours;
        return done;
    }
    impl_->engine.log(metrics::EventKind::ConfigChanged, what.empty() ? "the design was changed" : what);
    if (!next) return {};
    if (auto done = impl_->changeScenario(*next); !done) return tl::unexpected(placed(done.error(), design, *resource));
    return {};
}

const model::Design& Simulation::effectiveDesign() const {
    return impl_->engine.design();
}

metrics::Snapshot Simulation::snapshot(bool withSeries) const {
    metrics::Snapshot s;
    impl_->engine.fill(s, withSeries);
    s.finished = finished();
    return s;
}

std::uint64_t Simulation::answered() const {
    return impl_->engine.tally().answers;
}
std::vector<metrics::Flight> Simulation::drainFlights(std::size_t most) {
    return impl_->engine.tally().drainFlights(most);
}
std::vector<RequestLifePtr> Simulation::drainLives(std::size_t most) {
    return impl_->engine.drainLives(most);
}
RequestLifePtr Simulation::life(std::uint64_t request) const {
    return impl_->engine.lifeOf(request);
}
std::uint64_t Simulation::followedOneIn() const {
    const Journal* journal = impl_->engine.journal();
    return journal ? journal->followedOneIn() : 0;
}
const metrics::EventLog& Simulation::events() const {
    return impl_->engine.events();
}
std::uint64_t Simulation::hash() const {
    return impl_->engine.tally().hash();
}
std::uint64_t Simulation::seed() const {
    return impl_->seed;
}
const metrics::Ledger& Simulation::ledger() const {
    return impl_->engine.ledger();
}
const metrics::RolloutResult* Simulation::rollout() const {
    return impl_->rollout ? &impl_->rollout->result() : nullptr;
}

} // namespace meshwright::sim::mesh
