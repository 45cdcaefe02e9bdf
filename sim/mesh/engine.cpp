#include "sim/mesh/engine.h"

#include <algorithm>

namespace meshwright::sim::mesh {

Engine::Engine(std::uint64_t seed, Network network, EngineLimits limits, Driver& driver)
    : seed_(seed), network_(std::move(network)), limits_(limits), driver_(driver), scheduler_(limits.events) {
    scheduler_.after(Duration::seconds(1), {event::second, 0, 0});
}

kernel::Stop Engine::run(TimePoint until, std::uint64_t budget) {
    if (!stopped_.empty()) return kernel::Stop::Halted;
    const auto ended = scheduler_.run(
        until, [this](const kernel::Event& e) { dispatch(e); }, budget);
    if (ended == kernel::Stop::InstantLimit)
        stop("more than " + std::to_string(limits_.events.eventsAtOneInstant) +
             " events at one moment: time does not advance (" + culprit() +
             "); give the client a think time or the program a service time");
    else if (ended == kernel::Stop::PendingLimit)
        stop("more than " + std::to_string(limits_.events.pendingEvents) + " events pending (" + culprit() + ")");
    return ended;
}

void Engine::stop(std::string why) {
    if (stopped_.empty()) {
        stopped_ = std::move(why);
        log(metrics::EventKind::Stopped, stopped_);
    }
    scheduler_.halt();
}

std::string Engine::culprit() const {
    // The pod or gateway where most requests are: counted over what is in flight, ties by the lower index.
    std::uint32_t most = 0, who = nobody;
    for (std::uint32_t i = 0; i < pods_.size(); ++i) {
        const std::uint32_t here = pods_[i].active + pods_[i].queued;
        if (here > most) {
            most = here;
            who = i;
        }
    }
    if (who == nobody) return "no pod is busy: the requests end at the proxies";
    const PodIdentity& pod = world_.pods()[who];
    return "most of them in pod " + pod.name + ", " + std::to_string(pods_[who].active) + " in service and " +
           std::to_string(pods_[who].queued) + " queued";
}

void Engine::dispatch(const kernel::Event& e) {
    switch (e.kind) {
    case event::workDone:
        return workDone(e.index);
    case event::arrive:
        return arrive(e.index);
    case event::answer:
        return answerArrives(e.index);
    case event::connected:
        return connectionEnds(e.index);
    case event::routeTimeout:
        return routeTimeout(e.index);
    case event::tryTimeout:
        return tryTimeout(e.index);
    case event::backOffOver:
        return beginTry(e.index);
    case event::delayOver:
        return afterDelay(e.index);
    case event::deliver:
        return finish(e.index);
    case event::deadline:
        return deadline(e.index);
    case event::sweep:
        return sweep(e.index, e.tag);
    case event::mergeFlush: {
        RunningCluster& c = *clusters_[e.index];
        if (c.inUse && static_cast<std::uint16_t>(c.merge.generation()) == e.tag) {
            c.merge.flushed(now());
            deliverHealth(c);
        }
        return;
    }
    case event::expire:
        return expireConnections(e.index);
    case event::second:
        tally_.second(now());
        notePassedLimits();
        scheduler_.after(Duration::seconds(1), {event::second, 0, 0});
        return;
    default:
        driver_.happened(e);
    }
}

Duration Engine::oneWayBetweenZones(std::uint32_t proxy, std::uint32_t pod) const {
    Duration d = network_.oneWay;
    const std::string& from = kinds_[proxies_[proxy].kind]->zone;
    const std::string& to = world_.workloads()[pods_[pod].workload].zone;
    for (const auto& z : network_.zones) {
        const bool forth = (z.from.empty() || z.from == from) && (z.to.empty() || z.to == to);
        const bool back = (z.from.empty() || z.from == to) && (z.to.empty() || z.to == from);
        if (forth || back) d = d + z.delay;
    }
    return d;
}

std::string Engine::podName(const Stream& s) const {
    if (s.cluster == nobody || s.lastHost == nobody) return "-";
    const Host& h = clusters_[s.cluster]->hosts[s.lastHost];
    if (world_.workloads()[world_.pods()[h.pod].workload].outside) return "outside";
    return world_.pods()[h.pod].name;
}

std::string Engine::workloadName(const Stream& s) const {
    if (s.cluster == nobody || s.lastHost == nobody) return "-";
    const Host& h = clusters_[s.cluster]->hosts[s.lastHost];
    const Workload& w = world_.workloads()[world_.pods()[h.pod].workload];
    return w.outside ? "outside" : w.name;
}

} // namespace meshwright::sim::mesh
