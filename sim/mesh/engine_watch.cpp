// What a run tells to those who watch it: the journal of single requests and the log of what happened.
#include "sim/mesh/engine.h"

#include <algorithm>
#include <cmath>

namespace meshwright::sim::mesh {

using metrics::EventKind;

namespace {

std::string secondsText(Duration d) {
    const double seconds = d.inSeconds();
    return std::to_string(static_cast<long long>(std::llround(seconds))) + " s";
}

/// "reviews-v1" of "workload/default/reviews-v1".
std::string shortName(const std::string& node) {
    return node.substr(node.rfind('/') + 1);
}

/// "v2 of reviews" of "outbound|9080|v2|reviews.default.svc.cluster.local".
std::string clusterText(const routing::Cluster& c) {
    const std::string host = c.service.empty() ? c.name : c.service.substr(0, c.service.find('.'));
    return c.subset.empty() ? host : c.subset + " of " + host;
}

} // namespace

void Engine::log(EventKind kind, std::string text, std::string node, std::string subject) {
    events_.add(now(), kind, std::move(text), std::move(node), std::move(subject));
    if (haltOn.events & 1u << static_cast<unsigned>(kind)) scheduler_.halt();
}

Journal::Names Engine::journalNames() const {
    return {[this](std::uint32_t source) { return ledger_.text(source); },
            [this](std::uint32_t pod) { return world_.pods()[pod].name; },
            [this](std::uint32_t pod) { return world_.workloads()[pods_[pod].workload].node; }};
}

RequestLifePtr Engine::lifeOf(std::uint64_t request) const {
    return journal_ ? journal_->find(request, now(), journalNames()) : nullptr;
}

std::vector<RequestLifePtr> Engine::drainLives(std::size_t most) {
    return journal_ ? journal_->drain(most, journalNames()) : std::vector<RequestLifePtr>{};
}

HopDecisionPtr Engine::decisionOf(const Stream& s) const {
    const Plan& plan = *s.plan;
    HopDecisionPtr& told = s.choice ? s.choice->told : plan.told;
    if (told) return told;
    const Kind& kind = *kinds_[proxies_[s.proxy].kind];
    auto d = std::make_shared<HopDecision>();
    d->proxy = kind.ref;
    d->node = kind.node;
    d->request = plan.request;
    d->sourceIp = plan.sourceIp;
    if (plan.virtualHost) d->virtualHost = plan.virtualHost->name;
    d->virtualService = plan.virtualService;
    d->rule = plan.rule;
    if (plan.route) d->route = plan.route->matchOrigin ? plan.route->matchOrigin : plan.route->origin;
    if (s.choice) {
        d->cluster = s.choice->cluster;
        if (s.choice->entry) {
            d->destination = s.choice->entry->origin;
            if (plan.weights > 0)
                d->probability = static_cast<double>(std::max<std::uint32_t>(1, s.choice->entry->weight)) /
                                 static_cast<double>(plan.weights);
        }
    } else if (plan.reply) {
        d->reply = std::to_string(plan.reply->status) +
                   (plan.reply->flag.empty() || plan.reply->flag == "-" ? std::string{} : " " + plan.reply->flag);
    }
    d->epoch = plan.epoch->number;
    d->mirror = s.mirrored;
    if (plan.epoch == epochs_.back().get()) d->mesh = index_;
    return told = std::move(d);
}

void Engine::noteHop(std::uint32_t i) {
    const Stream& s = streams_[i];
    std::uint32_t parent = nobody;
    if (s.parentKind == Parent::Program && jobs_.alive(s.parent)) {
        const Handle above = jobs_[s.parent.index].stream;
        if (streams_.alive(above)) parent = above.index;
    }
    journal_->hopBegins(i, s.request, parent, now(), s.mirrored, [&] { return decisionOf(s); });
}

void Engine::noteWork(const Job& job) {
    const Stream* s = streams_.find(job.stream);
    if (!s || !jobs_.alive(s->job) || &jobs_[s->job.index] != &job) return;
    journal_->working(job.stream.index, now(), now() + job.work);
}

void Engine::noteFirstFailure(const Stream& s, std::uint16_t status, Flags flags) {
    const Edge& edge = tally_.edges()[s.cell->edge];
    if (edge.count().failed() > 1) return; // not the first of the edge, only of this pod
    const EdgeName& e = edge.name;
    log(EventKind::FirstFailure,
        shortName(e.from) + " got its first failure from " + shortName(e.to) + ": " +
            (status == 0 ? std::string("no answer") : std::to_string(resilience::httpStatusOf(status))) +
            (flags ? " " + flagsText(flags) : std::string{}),
        e.to);
}

std::string Engine::hostSubject(const RunningCluster& c, std::uint32_t pod) const {
    return world_.pods()[pod].name + " by proxy " + std::to_string(c.proxy) + " in " + c.config->name;
}

void Engine::noteEjection(const RunningCluster& c, std::uint32_t host) {
    const std::uint32_t pod = c.hosts[host].pod;
    log(EventKind::Ejected,
        world_.pods()[pod].name + " is left out by " + shortName(nodeOf(c.proxy)) + " for " +
            secondsText(c.outlier->ejectionTime(host)) + ": " + resilience::toText(c.outlier->host(host).by),
        world_.workloads()[pods_[pod].workload].node, hostSubject(c, pod));
}

void Engine::rememberEjected(const RunningCluster& c) {
    ejectedBefore_.clear();
    for (std::uint32_t i = 0; i < c.hosts.size(); ++i)
        if (c.outlier->host(i).ejected) ejectedBefore_.push_back(i);
}

void Engine::noteReturns(const RunningCluster& c) {
    for (const std::uint32_t host : ejectedBefore_) {
        if (c.outlier->host(host).ejected) continue;
        const std::uint32_t pod = c.hosts[host].pod;
        log(EventKind::Returned, world_.pods()[pod].name + " is asked again by " + shortName(nodeOf(c.proxy)),
            world_.workloads()[pods_[pod].workload].node, hostSubject(c, pod));
    }
}

bool Engine::refusedBefore(std::uint64_t who, const char* limit) {
    const auto known = std::find_if(openLimits_.begin(), openLimits_.end(),
                                    [&](const OpenLimit& o) { return o.who == who && o.limit == limit; });
    if (known == openLimits_.end()) return false;
    known->last = now();
    return true;
}

void Engine::noteLimit(std::uint64_t who, const char* limit, std::string text, std::string node) {
    log(EventKind::BreakerOpened, text + " refuses: " + limit + " is reached", node, std::to_string(who) + limit);
    openLimits_.push_back({who, limit, now(), std::move(text), std::move(node)});
}

void Engine::noteRefusal(const RunningCluster& c, const char* limit) {
    const std::uint64_t who = std::uint64_t{c.index} << 32 | c.generation;
    if (refusedBefore(who, limit)) return;
    const auto host = std::find_if(c.hosts.begin(), c.hosts.end(), [](const Host& h) { return h.listed; });
    noteLimit(who, limit, shortName(nodeOf(c.proxy)) + "'s circuit breaker for " + clusterText(*c.config),
              host == c.hosts.end() ? std::string{} : world_.workloads()[pods_[host->pod].workload].node);
}

void Engine::noteInboundRefusal(std::uint32_t pod, const char* limit) {
    const std::uint64_t who = 0xffffffff00000000u | pod;
    if (!refusedBefore(who, limit))
        noteLimit(who, limit, world_.pods()[pod].name + "'s own sidecar", world_.workloads()[pods_[pod].workload].node);
}

const char* Engine::limitOf(const EdgeName& edge) const {
    for (const OpenLimit& open : openLimits_) {
        if (open.who >> 32 == nobody) {
            if (open.node == edge.to) return open.limit;
            continue;
        }
        const auto& cluster = *clusters_[static_cast<std::size_t>(open.who >> 32)];
        if (cluster.inUse && cluster.config->name == edge.cluster && nodeOf(cluster.proxy) == edge.from)
            return open.limit;
    }
    return "";
}

void Engine::notePassedLimits() {
    for (std::size_t i = 0; i < openLimits_.size();) {
        if (now() - openLimits_[i].last < Duration::seconds(1)) {
            ++i;
            continue;
        }
        const OpenLimit over = openLimits_[i];
        openLimits_.erase(openLimits_.begin() + static_cast<std::ptrdiff_t>(i));
        log(EventKind::BreakerClosed, over.text + " lets through again: " + over.limit + " is free", over.node,
            std::to_string(over.who) + over.limit);
    }
}

} // namespace meshwright::sim::mesh
