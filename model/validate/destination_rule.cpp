// DestinationRule. Istio: pkg/config/validation/validation.go (ValidateDestinationRule), agent/validation.go
// (ValidateTLS, ValidateLocalityLbSetting).
#include "model/validate/names.h"
#include "model/validate/rules.h"

#include <algorithm>
#include <set>

namespace meshwright::model::validation {

namespace {

constexpr std::int64_t kLargestTable = 5'000'011;

/// As istiod tests it: 0 counts as not prime.
bool isPrime(std::uint64_t n) {
    if (n != 0 && n < 4) return true;
    if (n % 2 == 0) return false;
    for (std::uint64_t f = 3; f * f <= n; f += 2)
        if (n % f == 0) return false;
    return true;
}

bool isTopologyLabel(const std::string& label) {
    return label == "topology.kubernetes.io/region" || label == "topology.kubernetes.io/zone" ||
           label == "topology.istio.io/subzone";
}

/// A set of localities must not overlap: region, region/zone or region/zone/sub-zone, each part perhaps `*` at the end.
Problem checkLocalities(const std::vector<std::string>& localities) {
    std::map<std::string, std::map<std::string, std::set<std::string>>> seen;
    for (const auto& locality : localities) {
        const std::string overlap = "The locality " + locality + " overlaps with another one of the list.";
        const auto stars = std::count(locality.begin(), locality.end(), '*');
        if (stars > 1 || (stars == 1 && locality.back() != '*'))
            return "In the locality " + locality + " a * may stand only once, at the end.";
        if (seen.count("*") > 0) return overlap;
        std::vector<std::string> parts;
        for (std::size_t from = 0;;) {
            const auto slash = parts.size() == 2 ? std::string::npos : locality.find('/', from);
            parts.push_back(locality.substr(from, slash == std::string::npos ? slash : slash - from));
            if (parts.back().empty()) return "The locality \"" + locality + "\" has an empty part.";
            if (slash == std::string::npos) break;
            from = slash + 1;
        }
        auto& zones = seen[parts[0]];
        if (parts.size() == 1) {
            if (!zones.empty()) return overlap;
            zones["*"].insert("*");
            continue;
        }
        if (zones.count("*") > 0) return overlap;
        auto& subZones = zones[parts[1]];
        if (parts.size() == 2) {
            if (!subZones.empty()) return overlap;
            subZones.insert("*");
        } else {
            if (subZones.count("*") > 0 || !subZones.insert(parts[2]).second) return overlap;
        }
    }
    return {};
}

class RuleJudge {
public:
    explicit RuleJudge(Judge& judge) : j_(judge) {}

    void policy(const istio::TrafficPolicy& p, const std::string& f) {
        const bool any = p.loadBalancer || p.connectionPool || p.outlierDetection || p.tls ||
                         !p.portLevelSettings.empty() || p.tunnel || p.proxyProtocol || p.retryBudget;
        if (!any) return j_.error(f, "A trafficPolicy needs at least one setting.");
        if (p.tunnel && p.proxyProtocol) return j_.error(f, "tunnel and proxyProtocol cannot be set together.");
        settings(p, f);
        for (std::size_t i = 0; i < p.portLevelSettings.size(); ++i)
            portPolicy(p.portLevelSettings[i], at(at(f, "portLevelSettings"), i));
        if (p.tunnel) tunnel(*p.tunnel, at(f, "tunnel"));
    }

private:
    template <class Policy> void settings(const Policy& p, const std::string& f) {
        if (p.outlierDetection) outlier(*p.outlierDetection, at(f, "outlierDetection"));
        checkConnectionPool(j_, p.connectionPool, at(f, "connectionPool"));
        if (p.loadBalancer) balancer(*p.loadBalancer, p.outlierDetection.has_value(), at(f, "loadBalancer"));
        if (p.tls) tls(*p.tls, at(f, "tls"));
    }

    void portPolicy(const istio::PortTrafficPolicy& p, const std::string& f) {
        const Judge::Muted muted(j_);
        if (!p.port) j_.error(at(f, "port"), "A port-level setting needs its port.");
        if (!p.outlierDetection && !p.connectionPool && !p.loadBalancer && !p.tls)
            j_.error(f, "A port-level setting needs at least one setting.");
        else
            settings(p, f);
    }

    void tunnel(const istio::Tunnel& t, const std::string& f) {
        if (!t.protocol.empty() && t.protocol != "CONNECT" && t.protocol != "POST")
            j_.error(at(f, "protocol"), "The protocol of a tunnel is CONNECT or POST.");
        if (!checkDomain(t.targetHost).empty() && !isIpAddress(t.targetHost))
            j_.error(at(f, "targetHost"), "The target of a tunnel must be a host or an IP address.");
        j_.check(at(f, "targetPort"), checkPort(t.targetPort));
    }

    void outlier(const istio::OutlierDetection& o, const std::string& f) {
        if (o.baseEjectionTime) j_.check(at(f, "baseEjectionTime"), checkDuration(*o.baseEjectionTime));
        if (o.interval) j_.check(at(f, "interval"), checkDuration(*o.interval));
        if (o.consecutiveErrors != 0)
            j_.warning(at(f, "consecutiveErrors"),
                       "consecutiveErrors is old; use consecutive5xxErrors or consecutiveGatewayErrors.");
        if (!o.splitExternalLocalOriginErrors && o.consecutiveLocalOriginFailures.value_or(0) > 0)
            j_.error(at(f, "consecutiveLocalOriginFailures"),
                     "consecutiveLocalOriginFailures needs splitExternalLocalOriginErrors: true.",
                     Fix{"Set splitExternalLocalOriginErrors to true",
                         {edit::SetField{j_.resource().id(), at(f, "splitExternalLocalOriginErrors"), true}}});
        j_.check(at(f, "maxEjectionPercent"), checkPercent(o.maxEjectionPercent));
        j_.check(at(f, "minHealthPercent"), checkPercent(o.minHealthPercent));
    }

    void balancer(const istio::LoadBalancer& b, bool hasOutlier, const std::string& f) {
        if (b.consistentHash) hash(*b.consistentHash, at(f, "consistentHash"));
        if (b.localityLbSetting && b.zoneAwareLbSetting)
            j_.error(f, "localityLbSetting and zoneAwareLbSetting cannot be set together.");
        if (b.localityLbSetting) locality(*b.localityLbSetting, hasOutlier, at(f, "localityLbSetting"));
        if (b.zoneAwareLbSetting) zoneAware(*b.zoneAwareLbSetting, hasOutlier, at(f, "zoneAwareLbSetting"));
        if (!b.warmup) return;
        const std::string w = at(f, "warmup");
        if (b.warmup->duration)
            j_.check(at(w, "duration"), checkDuration(*b.warmup->duration));
        else
            j_.error(at(w, "duration"), "A warmup needs its duration.");
        if (b.warmup->minimumPercent.value_or(0) > 100)
            j_.error(at(w, "minimumPercent"), "minimumPercent must be 0 to 100.");
        if (b.warmup->aggression && *b.warmup->aggression <= 0)
            j_.error(at(w, "aggression"), "aggression must be greater than 0.");
    }

    void hash(const istio::ConsistentHash& h, const std::string& f) {
        if (h.httpCookie) {
            const std::string c = at(f, "httpCookie");
            if (h.httpCookie->name.empty()) j_.error(at(c, "name"), "A cookie needs a name.");
            std::set<std::string> names;
            for (std::size_t i = 0; i < h.httpCookie->attributes.size(); ++i) {
                const std::string& name = h.httpCookie->attributes[i].name;
                if (name.empty())
                    j_.error(at(at(c, "attributes"), i), "An attribute of a cookie needs a name.");
                else if (!names.insert(name).second)
                    j_.error(at(at(c, "attributes"), i), "The attribute " + name + " stands twice.");
            }
        }
        if (h.minimumRingSize != 0) {
            j_.warning(at(f, "minimumRingSize"), "minimumRingSize is old here; use ringHash.minimumRingSize.");
            if (h.ringHash || h.maglev)
                j_.error(at(f, "minimumRingSize"), "minimumRingSize cannot be set together with ringHash or maglev.");
        }
        if (!h.maglev) return;
        const std::int64_t size = h.maglev->tableSize;
        const std::string field = at(f, "maglev.tableSize");
        if (size == 0) j_.error(field, "maglev needs a tableSize, a prime such as 65537.");
        if (size >= kLargestTable) j_.error(field, "tableSize must be less than 5000011.");
        if (size < kLargestTable && !isPrime(static_cast<std::uint64_t>(size)) && size != 0)
            j_.error(field, "tableSize must be a prime, such as 65537.");
    }

    template <class Failover> void failover(const Failover& list, const std::string& f) {
        for (std::size_t i = 0; i < list.size(); ++i) {
            const std::string where = at(at(f, "failover"), i);
            if (list[i].from == list[i].to) j_.error(where, "A failover needs two different regions.");
            if (list[i].from.find('/') != std::string::npos || list[i].to.find('/') != std::string::npos)
                j_.error(where, "A failover names regions only, without zones.");
            if (list[i].from.find('*') != std::string::npos || list[i].to.find('*') != std::string::npos)
                j_.error(where, "A failover takes no wildcard.");
        }
    }

    void locality(const istio::LocalityLbSetting& l, bool hasOutlier, const std::string& f) {
        if (!l.distribute.empty() && !l.failover.empty())
            return j_.error(f, "distribute and failover cannot be set together.");
        if (!l.failover.empty() && std::any_of(l.failoverPriority.begin(), l.failoverPriority.end(), isTopologyLabel))
            return j_.error(at(f, "failoverPriority"), "With failover, failoverPriority takes no topology labels.");
        std::vector<std::string> sources;
        for (std::size_t i = 0; i < l.distribute.size(); ++i) {
            const std::string where = at(at(f, "distribute"), i);
            sources.push_back(l.distribute[i].from);
            std::int64_t total = 0;
            std::vector<std::string> targets;
            for (const auto& [name, weight] : l.distribute[i].to) {
                targets.push_back(name);
                if (weight <= 0 || weight > 100)
                    return j_.error(atKey(at(where, "to"), name), "The weight of a locality must be 1 to 100.");
                total += weight;
            }
            if (total != 100)
                return j_.error(at(where, "to"), "The weights of the localities add up to " + std::to_string(total) +
                                                     "; they must be 100.");
            j_.check(at(where, "to"), checkLocalities(targets));
        }
        j_.check(at(f, "distribute"), checkLocalities(sources));
        if ((!l.failover.empty() || !l.failoverPriority.empty()) && !hasOutlier)
            j_.warning(f, "Failover needs outlierDetection in the same policy, else it never happens.");
        failover(l.failover, f);
    }

    void zoneAware(const istio::ZoneAwareLbSetting& z, bool hasOutlier, const std::string& f) {
        for (std::size_t i = 0; i < z.failoverPriority.size(); ++i)
            if (isTopologyLabel(z.failoverPriority[i]))
                j_.error(at(at(f, "failoverPriority"), i),
                         "failoverPriority takes no topology labels here; zones are handled by themselves.");
        if ((!z.failover.empty() || !z.failoverPriority.empty()) && !hasOutlier)
            j_.warning(f, "Failover needs outlierDetection in the same policy, else it never happens.");
        failover(z.failover, f);
    }

    void tls(const istio::ClientTls& t, const std::string& f) {
        const bool simple = t.mode == "SIMPLE", mutual = t.mode == "MUTUAL";
        const bool names = !t.subjectAltNames.empty();
        constexpr std::string_view kConfigMap = "configmap://";
        if (t.credentialName.compare(0, kConfigMap.size(), kConfigMap) == 0) {
            const std::string rest = t.credentialName.substr(kConfigMap.size());
            const auto slash = rest.find('/');
            if (slash == std::string::npos || rest.substr(0, slash) != j_.ns() || slash + 1 == rest.size())
                j_.error(
                    at(f, "credentialName"),
                    "A configmap:// credential is written configmap://namespace/name, with this object's namespace.");
        }
        if (t.insecureSkipVerify.value_or(false)) {
            if (simple && (!t.caCertificates.empty() || !t.credentialName.empty() || names))
                j_.error(f, "insecureSkipVerify cannot be set together with caCertificates, credentialName or "
                            "subjectAltNames.");
            if (mutual && (!t.caCertificates.empty() || names))
                j_.error(f, "insecureSkipVerify cannot be set together with caCertificates or subjectAltNames.");
        }
        if ((simple || mutual) && !t.credentialName.empty()) {
            if (!t.clientCertificate.empty() || !t.caCertificates.empty() || !t.privateKey.empty() || !t.caCrl.empty())
                j_.error(at(f, "credentialName"), "credentialName cannot be set together with certificate files.");
            return;
        }
        if (!mutual) return;
        if (t.clientCertificate.empty()) j_.error(at(f, "clientCertificate"), "MUTUAL needs a clientCertificate.");
        if (t.privateKey.empty()) j_.error(at(f, "privateKey"), "MUTUAL needs a privateKey.");
    }

    Judge& j_;
};

} // namespace

void checkConnectionPool(Judge& judge, const std::optional<istio::ConnectionPool>& pool, const std::string& f) {
    if (!pool) return;
    if (!pool->http && !pool->tcp) return judge.error(f, "A connectionPool needs tcp or http.");
    const auto notNegative = [&](std::int64_t value, const std::string& field) {
        if (value < 0) judge.error(field, "This must not be negative.");
    };
    const auto duration = [&](const std::optional<Duration>& value, const std::string& field) {
        if (value) judge.check(field, checkDuration(*value));
    };
    if (pool->http) {
        const auto& h = *pool->http;
        const std::string p = at(f, "http");
        notNegative(h.http1MaxPendingRequests, at(p, "http1MaxPendingRequests"));
        notNegative(h.http2MaxRequests, at(p, "http2MaxRequests"));
        notNegative(h.maxRequestsPerConnection, at(p, "maxRequestsPerConnection"));
        notNegative(h.maxRetries, at(p, "maxRetries"));
        notNegative(h.maxConcurrentStreams, at(p, "maxConcurrentStreams"));
        duration(h.idleTimeout, at(p, "idleTimeout"));
        if (h.h2UpgradePolicy == "UPGRADE" && h.useClientProtocol)
            judge.error(at(p, "useClientProtocol"),
                        "useClientProtocol cannot be set together with h2UpgradePolicy UPGRADE.");
        if (h.http2KeepAlive) {
            if (!h.http2KeepAlive->interval) judge.error(at(p, "http2KeepAlive.interval"), "http2KeepAlive needs an interval.");
            if (!h.http2KeepAlive->timeout) judge.error(at(p, "http2KeepAlive.timeout"), "http2KeepAlive needs a timeout.");
            duration(h.http2KeepAlive->interval, at(p, "http2KeepAlive.interval"));
            duration(h.http2KeepAlive->timeout, at(p, "http2KeepAlive.timeout"));
        }
    }
    if (!pool->tcp) return;
    const auto& t = *pool->tcp;
    const std::string p = at(f, "tcp");
    notNegative(t.maxConnections, at(p, "maxConnections"));
    duration(t.connectTimeout, at(p, "connectTimeout"));
    duration(t.maxConnectionDuration, at(p, "maxConnectionDuration"));
    if (t.idleTimeout && t.idleTimeout->ns / 1'000'000 != 0)
        duration(t.idleTimeout, at(p, "idleTimeout")); // 0: never closed
    if (t.tcpKeepalive) {
        duration(t.tcpKeepalive->time, at(p, "tcpKeepalive.time"));
        duration(t.tcpKeepalive->interval, at(p, "tcpKeepalive.interval"));
    }
}

void checkDestinationRule(Judge& judge, const istio::DestinationRule& rule) {
    judge.check("spec.host", checkWildcardDomain(rule.host.text));
    RuleJudge rules(judge);
    if (rule.trafficPolicy) rules.policy(*rule.trafficPolicy, "spec.trafficPolicy");
    std::set<std::string> names;
    for (std::size_t i = 0; i < rule.subsets.size(); ++i) {
        const auto& subset = rule.subsets[i];
        const std::string f = at("spec.subsets", i);
        const Judge::Muted muted(judge);
        if (!names.insert(subset.name).second)
            judge.error(at(f, "name"), "The subset " + subset.name + " is defined twice.");
        judge.check(at(f, "name"), checkSubsetName(subset.name));
        judge.check(at(f, "labels"), checkLabels(subset.labels));
        if (subset.trafficPolicy) rules.policy(*subset.trafficPolicy, at(f, "trafficPolicy"));
    }
    checkExportTo(judge, rule.exportTo, false, rule.workloadSelector.has_value());
    checkSelector(judge, rule.workloadSelector, "spec.workloadSelector");
}

} // namespace meshwright::model::validation
