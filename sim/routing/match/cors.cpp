#include "sim/routing/match/cors.h"

#include <algorithm>

namespace meshwright::sim::routing {

namespace {
std::string headerValue(const Request& request, const char* name) {
    const auto it =
        std::find_if(request.headers.begin(), request.headers.end(), [&](const auto& h) { return h.first == name; });
    return it == request.headers.end() ? std::string() : it->second;
}
} // namespace

CorsVerdict corsVerdict(const Cors& cors, const Request& request) {
    CorsVerdict out;
    const std::string origin = headerValue(request, "origin");
    if (origin.empty()) return out;
    const std::string asked = headerValue(request, "access-control-request-method");
    const bool preflight = request.method == "OPTIONS" && !asked.empty();
    // "*" in a list of origins allows all, whatever kind of match it is
    const bool allowed = std::any_of(cors.allowOrigins.begin(), cors.allowOrigins.end(), [&](const TextMatcher& m) {
        return (m.kind == TextMatcher::Kind::Exact && m.value == "*") || m.matches(origin);
    });
    auto addAllowances = [&](HeaderList& reply) {
        if (!cors.allowMethods.empty())
            reply.emplace_back("access-control-allow-methods", cors.allowMethods == "*" ? asked : cors.allowMethods);
        if (!cors.allowHeaders.empty())
            reply.emplace_back("access-control-allow-headers",
                               cors.allowHeaders == "*" ? headerValue(request, "access-control-request-headers")
                                                        : cors.allowHeaders);
        if (!cors.maxAge.empty()) reply.emplace_back("access-control-max-age", cors.maxAge);
    };
    if (!allowed) {
        if (preflight && !cors.forwardNotMatchingPreflights) {
            HeaderList& reply = out.preflightReply.emplace();
            if (cors.allowCredentials.value_or(false)) reply.emplace_back("access-control-allow-credentials", "true");
            addAllowances(reply);
        }
        return out;
    }
    HeaderList common{{"access-control-allow-origin", origin}};
    if (cors.allowCredentials.value_or(false)) common.emplace_back("access-control-allow-credentials", "true");
    out.responseHeaders = common;
    if (!cors.exposeHeaders.empty())
        out.responseHeaders.emplace_back("access-control-expose-headers", cors.exposeHeaders);
    if (!preflight) return out;
    HeaderList reply = out.responseHeaders;
    addAllowances(reply);
    out.preflightReply = std::move(reply);
    return out;
}

} // namespace meshwright::sim::routing
