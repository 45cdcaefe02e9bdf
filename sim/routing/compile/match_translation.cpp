#include "sim/routing/compile/match_translation.h"

#include "model/base/text.h"

#include <algorithm>

namespace meshwright::sim::routing {

namespace {

using model::istio::HttpMatch;
using model::istio::StringMatch;

bool onlyPresence(const StringMatch& match) {
    return !match.any() || (match.regex && *match.regex == "*");
}

/// "@request.auth.claims.group.id" or "@request.auth.claims[group][id]" → {"group", "id"}; empty where it is none.
/// Istio: pkg/jwt/routing.go (ToRoutingClaim).
std::vector<std::string> claimPath(const std::string& name) {
    static const std::string prefix = "@request.auth.claims";
    if (name.size() <= prefix.size() || model::lowerCase(name.substr(0, prefix.size())) != prefix) return {};
    std::vector<std::string> out;
    const std::string rest = name.substr(prefix.size());
    if (rest.front() == '[') {
        for (std::size_t at = 0; at < rest.size();) {
            const std::size_t end = rest.find(']', at);
            if (rest[at] != '[' || end == std::string::npos) return {};
            out.push_back(rest.substr(at + 1, end - at - 1));
            at = end + 1;
        }
    } else if (rest.front() == '.') {
        for (std::size_t at = 1; at <= rest.size();) {
            const std::size_t end = std::min(rest.find('.', at), rest.size());
            out.push_back(rest.substr(at, end - at));
            at = end + 1;
        }
    }
    return out;
}

HeaderMatcher header(const std::string& name, const StringMatch& match, const std::string& field, const Origin& origin,
                     RouteContext& context) {
    HeaderMatcher out;
    out.name = model::lowerCase(name);
    out.field = field;
    out.test = translateText(match, {origin.resource, origin.field + "." + field}, context);
    return out;
}

void addHeader(RouteMatch& out, const std::string& name, const StringMatch& match, const std::string& list, bool invert,
               const Origin& origin, RouteContext& context) {
    const std::string field = model::yaml::childPath(list, name);
    if (auto path = claimPath(name); !path.empty()) {
        ClaimMatcher claim;
        claim.path = std::move(path);
        claim.test = translateText(match, {origin.resource, origin.field + "." + field}, context);
        claim.invert = invert;
        claim.field = field;
        out.claims.push_back(std::move(claim));
        return;
    }
    HeaderMatcher h = header(name, match, field, origin, context);
    h.invert = invert;
    h.treatMissingAsEmpty = invert && !onlyPresence(match);
    out.headers.push_back(std::move(h));
}

PathMatcher path(const StringMatch& uri, bool ignoreCase, const Origin& origin, RouteContext& context) {
    PathMatcher out;
    out.ignoreCase = ignoreCase;
    if (uri.exact) {
        out.kind = PathMatcher::Kind::Exact;
        out.value = *uri.exact;
    } else if (uri.prefix) {
        out.value = *uri.prefix;
    } else if (uri.regex) {
        out.kind = PathMatcher::Kind::Regex;
        out.value = *uri.regex;
        out.regex = context.regexes.compile(*uri.regex, {origin.resource, origin.field + ".uri.regex"}, context.mesh,
                                            context.diagnostics);
    }
    return out;
}

} // namespace

bool appliesStatically(const HttpMatch& match, const RouteContext& context) {
    if (match.port != 0 && match.port != context.listenPort) return false;
    if (!match.gateways.empty())
        return std::find(match.gateways.begin(), match.gateways.end(), context.gateway) != match.gateways.end();
    return subsetOf(match.sourceLabels, context.scope.proxy.labels) &&
           (match.sourceNamespace.empty() || match.sourceNamespace == context.scope.proxy.ns);
}

TextMatcher translateText(const StringMatch& match, const Origin& origin, RouteContext& context) {
    TextMatcher out;
    if (onlyPresence(match)) {
        out.kind = TextMatcher::Kind::Present;
    } else if (match.exact) {
        out.kind = TextMatcher::Kind::Exact;
        out.value = *match.exact;
    } else if (match.prefix) {
        out.kind = TextMatcher::Kind::Prefix;
        out.value = *match.prefix;
    } else {
        out.kind = TextMatcher::Kind::Regex;
        out.value = *match.regex;
        out.regex = context.regexes.compile(*match.regex, {origin.resource, origin.field + ".regex"}, context.mesh,
                                            context.diagnostics);
    }
    return out;
}

RouteMatch translateMatch(const HttpMatch& match, const Origin& origin, RouteContext& context) {
    RouteMatch out;
    for (const auto& [name, test] : match.headers) addHeader(out, name, test, "headers", false, origin, context);
    for (const auto& [name, test] : match.withoutHeaders)
        addHeader(out, name, test, "withoutHeaders", true, origin, context);
    std::stable_sort(out.headers.begin(), out.headers.end(),
                     [](const auto& a, const auto& b) { return a.name < b.name; });
    if (match.uri)
        out.path = path(*match.uri, match.ignoreUriCase, origin, context);
    else
        out.path.ignoreCase = match.ignoreUriCase;
    if (match.method) out.headers.push_back(header(":method", *match.method, "method", origin, context));
    if (match.authority) out.headers.push_back(header(":authority", *match.authority, "authority", origin, context));
    if (match.scheme) out.headers.push_back(header(":scheme", *match.scheme, "scheme", origin, context));
    for (const auto& [name, test] : match.queryParams) {
        QueryMatcher q;
        q.name = name;
        q.field = model::yaml::childPath("queryParams", name);
        q.test = translateText(test, {origin.resource, origin.field + "." + q.field}, context);
        out.query.push_back(std::move(q));
    }
    return out;
}

bool RouteMatch::isCatchAll() const {
    const bool everyPath = (path.kind == PathMatcher::Kind::Prefix || path.kind == PathMatcher::Kind::SeparatedPrefix)
                               ? path.value == "/"
                               : path.kind == PathMatcher::Kind::Regex && path.value == ".*";
    return everyPath && headers.empty() && query.empty() && claims.empty();
}

} // namespace meshwright::sim::routing
