// DestinationRule: how to go, and which version. networking.istio.io/v1
#pragma once

#include "model/istio/common.h"

namespace meshwright::model::istio {

struct CookieAttribute {
    std::string name, value;
};

struct HttpCookie {
    std::string name, path;
    std::optional<Duration> ttl;
    std::vector<CookieAttribute> attributes;
};

struct RingHash {
    std::int64_t minimumRingSize = 0;
};

struct Maglev {
    std::int64_t tableSize = 0;
};

/// Exactly one key field makes sense; ring hash is the default algorithm.
struct ConsistentHash {
    std::string httpHeaderName, httpQueryParameterName;
    std::optional<HttpCookie> httpCookie;
    bool useSourceIp = false;
    std::optional<RingHash> ringHash;
    std::optional<Maglev> maglev;
    std::int64_t minimumRingSize = 0; ///< deprecated
};

struct LocalityDistribute {
    std::string from;
    std::map<std::string, std::int64_t> to; ///< locality → percent
};

struct LocalityFailover {
    std::string from, to;
};

struct LocalityLbSetting {
    std::vector<LocalityDistribute> distribute;
    std::vector<LocalityFailover> failover;
    std::vector<std::string> failoverPriority;
    std::optional<bool> enabled;
};

struct Warmup {
    std::optional<Duration> duration;
    std::optional<double> minimumPercent, aggression;
};

struct ZoneAwareLbSetting {
    std::vector<LocalityFailover> failover;
    std::vector<std::string> failoverPriority;
    std::optional<bool> enabled;
    std::optional<std::int64_t> minClusterSize;
};

struct LoadBalancer {
    std::string simple; ///< "", UNSPECIFIED, ROUND_ROBIN, LEAST_REQUEST, LEAST_CONN, RANDOM, PASSTHROUGH
    std::optional<ConsistentHash> consistentHash;
    std::optional<LocalityLbSetting> localityLbSetting;
    std::optional<Duration> warmupDurationSecs; ///< deprecated form of warmup
    std::optional<Warmup> warmup;
    std::optional<ZoneAwareLbSetting> zoneAwareLbSetting;
};

struct TcpKeepalive {
    std::int64_t probes = 0;
    std::optional<Duration> time, interval;
};

/// Limits: 0 or absent means Envoy's maximum. Istio: pilot/pkg/networking/core/cluster_traffic_policy.go.
struct TcpPool {
    std::int64_t maxConnections = 0;
    std::optional<Duration> connectTimeout, maxConnectionDuration, idleTimeout;
    std::optional<TcpKeepalive> tcpKeepalive;
};

struct Http2KeepAlive {
    std::optional<Duration> interval, timeout;
};

struct HttpPool {
    std::int64_t http1MaxPendingRequests = 0, http2MaxRequests = 0, maxRequestsPerConnection = 0, maxRetries = 0;
    std::int64_t maxConcurrentStreams = 0;
    std::optional<Duration> idleTimeout;
    std::string h2UpgradePolicy; ///< "", DEFAULT, DO_NOT_UPGRADE, UPGRADE
    bool useClientProtocol = false;
    std::optional<Http2KeepAlive> http2KeepAlive;
};

struct ConnectionPool {
    std::optional<TcpPool> tcp;
    std::optional<HttpPool> http;
};

struct OutlierDetection {
    std::optional<std::int64_t> consecutive5xxErrors, consecutiveGatewayErrors, consecutiveLocalOriginFailures;
    std::int64_t consecutiveErrors = 0; ///< deprecated
    bool splitExternalLocalOriginErrors = false;
    std::optional<Duration> interval, baseEjectionTime;
    std::int64_t maxEjectionPercent = 0, minHealthPercent = 0;
    std::vector<std::int64_t> outlierDetectionHttpErrorCodes; ///< statuses that count as errors
};

struct ClientTls {
    std::string mode; ///< DISABLE, SIMPLE, MUTUAL, ISTIO_MUTUAL
    std::string clientCertificate, privateKey, caCertificates, credentialName, sni, caCrl;
    std::vector<std::string> subjectAltNames;
    std::optional<bool> insecureSkipVerify;
};

/// `{mode}` of `trafficPolicy.tunnel`/`proxyProtocol` are kept as text; the simulator does not act on them.
struct Tunnel {
    std::string protocol, targetHost;
    std::int64_t targetPort = 0;
};

struct ProxyProtocol {
    std::string version;
};

struct RetryBudget {
    std::optional<PercentValue> percent; ///< written as a bare number
    std::int64_t minRetryConcurrency = 0;
    std::optional<Duration> budgetInterval;
};

struct PortTrafficPolicy {
    std::optional<PortSelector> port;
    std::optional<LoadBalancer> loadBalancer;
    std::optional<ConnectionPool> connectionPool;
    std::optional<OutlierDetection> outlierDetection;
    std::optional<ClientTls> tls;
};

struct TrafficPolicy {
    std::optional<LoadBalancer> loadBalancer;
    std::optional<ConnectionPool> connectionPool;
    std::optional<OutlierDetection> outlierDetection;
    std::optional<ClientTls> tls;
    std::vector<PortTrafficPolicy> portLevelSettings;
    std::optional<Tunnel> tunnel;
    std::optional<ProxyProtocol> proxyProtocol;
    std::optional<RetryBudget> retryBudget;
};

struct Subset {
    std::string name;
    Labels labels;
    std::optional<TrafficPolicy> trafficPolicy;
};

struct DestinationRule {
    Host host;
    std::optional<TrafficPolicy> trafficPolicy;
    std::vector<Subset> subsets;
    std::vector<std::string> exportTo;
    std::optional<WorkloadSelector> workloadSelector;
};

} // namespace meshwright::model::istio
