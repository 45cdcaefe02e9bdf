// What one proxy knows: Envoy's configuration as istiod would write it for this proxy, reduced to what decides a
// request. Built by sim/routing/compile, read by the matcher, the explainer and the running mesh. Immutable.
#pragma once

#include "model/base/units.h"
#include "model/design/resource.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <re2/re2.h>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace meshwright::sim::routing {

using model::Duration;
using model::Origin;
using Regex = std::shared_ptr<const re2::RE2>;

/// How a text is tested. `Present` asks only for existence.
struct TextMatcher {
    enum class Kind { Exact, Prefix, Suffix, Contains, Regex, Present };
    Kind kind = Kind::Exact;
    std::string value;
    Regex regex;
    bool ignoreCase = false;

    bool matches(std::string_view text) const;
};

/// One header condition; pseudo-headers are ":method", ":authority", ":scheme".
/// Envoy: source/common/http/header_utility.cc.
struct HeaderMatcher {
    std::string name; ///< lower case
    TextMatcher test;
    bool invert = false;
    bool treatMissingAsEmpty = false;
    std::string field; ///< path of the condition relative to the route's origin, for explanations
};

struct QueryMatcher {
    std::string name;
    TextMatcher test;
    std::string field;
};

struct PathMatcher {
    enum class Kind { Prefix, Exact, Regex, SeparatedPrefix };
    Kind kind = Kind::Prefix;
    std::string value = "/";
    Regex regex;
    bool ignoreCase = false;
};

/// A condition on a claim of the request's validated JWT (`@request.auth.claims…`), e.g. {"group", "id"}.
struct ClaimMatcher {
    std::vector<std::string> path;
    TextMatcher test;
    bool invert = false;
    std::string field;
};

struct RouteMatch {
    PathMatcher path;
    std::vector<HeaderMatcher> headers;
    std::vector<QueryMatcher> query;
    std::vector<ClaimMatcher> claims;
    /// Envoy's catch-all as istiod sorts by it. Istio: route.go (IsCatchAllRoute).
    bool isCatchAll() const;
};

/// Header changes of one level, in Envoy's order: remove, then overwrite, then append.
struct HeaderMutations {
    std::vector<std::string> remove;
    std::vector<std::pair<std::string, std::string>> overwrite, append;
    bool empty() const { return remove.empty() && overwrite.empty() && append.empty(); }
};

/// Integer numerator over denominator, tested as `draw % denominator < numerator`.
struct Fraction {
    std::uint32_t numerator = 0, denominator = 1'000'000;
};

struct RetryPolicy {
    std::uint32_t numRetries = 0; ///< 0 with `enabled` still gives URX at once, as Envoy does
    bool enabled = false;         ///< false: no retry policy at all
    // Envoy's retry_on tokens, as flags
    bool on5xx = false, gatewayError = false, connectFailure = false, retriable4xx = false, refusedStream = false,
         retriableStatusCodes = false, reset = false, resetBeforeRequest = false, retriableHeaders = false,
         envoyRatelimited = false, http3PostConnectFailure = false;
    bool grpcCancelled = false, grpcDeadlineExceeded = false, grpcInternal = false, grpcResourceExhausted = false,
         grpcUnavailable = false;
    std::vector<std::uint32_t> statusCodes;
    Duration perTryTimeout;                            ///< 0 = none
    Duration backoffBase = Duration::milliseconds(25); ///< max is 10 × base
    bool previousHosts = false;                        ///< retry_host_predicate previous_hosts
    std::uint32_t hostSelectionAttempts = 1;           ///< extra picks
    bool previousPriorities = false;                   ///< retryRemoteLocalities
    Origin origin;
};

struct HashPolicy {
    enum class Kind { Header, Cookie, SourceIp, Query };
    Kind kind = Kind::Header;
    std::string name;
    std::optional<Duration> cookieTtl;
    std::string cookiePath;
    bool terminal = false;
};

struct Mirror {
    std::string cluster;
    Fraction fraction{1'000'000, 1'000'000};
    bool appendShadowSuffix = false;
    Origin origin;
};

struct WeightedCluster {
    std::string cluster;
    std::uint32_t weight = 1;
    HeaderMutations request, response;
    std::optional<std::string> hostRewrite;
    Origin origin; ///< the destination
};

/// Route to a cluster. `clusters` has at least one entry; more than one is a split by weight.
struct Forward {
    std::vector<WeightedCluster> clusters;
    std::optional<std::string> prefixRewrite; ///< replaces the matched prefix (or the whole path of an exact match)
    Regex regexRewrite;
    std::string regexSubstitution;
    std::optional<std::string> hostRewrite;
    Duration timeout; ///< 0 = none
    RetryPolicy retry;
    std::vector<Mirror> mirrors;
    std::vector<HashPolicy> hash;
    Origin timeoutOrigin;
};

struct Redirect {
    std::uint32_t code = 301;
    std::optional<std::string> path, prefixRewrite, authority, scheme;
    std::optional<std::uint32_t> port;
    bool stripQuery = false;
};

struct DirectResponse {
    std::uint32_t status = 200;
    std::string body;
};

/// An action that istiod leaves without effect (no route, no redirect): Envoy answers 404? 500? as recorded.
struct NoAction {};

struct Fault {
    std::optional<Fraction> delayShare;
    Duration delay;
    std::optional<Fraction> abortShare;
    std::uint32_t abortStatus = 0;
    std::optional<std::uint32_t> abortGrpcStatus;
    Origin origin;
};

struct Cors {
    std::vector<TextMatcher> allowOrigins;
    std::string allowMethods, allowHeaders, exposeHeaders, maxAge;
    std::optional<bool> allowCredentials;
    bool forwardNotMatchingPreflights = true;
    Origin origin;
};

struct Route {
    std::string name;
    RouteMatch match;
    std::variant<Forward, Redirect, DirectResponse, NoAction> action;
    HeaderMutations request, response;
    std::optional<Fault> fault;
    std::optional<Cors> cors;
    Origin origin;      ///< the rule ("spec.http[0]")
    Origin matchOrigin; ///< the match block ("spec.http[0].match[1]"), or the rule where it has none
};

using RoutePtr = std::shared_ptr<const Route>;

/// Routes are shared: the hosts of one VirtualService have the same ones, and a recompile keeps what did not change.
struct VirtualHost {
    std::string name;
    std::vector<std::string> domains; ///< lower case
    std::vector<RoutePtr> routes;
    bool requireTls = false; ///< httpsRedirect
    Origin origin;
};
using VirtualHostPtr = std::shared_ptr<const VirtualHost>;

/// One RDS table.
struct RouteTable {
    std::string name;
    std::vector<VirtualHostPtr> virtualHosts;
    bool ignorePortInHost = true;
};
using RouteTablePtr = std::shared_ptr<const RouteTable>;

/// Limits of one cluster; Envoy's defaults are istiod's maximum 2^32-1.
struct CircuitBreakers {
    std::uint32_t maxConnections = 0xffffffffu, maxPendingRequests = 0xffffffffu, maxRequests = 0xffffffffu,
                  maxRetries = 0xffffffffu;
    std::optional<double> retryBudgetPercent;
    std::uint32_t retryBudgetMinConcurrency = 3;
    Origin origin;
};

/// Envoy's outlier detection after istiod's translation.
struct OutlierDetection {
    std::uint32_t consecutive5xx = 5, enforcingConsecutive5xx = 100;
    std::uint32_t consecutiveGateway = 5, enforcingConsecutiveGateway = 0;
    bool splitLocalOrigin = false;
    std::uint32_t consecutiveLocalOrigin = 5, enforcingConsecutiveLocalOrigin = 100;
    Duration interval = Duration::seconds(10), baseEjectionTime = Duration::seconds(30),
             maxEjectionTime = Duration::seconds(300);
    std::uint32_t maxEjectionPercent = 10;
    Origin origin;
};

enum class LbPolicy { RoundRobin, LeastRequest, Random, RingHash, Maglev, ClusterProvided };

struct SlowStart {
    Duration window;
    double aggression = 1;
    double minWeightPercent = 10;
};

struct Endpoint {
    std::string address; ///< "127.1.2.1"
    std::uint32_t port = 0;
    std::string pod;      ///< "reviews-v1-0"; empty = outside the mesh
    std::string workload; ///< Deployment's name, or "outside"
    std::string ns;
    model::istio::Labels labels;
    std::string locality; ///< "region/zone/subzone"
    std::uint32_t priority = 0;
    std::uint32_t weight = 1;
    bool ready = true;
    bool mtls = false;
};

/// A destination as one proxy sees it: CDS and EDS in one.
struct Cluster {
    enum class Discovery { Eds, StrictDns, LogicalDns, OriginalDestination, Static, DynamicForwardProxy, BlackHole };
    std::string name;
    Discovery discovery = Discovery::Eds;
    std::string service; ///< host name of its service
    std::string subset;
    std::uint32_t port = 0;
    std::vector<Endpoint> endpoints;
    LbPolicy lb = LbPolicy::LeastRequest;
    std::uint64_t ringMinimum = 1024, ringMaximum = 8u << 20, maglevSize = 65537;
    std::optional<SlowStart> slowStart;
    bool localityWeighted = false;
    std::map<std::string, std::uint32_t> localityWeights;
    double panicThresholdPercent = 0;
    CircuitBreakers breakers;
    std::optional<OutlierDetection> outlier;
    Duration connectTimeout = Duration::seconds(10);
    std::uint32_t maxRequestsPerConnection = 0; ///< 0 = no limit
    std::optional<Duration> maxConnectionDuration, idleTimeout;
    bool http2 = false;
    std::uint32_t maxConcurrentStreams = 1024;
    enum class Tls { None, AutoMtls, IstioMutual, Simple, Mutual };
    Tls tls = Tls::None;
    Origin origin;       ///< the Service or ServiceEntry
    Origin policyOrigin; ///< the DestinationRule that shaped it, where there is one
};

/// What is done to a path before routes are looked up. Istio: MeshConfig.pathNormalization.
enum class PathNormalization { Base, None, MergeSlashes, DecodeAndMergeSlashes };

/// Clusters by name. Shared by the tables that one proxy has before and after an edit of routes.
class ClusterTable {
public:
    using Map = std::map<std::string, std::shared_ptr<const Cluster>>;

    ClusterTable() : ClusterTable(Map{}) {}
    ClusterTable(Map map) : map_(std::make_shared<const Map>(std::move(map))) {}

    Map::const_iterator begin() const { return map_->begin(); }
    Map::const_iterator end() const { return map_->end(); }
    Map::const_iterator find(const std::string& name) const { return map_->find(name); }
    std::size_t size() const { return map_->size(); }
    const Map& map() const { return *map_; }

private:
    std::shared_ptr<const Map> map_;
};

struct ProxyScope;

/// Everything HTTP that one proxy sends by, by listener port.
struct ProxyTables {
    PathNormalization pathNormalization = PathNormalization::Base;
    /// Listener port → route table of the plain-text HTTP listener on it. A port without an entry has none.
    std::map<std::uint32_t, RouteTablePtr> http;
    /// Every route table by its RDS name: "http.80", "https.443.https.gw.default" on gateways, "80" and
    /// "reviews.default.svc.cluster.local:9080" (sniffed ports) on sidecars.
    std::map<std::string, RouteTablePtr> named;
    ClusterTable clusters;
    /// What the proxy sees of the mesh, for making its tables anew after an edit; its lists of VirtualServices may be
    /// older than the tables.
    std::shared_ptr<const ProxyScope> scope;
    model::Diagnostics diagnostics; ///< what could not be compiled as written (a regular expression that RE2 refuses)
};

} // namespace meshwright::sim::routing
