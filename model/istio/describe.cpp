#include "model/istio/describe.h"

#include <cstdio>

namespace meshwright::model::istio {

namespace {

std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3f", value);
    std::string out = text;
    while (out.back() == '0') out.pop_back();
    if (out.back() == '.') out.pop_back();
    return out;
}

std::string percent(double value) {
    return number(value) + " %";
}

void join(std::string& out, const std::string& part, const char* between) {
    if (!out.empty()) out += between;
    out += part;
}

std::string pathWords(const StringMatch& uri) {
    if (uri.exact) return "path " + *uri.exact;
    if (uri.prefix) return "path " + *uri.prefix + "*";
    return "path " + describe(uri);
}

std::string target(const Destination& destination) {
    if (!destination.subset.empty()) return destination.subset;
    std::string name = destination.host.text;
    if (destination.port && destination.port->number > 0) name += ":" + std::to_string(destination.port->number);
    return name;
}

void limit(std::string& out, std::int64_t value, const char* words) {
    if (value > 0) join(out, std::to_string(value) + " " + words, ", ");
}

std::string lower(std::string text) {
    for (char& c : text) c = c == '_' ? ' ' : (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    return text;
}

PolicyWords balancer(const LoadBalancer& lb) {
    if (lb.consistentHash) {
        const auto& hash = *lb.consistentHash;
        std::string key = "source IP";
        if (!hash.httpHeaderName.empty())
            key = "header " + hash.httpHeaderName;
        else if (hash.httpCookie)
            key = "cookie " + hash.httpCookie->name;
        else if (!hash.httpQueryParameterName.empty())
            key = "query " + hash.httpQueryParameterName;
        return {PolicyKind::Balancer, "hash " + key,
                "Load balancer: requests with the same " + key + " go to the same pod" +
                    (hash.maglev ? " (Maglev)" : " (ring hash)")};
    }
    const std::string name = lb.simple.empty() ? "least request" : lower(lb.simple);
    return {PolicyKind::Balancer, name == "unspecified" ? "least request" : name, "Load balancer: " + name};
}

} // namespace

std::string describe(Duration duration) {
    const double s = duration.inSeconds();
    if (s != 0 && s < 0.001) return number(s * 1e6) + " µs";
    if (s < 1 && s != 0) return number(s * 1e3) + " ms";
    if (s < 120) return number(s) + " s";
    if (s < 7200) return number(s / 60) + " min";
    return number(s / 3600) + " h";
}

std::string describe(const StringMatch& match) {
    if (match.exact) return "= " + *match.exact;
    if (match.prefix) return "starts with " + *match.prefix;
    if (match.regex) return "matches " + *match.regex;
    return "is present";
}

std::string describe(const HttpMatch& match) {
    std::string out;
    const auto all = [&out](const std::string& part) { join(out, part, " and "); };
    if (match.uri) all(pathWords(*match.uri));
    if (match.method) all("method " + describe(*match.method));
    if (match.authority) all("host " + describe(*match.authority));
    if (match.scheme) all("scheme " + describe(*match.scheme));
    for (const auto& [name, value] : match.headers) all("header " + name + " " + describe(value));
    for (const auto& [name, value] : match.withoutHeaders) all("not header " + name + " " + describe(value));
    for (const auto& [name, value] : match.queryParams) all("query " + name + " " + describe(value));
    if (match.port > 0) all("port " + std::to_string(match.port));
    for (const auto& [name, value] : match.sourceLabels) all("from " + name + "=" + value);
    if (!match.sourceNamespace.empty()) all("from namespace " + match.sourceNamespace);
    for (const auto& gateway : match.gateways) all("by " + gateway);
    return out;
}

std::string describeCondition(const HttpRoute& route) {
    std::string out;
    for (const auto& match : route.match) {
        const std::string words = describe(match);
        if (words.empty()) return "every request";
        join(out, words, " or ");
    }
    return out.empty() ? "every request" : out;
}

std::string describeAction(const HttpRoute& route) {
    if (route.redirect) {
        const auto& r = *route.redirect;
        const std::string code = std::to_string(r.redirectCode ? r.redirectCode : 301);
        return "redirect " + code + " to " + (r.scheme.empty() ? "" : r.scheme + "://") + r.authority +
               (r.prefixRewrite.empty() ? r.uri : r.prefixRewrite + "*");
    }
    if (route.directResponse) return "answer " + std::to_string(route.directResponse->status);
    if (route.delegate) return "delegate " + route.delegate->name;
    std::string out;
    for (const auto& destination : route.route)
        join(out,
             target(destination.destination) + (route.route.size() > 1 ? " " + std::to_string(destination.weight) : ""),
             " · ");
    return out.empty() ? "nowhere" : out;
}

std::vector<std::string> describeExtras(const HttpRoute& route) {
    std::vector<std::string> out;
    if (route.rewrite) {
        if (!route.rewrite->uri.empty())
            out.push_back("rewrite to " + route.rewrite->uri);
        else if (!route.rewrite->authority.empty())
            out.push_back("rewrite host to " + route.rewrite->authority);
        else if (route.rewrite->uriRegexRewrite)
            out.push_back("rewrite by pattern");
    }
    if (route.timeout && route.timeout->ns > 0) out.push_back("timeout " + describe(*route.timeout));
    if (route.retries) {
        const auto n = route.retries->attempts;
        std::string words = n == 0 ? "no retries" : n == 1 ? "1 retry" : std::to_string(n) + " retries";
        if (route.retries->perTryTimeout) words += ", " + describe(*route.retries->perTryTimeout) + " each";
        out.push_back(words);
    }
    if (route.fault && route.fault->delay) {
        const auto& d = *route.fault->delay;
        const double share = d.percentage ? d.percentage->value.value : static_cast<double>(d.percent);
        out.push_back("delay " + (d.fixedDelay ? describe(*d.fixedDelay) : std::string("?")) + " for " +
                      percent(share));
    }
    if (route.fault && route.fault->abort) {
        const auto& a = *route.fault->abort;
        out.push_back("abort " + (a.httpStatus ? std::to_string(*a.httpStatus) : a.grpcStatus) + " for " +
                      percent(a.percentage ? a.percentage->value.value : 100));
    }
    if (route.mirror) {
        const double share = route.mirrorPercentage ? route.mirrorPercentage->value.value
                             : route.mirrorPercent  ? static_cast<double>(*route.mirrorPercent)
                                                    : 100;
        out.push_back("mirror " + percent(share) + " to " + target(*route.mirror));
    }
    for (const auto& mirror : route.mirrors)
        out.push_back("mirror " + percent(mirror.percentage ? mirror.percentage->value.value : 100) + " to " +
                      target(mirror.destination));
    if (route.corsPolicy) out.push_back("CORS");
    if (route.headers) out.push_back("changes headers");
    return out;
}

std::vector<PolicyWords> describe(const TrafficPolicy& policy) {
    std::vector<PolicyWords> out;
    if (policy.loadBalancer && (policy.loadBalancer->consistentHash || !policy.loadBalancer->simple.empty()))
        out.push_back(balancer(*policy.loadBalancer));
    if (policy.connectionPool) {
        std::string full;
        if (const auto& tcp = policy.connectionPool->tcp) {
            limit(full, tcp->maxConnections, "connections");
            if (tcp->connectTimeout) join(full, "connect within " + describe(*tcp->connectTimeout), ", ");
        }
        if (const auto& http = policy.connectionPool->http) {
            limit(full, http->http1MaxPendingRequests, "pending");
            limit(full, http->http2MaxRequests, "requests at once");
            limit(full, http->maxRequestsPerConnection, "requests a connection");
            limit(full, http->maxRetries, "retries at once");
        }
        if (!full.empty()) {
            const auto comma = full.find(", ");
            out.push_back({PolicyKind::Limits, "max " + full.substr(0, comma), "Connection limits: " + full});
        }
    }
    if (policy.outlierDetection) {
        const auto& o = *policy.outlierDetection;
        const auto errors = o.consecutive5xxErrors.value_or(o.consecutiveErrors ? o.consecutiveErrors : 5);
        const auto time = describe(o.baseEjectionTime.value_or(Duration::seconds(30)));
        out.push_back({PolicyKind::Ejection, std::to_string(errors) + " errors",
                       "Ejection: a pod with " + std::to_string(errors) + " errors in a row is left out for " + time});
    }
    if (policy.tls && !policy.tls->mode.empty())
        out.push_back({PolicyKind::Tls, policy.tls->mode == "ISTIO_MUTUAL" ? "mTLS" : lower(policy.tls->mode),
                       "TLS towards the pods: " + policy.tls->mode});
    return out;
}

} // namespace meshwright::model::istio
