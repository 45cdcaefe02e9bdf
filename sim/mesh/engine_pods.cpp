// Pods: requests wait for one of a pod's places, work, call other services, answer.
#include "sim/mesh/engine.h"

#include <algorithm>

namespace meshwright::sim::mesh {

using metrics::Cause;

namespace {
constexpr std::uint32_t optionalCall = 1; ///< tag of a call whose failure is not the caller's
}

void Engine::send(std::uint32_t i) {
    Stream& s = streams_[i];
    const Host& host = clusters_[s.cluster]->hosts[s.host];
    const std::uint32_t pod = host.pod;
    const Handle h = jobs_.acquire();
    Job& job = jobs_[h.index];
    job.stream = streams_.handleOf(i);
    job.plan = s.plan;
    job.choice = s.choice;
    job.request = s.request;
    job.sent = now();
    job.denial = host.denial;
    job.pod = pod;
    job.podLife = pods_[pod].life;
    job.depth = s.depth;
    job.holdsSlot = job.failed = job.waitsInbound = false;
    job.status = 200;
    job.waitingFor = job.group = job.call = job.repeat = 0;
    job.begun = {};
    job.work = {};
    job.next = nobody;
    job.chain = metrics::Ledger::none;
    job.limits = nullptr;
    job.inbound = nobody;
    ++s.plan->epoch->users;
    s.job = h;
    const Duration hop = oneWay(s.proxy, pod);
    if (hop.ns == 0)
        arrive(h.index);
    else
        scheduler_.after(hop, {event::arrive, 0, h.index});
}

void Engine::arrive(std::uint32_t i) {
    Job& job = jobs_[i];
    Pod& pod = pods_[job.pod];
    if (job.podLife != pod.life) return dropJob(i);
    if (driver_.watchesPods) {
        const Stream* s = streams_.find(job.stream);
        const std::uint16_t refused = s ? driver_.reachedPod(*s, job.pod) : std::uint16_t{0};
        if (refused == Driver::otherProtocol) return cutOff(i, resilience::Reset::ProtocolError);
        if (refused > 0) return refuse(i, refused);
    }
    if (job.denial) return denied(i);
    if (pod.rateLimit && !pod.rateLimit->admits(now(), pod.random)) {
        job.chain =
            ledger_.add(job.chain, {now(), Cause::RateLimited, 0, pod.rateLimit->status(), podLedgerName(job.pod)});
        return refuse(i, pod.rateLimit->status());
    }
    if (pod.inbounds.empty()) return enter(i);
    const Stream* asker = streams_.find(job.stream);
    const std::uint32_t port = asker ? clusters_[asker->cluster]->hosts[asker->host].endpoint.port : 0;
    for (const auto& one : pod.inbounds)
        if (one->port == port) job.limits = one.get();
    if (!job.limits) return enter(i);
    Inbound& inbound = *job.limits;
    using Start = resilience::ConnectionPool::Start;
    const auto started = inbound.pool.start(i, inbound.breakers);
    job.inbound = started.connection;
    if (started.result == Start::Attached) return enter(i);
    if (started.result == Start::Queued) {
        job.waitsInbound = true;
        // On the pod's own loopback a connection is there at once.
        inbound.pool.takeOpenings([&](std::uint32_t c) { inbound.pool.connected(c); });
        return pumpInbound(job.pod, inbound);
    }
    noteInboundRefusal(job.pod, started.result == Start::PendingOverflow ? "maxPendingRequests" : "maxRequests");
    job.chain = ledger_.add(
        job.chain, {now(), started.result == Start::PendingOverflow ? Cause::PendingLimit : Cause::RequestLimit, 0, 503,
                    podLedgerName(job.pod)});
    refuse(i, 503);
}

void Engine::refuse(std::uint32_t i, std::uint16_t status) {
    jobs_[i].status = status;
    jobs_[i].failed = true;
    // By way of the queue, so that refusals cannot nest without end.
    scheduler_.after({}, {event::workDone, 0, i});
}

void Engine::enter(std::uint32_t i) {
    Job& job = jobs_[i];
    Pod& pod = pods_[job.pod];
    const App& app = *pod.app;
    if (app.concurrency == 0 || pod.active < app.concurrency) return beginWork(i);
    if (pod.queued >= app.queue) {
        job.chain = ledger_.add(job.chain, {now(), Cause::QueueFull, 0, 503, podLedgerName(job.pod)});
        return refuse(i, 503);
    }
    ++pod.queued;
    (pod.queueTail == nobody ? pod.queueHead : jobs_[pod.queueTail].next) = i;
    pod.queueTail = i;
}

Duration Engine::workOf(Pod& pod) {
    Duration d = pod.app->work.draw(pod.random);
    if (pod.slow != 1) d.ns = static_cast<std::int64_t>(static_cast<double>(d.ns) * pod.slow);
    return d;
}

void Engine::beginWork(std::uint32_t i) {
    Job& job = jobs_[i];
    Pod& pod = pods_[job.pod];
    ++pod.active;
    job.holdsSlot = true;
    job.begun = now();
    Duration work;
    if (pod.script.empty()) {
        work = workOf(pod);
    } else {
        const Phase* phase = &pod.script.front();
        for (const Phase& p : pod.script)
            if (p.at <= now()) phase = &p;
        work = phase->work;
        job.status = phase->status;
    }
    job.work = work;
    if (journal_) noteWork(job);
    scheduler_.after(work, {event::workDone, 0, i});
}

void Engine::workDone(std::uint32_t i) {
    Job& job = jobs_[i];
    Pod& pod = pods_[job.pod];
    if (job.podLife != pod.life) return dropJob(i);
    if (job.failed) return respond(i);
    const double share = pod.errors ? pod.errors->percent.fraction() : pod.app->errorShare;
    if (share > 0 && pod.random.chance(share)) {
        job.status = pod.errors ? answerStatus(*pod.errors) : pod.app->errorStatus;
        if (job.status >= 400) return respond(i);
    }
    if (pod.app->groups.empty()) return respond(i);
    makeCalls(i);
}

void Engine::makeCalls(std::uint32_t i) {
    Job& job = jobs_[i];
    Pod& pod = pods_[job.pod];
    const auto& groups = pod.app->groups;
    while (!job.failed && job.group < groups.size()) {
        const AppGroup& group = groups[job.group];
        if (group.parallel) {
            ++job.group;
            ++job.waitingFor; // holds the job while its calls start
            for (const AppCall& c : group.calls) {
                if (c.probability < 1 && !pod.random.chance(c.probability)) continue;
                for (std::uint32_t n = 0; n < c.count && !job.failed; ++n) call(i, c);
            }
            if (--job.waitingFor > 0) return;
            continue;
        }
        while (job.call < group.calls.size()) {
            const AppCall& c = group.calls[job.call];
            const bool chosen = job.repeat > 0 || c.probability >= 1 || pod.random.chance(c.probability);
            if (!chosen || job.repeat >= c.count) {
                ++job.call;
                job.repeat = 0;
                continue;
            }
            ++job.repeat;
            if (call(i, c)) return;
            if (job.failed) break;
        }
        if (job.failed) break;
        ++job.group;
        job.call = job.repeat = 0;
    }
    if (job.failed) job.status = 500; // the program cannot do without what it called
    respond(i);
}

bool Engine::call(std::uint32_t i, const AppCall& c) {
    Job& job = jobs_[i];
    Pod& pod = pods_[job.pod];
    if (job.depth + 1 > limits_.hops) {
        ++hopLimitHits_;
        job.chain = ledger_.add(job.chain, {now(), Cause::HopLimit, 0, 500, podLedgerName(job.pod)});
        if (!c.optional) job.failed = true;
        return false;
    }
    const std::uint32_t proxy = proxyOfPod(job.pod);
    const Plan* plan = planOfCall(job, c, *pod.app, proxy);
    ++job.waitingFor;
    const Handle h = open(proxy, plan, job.request, Parent::Program, jobs_.handleOf(i), c.optional ? optionalCall : 0,
                          job.depth + 1);
    start(h.index);
    return true;
}

const Plan* Engine::planOfCall(Job& job, const AppCall& c, const App& app, std::uint32_t proxy) {
    const bool current = job.plan->epoch == epochs_.back().get();
    if (current)
        for (const auto& [id, plan] : job.choice->calls)
            if (id == c.id && plan->kind == proxies_[proxy].kind) return plan;
    routing::Request request = c.request;
    for (const std::string& name : app.forward)
        for (const auto& header : job.choice->rewritten.headers)
            if (header.first == name) request.headers.push_back(header);
    const Plan* plan = planFor(proxy, request);
    if (current) job.choice->calls.emplace_back(c.id, plan);
    return plan;
}

void Engine::callAnswered(Stream& s) {
    Job* job = jobs_.alive(s.parent) ? &jobs_[s.parent.index] : nullptr;
    if (!job) return;
    const std::uint32_t i = s.parent.index;
    --job->waitingFor;
    if (job->podLife != pods_[job->pod].life) {
        if (job->waitingFor == 0) dropJob(i);
        return;
    }
    const bool failed = s.status == 0 || s.status >= 400;
    if (failed && s.tag != optionalCall) {
        job->failed = true;
        std::uint32_t chain = s.chain;
        s.chain = metrics::Ledger::none;
        chain = ledger_.add(chain, {now(), Cause::CallFailed, 0, s.status, 0, clusterLedgerName(s)});
        job->chain = ledger_.join(chain, job->chain);
    }
    if (job->waitingFor == 0) makeCalls(i);
}

void Engine::respond(std::uint32_t i) {
    Job& job = jobs_[i];
    Pod& pod = pods_[job.pod];
    if (job.holdsSlot) {
        job.holdsSlot = false;
        --pod.active;
        if (pod.queueHead != nobody && (pod.app->concurrency == 0 || pod.active < pod.app->concurrency)) {
            const std::uint32_t next = pod.queueHead;
            pod.queueHead = jobs_[next].next;
            if (pod.queueHead == nobody) pod.queueTail = nobody;
            --pod.queued;
            beginWork(next);
        }
    }
    if (job.inbound != nobody) releaseInbound(i, true);
    const Stream* s = streams_.find(job.stream);
    if (!s || s->job != jobs_.handleOf(i)) return dropJob(i); // the proxy has given up: nobody wants the answer
    const Duration hop = oneWay(s->proxy, job.pod);
    if (hop.ns == 0)
        answerArrives(i);
    else
        scheduler_.after(hop, {event::answer, 0, i});
}

void Engine::answerArrives(std::uint32_t i) {
    Job& job = jobs_[i];
    Stream* s = streams_.find(job.stream);
    if (!s || s->job != jobs_.handleOf(i)) return dropJob(i);
    bool passedOn = false;
    if (!s->mirrored) {
        const Duration waited = job.begun - job.sent;
        if (job.begun.ns > 0 && waited > oneWay(s->proxy, job.pod))
            s->chain = ledger_.add(s->chain, {job.begun, Cause::QueueWait, tryNumber(*s), 0, podLedgerName(job.pod),
                                              clusterLedgerName(*s), waited});
        if (slowWork.ns > 0 && job.work >= slowWork)
            s->chain = ledger_.add(s->chain, {job.begun + job.work, Cause::SlowWork, tryNumber(*s), 0,
                                              podLedgerName(job.pod), clusterLedgerName(*s), job.work});
        if (job.chain != metrics::Ledger::none) {
            passedOn = job.failed;
            s->chain = ledger_.join(job.chain, s->chain);
            job.chain = metrics::Ledger::none;
        }
    }
    const std::uint32_t stream = job.stream.index;
    const std::uint16_t status = job.status;
    dropJob(i);
    answered(stream, status, passedOn);
}

void Engine::dropJob(std::uint32_t i) {
    Job& job = jobs_[i];
    ledger_.drop(job.chain);
    Epoch* epoch = job.plan->epoch;
    jobs_.release(i);
    if (--epoch->users == 0 && epoch != epochs_.back().get()) dropEpochs();
}

void Engine::crash(std::uint32_t index, bool reachable) {
    Pod& pod = pods_[index];
    pod.up = false;
    pod.reachable = reachable;
    ++pod.life;
    pod.active = 0;
    while (pod.queueHead != nobody) {
        const std::uint32_t job = pod.queueHead;
        pod.queueHead = jobs_[job].next;
        dropJob(job);
    }
    pod.queueTail = nobody;
    pod.queued = 0;
    if (!pod.inbounds.empty()) {
        forgetInbound(index, false);
        syncInbound();
    }
    for (auto& cluster : clusters_) {
        if (!cluster->inUse) continue;
        for (Host& h : cluster->hosts)
            if (h.pod == index) h.pool.closeIdle(cluster->breakers);
    }
    // Every request that runs there loses its connection.
    for (std::uint32_t i = 0; i < streams_.capacity(); ++i) {
        if (!streams_.alive(streams_.handleOf(i))) continue;
        Stream& s = streams_[i];
        if (s.state != StreamState::Running || clusters_[s.cluster]->hosts[s.host].pod != index) continue;
        scheduler_.cancel(s.step);
        s.chain = ledger_.add(
            s.chain, {now(), Cause::ConnectionLost, tryNumber(s), 503, podLedgerName(index), clusterLedgerName(s)});
        RunningCluster& c = *clusters_[s.cluster];
        const std::uint32_t host = s.host;
        detach(s, false);
        tryFailed(i, resilience::Reset::PeerClosed);
        pump(c, host);
    }
}

void Engine::revive(std::uint32_t index) {
    Pod& pod = pods_[index];
    if (pod.up) return;
    pod.up = pod.reachable = true;
    pod.readySince = now();
}

} // namespace meshwright::sim::mesh
