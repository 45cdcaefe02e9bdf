// Field tables of DestinationRule. Source of names and enumerations: istio.io/api networking/v1/destination_rule.proto.
#pragma once

#include "model/istio/destination_rule.h"
#include "model/istio/schema_common.h"

namespace meshwright::model::yaml {

template <> struct Schema<istio::CookieAttribute> {
    using T = istio::CookieAttribute;
    static constexpr std::string_view name = "HTTPCookieAttribute";
    static constexpr std::tuple fields{
        field("name", &T::name, "Name of the attribute, such as SameSite.").shown(),
        field("value", &T::value, "Value of the attribute; none for a flag.").shown(),
    };
};

template <> struct Schema<istio::HttpCookie> {
    using T = istio::HttpCookie;
    static constexpr std::string_view name = "HTTPCookie";
    static constexpr std::tuple fields{
        field("name", &T::name, "Name of the cookie.").shown(),
        field("path", &T::path, "Path of the cookie."),
        field("ttl", &T::ttl, "Lifetime; where set, the proxy makes a missing cookie.").shown(),
        field("attributes", &T::attributes, "Further attributes of a cookie that the proxy makes."),
    };
};

template <> struct Schema<istio::RingHash> {
    using T = istio::RingHash;
    static constexpr std::string_view name = "RingHash";
    static constexpr std::tuple fields{
        field("minimumRingSize", &T::minimumRingSize, "Fewest entries of the ring, 1024 where absent.").unsigned64(),
    };
};

template <> struct Schema<istio::Maglev> {
    using T = istio::Maglev;
    static constexpr std::string_view name = "MagLev";
    static constexpr std::tuple fields{
        field("tableSize", &T::tableSize, "Size of the table, a prime; 65537 where absent.").unsigned64(),
    };
};

template <> struct Schema<istio::ConsistentHash> {
    using T = istio::ConsistentHash;
    static constexpr std::string_view name = "ConsistentHashLB";
    static constexpr std::tuple fields{
        field("httpHeaderName", &T::httpHeaderName, "Hash this header.").choiceOf("key").shown(),
        field("httpCookie", &T::httpCookie, "Hash this cookie.").choiceOf("key"),
        field("useSourceIp", &T::useSourceIp, "Hash the caller's address.").choiceOf("key"),
        field("httpQueryParameterName", &T::httpQueryParameterName, "Hash this query parameter.").choiceOf("key"),
        field("ringHash", &T::ringHash, "Use a hash ring.").choiceOf("algorithm"),
        field("maglev", &T::maglev, "Use a Maglev table.").choiceOf("algorithm"),
        field("minimumRingSize", &T::minimumRingSize, "Old form of ringHash.minimumRingSize.").unsigned64(),
    };
};

template <> struct Schema<istio::LocalityDistribute> {
    using T = istio::LocalityDistribute;
    static constexpr std::string_view name = "Distribute";
    static constexpr std::tuple fields{
        field("from", &T::from, "Locality of the caller, region/zone/sub-zone.").shown(),
        field("to", &T::to, "Percent by destination locality; the sum is 100.").shown().unsigned32(),
    };
};

template <> struct Schema<istio::LocalityFailover> {
    using T = istio::LocalityFailover;
    static constexpr std::string_view name = "Failover";
    static constexpr std::tuple fields{
        field("from", &T::from, "Region that fails.").shown(),
        field("to", &T::to, "Region that takes over.").shown(),
    };
};

template <> struct Schema<istio::LocalityLbSetting> {
    using T = istio::LocalityLbSetting;
    static constexpr std::string_view name = "LocalityLoadBalancerSetting";
    static constexpr std::tuple fields{
        field("distribute", &T::distribute, "Shares of traffic by locality.").shown(),
        field("failover", &T::failover, "Where traffic goes when a region fails; needs outlierDetection.").shown(),
        field("failoverPriority", &T::failoverPriority, "Labels by which pods are ranked."),
        field("enabled", &T::enabled, "Locality load balancing is on."),
    };
};

template <> struct Schema<istio::ZoneAwareLbSetting> {
    using T = istio::ZoneAwareLbSetting;
    static constexpr std::string_view name = "ZoneAwareLoadBalancerSetting";
    static constexpr std::tuple fields{
        field("failover", &T::failover, "Where traffic goes when a region fails."),
        field("failoverPriority", &T::failoverPriority, "Labels by which pods are ranked."),
        field("enabled", &T::enabled, "Zone-aware load balancing is on.").shown(),
        field("minClusterSize", &T::minClusterSize, "Fewest pods for which zones are looked at.").unsigned32(),
    };
};

template <> struct Schema<istio::Warmup> {
    using T = istio::Warmup;
    static constexpr std::string_view name = "WarmupConfiguration";
    static constexpr std::tuple fields{
        field("duration", &T::duration, "How long a new pod's share grows.").shown(),
        field("minimumPercent", &T::minimumPercent, "Share with which a new pod begins, in percent; 10 where absent."),
        field("aggression", &T::aggression, "How fast the share grows, at least 1; 1 is linear."),
    };
};

template <> struct Schema<istio::LoadBalancer> {
    using T = istio::LoadBalancer;
    static constexpr std::string_view name = "LoadBalancerSettings";
    static constexpr std::array<std::string_view, 6> algorithms = {"UNSPECIFIED", "ROUND_ROBIN", "LEAST_REQUEST",
                                                                   "LEAST_CONN",  "RANDOM",      "PASSTHROUGH"};
    static constexpr std::tuple fields{
        field("simple", &T::simple, "How a pod is picked; LEAST_REQUEST where absent.")
            .choiceOf("policy")
            .shown()
            .oneOf(algorithms),
        field("consistentHash", &T::consistentHash, "Requests with the same key go to the same pod.")
            .choiceOf("policy"),
        field("localityLbSetting", &T::localityLbSetting, "Prefer or split by locality."),
        field("warmup", &T::warmup, "New pods get their share slowly."),
        field("warmupDurationSecs", &T::warmupDurationSecs, "Old form of warmup.duration."),
        field("zoneAwareLbSetting", &T::zoneAwareLbSetting, "Prefer the caller's zone."),
    };
};

template <> struct Schema<istio::TcpKeepalive> {
    using T = istio::TcpKeepalive;
    static constexpr std::string_view name = "TcpKeepalive";
    static constexpr std::tuple fields{
        field("probes", &T::probes, "Unanswered probes after which the connection is dead.").unsigned32(),
        field("time", &T::time, "Idle time before the first probe."),
        field("interval", &T::interval, "Time between probes."),
    };
};

template <> struct Schema<istio::TcpPool> {
    using T = istio::TcpPool;
    static constexpr std::string_view name = "TCPSettings";
    static constexpr std::tuple fields{
        field("maxConnections", &T::maxConnections, "Most connections to the host; no limit where absent.").shown(),
        field("connectTimeout", &T::connectTimeout, "Time limit for a new connection, 10s where absent.").shown(),
        field("tcpKeepalive", &T::tcpKeepalive, "TCP keepalive of the connections."),
        field("maxConnectionDuration", &T::maxConnectionDuration, "Longest life of a connection."),
        field("idleTimeout", &T::idleTimeout, "Idle time after which a TCP connection is closed, 1h where absent."),
    };
};

template <> struct Schema<istio::Http2KeepAlive> {
    using T = istio::Http2KeepAlive;
    static constexpr std::string_view name = "HTTP2KeepAlive";
    static constexpr std::tuple fields{
        field("interval", &T::interval, "Time between pings."),
        field("timeout", &T::timeout, "How long an answer may take."),
    };
};

template <> struct Schema<istio::HttpPool> {
    using T = istio::HttpPool;
    static constexpr std::string_view name = "HTTPSettings";
    static constexpr std::array<std::string_view, 3> upgrades = {"DEFAULT", "DO_NOT_UPGRADE", "UPGRADE"};
    static constexpr std::tuple fields{
        field("http1MaxPendingRequests", &T::http1MaxPendingRequests, "Most requests that wait for a connection.")
            .shown(),
        field("http2MaxRequests", &T::http2MaxRequests, "Most requests at once, HTTP/1.1 included.").shown(),
        field("maxRequestsPerConnection", &T::maxRequestsPerConnection, "Requests after which a connection is closed."),
        field("maxRetries", &T::maxRetries, "Most retries at once.").shown(),
        field("idleTimeout", &T::idleTimeout, "Idle time after which a connection is closed, 1h where absent."),
        field("h2UpgradePolicy", &T::h2UpgradePolicy, "Whether HTTP/1.1 goes on as HTTP/2.").oneOf(upgrades),
        field("useClientProtocol", &T::useClientProtocol, "Use the protocol that the caller uses."),
        field("maxConcurrentStreams", &T::maxConcurrentStreams, "Most requests at once on one HTTP/2 connection."),
        field("http2KeepAlive", &T::http2KeepAlive, "Pings on HTTP/2 connections."),
    };
};

template <> struct Schema<istio::ConnectionPool> {
    using T = istio::ConnectionPool;
    static constexpr std::string_view name = "ConnectionPoolSettings";
    static constexpr std::tuple fields{
        field("tcp", &T::tcp, "Limits of connections.").shown(),
        field("http", &T::http, "Limits of requests.").shown(),
    };
};

template <> struct Schema<istio::OutlierDetection> {
    using T = istio::OutlierDetection;
    static constexpr std::string_view name = "OutlierDetection";
    static constexpr std::tuple fields{
        field("consecutive5xxErrors", &T::consecutive5xxErrors,
              "5xx answers in a row that eject a pod; 0 switches off.")
            .shown()
            .unsigned32(),
        field("consecutiveGatewayErrors", &T::consecutiveGatewayErrors,
              "502, 503 or 504 answers in a row that eject a pod.")
            .unsigned32(),
        field("consecutiveLocalOriginFailures", &T::consecutiveLocalOriginFailures,
              "Failed connections in a row that eject a pod; needs splitExternalLocalOriginErrors.")
            .unsigned32(),
        field("splitExternalLocalOriginErrors", &T::splitExternalLocalOriginErrors,
              "Count failed connections apart from error answers."),
        field("interval", &T::interval, "Time between checks, 10s where absent.").shown(),
        field("baseEjectionTime", &T::baseEjectionTime, "First ejection; each further one is longer. 30s where absent.")
            .shown(),
        field("maxEjectionPercent", &T::maxEjectionPercent, "Largest share of pods ejected at once, 10 where absent.")
            .shown(),
        field("minHealthPercent", &T::minHealthPercent, "Below this share of healthy pods, all are used."),
        field("consecutiveErrors", &T::consecutiveErrors, "Old form of consecutiveGatewayErrors."),
        field("outlierDetectionHttpErrorCodes", &T::outlierDetectionHttpErrorCodes, "Statuses that count as errors."),
    };
};

template <> struct Schema<istio::ClientTls> {
    using T = istio::ClientTls;
    static constexpr std::string_view name = "ClientTLSSettings";
    static constexpr std::array<std::string_view, 4> modes = {"DISABLE", "SIMPLE", "MUTUAL", "ISTIO_MUTUAL"};
    static constexpr std::tuple fields{
        field("mode", &T::mode, "How connections to the host are secured.").shown().oneOf(modes),
        field("clientCertificate", &T::clientCertificate, "File with the caller's certificate."),
        field("privateKey", &T::privateKey, "File with the caller's key."),
        field("caCertificates", &T::caCertificates, "File with the authorities that vouch for the server."),
        field("credentialName", &T::credentialName, "Secret with the certificates."),
        field("subjectAltNames", &T::subjectAltNames, "Names that the server's certificate must have.")
            .is(Format::Plain),
        field("sni", &T::sni, "Server name sent in the handshake."),
        field("insecureSkipVerify", &T::insecureSkipVerify, "Do not check the server's certificate."),
        field("caCrl", &T::caCrl, "File with revoked certificates."),
    };
};

template <> struct Schema<istio::Tunnel> {
    using T = istio::Tunnel;
    static constexpr std::string_view name = "TunnelSettings";
    static constexpr std::tuple fields{
        field("protocol", &T::protocol, "CONNECT or POST."),
        field("targetHost", &T::targetHost, "Host to which the tunnel leads.").is(Format::Host).shown(),
        field("targetPort", &T::targetPort, "Port to which the tunnel leads.").is(Format::Port).shown().unsigned32(),
    };
};

template <> struct Schema<istio::ProxyProtocol> {
    using T = istio::ProxyProtocol;
    static constexpr std::string_view name = "ProxyProtocol";
    static constexpr std::array<std::string_view, 2> versions = {"V1", "V2"};
    static constexpr std::tuple fields{
        field("version", &T::version, "Version of the PROXY protocol.").oneOf(versions),
    };
};

template <> struct Schema<istio::RetryBudget> {
    using T = istio::RetryBudget;
    static constexpr std::string_view name = "RetryBudget";
    static constexpr std::tuple fields{
        field("percent", &T::percent, "Most retries as a share of requests, 20 where absent.").shown().asNumber(),
        field("minRetryConcurrency", &T::minRetryConcurrency, "Retries that are always allowed.").unsigned32(),
        field("budgetInterval", &T::budgetInterval, "Time over which requests are counted."),
    };
};

template <> struct Schema<istio::PortTrafficPolicy> {
    using T = istio::PortTrafficPolicy;
    static constexpr std::string_view name = "PortTrafficPolicy";
    static constexpr std::tuple fields{
        field("port", &T::port, "The port for which these settings replace the others.").shown(),
        field("loadBalancer", &T::loadBalancer, "How a pod is picked."),
        field("connectionPool", &T::connectionPool, "Limits of connections and requests."),
        field("outlierDetection", &T::outlierDetection, "When a failing pod is left out."),
        field("tls", &T::tls, "How connections are secured."),
    };
};

template <> struct Schema<istio::TrafficPolicy> {
    using T = istio::TrafficPolicy;
    static constexpr std::string_view name = "TrafficPolicy";
    static constexpr std::tuple fields{
        field("loadBalancer", &T::loadBalancer, "How a pod is picked.").shown(),
        field("connectionPool", &T::connectionPool, "Limits of connections and requests: the circuit breaker.").shown(),
        field("outlierDetection", &T::outlierDetection, "When a failing pod is left out for a while.").shown(),
        field("tls", &T::tls, "How connections are secured.").shown(),
        field("portLevelSettings", &T::portLevelSettings, "Settings for single ports."),
        field("tunnel", &T::tunnel, "Go through a proxy."),
        field("proxyProtocol", &T::proxyProtocol, "Send the PROXY protocol."),
        field("retryBudget", &T::retryBudget, "Limit retries by a share of requests."),
    };
};

template <> struct Schema<istio::Subset> {
    using T = istio::Subset;
    static constexpr std::string_view name = "Subset";
    static constexpr std::tuple fields{
        field("name", &T::name, "Name by which routes refer to this version.").shown(),
        field("labels", &T::labels, "Labels of the pods that belong to it.").is(Format::Labels).shown(),
        field("trafficPolicy", &T::trafficPolicy, "Settings for this version only."),
    };
};

template <> struct Schema<istio::DestinationRule> {
    using T = istio::DestinationRule;
    static constexpr std::string_view name = "DestinationRule";
    static constexpr std::tuple fields{
        field("host", &T::host, "The service to which this applies.").shown(),
        field("trafficPolicy", &T::trafficPolicy, "Settings for all its versions.").shown(),
        field("subsets", &T::subsets, "Versions of the service, by labels.").shown(),
        field("exportTo", &T::exportTo, "Namespaces whose callers use this; all where absent.").is(Format::Namespace),
        field("workloadSelector", &T::workloadSelector, "Only these callers use this.").only("matchLabels"),
    };
};

} // namespace meshwright::model::yaml
