// A request at a proxy from its arrival to its answer. Envoy: source/common/router/router.cc, fault_filter.cc.
#include "sim/mesh/engine.h"

namespace meshwright::sim::mesh {

using metrics::Cause;

Handle Engine::begin(std::uint32_t proxy, const Plan* plan, std::uint64_t request, std::uint32_t tag,
                     Duration deadline) {
    const Handle h = open(proxy, plan, request, Parent::Driver, {}, tag, 0);
    if (deadline.ns > 0) streams_[h.index].deadline = scheduler_.arm(deadline, {event::deadline, 0, h.index});
    start(h.index);
    return h;
}

Handle Engine::open(std::uint32_t proxy, const Plan* plan, std::uint64_t request, Parent kind, Handle parent,
                    std::uint32_t tag, int depth) {
    const Handle h = streams_.acquire();
    Stream& s = streams_[h.index];
    s.draw = proxies_[proxy].random.next();
    s.plan = plan;
    s.request = request;
    s.start = now();
    s.parent = parent;
    s.tag = tag;
    s.proxy = proxy;
    s.parentKind = kind;
    s.depth = static_cast<std::uint8_t>(depth);
    s.state = StreamState::Delayed;
    s.ending = Ending::Answered;
    s.anyByteSent = s.mirrored = false;
    s.status = s.tries = 0;
    s.flags = 0;
    s.choice = nullptr;
    s.job = {};
    s.timeout = s.step = s.deadline = {};
    s.cluster = s.host = s.connection = s.lastHost = nobody;
    s.chain = metrics::Ledger::none;
    s.attempted.clear();
    ++plan->epoch->users;
    if (streams_.inUse() > limits_.inFlight)
        stop("more than " + std::to_string(limits_.inFlight) + " requests in flight (" + culprit() +
             "); lower the traffic, add capacity, or set a timeout or a limit");
    return h;
}

void Engine::start(std::uint32_t i) {
    Stream& s = streams_[i];
    // The route, its cluster included, is resolved once, before any filter runs.
    if (!s.plan->choices.empty()) {
        const std::uint64_t at = s.plan->choices.size() == 1 ? 0 : s.draw % s.plan->weights;
        s.choice = &s.plan->choices.front();
        while (s.choice->upTo <= at) ++s.choice;
    }
    if (journal_) noteHop(i);
    const routing::Fault* fault = s.plan->fault;
    if (!fault) return route(i);
    if (fault->delayShare) {
        const Duration delay = resilience::faultDelay(*fault, proxies_[s.proxy].random.next());
        if (delay.ns > 0) {
            s.flags |= flag::DI;
            s.chain = ledger_.add(s.chain, {now(), Cause::FaultDelay, 0, 0, 0, 0, delay});
            s.state = StreamState::Delayed;
            if (journal_) journal_->waits(i, SpanKind::FaultDelay, now(), now() + delay);
            s.step = scheduler_.arm(delay, {event::delayOver, 0, i});
            return;
        }
    }
    afterDelay(i);
}

void Engine::afterDelay(std::uint32_t i) {
    Stream& s = streams_[i];
    s.step = {};
    if (const routing::Fault* fault = s.plan->fault) {
        if (fault->abortShare && resilience::faultAborts(*fault, proxies_[s.proxy].random.next())) {
            const auto status = static_cast<std::uint16_t>(fault->abortGrpcStatus ? 200 : fault->abortStatus);
            s.chain = ledger_.add(s.chain, {now(), Cause::FaultAbort, 0, status});
            return reply(i, status, flag::FI, Ending::FaultAbort);
        }
    }
    route(i);
}

void Engine::route(std::uint32_t i) {
    Stream& s = streams_[i];
    const Plan& plan = *s.plan;
    if (RateLimiter* limit = plan.denied ? nullptr : proxies_[s.proxy].rateLimit.get();
        limit && !limit->admits(now(), proxies_[s.proxy].random)) {
        s.chain = ledger_.add(s.chain, {now(), Cause::RateLimited, 0, limit->status()});
        return reply(i, limit->status(), flag::RL, Ending::RateLimited);
    }
    if (plan.reply) {
        if (plan.reply->status >= 400)
            s.chain = ledger_.add(s.chain, {now(),
                                            plan.denied                  ? Cause::Denied
                                            : plan.replyFlags & flag::NC ? Cause::NoCluster
                                                                         : Cause::NoRoute,
                                            0, static_cast<std::uint16_t>(plan.reply->status)});
        return reply(i, static_cast<std::uint16_t>(plan.reply->status), plan.replyFlags, Ending::LocalReply);
    }
    if (s.choice->slot == nobody) {
        s.chain = ledger_.add(s.chain, {now(), Cause::NoCluster, 0, 503, 0, ledger_.name(s.choice->cluster)});
        return reply(i, 503, flag::NC, Ending::LocalReply);
    }
    s.retry = resilience::RetryState(plan.forward->retry);
    if (plan.timeoutLane != nobody) s.timeout = scheduler_.arm(plan.timeoutLane, {event::routeTimeout, 0, i});
    beginTry(i);
    // Copies are made only where the first try was begun: not where no host was found or a limit refused at once.
    if (!plan.mirrors.empty() && s.state != StreamState::Answered) mirror(s);
}

void Engine::mirror(const Stream& primary) {
    // Once per request, right after its first try began; its answer and its failures are nobody's business.
    for (const MirrorPlan& m : primary.plan->mirrors) {
        if (!resilience::mirrors(*m.mirror, primary.draw)) continue;
        const Handle h = open(primary.proxy, primary.plan, primary.request, Parent::Mirror, {}, 0, primary.depth);
        Stream& s = streams_[h.index];
        s.choice = &m.choice;
        s.mirrored = true;
        s.retry = resilience::RetryState();
        if (journal_) noteHop(h.index);
        if (s.plan->timeoutLane != nobody)
            s.timeout = scheduler_.arm(s.plan->timeoutLane, {event::routeTimeout, 0, h.index});
        beginTry(h.index);
    }
}

void Engine::reply(std::uint32_t i, std::uint16_t status, Flags flags, Ending ending) {
    Stream& s = streams_[i];
    s.ending = ending;
    s.status = status;
    s.flags |= flags;
    s.state = StreamState::Answered;
    scheduler_.cancel(s.timeout);
    scheduler_.cancel(s.step);
    // By way of the queue, so that answers that cost no time cannot nest without end.
    scheduler_.after({}, {event::deliver, 0, i});
}

void Engine::finish(std::uint32_t i) {
    Stream& s = streams_[i];
    s.state = StreamState::Answered;
    scheduler_.cancel(s.timeout);
    scheduler_.cancel(s.step);
    scheduler_.cancel(s.deadline);
    if (s.cluster != nobody) {
        RunningCluster& c = *clusters_[s.cluster];
        if (s.retry.holdsSlot) {
            --c.breakers.retries;
            s.retry.holdsSlot = false;
        }
        metrics::Population& service = *c.count;
        if (s.mirrored) {
            ++service.mirrored;
        } else {
            service.complete(s.status, now() - s.start);
            if (s.flags) service.flags.add(s.flags);
        }
    }
    if (journal_) journal_->hopEnds(i, now(), s.status, s.flags);
    tally_.mix(s.request << 16 | s.status, static_cast<std::uint64_t>(now().ns) ^ std::uint64_t(s.flags) << 40);
    if (s.parentKind == Parent::Driver)
        driver_.answered(s);
    else if (s.parentKind == Parent::Program)
        callAnswered(s);
    ledger_.drop(s.chain);
    if (s.cluster != nobody) leave(*clusters_[s.cluster]);
    Epoch* epoch = s.plan->epoch;
    streams_.release(i);
    if (--epoch->users == 0 && epoch != epochs_.back().get()) dropEpochs();
}

void Engine::cutShort(std::uint32_t i, std::uint16_t status, Flags flags) {
    Stream& s = streams_[i];
    switch (s.state) {
    case StreamState::Waiting: {
        RunningCluster& c = *clusters_[s.cluster];
        c.hosts[s.host].pool.cancel(s.connection, c.breakers);
        s.connection = nobody;
        tryOver(i, status, flags, false);
        break;
    }
    case StreamState::Running: {
        RunningCluster& c = *clusters_[s.cluster];
        const std::uint32_t host = s.host;
        tryOver(i, status, flags, false);
        detach(s, c.http2);
        pump(c, host);
        break;
    }
    case StreamState::Delayed:
    case StreamState::BackOff:
    case StreamState::Answered:
        break;
    }
    scheduler_.cancel(s.step);
}

void Engine::routeTimeout(std::uint32_t i) {
    Stream& s = streams_[i];
    s.timeout = {};
    const std::uint32_t pod = s.host == nobody ? 0 : podLedgerName(clusters_[s.cluster]->hosts[s.host].pod);
    s.chain = ledger_.add(s.chain, {now(), Cause::RouteTimeout, 0, 504, pod, clusterLedgerName(s)});
    if (s.state == StreamState::Running) report(*clusters_[s.cluster], s.host, resilience::HostReport::Timeout);
    cutShort(i, 504, flag::UT);
    reply(i, 504, flag::UT, Ending::RouteTimeout);
}

void Engine::deadline(std::uint32_t i) {
    Stream& s = streams_[i];
    s.deadline = {};
    if (s.state == StreamState::Answered) return;
    s.chain = ledger_.add(s.chain, {now(), Cause::CallerGaveUp});
    cutShort(i, 0, flag::DC);
    reply(i, 0, flag::DC, Ending::CallerGaveUp);
}

} // namespace meshwright::sim::mesh
