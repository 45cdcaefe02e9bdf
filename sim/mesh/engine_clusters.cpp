// Clusters of each proxy: made when first used, kept over changes of configuration where nothing of theirs changed.
#include "sim/balance/cluster_hosts.h"
#include "sim/balance/priority_load.h"
#include "sim/mesh/engine.h"

#include <algorithm>

namespace meshwright::sim::mesh {

std::uint32_t Engine::openCluster(std::uint32_t proxy, std::uint32_t slot) {
    Proxy& p = proxies_[proxy];
    Kind& kind = *kinds_[p.kind];
    if (p.clusters.size() <= slot) p.clusters.resize(kind.clusters.size(), nobody);
    std::uint32_t i = 0;
    if (freeClusters_.empty()) {
        i = static_cast<std::uint32_t>(clusters_.size());
        clusters_.push_back(std::make_unique<RunningCluster>());
    } else {
        i = freeClusters_.back();
        freeClusters_.pop_back();
    }
    RunningCluster& c = *clusters_[i];
    const std::uint32_t generation = c.generation + 1;
    c = RunningCluster{};
    c.generation = generation;
    c.index = i;
    c.inUse = true;
    c.proxy = proxy;
    c.slot = slot;
    c.config = kind.clusters[slot];
    if (!c.config) {
        // The cluster went away between two tries: it has no hosts.
        auto gone = std::make_shared<routing::Cluster>();
        gone->name = kind.clusterNames[slot];
        c.config = std::move(gone);
    }
    c.service = world_.service(c.config->service.empty() ? c.config->name : c.config->service);
    c.ledgerName = ledger_.name(c.config->name);
    c.http2 = c.config->http2;
    c.detectsOutliers = c.config->outlier.has_value();
    c.breakers = resilience::Breakers(c.config->breakers);
    p.clusters[slot] = i;
    setHosts(c, c.config->endpoints);
    tally_.resize(pods_.size(), world_.workloads().size(), world_.services().size());
    c.count = &tally_.services[c.service];
    if (c.config->outlier) {
        c.outlier.emplace(*c.config->outlier, c.hosts.size());
        // The sweep's clock began when the proxy got the cluster.
        const std::int64_t interval = std::max<std::int64_t>(1'000'000, c.config->outlier->interval.ns);
        const std::int64_t age = now().ns + network_.proxyAge.ns - configuredAt_.ns;
        scheduler_.after({interval - age % interval}, {event::sweep, static_cast<std::uint16_t>(generation), i});
    }
    return i;
}

void Engine::setHosts(RunningCluster& c, const std::vector<routing::Endpoint>& endpoints) {
    std::vector<bool> wanted(c.hosts.size(), false);
    const std::size_t before = c.hosts.size();
    const resilience::ConnectionPool::Settings settings{c.config->http2, c.config->maxConcurrentStreams,
                                                        c.config->maxRequestsPerConnection};
    for (const routing::Endpoint& e : endpoints) {
        std::size_t at = 0;
        while (at < before && !(c.hosts[at].endpoint.address == e.address && c.hosts[at].endpoint.port == e.port)) ++at;
        const std::uint32_t pod = podOf(*c.config, e);
        if (at < before) {
            c.hosts[at].endpoint = e;
            wanted[at] = pods_[pod].listed && pods_[pod].present;
            continue;
        }
        Host h;
        h.endpoint = e;
        h.pod = pod;
        h.pool = resilience::ConnectionPool(settings);
        // What is there from the start has been there as long as the proxy.
        h.since = pods_[pod].readySince.ns == 0 && configuredAt_.ns == 0 ? TimePoint{} - network_.proxyAge : now();
        c.hosts.push_back(std::move(h));
        wanted.push_back(pods_[pod].listed && pods_[pod].present);
    }
    for (std::size_t i = 0; i < c.hosts.size(); ++i) {
        Host& h = c.hosts[i];
        if (h.listed && !wanted[i]) h.pool.closeIdle(c.breakers);
        if (!h.listed && wanted[i]) h.since = now();
        h.listed = wanted[i];
        if (serverSide_ && h.listed)
            h.handshake = serverSide_->handshake(kinds_[proxies_[c.proxy].kind]->caller, *c.config, h.endpoint);
    }
    if (c.outlier) {
        c.outlier->setHosts(wanted);
        // A change of membership takes everything along that waits for the merge window.
        for (std::size_t i = 0; i < c.hosts.size(); ++i) c.hosts[i].ejected = c.outlier->host(i).ejected;
        c.merge.flushed(now());
    }
    refreshBalancer(c);
}

void Engine::refreshBalancer(RunningCluster& c) {
    c.hostOfPlace.clear();
    c.active.clear();
    c.addedAt.clear();
    std::vector<bool> healthy;
    bool allHealthy = true;
    c.placesAreHosts = true;
    for (std::uint32_t i = 0; i < c.hosts.size(); ++i) {
        Host& h = c.hosts[i];
        h.place = nobody;
        if (!h.listed) {
            c.placesAreHosts = false;
            continue;
        }
        h.place = static_cast<std::uint32_t>(c.hostOfPlace.size());
        c.hostOfPlace.push_back(i);
        c.active.push_back(h.pool.active());
        c.addedAt.push_back(h.since);
        healthy.push_back(!h.ejected);
        allHealthy = allHealthy && !h.ejected;
    }
    Proxy& proxy = proxies_[c.proxy];
    Kind& kind = *kinds_[proxy.kind];
    std::shared_ptr<const balance::HostSets> sets;
    const bool shared = allHealthy && c.placesAreHosts && c.config == kind.clusters[c.slot];
    if (shared) sets = kind.healthySets[c.slot];
    if (!sets) {
        std::vector<balance::Host> all = balance::clusterHosts(*c.config), listed;
        for (const std::uint32_t i : c.hostOfPlace) {
            // Hosts that an earlier configuration brought keep their numbers: look this one's endpoint up by address.
            const std::string key = balance::hostKey(c.hosts[i].endpoint);
            const auto it = std::find_if(all.begin(), all.end(), [&](const auto& h) { return h.key == key; });
            if (it != all.end()) listed.push_back(*it);
        }
        sets = balance::arrangeHosts(balance::balancerConfig(*c.config), std::move(listed), healthy);
        if (shared) kind.healthySets[c.slot] = sets;
    }
    balance::PickContext context;
    context.activeRequests = c.active;
    context.addedAt = c.addedAt;
    context.now = now();
    if (c.balancer)
        c.balancer->update(std::move(sets), context);
    else
        c.balancer.emplace(std::move(sets), proxy.random, context);
}

std::uint32_t Engine::chooseHost(RunningCluster& c, Stream& s) {
    kernel::RandomStream& random = proxies_[s.proxy].random;
    if (c.balancer->picksPlainly() && s.attempted.empty())
        return c.hostOfPlace[c.balancer->pickPlainly(c.active.data(), random)];
    balance::PickContext context;
    context.hash = s.choice->hash;
    context.activeRequests = c.active;
    context.addedAt = c.addedAt;
    context.now = now();
    const routing::RetryPolicy* retry = s.attempted.empty() ? nullptr : &s.plan->forward->retry;
    balance::PreviousPriorities priorities;
    if (retry && retry->previousPriorities) {
        const balance::HostSets& sets = c.balancer->hostSets();
        for (const std::uint32_t host : s.attempted) {
            const std::uint32_t place = c.hosts[host].place;
            priorities.attempted(place == nobody ? 0 : sets.hosts[place].priority);
            context.priorityLoad = &priorities.load(sets.health, sets.load);
        }
    }
    if (retry && retry->previousHosts) {
        context.extraPicks = retry->hostSelectionAttempts;
        if (c.placesAreHosts) {
            context.attempted = s.attempted;
        } else {
            attemptedPlaces_.clear();
            for (const std::uint32_t host : s.attempted)
                if (c.hosts[host].place != nobody) attemptedPlaces_.push_back(c.hosts[host].place);
            context.attempted = attemptedPlaces_;
        }
    }
    const auto place = c.balancer->pick(context, random);
    return place ? c.hostOfPlace[*place] : nobody;
}

std::uint32_t Engine::podOf(const routing::Cluster& cluster, const routing::Endpoint& e) {
    std::uint32_t pod = World::missing;
    if (!e.pod.empty()) pod = world_.pod(e.ns.empty() ? "default" : e.ns, e.pod);
    if (pod == World::missing) {
        pod = world_.outsidePod(cluster.service, e.address + ":" + std::to_string(e.port));
        if (pod >= pods_.size()) syncPods();
    }
    return pod;
}

void Engine::report(RunningCluster& c, std::uint32_t host, resilience::HostReport what) {
    if (!c.detectsOutliers) return;
    if (c.outlier->report(host, what, now(), proxies_[c.proxy].random.next())) {
        noteEjection(c, host);
        healthChanged(c);
    }
}

void Engine::reportStatus(RunningCluster& c, std::uint32_t host, std::uint16_t status) {
    // A gRPC error counts as the HTTP status that it stands for.
    status = static_cast<std::uint16_t>(resilience::judgedStatusOf(status));
    const std::uint64_t draw = status >= 500 ? proxies_[c.proxy].random.next() : 0;
    if (c.outlier->reportStatus(host, status, now(), draw)) {
        noteEjection(c, host);
        healthChanged(c);
    }
}

void Engine::healthChanged(RunningCluster& c) {
    switch (c.merge.changed(now())) {
    case resilience::MergeWindow::Then::DeliverNow:
        return deliverHealth(c);
    case resilience::MergeWindow::Then::TimerRuns:
        return;
    case resilience::MergeWindow::Then::StartTimer:
        scheduler_.after(c.merge.window(),
                         {event::mergeFlush, static_cast<std::uint16_t>(c.merge.generation()), c.index});
        return;
    }
}

void Engine::deliverHealth(RunningCluster& c) {
    if (!c.outlier) return;
    for (std::size_t i = 0; i < c.hosts.size(); ++i) c.hosts[i].ejected = c.outlier->host(i).ejected;
    refreshBalancer(c);
}

void Engine::sweep(std::uint32_t i, std::uint16_t generation) {
    RunningCluster& c = *clusters_[i];
    if (!c.inUse || !c.outlier || static_cast<std::uint16_t>(c.generation) != generation) return;
    if (c.outlier->ejectedNow() > 0) rememberEjected(c);
    if (c.outlier->sweep(now())) {
        noteReturns(c);
        healthChanged(c);
    }
    const std::int64_t interval = std::max<std::int64_t>(1'000'000, c.config->outlier->interval.ns);
    scheduler_.after({interval}, {event::sweep, generation, i});
}

void Engine::closeCluster(RunningCluster& c) {
    c.inUse = false;
    freeClusters_.push_back(c.index);
}

void Engine::list(std::uint32_t pod, bool listed) {
    if (pods_[pod].listed == listed) return;
    pods_[pod].listed = listed;
    if (listed) pods_[pod].readySince = now();
    for (auto& c : clusters_)
        if (c->inUse && !c->draining &&
            std::any_of(c->hosts.begin(), c->hosts.end(), [&](const Host& h) { return h.pod == pod; }))
            setHosts(*c, c->config->endpoints);
}

} // namespace meshwright::sim::mesh
