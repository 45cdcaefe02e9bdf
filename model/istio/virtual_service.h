// VirtualService: where to go. networking.istio.io/v1
#pragma once

#include "model/istio/common.h"

namespace meshwright::model::istio {

/// One entry of `http[].match`: all its conditions are ANDed. Header, query and label maps keep sorted order, as
/// istiod.
struct HttpMatch {
    std::string name;
    std::optional<StringMatch> uri, scheme, method, authority;
    std::map<std::string, StringMatch> headers, withoutHeaders, queryParams;
    bool ignoreUriCase = false;
    std::int64_t port = 0;
    Labels sourceLabels;
    std::string sourceNamespace;
    std::vector<std::string> gateways;
    std::string statPrefix;
};

struct HeaderOperations {
    Labels set, add;
    std::vector<std::string> remove;
    bool empty() const { return set.empty() && add.empty() && remove.empty(); }
};

struct Headers {
    HeaderOperations request, response;
};

/// One entry of `http[].route`.
struct HttpRouteDestination {
    Destination destination;
    std::int64_t weight = 0;
    std::optional<Headers> headers;
};

struct HttpRedirect {
    std::string uri, authority, scheme, derivePort, prefixRewrite;
    std::optional<std::int64_t> port;
    std::int64_t redirectCode = 0; ///< 0 = unset = 301
};

struct HttpBody {
    std::optional<std::string> string, bytes;
};

struct HttpDirectResponse {
    std::int64_t status = 0;
    std::optional<HttpBody> body;
};

struct RegexRewrite {
    std::string match, rewrite;
};

struct HttpRewrite {
    std::string uri, authority;
    std::optional<RegexRewrite> uriRegexRewrite;
};

struct HttpRetry {
    std::int64_t attempts = 0;
    std::optional<Duration> perTryTimeout;
    std::string retryOn;
    std::optional<bool> retryRemoteLocalities, retryIgnorePreviousHosts;
    std::optional<Duration> backoff;
};

struct FaultDelay {
    std::optional<Duration> fixedDelay, exponentialDelay;
    std::optional<PercentValue> percentage;
    std::int64_t percent = 0; ///< deprecated whole percent
};

struct FaultAbort {
    std::optional<std::int64_t> httpStatus;
    std::string grpcStatus, http2Error;
    std::optional<PercentValue> percentage;
};

struct HttpFault {
    std::optional<FaultDelay> delay;
    std::optional<FaultAbort> abort;
};

struct HttpMirrorPolicy {
    Destination destination;
    std::optional<PercentValue> percentage;
};

struct CorsPolicy {
    std::vector<std::string> allowOrigin; ///< deprecated: exact origins
    std::vector<StringMatch> allowOrigins;
    std::vector<std::string> allowMethods, allowHeaders, exposeHeaders;
    std::optional<Duration> maxAge;
    std::optional<bool> allowCredentials;
    std::string unmatchedPreflights; ///< "", UNSPECIFIED, FORWARD or IGNORE
};

struct Delegate {
    std::string name, ns;
};

/// One entry of `spec.http`. Exactly one of route, redirect, directResponse, delegate makes sense; validation says so.
struct HttpRoute {
    std::string name;
    std::vector<HttpMatch> match;
    std::vector<HttpRouteDestination> route;
    std::optional<HttpRedirect> redirect;
    std::optional<HttpDirectResponse> directResponse;
    std::optional<Delegate> delegate;
    std::optional<HttpRewrite> rewrite;
    std::optional<Duration> timeout;
    std::optional<HttpRetry> retries;
    std::optional<HttpFault> fault;
    std::optional<Destination> mirror;
    std::vector<HttpMirrorPolicy> mirrors;
    std::optional<PercentValue> mirrorPercentage;
    std::optional<std::int64_t> mirrorPercent; ///< deprecated
    std::optional<CorsPolicy> corsPolicy;
    std::optional<Headers> headers;
};

/// One entry of `tls[].match`.
struct TlsMatch {
    std::vector<std::string> sniHosts, destinationSubnets;
    std::int64_t port = 0;
    Labels sourceLabels;
    std::vector<std::string> gateways;
    std::string sourceNamespace;
};

/// One entry of `tcp[].match`.
struct L4Match {
    std::vector<std::string> destinationSubnets;
    std::int64_t port = 0;
    std::string sourceSubnet;
    Labels sourceLabels;
    std::vector<std::string> gateways;
    std::string sourceNamespace;
};

/// `route` entry of tls and tcp rules.
struct L4RouteDestination {
    Destination destination;
    std::int64_t weight = 0;
};

struct TlsRoute {
    std::vector<TlsMatch> match;
    std::vector<L4RouteDestination> route;
};

struct TcpRoute {
    std::vector<L4Match> match;
    std::vector<L4RouteDestination> route;
};

struct VirtualService {
    std::vector<Host> hosts;
    std::vector<std::string> gateways;
    std::vector<HttpRoute> http;
    std::vector<TlsRoute> tls;
    std::vector<TcpRoute> tcp;
    std::vector<std::string> exportTo;
};

} // namespace meshwright::model::istio
