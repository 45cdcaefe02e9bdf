#include "sim/routing/compile/locality.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace meshwright::sim::routing {

namespace {

struct Place {
    std::string region, zone, subzone;
};

Place placeOf(const std::string& text) {
    const std::size_t a = text.find('/');
    if (a == std::string::npos) return {text, "", ""};
    const std::size_t b = text.find('/', a + 1);
    if (b == std::string::npos) return {text.substr(0, a), text.substr(a + 1), ""};
    return {text.substr(0, a), text.substr(a + 1, b - a - 1), text.substr(b + 1)};
}

/// True where `place` lies in the rule's locality; `*` and absent parts take all. Istio: util.go (LocalityMatch).
bool inside(const Place& place, const std::string& rule) {
    const Place r = placeOf(rule);
    return (r.region == "*" || r.region == place.region) && (r.zone == "*" || r.zone.empty() || r.zone == place.zone) &&
           (r.subzone == "*" || r.subzone.empty() || r.subzone == place.subzone);
}

/// 0: same subzone, 1: zone, 2: region, 3: elsewhere. Istio: util.go (LbPriority).
std::uint32_t distance(const Place& a, const Place& b) {
    if (a.region != b.region) return 3;
    if (a.zone != b.zone) return 2;
    return a.subzone == b.subzone ? 0 : 1;
}

void compactPriorities(std::vector<Endpoint>& endpoints) {
    std::set<std::uint32_t> used;
    for (const auto& e : endpoints) used.insert(e.priority);
    for (auto& e : endpoints)
        e.priority = static_cast<std::uint32_t>(std::distance(used.begin(), used.find(e.priority)));
}

/// Istio: applyLocalityFailover.
void byDistance(std::vector<Endpoint>& endpoints, const Place& own,
                const std::vector<model::istio::LocalityFailover>& failover) {
    for (auto& e : endpoints) {
        const Place place = placeOf(e.locality);
        std::uint32_t p = distance(own, place);
        if (p == 3) {
            const auto rule =
                std::find_if(failover.begin(), failover.end(), [&](const auto& f) { return f.from == own.region; });
            if (rule != failover.end() && place.region != rule->to) p = 4;
        }
        e.priority = e.priority * 5 + p;
    }
    compactPriorities(endpoints);
}

/// Istio: applyFailoverPriorityPerLocality.
void byLabels(std::vector<Endpoint>& endpoints, const Labels& own, const std::vector<std::string>& labels) {
    const auto count = static_cast<std::uint32_t>(labels.size());
    const bool network = count > 0 && labels.front() == "topology.istio.io/network";
    auto value = [](const Labels& from, const std::string& key) {
        const auto it = from.find(key);
        return it == from.end() ? std::string() : it->second;
    };
    for (auto& e : endpoints) {
        std::uint32_t priority = 0, adjust = 0;
        for (std::uint32_t j = 0; j < count; ++j) {
            const std::size_t equal = labels[j].find('=');
            const std::string key = labels[j].substr(0, equal);
            const std::string wanted = equal == std::string::npos ? value(own, key) : labels[j].substr(equal + 1);
            if (wanted == value(e.labels, key)) continue;
            if (j == 0 && network) {
                adjust = count;
                continue;
            }
            priority = count - j;
            break;
        }
        e.priority = priority + adjust;
    }
    compactPriorities(endpoints);
}

/// Istio: applyLocalityWeights. Endpoints of localities that no entry names get no traffic.
void byDistribution(Cluster& cluster, const Place& own, const std::vector<model::istio::LocalityDistribute>& rules) {
    const auto rule = std::find_if(rules.begin(), rules.end(), [&](const auto& r) { return inside(own, r.from); });
    if (rule == rules.end()) return;
    std::map<std::string, std::uint32_t> total; // locality → weight of its endpoints
    for (const auto& e : cluster.endpoints) total[e.locality] += e.weight;
    std::set<std::string> named;
    for (const auto& [to, percent] : rule->to) {
        std::vector<std::string> group;
        std::uint64_t sum = 0;
        for (const auto& [locality, weight] : total)
            if (!named.count(locality) && inside(placeOf(locality), to)) {
                group.push_back(locality);
                sum += weight;
            }
        for (const auto& locality : group) {
            named.insert(locality);
            const double share =
                static_cast<double>(total[locality]) * static_cast<double>(percent) / static_cast<double>(sum);
            if (share > 0) cluster.localityWeights[locality] = static_cast<std::uint32_t>(std::ceil(share));
        }
    }
    auto& list = cluster.endpoints;
    list.erase(std::remove_if(list.begin(), list.end(), [&](const Endpoint& e) { return !named.count(e.locality); }),
               list.end());
}

} // namespace

std::optional<LocalitySetting> localitySetting(const MeshConfig& config, const model::istio::LoadBalancer* lb,
                                               const Service& service) {
    if (lb && lb->localityLbSetting) {
        if (!lb->localityLbSetting->enabled.value_or(true)) return std::nullopt;
        return LocalitySetting{*lb->localityLbSetting, false};
    }
    const std::string& wish = service.trafficDistribution;
    if (wish == "PreferClose" || wish == "PreferSameZone" || wish == "PreferSameNode") {
        LocalitySetting out;
        out.forced = true;
        out.setting.failoverPriority = {"topology.istio.io/network", "topology.kubernetes.io/region",
                                        "topology.kubernetes.io/zone"};
        if (wish == "PreferSameNode") {
            out.setting.failoverPriority.push_back("topology.istio.io/subzone");
            out.setting.failoverPriority.push_back("kubernetes.io/hostname");
        }
        return out;
    }
    if (config.localityLb) {
        if (!config.localityLb->enabled.value_or(true)) return std::nullopt;
        return LocalitySetting{*config.localityLb, false};
    }
    return LocalitySetting{}; // a stock mesh has locality load balancing on, without any rules
}

void applyLocality(Cluster& cluster, const std::optional<LocalitySetting>& setting, const Proxy& proxy) {
    if (!setting) return;
    const auto& s = setting->setting;
    const bool failover = setting->forced || cluster.outlier.has_value();
    cluster.localityWeighted =
        !s.distribute.empty() || (failover && (!s.failover.empty() || !s.failoverPriority.empty()));
    const Place own = placeOf(proxy.locality);
    if (!s.distribute.empty()) return byDistribution(cluster, own, s.distribute);
    if (!failover) return;
    if (!s.failoverPriority.empty() && !proxy.labels.empty())
        byLabels(cluster.endpoints, proxy.labels, s.failoverPriority);
    if (s.failoverPriority.empty() || !s.failover.empty()) byDistance(cluster.endpoints, own, s.failover);
}

} // namespace meshwright::sim::routing
