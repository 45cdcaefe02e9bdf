// What a running mesh looks like at one moment.
#include "sim/mesh/engine.h"

#include <algorithm>

namespace meshwright::sim::mesh {

Cell& Engine::cellOf(const Stream& s, Host& h) {
    h.cellOf = s.choice->number;
    for (const Choice::AtPod& known : s.choice->pods)
        if (known.pod == h.pod) {
            h.denial = known.denial;
            return *(h.cell = known.cell);
        }
    const std::uint32_t edge = tally_.edge({nodeOf(s.proxy), world_.workloads()[pods_[h.pod].workload].node,
                                            s.plan->virtualService, s.plan->rule, s.choice->cluster, s.mirrored});
    h.cell = &tally_.cell(edge, h.pod);
    h.denial = denialAt(s, h);
    s.choice->pods.push_back({h.pod, h.cell, h.denial});
    return *h.cell;
}

void Engine::nameSeries(std::uint32_t workload) {
    const Workload& w = world_.workloads()[workload];
    std::string name = w.service.empty() ? w.name : w.service;
    if (!w.version.empty()) name += "/" + w.version;
    tally_.nameSeries(workload, std::move(name));
}

metrics::Population Engine::countOfWorkload(std::uint32_t workload) const {
    metrics::Population sum;
    for (const std::uint32_t pod : world_.workloads()[workload].pods) sum.merge(tally_.ofPod(pod));
    return sum;
}

void Engine::fill(metrics::Snapshot& snapshot, bool withSeries) const {
    snapshot.now = now();
    snapshot.stopped = stopped_;
    snapshot.total = totalsOf(tally_.total());
    snapshot.events = scheduler_.dispatched();
    snapshot.configVersion = static_cast<int>(epochs_.empty() ? 0 : epochs_.back()->number);
    const auto& workloads = world_.workloads();

    for (std::size_t i = 0; i < world_.services().size() && i < tally_.services.size(); ++i) {
        const ServiceIdentity& s = world_.services()[i];
        snapshot.services.push_back({s.name, s.ns, totalsOf(tally_.services[i])});
    }
    std::vector<std::uint32_t> queuedOfWorkload(workloads.size(), 0);
    for (const Pod& pod : pods_) queuedOfWorkload[pod.workload] += pod.queued;
    for (std::size_t i = 0; i < workloads.size(); ++i) {
        const Workload& w = workloads[i];
        metrics::VersionState v{w.service.empty() ? w.name : w.service, w.version, w.name, w.ns,
                                totalsOf(countOfWorkload(static_cast<std::uint32_t>(i)))};
        v.totals.queued = queuedOfWorkload[i];
        snapshot.versions.push_back(std::move(v));
    }

    std::vector<Duration> ejectedLeft(pods_.size());
    std::vector<bool> ejected(pods_.size(), false), warming(pods_.size(), false);
    for (const auto& c : clusters_) {
        if (!c->inUse || c->draining) continue;
        for (std::size_t i = 0; i < c->hosts.size(); ++i) {
            const Host& h = c->hosts[i];
            if (c->outlier && h.listed && c->outlier->host(i).ejected) {
                ejected[h.pod] = true;
                const Duration left = c->outlier->host(i).ejectedAt + c->outlier->ejectionTime(i) - now();
                ejectedLeft[h.pod] = std::max({ejectedLeft[h.pod], left, Duration{}});
            }
            if (c->config->slowStart && h.listed && now() - h.since < c->config->slowStart->window)
                warming[h.pod] = true;
        }
    }
    for (std::size_t i = 0; i < pods_.size(); ++i) {
        const Pod& pod = pods_[i];
        if (!pod.present) continue;
        const Workload& w = workloads[pod.workload];
        metrics::PodState p;
        p.pod = world_.pods()[i].name;
        p.workload = w.name;
        p.service = w.service;
        p.version = w.version;
        p.ns = w.ns;
        p.active = pod.active;
        p.queued = pod.queued;
        p.capacity = pod.app->concurrency;
        p.down = !pod.up;
        p.ejected = ejected[i];
        p.warming = warming[i];
        p.ejectedLeft = ejectedLeft[i];
        p.totals = totalsOf(tally_.ofPod(i));
        p.totals.queued = pod.queued;
        snapshot.pods.push_back(std::move(p));
    }

    for (const Edge& edge : tally_.edges()) {
        metrics::EdgeState e;
        e.from = edge.name.from;
        e.to = edge.name.to;
        e.virtualService = edge.name.virtualService;
        e.rule = edge.name.rule;
        e.cluster = edge.name.cluster;
        e.mirror = edge.name.mirror;
        // Over the last whole second; in the first second, what there was so far.
        e.rate = static_cast<double>(now() < TimePoint{1'000'000'000} ? edge.arrived() : edge.lastSecond);
        e.totals = totalsOf(edge.count());
        for (const Cell* cell : edge.cells) {
            if (cell->runningCluster == nobody || !clusters_[cell->runningCluster]->inUse) continue;
            e.openBreaker = clusters_[cell->runningCluster]->breakers.open();
            if (!e.openBreaker.empty()) break;
        }
        if (e.openBreaker.empty() && !openLimits_.empty()) e.openBreaker = limitOf(edge.name);
        snapshot.edges.push_back(std::move(e));
    }

    if (!withSeries) return;
    snapshot.series.push_back(tally_.totalSeries.series(now()));
    for (const auto& series : tally_.series)
        if (series) snapshot.series.push_back(series->series(now()));
}

} // namespace meshwright::sim::mesh
