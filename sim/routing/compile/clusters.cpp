#include "sim/routing/compile/clusters.h"

#include "sim/routing/compile/locality.h"
#include "sim/routing/compile/route_context.h"

#include <algorithm>

namespace meshwright::sim::routing {

namespace {

using model::istio::DestinationRule;

/// Where everything lives that is no pod of the design: hosts known by DNS name, and what passes through.
constexpr const char* outsideAddress = "127.3.0.1";
constexpr std::uint32_t outsidePort = 18999;

Endpoint outside() {
    Endpoint e;
    e.address = outsideAddress;
    e.port = outsidePort;
    e.workload = "outside";
    return e;
}

std::uint32_t positive(std::int64_t value, std::uint32_t unset) {
    return value > 0 ? static_cast<std::uint32_t>(value) : unset;
}

/// Istio: cluster_traffic_policy.go (applyConnectionPool).
void applyPool(Cluster& c, const EffectivePolicy& policy) {
    c.breakers.origin = policy.poolOrigin;
    if (policy.budget) {
        c.breakers.retryBudgetPercent = policy.budget->percent ? policy.budget->percent->value.value : 20;
        c.breakers.retryBudgetMinConcurrency = positive(policy.budget->minRetryConcurrency, 3);
    }
    if (!policy.pool) return;
    if (const auto& http = policy.pool->http) {
        c.breakers.maxRequests = positive(http->http2MaxRequests, c.breakers.maxRequests);
        c.breakers.maxPendingRequests = positive(http->http1MaxPendingRequests, c.breakers.maxPendingRequests);
        c.breakers.maxRetries = positive(http->maxRetries, c.breakers.maxRetries);
        c.maxRequestsPerConnection = positive(http->maxRequestsPerConnection, 0);
        c.idleTimeout = http->idleTimeout;
        if (c.http2) c.maxConcurrentStreams = positive(http->maxConcurrentStreams, c.maxConcurrentStreams);
    }
    if (const auto& tcp = policy.pool->tcp) {
        if (tcp->connectTimeout) c.connectTimeout = *tcp->connectTimeout;
        c.breakers.maxConnections = positive(tcp->maxConnections, c.breakers.maxConnections);
        c.maxConnectionDuration = tcp->maxConnectionDuration;
        if (!c.idleTimeout) c.idleTimeout = tcp->idleTimeout;
    }
}

/// Istio: cluster_traffic_policy.go (applyOutlierDetection).
void applyOutlier(Cluster& c, const EffectivePolicy& policy) {
    if (!policy.outlier) return;
    const auto& in = *policy.outlier;
    OutlierDetection out;
    out.origin = policy.outlierOrigin;
    auto limit = [](const std::optional<std::int64_t>& value, std::uint32_t& count, std::uint32_t& enforcing) {
        if (!value) return;
        count = static_cast<std::uint32_t>(*value);
        enforcing = *value > 0 ? 100 : 0;
    };
    limit(in.consecutive5xxErrors, out.consecutive5xx, out.enforcingConsecutive5xx);
    limit(in.consecutiveGatewayErrors, out.consecutiveGateway, out.enforcingConsecutiveGateway);
    if (in.interval) out.interval = *in.interval;
    if (in.baseEjectionTime) out.baseEjectionTime = *in.baseEjectionTime;
    out.maxEjectionTime = std::max(out.maxEjectionTime, out.baseEjectionTime);
    out.maxEjectionPercent = positive(in.maxEjectionPercent, out.maxEjectionPercent);
    if (in.splitExternalLocalOriginErrors) {
        out.splitLocalOrigin = true;
        if (in.consecutiveLocalOriginFailures.value_or(0) > 0)
            out.consecutiveLocalOrigin = static_cast<std::uint32_t>(*in.consecutiveLocalOriginFailures);
    }
    c.outlier = out;
    if (in.minHealthPercent >= 0) c.panicThresholdPercent = static_cast<double>(in.minHealthPercent);
}

/// Istio: cluster_traffic_policy.go (setWarmup, setSlowStartConfig).
std::optional<SlowStart> slowStart(const model::istio::LoadBalancer& lb) {
    SlowStart out;
    if (lb.warmup && lb.warmup->duration) {
        out.window = *lb.warmup->duration;
        out.aggression = lb.warmup->aggression.value_or(1);
        out.minWeightPercent = lb.warmup->minimumPercent.value_or(10);
    } else if (lb.warmupDurationSecs) {
        out.window = *lb.warmupDurationSecs;
    } else {
        return std::nullopt;
    }
    return out;
}

/// Istio: cluster_traffic_policy.go (applyLoadBalancer, ApplyRingHashLoadBalancer).
void applyBalancer(Cluster& c, const model::istio::LoadBalancer* lb) {
    if (c.discovery == Cluster::Discovery::OriginalDestination ||
        c.discovery == Cluster::Discovery::DynamicForwardProxy) {
        c.lb = LbPolicy::ClusterProvided;
        return;
    }
    c.lb = LbPolicy::LeastRequest;
    if (!lb) return;
    if (lb->simple == "RANDOM")
        c.lb = LbPolicy::Random;
    else if (lb->simple == "ROUND_ROBIN")
        c.lb = LbPolicy::RoundRobin;
    else if (lb->simple == "PASSTHROUGH") {
        c.lb = LbPolicy::ClusterProvided;
        c.discovery = Cluster::Discovery::OriginalDestination;
    }
    if (c.lb == LbPolicy::LeastRequest || c.lb == LbPolicy::RoundRobin) c.slowStart = slowStart(*lb);
    if (!lb->consistentHash) return;
    const auto& hash = *lb->consistentHash;
    if (hash.maglev) {
        c.lb = LbPolicy::Maglev;
        if (hash.maglev->tableSize > 0) c.maglevSize = static_cast<std::uint64_t>(hash.maglev->tableSize);
    } else {
        c.lb = LbPolicy::RingHash;
        const std::int64_t minimum = hash.ringHash ? hash.ringHash->minimumRingSize : hash.minimumRingSize;
        if (minimum > 0) c.ringMinimum = static_cast<std::uint64_t>(minimum);
    }
}

Cluster::Discovery discoveryOf(const Service& s, bool gateway) {
    switch (s.resolution) {
    case Resolution::Dns:
        return Cluster::Discovery::StrictDns;
    case Resolution::DnsRoundRobin:
        return Cluster::Discovery::LogicalDns;
    case Resolution::Passthrough:
        // a gateway has no original destination to pass on to
        return gateway ? Cluster::Discovery::Eds : Cluster::Discovery::OriginalDestination;
    case Resolution::DynamicDns:
        return s.hostname.isWildcard() ? Cluster::Discovery::DynamicForwardProxy : Cluster::Discovery::Eds;
    default:
        return Cluster::Discovery::Eds;
    }
}

bool isDns(Cluster::Discovery d) {
    return d == Cluster::Discovery::StrictDns || d == Cluster::Discovery::LogicalDns;
}

Endpoint toEndpoint(const ServiceEndpoint& from, bool dns) {
    Endpoint e;
    if (dns && !model::isIpLiteral(from.address)) {
        e = outside();
    } else {
        e.address = from.address;
        e.port = from.port;
        e.workload = "outside";
    }
    if (from.pod) {
        e.pod = from.pod->name;
        e.workload = from.pod->workload;
    }
    e.ns = from.ns;
    e.labels = from.labels;
    e.locality = from.locality;
    e.weight = std::max<std::uint32_t>(from.weight, 1);
    e.mtls = from.mtls;
    return e;
}

class Builder {
public:
    Builder(const MeshIndex& mesh, const ProxyScope& scope) : mesh_(mesh), scope_(scope) {}

    std::map<std::string, std::shared_ptr<const Cluster>> out;

    void addService(const Service& s) {
        if (s.resolution == Resolution::Alias) return;
        const auto rule = scope_.destinationRule(mesh_, s.hostname.text);
        const bool dynamic = discoveryOf(s, scope_.proxy.gateway) == Cluster::Discovery::DynamicForwardProxy;
        for (const auto& port : s.ports) {
            if (port.protocol == Protocol::Udp) continue;
            const bool proxied = port.protocol == Protocol::Http || port.protocol == Protocol::Tls ||
                                 port.protocol == Protocol::Grpc || port.protocol == Protocol::Http2;
            if (dynamic && !proxied) continue;
            const auto endpoints = mesh_.registry().endpoints(s, port.number);
            if (!add(s, port, rule, -1, endpoints) || dynamic || !rule) continue;
            for (std::size_t i = 0; i < rule->rule.subsets.size(); ++i)
                add(s, port, rule, static_cast<int>(i), endpoints);
        }
    }

    void addPassthrough(const char* name, Cluster::Discovery discovery) {
        auto c = std::make_shared<Cluster>();
        c->name = name;
        c->discovery = discovery;
        c->connectTimeout = mesh_.config().connectTimeout;
        c->lb = LbPolicy::ClusterProvided;
        if (discovery == Cluster::Discovery::OriginalDestination) c->endpoints = {outside()};
        out[name] = std::move(c);
    }

private:
    /// False where no such cluster is made: a DNS service without endpoints.
    bool add(const Service& s, const ServicePort& port, const ConsolidatedRulePtr& rule, int subset,
             const std::vector<ServiceEndpoint>& endpoints) {
        auto c = std::make_shared<Cluster>();
        const auto* chosen = subset < 0 ? nullptr : &rule->rule.subsets[static_cast<std::size_t>(subset)];
        c->service = s.hostname.text;
        c->subset = chosen ? chosen->name : "";
        c->port = port.number;
        c->name = clusterName(c->service, c->port, c->subset);
        c->discovery = discoveryOf(s, scope_.proxy.gateway);
        c->origin = s.origin;
        const EffectivePolicy policy = effectivePolicy(rule.get(), port.number, subset, mesh_.config());
        if (rule)
            c->policyOrigin = subset < 0 ? rule->policyOrigin : rule->subsetOrigins[static_cast<std::size_t>(subset)];
        const bool upgrade = policy.pool && policy.pool->http && policy.pool->http->h2UpgradePolicy == "UPGRADE";
        const bool stay =
            policy.pool && policy.pool->http &&
            (policy.pool->http->h2UpgradePolicy == "DO_NOT_UPGRADE" || policy.pool->http->useClientProtocol);
        c->http2 = isHttp2(port.protocol) || upgrade || (!stay && mesh_.config().h2Upgrade && isHttp(port.protocol));
        c->connectTimeout = mesh_.config().connectTimeout;
        applyPool(*c, policy);
        applyOutlier(*c, policy);
        for (const auto& e : endpoints) {
            // only addresses come by EDS; a name cannot be asked for there
            if (c->discovery == Cluster::Discovery::Eds && !model::isIpLiteral(e.address)) continue;
            if (chosen && !subsetOf(chosen->labels, e.labels)) continue;
            c->endpoints.push_back(toEndpoint(e, isDns(c->discovery)));
        }
        // Envoy has one host for a name that it resolves round robin
        if (c->discovery == Cluster::Discovery::LogicalDns && c->endpoints.size() > 1) c->endpoints.resize(1);
        if (isDns(c->discovery) && c->endpoints.empty()) return false;
        std::stable_sort(c->endpoints.begin(), c->endpoints.end(),
                         [](const auto& a, const auto& b) { return a.locality < b.locality; });
        applyLocality(*c, localitySetting(mesh_.config(), policy.lb, s), scope_.proxy);
        applyBalancer(*c, policy.lb);
        if (c->discovery == Cluster::Discovery::OriginalDestination ||
            c->discovery == Cluster::Discovery::DynamicForwardProxy) {
            c->endpoints = {outside()};
        }
        applyTls(*c, s, policy.tls);
        // the first of two equal names stays
        out.emplace(c->name, c);
        return true;
    }

    void applyTls(Cluster& c, const Service& s, const model::istio::ClientTls* tls) const {
        if (!tls)
            c.tls = s.meshExternal ? Cluster::Tls::None : Cluster::Tls::AutoMtls;
        else if (tls->mode == "ISTIO_MUTUAL")
            c.tls = Cluster::Tls::IstioMutual;
        else if (tls->mode == "SIMPLE")
            c.tls = Cluster::Tls::Simple;
        else if (tls->mode == "MUTUAL")
            c.tls = Cluster::Tls::Mutual;
    }

    const MeshIndex& mesh_;
    const ProxyScope& scope_;
};

} // namespace

std::map<std::string, std::shared_ptr<const Cluster>> buildClusters(const MeshIndex& mesh, const ProxyScope& scope) {
    Builder builder(mesh, scope);
    for (const auto& s : scope.services) builder.addService(*s);
    builder.addPassthrough("BlackHoleCluster", Cluster::Discovery::BlackHole);
    if (!scope.proxy.gateway) builder.addPassthrough("PassthroughCluster", Cluster::Discovery::OriginalDestination);
    return std::move(builder.out);
}

} // namespace meshwright::sim::routing
