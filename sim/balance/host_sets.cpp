#include "sim/balance/host_sets.h"

#include <algorithm>

namespace meshwright::sim::balance {

namespace {

using Indices = std::vector<std::uint32_t>;

void addNormalized(const std::vector<Host>& hosts, const Indices& members, double share,
                   std::vector<WeightedHost>& out) {
    std::uint64_t sum = 0;
    for (const auto i : members) sum += hosts[i].weight;
    for (const auto i : members) {
        out.push_back({i, hosts[i].key, hosts[i].weight * share / static_cast<double>(sum)});
    }
}

/// Weights that sum to 1. Locality weights count by themselves here, whatever the health of the locality.
std::vector<WeightedHost> normalizedWeights(const HostSets& sets, const HostSet& set, bool panic) {
    std::vector<WeightedHost> result;
    if (set.localities.empty()) {
        addNormalized(sets.hosts, panic ? set.all : set.healthy, 1, result);
        return result;
    }
    const auto weightOf = [&](const HostSet::Locality& locality) -> std::uint64_t {
        const auto at = sets.config.localityWeights.find(locality.name);
        return at == sets.config.localityWeights.end() ? 0 : at->second;
    };
    std::uint64_t sum = 0;
    for (const auto& locality : set.localities) sum += weightOf(locality);
    for (const auto& locality : set.localities) {
        if (weightOf(locality) == 0) continue;
        const double share = static_cast<double>(weightOf(locality)) / static_cast<double>(sum);
        addNormalized(sets.hosts, panic ? locality.all : locality.healthy, share, result);
    }
    return result;
}

void groupByLocality(const HostSets& sets, const std::vector<bool>& inRotation, HostSet& set) {
    std::map<std::string, HostSet::Locality> byName;
    for (const auto i : set.all) {
        auto& locality = byName[sets.hosts[i].locality];
        locality.name = sets.hosts[i].locality;
        locality.all.push_back(i);
        if (inRotation[i]) locality.healthy.push_back(i);
    }
    for (auto& [name, locality] : byName) {
        const auto weight = sets.config.localityWeights.find(name);
        const double ratio = static_cast<double>(locality.healthy.size()) / static_cast<double>(locality.all.size());
        locality.effectiveWeight =
            weight == sets.config.localityWeights.end() ? 0 : weight->second * std::min(1.0, 1.4 * ratio);
        set.localities.push_back(std::move(locality));
    }
}

} // namespace

std::shared_ptr<const HostSets> arrangeHosts(BalancerConfig config, std::vector<Host> hosts,
                                             const std::vector<bool>& healthy) {
    auto sets = std::make_shared<HostSets>();
    sets->config = std::move(config);
    sets->hosts = std::move(hosts);
    std::uint32_t last = 0;
    for (auto& host : sets->hosts) {
        host.weight = std::max(host.weight, 1u);
        last = std::max(last, host.priority);
    }
    sets->priorities.resize(last + 1);
    std::vector<bool> inRotation(sets->hosts.size());
    for (std::uint32_t i = 0; i < sets->hosts.size(); ++i) {
        const Host& host = sets->hosts[i];
        inRotation[i] = host.ready && (i >= healthy.size() || healthy[i]);
        auto& set = sets->priorities[host.priority];
        set.all.push_back(i);
        if (inRotation[i]) set.healthy.push_back(i);
    }
    for (auto& set : sets->priorities) {
        if (sets->config.localityWeighted && !sets->config.localityWeights.empty()) {
            groupByLocality(*sets, inRotation, set);
        }
        sets->health.push_back(
            {static_cast<std::uint32_t>(set.all.size()), static_cast<std::uint32_t>(set.healthy.size())});
    }
    sets->load = priorityLoad(sets->health, sets->config.panicThreshold);
    if (!sets->config.hashes()) return sets;
    for (std::size_t p = 0; p < sets->priorities.size(); ++p) {
        auto& set = sets->priorities[p];
        const auto weights = normalizedWeights(*sets, set, sets->load.panic[p]);
        if (sets->config.policy == Policy::RingHash) {
            set.table = RingTable(weights, sets->config.ringMinimum, sets->config.ringMaximum);
        } else {
            set.table = MaglevTable(weights, sets->config.maglevSize);
        }
    }
    return sets;
}

} // namespace meshwright::sim::balance
