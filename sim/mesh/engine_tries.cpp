// One try of a request: host, connection, answer or failure, and whether there is another.
// Envoy: source/common/router/router.cc, upstream_request.cc, source/common/conn_pool/conn_pool_base.cc.
#include "sim/mesh/engine.h"

#include <algorithm>

namespace meshwright::sim::mesh {

using metrics::Cause;
using resilience::Reset;

void Engine::beginTry(std::uint32_t i) {
    Stream& s = streams_[i];
    s.step = {};
    if (s.cluster == nobody) {
        s.cluster = runningCluster(s.proxy, s.choice->slot);
        RunningCluster& first = *clusters_[s.cluster];
        ++first.users;
        if (!s.mirrored) first.count->arrive();
    } else if (clusters_[s.cluster]->draining) {
        // The configuration changed between two tries: the route's cluster is looked up again by its name.
        const std::uint32_t next = runningCluster(s.proxy, s.choice->slot);
        if (s.retry.holdsSlot) {
            --clusters_[s.cluster]->breakers.retries;
            ++clusters_[next]->breakers.retries;
        }
        ++clusters_[next]->users;
        leave(*clusters_[s.cluster]);
        s.cluster = next;
        s.attempted.clear();
    } else if (s.plan->forward->retry.previousHosts || s.plan->forward->retry.previousPriorities) {
        s.attempted.push_back(s.host);
    }
    RunningCluster& c = *clusters_[s.cluster];
    ++s.tries;
    const std::uint32_t host = chooseHost(c, s);
    if (host == nobody) {
        s.chain = ledger_.add(s.chain, {now(), Cause::NoHealthyHost, tryNumber(s), 503, 0, clusterLedgerName(s)});
        return reply(i, 503, flag::UH, Ending::NoHealthyHost);
    }
    s.host = host;
    s.lastHost = nobody;
    s.tryStart = now();
    Host& h = c.hosts[host];
    Cell& cell = h.cellOf == s.choice->number ? *h.cell : cellOf(s, h);
    s.cell = &cell;
    cell.count.arrive();
    cell.runningCluster = s.cluster;
    ++c.count->tries;

    if (journal_) journal_->tryBegins(i, s.tries, h.pod, now());

    const auto started = h.pool.start(i, c.breakers);
    switch (started.result) {
    case resilience::ConnectionPool::Start::Attached:
        return attached(i, started.connection);
    case resilience::ConnectionPool::Start::Queued:
        s.state = StreamState::Waiting;
        s.connection = started.connection;
        openConnections(s.cluster, host);
        return;
    case resilience::ConnectionPool::Start::RequestOverflow:
        s.lastHost = host;
        noteRefusal(c, "maxRequests");
        s.chain = ledger_.add(s.chain, {now(), Cause::RequestLimit, tryNumber(s), 503, 0, clusterLedgerName(s)});
        return tryFailed(i, Reset::Overflow);
    case resilience::ConnectionPool::Start::PendingOverflow:
        noteRefusal(c, "maxPendingRequests");
        s.chain = ledger_.add(s.chain, {now(), Cause::PendingLimit, tryNumber(s), 503, 0, clusterLedgerName(s)});
        return tryFailed(i, Reset::Overflow);
    }
}

void Engine::attached(std::uint32_t i, std::uint32_t connection) {
    Stream& s = streams_[i];
    RunningCluster& c = *clusters_[s.cluster];
    Host& h = c.hosts[s.host];
    s.state = StreamState::Running;
    s.connection = connection;
    s.lastHost = s.host;
    s.connectedAt = now();
    s.anyByteSent = true;
    if (journal_) journal_->connected(i, now());
    if (h.place != nobody) ++c.active[h.place];
    if (c.detectsOutliers && c.outlier->config().splitLocalOrigin)
        report(c, s.host, resilience::HostReport::ConnectionObtained);
    if (s.connectedAt > s.tryStart && !s.mirrored)
        s.chain = ledger_.add(s.chain, {now(), Cause::PoolWait, tryNumber(s), 0, podLedgerName(h.pod),
                                        clusterLedgerName(s), now() - s.tryStart});
    if (!s.mirrored && s.plan->perTryLane != nobody)
        s.step = scheduler_.arm(s.plan->perTryLane, {event::tryTimeout, 0, i});
    send(i);
}

void Engine::openConnections(std::uint32_t cluster, std::uint32_t host) {
    RunningCluster& c = *clusters_[cluster];
    Host& h = c.hosts[host];
    h.pool.takeOpenings([&](std::uint32_t connection) {
        const Pod& pod = pods_[h.pod];
        const Handle o = openings_.acquire();
        Opening& opening = openings_[o.index];
        opening = {cluster, host, connection, pod.life, false, false, false};
        ++c.users;
        const Duration handshake = oneWay(c.proxy, h.pod) * 2 + pod.app->connectTime;
        Duration takes = handshake;
        if (!pod.up) {
            opening.refused = pod.reachable;
            opening.timedOut = !pod.reachable;
            takes = pod.reachable ? oneWay(c.proxy, h.pod) * 2 : c.config->connectTimeout;
        }
        opening.handshakeFails = pod.up && h.handshake == Handshake::Fails;
        if (takes > c.config->connectTimeout) {
            opening.refused = opening.handshakeFails = false;
            opening.timedOut = true;
            takes = c.config->connectTimeout;
        }
        scheduler_.after(takes, {event::connected, 0, o.index});
    });
}

void Engine::connectionEnds(std::uint32_t i) {
    const Opening opening = openings_[i];
    openings_.release(i);
    RunningCluster& c = *clusters_[opening.cluster];
    Host& h = c.hosts[opening.host];
    const bool lost = pods_[h.pod].life != opening.life && !opening.timedOut;
    if (!opening.refused && !opening.timedOut && !opening.handshakeFails && !lost) {
        h.pool.connected(opening.connection, now());
        if (!h.watched) watchConnections(c, opening.host);
        pump(c, opening.host);
    } else {
        const Cause why = opening.timedOut         ? Cause::ConnectTimedOut
                          : opening.handshakeFails ? Cause::HandshakeFailed
                                                   : Cause::ConnectFailed;
        // One failure fails everything that waits for this host, also what waits for a newer connection.
        h.pool.connectFailed(opening.connection, c.breakers);
        for (std::uint32_t n = h.pool.waiting(); n > 0; --n) {
            const std::uint32_t stream = h.pool.takeWaiting(c.breakers);
            if (stream == resilience::none) break;
            Stream& s = streams_[stream];
            s.lastHost = s.host;
            s.chain = ledger_.add(s.chain, {now(), why, tryNumber(s), 503, podLedgerName(h.pod), clusterLedgerName(s)});
            tryFailed(stream, opening.timedOut ? Reset::ConnectTimeout : Reset::ConnectFailure);
        }
    }
    leave(c);
}

namespace {
/// Envoy's, where a DestinationRule sets none.
constexpr Duration usualIdleTimeout = Duration::seconds(3'600);
} // namespace

void Engine::watchConnections(RunningCluster& c, std::uint32_t host) {
    const Duration idle = c.config->idleTimeout.value_or(usualIdleTimeout);
    const Duration life = c.config->maxConnectionDuration.value_or(Duration{});
    if (idle.ns <= 0 && life.ns <= 0) return;
    c.hosts[host].watched = true;
    const Handle o = openings_.acquire();
    openings_[o.index] = {c.index, host, nobody, c.generation, false, false, false};
    scheduler_.after(life.ns > 0 && (idle.ns <= 0 || life < idle) ? life : idle, {event::expire, 0, o.index});
}

void Engine::expireConnections(std::uint32_t i) {
    const Opening about = openings_[i];
    RunningCluster& c = *clusters_[about.cluster];
    std::optional<TimePoint> next;
    if (c.inUse && c.generation == about.life) {
        c.hosts[about.host].watched = false;
        next = c.hosts[about.host].pool.expire(now(), c.config->idleTimeout.value_or(usualIdleTimeout),
                                               c.config->maxConnectionDuration.value_or(Duration{}), c.breakers);
    }
    if (!next) return openings_.release(i);
    c.hosts[about.host].watched = true;
    scheduler_.at(*next, {event::expire, 0, i});
}

void Engine::serveWaiting(RunningCluster& c, std::uint32_t host) {
    Host& h = c.hosts[host];
    while (const auto next = h.pool.startWaiting(c.breakers)) {
        if (!next.refused) {
            attached(next.request, next.connection);
            continue;
        }
        Stream& s = streams_[next.request];
        s.lastHost = s.host;
        noteRefusal(c, "maxRequests");
        s.chain = ledger_.add(s.chain, {now(), Cause::RequestLimit, tryNumber(s), 503, 0, clusterLedgerName(s)});
        tryFailed(next.request, Reset::Overflow);
    }
    if (h.pool.wantsOpenings()) openConnections(c.index, host);
}

void Engine::detach(Stream& s, bool keepConnection) {
    RunningCluster& c = *clusters_[s.cluster];
    Host& h = c.hosts[s.host];
    if (h.place != nobody) --c.active[h.place];
    h.pool.finished(s.connection, keepConnection, c.breakers, now());
    s.connection = nobody;
    // The server's sidecar learns that nobody waits any more; the program itself does not.
    if (const Handle job = s.job; jobs_.alive(job) && jobs_[job.index].inbound != nobody) {
        s.job = {};
        if (jobs_[job.index].waitsInbound) {
            Inbound& inbound = *jobs_[job.index].limits;
            inbound.pool.cancel(jobs_[job.index].inbound, inbound.breakers);
            dropJob(job.index);
        } else {
            releaseInbound(job.index, false);
        }
    }
    s.job = {};
}

void Engine::tryTimeout(std::uint32_t i) {
    Stream& s = streams_[i];
    s.step = {};
    RunningCluster& c = *clusters_[s.cluster];
    const std::uint32_t host = s.host;
    s.chain = ledger_.add(s.chain, {now(), Cause::PerTryTimeout, tryNumber(s), 504, podLedgerName(c.hosts[host].pod),
                                    clusterLedgerName(s)});
    report(c, host, resilience::HostReport::Timeout);
    detach(s, c.http2);
    tryFailed(i, Reset::PerTryTimeout);
    pump(c, host);
}

void Engine::answered(std::uint32_t i, std::uint16_t status, bool passedOn) {
    Stream& s = streams_[i];
    RunningCluster& c = *clusters_[s.cluster];
    const std::uint32_t host = s.host;
    scheduler_.cancel(s.step);
    if (c.detectsOutliers) reportStatus(c, host, status);
    if (status >= 500 && !s.mirrored && !passedOn)
        s.chain = ledger_.add(s.chain, {now(), Cause::Answered, tryNumber(s), status, podLedgerName(c.hosts[host].pod),
                                        clusterLedgerName(s)});
    Flags flags = 0;
    const bool wanted = status >= s.plan->leastRetriable && s.retry.enabled &&
                        resilience::wantsRetry(s.plan->forward->retry,
                                               {resilience::httpStatusOf(status), resilience::grpcStatusOf(status)});
    const bool retried = (wanted || s.retry.holdsSlot) && again(i, wanted, flags);
    tryOver(i, status, flags, retried);
    // A retried answer is reset before its body has arrived, which costs an HTTP/1.1 connection.
    ++c.users;
    detach(s, !retried || c.http2);
    if (!retried) {
        s.status = status;
        s.flags |= flags;
        finish(i);
    }
    pump(c, host);
    leave(c);
}

void Engine::tryFailed(std::uint32_t i, Reset reason) {
    Stream& s = streams_[i];
    RunningCluster& c = *clusters_[s.cluster];
    Flags flags = 0;
    std::uint16_t status = 503;
    Ending ending = Ending::Disconnected;
    switch (reason) {
    case Reset::Overflow:
        flags = flag::UO;
        ending = Ending::Overflow;
        break;
    case Reset::ConnectFailure:
    case Reset::ConnectTimeout:
        flags = flag::UF;
        ending = Ending::ConnectFailure;
        break;
    case Reset::PeerClosed:
        flags = flag::UC;
        break;
    case Reset::PeerReset:
    case Reset::PeerRefusedStream:
        flags = flag::UR;
        break;
    case Reset::ProtocolError:
        flags = flag::UPE;
        ending = Ending::ProtocolError;
        status = 502;
        break;
    case Reset::PerTryTimeout:
        flags = flag::UT;
        ending = Ending::PerTryTimeout;
        status = 504;
        break;
    }
    if (reason != Reset::Overflow && reason != Reset::PerTryTimeout)
        report(c, s.host, resilience::HostReport::ConnectFailure);
    const bool wanted = s.retry.enabled && resilience::wantsRetry(s.plan->forward->retry, reason, s.anyByteSent);
    const bool retried = again(i, wanted, flags);
    tryOver(i, status, flags, retried);
    if (!retried) reply(i, status, flags, ending);
}

bool Engine::again(std::uint32_t i, bool wanted, Flags& flags) {
    Stream& s = streams_[i];
    RunningCluster& c = *clusters_[s.cluster];
    if (s.retry.holdsSlot) {
        --c.breakers.retries;
        s.retry.holdsSlot = false;
    }
    switch (s.retry.judge(wanted, c.breakers.retryFree())) {
    case resilience::Verdict::Forward:
        return false;
    case resilience::Verdict::Exhausted:
        flags |= flag::URX;
        s.chain = ledger_.add(s.chain, {now(), Cause::RetriesExhausted, tryNumber(s), 0, 0, clusterLedgerName(s)});
        return false;
    case resilience::Verdict::Breaker:
        noteRefusal(c, "maxRetries");
        flags |= flag::UO;
        s.chain = ledger_.add(s.chain, {now(), Cause::RetryLimit, tryNumber(s), 0, 0, clusterLedgerName(s)});
        return false;
    case resilience::Verdict::Again:
        break;
    }
    ++c.breakers.retries;
    ++c.count->retries;
    ++tally_.retries;
    const Duration wait = s.retry.backoff.next(proxies_[s.proxy].random.next());
    s.chain = ledger_.add(s.chain, {now(), Cause::RetriedAfter, tryNumber(s), 0, 0, clusterLedgerName(s), wait});
    s.state = StreamState::BackOff;
    if (journal_) journal_->waits(i, SpanKind::BackOff, now(), now() + wait);
    s.step = scheduler_.arm(wait, {event::backOffOver, 0, i});
    return true;
}

void Engine::tryOver(std::uint32_t i, std::uint16_t status, Flags flags, bool retried) {
    const Stream& s = streams_[i];
    RunningCluster& c = *clusters_[s.cluster];
    const std::uint32_t pod = c.hosts[s.host].pod, workload = pods_[pod].workload;
    const Duration took = now() - s.tryStart;
    metrics::Population& count = s.cell->count;
    count.complete(status, took);
    if (flags) count.flags.add(flags);
    if (retried) ++count.retries;
    if (s.mirrored) ++count.mirrored;
    if (!tally_.series[workload]) nameSeries(workload);
    tally_.series[workload]->record(now(), !metrics::Population::isFailure(status), took);
    if (metrics::Population::isFailure(status) && count.failed() == 1 && !s.mirrored)
        noteFirstFailure(s, status, flags);
    if (journal_) journal_->tryEnds(i, now(), status, flags, retried);
    if (tally_.keepHops && (!journal_ || journal_->follows(i))) {
        using Outcome = metrics::Flight::Outcome;
        Outcome outcome = Outcome::Fine;
        if (s.mirrored)
            outcome = Outcome::Mirrored;
        else if (retried)
            outcome = Outcome::Retry;
        else if (flags & flag::UT)
            outcome = Outcome::TimedOut;
        else if (metrics::Population::isFailure(status))
            outcome = Outcome::Failed;
        tally_.hop(
            {s.request, s.cell->edge, s.tryStart, now(), outcome, static_cast<int>(resilience::httpStatusOf(status))});
    }
}

} // namespace meshwright::sim::mesh
