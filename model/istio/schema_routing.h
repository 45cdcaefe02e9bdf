// Field tables of VirtualService. Source of names and enumerations: istio.io/api networking/v1/virtual_service.proto.
#pragma once

#include "model/istio/schema_common.h"
#include "model/istio/virtual_service.h"

namespace meshwright::model::yaml {

template <> struct Schema<istio::HttpMatch> {
    using T = istio::HttpMatch;
    static constexpr std::string_view name = "HTTPMatchRequest";
    static constexpr std::tuple fields{
        field("name", &T::name, "Name of this condition, for logs."),
        field("uri", &T::uri, "The path, query not included.").shown(),
        field("scheme", &T::scheme, "http or https."),
        field("method", &T::method, "The request's method."),
        field("authority", &T::authority, "The Host header."),
        field("headers", &T::headers, "Headers by lower-case name; an empty condition means the header is present."),
        field("withoutHeaders", &T::withoutHeaders, "Headers that must not match their condition."),
        field("queryParams", &T::queryParams, "Query parameters by name."),
        field("ignoreUriCase", &T::ignoreUriCase, "Compare exact and prefix paths without regard to case."),
        field("port", &T::port, "Port on which the request came in.").is(Format::Port).unsigned32(),
        field("sourceLabels", &T::sourceLabels, "Labels of the calling workload; ignored at gateways.")
            .is(Format::Labels),
        field("sourceNamespace", &T::sourceNamespace, "Namespace of the calling workload.").is(Format::Namespace),
        field("gateways", &T::gateways, "Gateways to which this condition applies, instead of the service's.")
            .is(Format::Gateway),
        field("statPrefix", &T::statPrefix, "Prefix of the statistics of this route."),
    };
};

template <> struct Schema<istio::HeaderOperations> {
    using T = istio::HeaderOperations;
    static constexpr std::string_view name = "HeaderOperations";
    static constexpr std::tuple fields{
        field("set", &T::set, "Headers to overwrite."),
        field("add", &T::add, "Headers to append."),
        field("remove", &T::remove, "Names of headers to remove."),
    };
};

template <> struct Schema<istio::Headers> {
    using T = istio::Headers;
    static constexpr std::string_view name = "Headers";
    static constexpr std::tuple fields{
        field("request", &T::request, "Changes of the request before it is forwarded."),
        field("response", &T::response, "Changes of the response before it is returned."),
    };
};

template <> struct Schema<istio::HttpRouteDestination> {
    using T = istio::HttpRouteDestination;
    static constexpr std::string_view name = "HTTPRouteDestination";
    static constexpr std::tuple fields{
        field("destination", &T::destination, "The service version to which requests go.").shown(),
        field("weight", &T::weight, "Share relative to the sum of all weights of the rule.").shown(),
        field("headers", &T::headers, "Header changes for this destination only."),
    };
};

template <> struct Schema<istio::HttpRedirect> {
    using T = istio::HttpRedirect;
    static constexpr std::string_view name = "HTTPRedirect";
    static constexpr std::array<std::string_view, 2> derivations = {"FROM_PROTOCOL_DEFAULT", "FROM_REQUEST_PORT"};
    static constexpr std::tuple fields{
        field("uri", &T::uri, "New path; replaces the whole path.").shown(),
        field("authority", &T::authority, "New Host.").shown(),
        field("port", &T::port, "New port.").is(Format::Port).choiceOf("port").unsigned32(),
        field("derivePort", &T::derivePort, "How the new port follows from the request.")
            .choiceOf("port")
            .oneOf(derivations),
        field("scheme", &T::scheme, "New scheme, http or https."),
        field("prefixRewrite", &T::prefixRewrite, "Replaces the prefix that the rule matched."),
        field("redirectCode", &T::redirectCode, "Status of the answer, 301 where absent.")
            .is(Format::Status)
            .unsigned32(),
    };
};

template <> struct Schema<istio::HttpBody> {
    using T = istio::HttpBody;
    static constexpr std::string_view name = "HTTPBody";
    static constexpr std::tuple fields{
        field("string", &T::string, "Body as text.").choiceOf("body").is(Format::Lines),
        field("bytes", &T::bytes, "Body as base64.").choiceOf("body"),
    };
};

template <> struct Schema<istio::HttpDirectResponse> {
    using T = istio::HttpDirectResponse;
    static constexpr std::string_view name = "HTTPDirectResponse";
    static constexpr std::tuple fields{
        field("status", &T::status, "Status of the answer.").is(Format::Status).shown().unsigned32(),
        field("body", &T::body, "Body of the answer.").shown(),
    };
};

template <> struct Schema<istio::RegexRewrite> {
    using T = istio::RegexRewrite;
    static constexpr std::string_view name = "RegexRewrite";
    static constexpr std::tuple fields{
        field("match", &T::match, "RE2 expression found in the path.").is(Format::Regex).shown(),
        field("rewrite", &T::rewrite, "Replacement; \\1 stands for the first group.").shown(),
    };
};

template <> struct Schema<istio::HttpRewrite> {
    using T = istio::HttpRewrite;
    static constexpr std::string_view name = "HTTPRewrite";
    static constexpr std::tuple fields{
        field("uri", &T::uri, "Replaces the matched prefix, or the whole path of an exact match.").shown(),
        field("authority", &T::authority, "Replaces the Host header."),
        field("uriRegexRewrite", &T::uriRegexRewrite, "Replaces parts of the path by a regular expression."),
    };
};

template <> struct Schema<istio::HttpRetry> {
    using T = istio::HttpRetry;
    static constexpr std::string_view name = "HTTPRetry";
    static constexpr std::tuple fields{
        field("attempts", &T::attempts, "Retries after the first try; 0 switches retries off.").shown(),
        field("perTryTimeout", &T::perTryTimeout, "Time limit of each try, the first included.").shown(),
        field("retryOn", &T::retryOn, "Conditions, separated by commas, such as 5xx,connect-failure or a status.")
            .shown(),
        field("retryRemoteLocalities", &T::retryRemoteLocalities, "Retries may go to other localities."),
        field("retryIgnorePreviousHosts", &T::retryIgnorePreviousHosts, "Retries avoid pods already tried."),
        field("backoff", &T::backoff, "Base of the waiting time before a retry, 25ms where absent."),
    };
};

template <> struct Schema<istio::FaultDelay> {
    using T = istio::FaultDelay;
    static constexpr std::string_view name = "Delay";
    static constexpr std::tuple fields{
        field("fixedDelay", &T::fixedDelay, "How long the request waits before it is forwarded.").shown(),
        field("percentage", &T::percentage, "Share of requests that are delayed.").shown(),
        field("percent", &T::percent, "Old form of percentage, whole percent."),
        field("exponentialDelay", &T::exponentialDelay, "Not supported by Istio."),
    };
};

template <> struct Schema<istio::FaultAbort> {
    using T = istio::FaultAbort;
    static constexpr std::string_view name = "Abort";
    static constexpr std::tuple fields{
        field("httpStatus", &T::httpStatus, "Status of the answer, 200 to 599.")
            .is(Format::Status)
            .shown()
            .choiceOf("error"),
        field("grpcStatus", &T::grpcStatus, "gRPC status by name, such as UNAVAILABLE.").choiceOf("error"),
        field("percentage", &T::percentage, "Share of requests that are aborted.").shown(),
        field("http2Error", &T::http2Error, "Not supported by Istio.").choiceOf("error"),
    };
};

template <> struct Schema<istio::HttpFault> {
    using T = istio::HttpFault;
    static constexpr std::string_view name = "HTTPFaultInjection";
    static constexpr std::tuple fields{
        field("delay", &T::delay, "Let requests wait.").shown(),
        field("abort", &T::abort, "Answer without forwarding.").shown(),
    };
};

template <> struct Schema<istio::HttpMirrorPolicy> {
    using T = istio::HttpMirrorPolicy;
    static constexpr std::string_view name = "HTTPMirrorPolicy";
    static constexpr std::tuple fields{
        field("destination", &T::destination, "Where copies go; their answers are thrown away.").shown(),
        field("percentage", &T::percentage, "Share of requests that are copied.").shown(),
    };
};

template <> struct Schema<istio::CorsPolicy> {
    using T = istio::CorsPolicy;
    static constexpr std::string_view name = "CorsPolicy";
    static constexpr std::array<std::string_view, 3> preflights = {"UNSPECIFIED", "FORWARD", "IGNORE"};
    static constexpr std::tuple fields{
        field("allowOrigins", &T::allowOrigins, "Origins that may ask.").shown(),
        field("allowOrigin", &T::allowOrigin, "Old form of allowOrigins, exact."),
        field("allowMethods", &T::allowMethods, "Methods that are allowed.").is(Format::Method).shown(),
        field("allowHeaders", &T::allowHeaders, "Request headers that are allowed."),
        field("exposeHeaders", &T::exposeHeaders, "Response headers that scripts may read."),
        field("maxAge", &T::maxAge, "How long the answer to a preflight may be kept."),
        field("allowCredentials", &T::allowCredentials, "Credentials may be sent."),
        field("unmatchedPreflights", &T::unmatchedPreflights, "What happens to preflights of other origins.")
            .oneOf(preflights),
    };
};

template <> struct Schema<istio::Delegate> {
    using T = istio::Delegate;
    static constexpr std::string_view name = "Delegate";
    static constexpr std::tuple fields{
        field("name", &T::name, "The VirtualService that goes on from here.").is(Format::VirtualService).shown(),
        field("namespace", &T::ns, "Its namespace, this object's where absent.").is(Format::Namespace).shown(),
    };
};

template <> struct Schema<istio::HttpRoute> {
    using T = istio::HttpRoute;
    static constexpr std::string_view name = "HTTPRoute";
    static constexpr std::tuple fields{
        field("name", &T::name, "Name of the rule, seen in logs."),
        field("match", &T::match, "Conditions; one of them must hold. None: every request matches.").shown(),
        field("route", &T::route, "Destinations by weight.").choiceOf("action").shown(),
        field("redirect", &T::redirect, "Answer with a redirect instead of forwarding.").choiceOf("action"),
        field("directResponse", &T::directResponse, "Answer with a fixed response instead of forwarding.")
            .choiceOf("action"),
        field("delegate", &T::delegate, "Leave the rest of the decision to another VirtualService.").choiceOf("action"),
        field("rewrite", &T::rewrite, "Change path or host before forwarding."),
        field("timeout", &T::timeout, "Time limit of the whole request, retries included; none where absent.").shown(),
        field("retries", &T::retries, "How often and when a failed try is repeated.").shown(),
        field("fault", &T::fault, "Faults injected at the caller's side.").shown(),
        field("mirror", &T::mirror, "Where copies of the requests go."),
        field("mirrors", &T::mirrors, "Several places where copies go."),
        field("mirrorPercentage", &T::mirrorPercentage, "Share of requests copied to mirror, all where absent."),
        field("mirrorPercent", &T::mirrorPercent, "Old form of mirrorPercentage.")
            .unsigned32()
            .alsoNamed("mirror_percent"),
        field("corsPolicy", &T::corsPolicy, "Cross-origin requests."),
        field("headers", &T::headers, "Header changes for all destinations of the rule."),
    };
};

template <> struct Schema<istio::TlsMatch> {
    using T = istio::TlsMatch;
    static constexpr std::string_view name = "TLSMatchAttributes";
    static constexpr std::tuple fields{
        field("sniHosts", &T::sniHosts, "Server names of the TLS handshake, each one of the service's hosts.")
            .is(Format::Host)
            .shown(),
        field("destinationSubnets", &T::destinationSubnets, "Addresses to which the connection goes, as CIDR."),
        field("port", &T::port, "Port on which the connection came in.").is(Format::Port).unsigned32(),
        field("sourceLabels", &T::sourceLabels, "Labels of the calling workload.").is(Format::Labels),
        field("gateways", &T::gateways, "Gateways to which this condition applies.").is(Format::Gateway),
        field("sourceNamespace", &T::sourceNamespace, "Namespace of the calling workload.").is(Format::Namespace),
    };
};

template <> struct Schema<istio::L4Match> {
    using T = istio::L4Match;
    static constexpr std::string_view name = "L4MatchAttributes";
    static constexpr std::tuple fields{
        field("destinationSubnets", &T::destinationSubnets, "Addresses to which the connection goes, as CIDR."),
        field("port", &T::port, "Port on which the connection came in.").is(Format::Port).shown().unsigned32(),
        field("sourceSubnet", &T::sourceSubnet, "Addresses from which it comes; no longer used by Istio."),
        field("sourceLabels", &T::sourceLabels, "Labels of the calling workload.").is(Format::Labels),
        field("gateways", &T::gateways, "Gateways to which this condition applies.").is(Format::Gateway),
        field("sourceNamespace", &T::sourceNamespace, "Namespace of the calling workload.").is(Format::Namespace),
    };
};

template <> struct Schema<istio::L4RouteDestination> {
    using T = istio::L4RouteDestination;
    static constexpr std::string_view name = "RouteDestination";
    static constexpr std::tuple fields{
        field("destination", &T::destination, "The service version to which connections go.").shown(),
        field("weight", &T::weight, "Share relative to the sum of all weights of the rule.").shown(),
    };
};

template <> struct Schema<istio::TlsRoute> {
    using T = istio::TlsRoute;
    static constexpr std::string_view name = "TLSRoute";
    static constexpr std::tuple fields{
        field("match", &T::match, "Conditions; one of them must hold.").shown(),
        field("route", &T::route, "Destinations by weight.").shown(),
    };
};

template <> struct Schema<istio::TcpRoute> {
    using T = istio::TcpRoute;
    static constexpr std::string_view name = "TCPRoute";
    static constexpr std::tuple fields{
        field("match", &T::match, "Conditions; one of them must hold. None: every connection matches.").shown(),
        field("route", &T::route, "Destinations by weight.").shown(),
    };
};

template <> struct Schema<istio::VirtualService> {
    using T = istio::VirtualService;
    static constexpr std::string_view name = "VirtualService";
    static constexpr std::tuple fields{
        field("hosts", &T::hosts, "Hosts whose requests these rules route.").shown(),
        field("gateways", &T::gateways, "Gateways that use the rules, and mesh for sidecars; only mesh where absent.")
            .is(Format::Gateway)
            .shown(),
        field("http", &T::http, "HTTP rules; the first that matches decides.").shown(),
        field("tls", &T::tls, "Rules for TLS that is passed through, by server name."),
        field("tcp", &T::tcp, "Rules for other TCP connections."),
        field("exportTo", &T::exportTo, "Namespaces that see the rules; all where absent.").is(Format::Namespace),
    };
};

} // namespace meshwright::model::yaml
