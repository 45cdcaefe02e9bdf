#include "sim/balance/balancer.h"

#include "sim/kernel/math.h"

#include <algorithm>

namespace meshwright::sim::balance {

namespace {

/// Schedulers are pre-advanced by at most this many picks, so that proxies do not pick in step.
constexpr std::uint64_t mostPriorPicks = 429'496'729;

TimePoint addedAt(const PickContext& context, std::uint32_t host) {
    return host < context.addedAt.size() ? context.addedAt[host] : TimePoint{};
}

std::uint32_t activeRequests(const PickContext& context, std::uint32_t host) {
    return host < context.activeRequests.size() ? context.activeRequests[host] : 0;
}

bool rejected(const PickContext& context, std::uint32_t host) {
    return std::find(context.attempted.begin(), context.attempted.end(), host) != context.attempted.end();
}

std::uint32_t choosePriority(const HostSets& sets, const PickContext& context, std::uint64_t draw) {
    const std::uint32_t chosen = (context.priorityLoad != nullptr ? *context.priorityLoad : sets.load).choose(draw);
    return chosen < sets.priorities.size() ? chosen : 0; // a retry's load may be older than the hosts
}

} // namespace

Balancer::Balancer(std::shared_ptr<const HostSets> sets, kernel::RandomStream& random, const PickContext& context)
    : seed_(random.next()) {
    update(std::move(sets), context);
}

double Balancer::weightOf(std::uint32_t host, const PickContext& context) const {
    const BalancerConfig& config = sets_->config;
    double weight = sets_->hosts[host].weight;
    if (config.policy == Policy::LeastRequest && config.activeRequestBias != 0) {
        const double active = activeRequests(context, host) + 1.0;
        weight /= config.activeRequestBias == 1 ? active : kernel::pow(active, config.activeRequestBias);
    }
    return config.slowStart.enabled() ? weight * config.slowStart.factor(addedAt(context, host), context.now) : weight;
}

void Balancer::prepare(const std::vector<std::uint32_t>& hosts, Source& source, const PickContext& context) const {
    source.edf = {};
    const bool equal = std::all_of(hosts.begin(), hosts.end(), [&](std::uint32_t host) {
        return sets_->hosts[host].weight == sets_->hosts[hosts.front()].weight;
    });
    // Envoy asks this of all hosts of the cluster, not of the candidate set alone.
    bool warming = false;
    for (std::uint32_t host = 0; sets_->config.slowStart.enabled() && host < sets_->hosts.size(); ++host) {
        warming = warming || sets_->config.slowStart.warming(addedAt(context, host), context.now);
    }
    if (hosts.size() < 2 || (equal && !warming)) return;
    source.edf = EdfScheduler(static_cast<std::uint32_t>(hosts.size()), seed_ % mostPriorPicks,
                              [&](std::uint32_t i) { return weightOf(hosts[i], context); });
}

bool Balancer::plain() const {
    const BalancerConfig& config = sets_->config;
    if (config.policy != Policy::LeastRequest || config.choiceCount != 2 || sets_->priorities.size() != 1) return false;
    const PrioritySources& sources = sources_.front();
    return !sets_->load.panic[0] && sources.localityScheduler.empty() && sources.healthy.edf.empty() &&
           !sets_->priorities.front().healthy.empty();
}

void Balancer::update(std::shared_ptr<const HostSets> sets, const PickContext& context) {
    sets_ = std::move(sets);
    sources_.reserve(sets_->priorities.size());
    while (sources_.size() < sets_->priorities.size()) sources_.push_back({{seed_, {}}, {seed_, {}}, {}, {}, {}});
    const Policy policy = sets_->config.policy;
    for (std::size_t p = 0; p < sets_->priorities.size(); ++p) {
        const HostSet& set = sets_->priorities[p];
        PrioritySources& sources = sources_[p];
        sources.localities.resize(std::max(sources.localities.size(), set.localities.size()), Source{seed_, {}});
        if (policy == Policy::RoundRobin || policy == Policy::LeastRequest) {
            prepare(set.all, sources.all, context);
            prepare(set.healthy, sources.healthy, context);
            for (std::size_t l = 0; l < set.localities.size(); ++l) {
                prepare(set.localities[l].healthy, sources.localities[l], context);
            }
        }
        sources.weightedLocalities.clear();
        for (std::uint32_t l = 0; l < set.localities.size(); ++l) {
            if (set.localities[l].effectiveWeight > 0) sources.weightedLocalities.push_back(l);
        }
        sources.localityScheduler = {};
        if (!sources.weightedLocalities.empty()) {
            sources.localityScheduler = EdfScheduler(
                static_cast<std::uint32_t>(sources.weightedLocalities.size()), seed_ % mostPriorPicks,
                [&](std::uint32_t i) { return set.localities[sources.weightedLocalities[i]].effectiveWeight; });
        }
    }
    const bool isPlain = plain();
    plainHosts_ = isPlain ? sets_->priorities.front().healthy.data() : nullptr;
    plainCount_ = isPlain ? sets_->priorities.front().healthy.size() : 0;
}

std::optional<std::uint32_t> Balancer::pick(const PickContext& context, kernel::RandomStream& random) {
    if (sets_->config.hashes()) return pickByHash(context, random);
    std::optional<std::uint32_t> host;
    for (std::uint32_t attempt = 0; attempt <= context.extraPicks; ++attempt) {
        host = pickOnce(context, random);
        if (!host || !rejected(context, *host)) break;
    }
    return host;
}

std::optional<std::uint32_t> Balancer::pickOnce(const PickContext& context, kernel::RandomStream& random) {
    const std::uint64_t draw = random.next();
    const std::uint32_t priority = choosePriority(*sets_, context, draw);
    const HostSet& set = sets_->priorities[priority];
    PrioritySources& sources = sources_[priority];
    const std::vector<std::uint32_t>* hosts = &set.healthy;
    Source* source = &sources.healthy;
    if (sets_->load.panic[priority]) {
        hosts = &set.all;
        source = &sources.all;
    } else if (!sources.localityScheduler.empty()) {
        const auto weight = [&](std::uint32_t i) {
            return set.localities[sources.weightedLocalities[i]].effectiveWeight;
        };
        const std::uint32_t locality = sources.weightedLocalities[sources.localityScheduler.pick(weight)];
        hosts = &set.localities[locality].healthy;
        source = &sources.localities[locality];
    }
    if (hosts->empty()) return std::nullopt;
    return pickFrom(*hosts, *source, context, draw, random);
}

std::uint32_t Balancer::pickFrom(const std::vector<std::uint32_t>& hosts, Source& source, const PickContext& context,
                                 std::uint64_t draw, kernel::RandomStream& random) const {
    if (sets_->config.policy == Policy::Random) return hosts[draw % hosts.size()];
    if (!source.edf.empty()) {
        return hosts[source.edf.pick([&](std::uint32_t i) { return weightOf(hosts[i], context); })];
    }
    if (sets_->config.policy == Policy::RoundRobin) return hosts[source.next++ % hosts.size()];
    std::uint32_t best = hosts[random.next() % hosts.size()];
    for (std::uint32_t choice = 1; choice < sets_->config.choiceCount; ++choice) {
        const std::uint32_t other = hosts[random.next() % hosts.size()];
        if (activeRequests(context, other) < activeRequests(context, best)) best = other;
    }
    return best;
}

std::optional<std::uint32_t> Balancer::pickByHash(const PickContext& context, kernel::RandomStream& random) const {
    const std::uint64_t hash = context.hash ? *context.hash : random.next();
    const HashTable& table = sets_->priorities[choosePriority(*sets_, context, hash)].table;
    std::optional<std::uint32_t> host;
    for (std::uint32_t attempt = 0; attempt <= context.extraPicks; ++attempt) {
        if (const auto* ring = std::get_if<RingTable>(&table)) {
            host = ring->pick(hash, attempt);
        } else if (const auto* maglev = std::get_if<MaglevTable>(&table)) {
            host = maglev->pick(hash, attempt);
        }
        if (!host || !rejected(context, *host)) break;
    }
    return host;
}

} // namespace meshwright::sim::balance
