#include "sim/routing/compile/route_translation.h"

#include "sim/routing/compile/hash_policy.h"
#include "sim/routing/compile/match_translation.h"
#include "sim/routing/inbound/jwt.h"

#include <algorithm>
#include <array>

namespace meshwright::sim::routing {

namespace {

/// A field of type bytes: base64 with either alphabet, padded or not. Protobuf: the JSON mapping.
std::string decodedBytes(std::string text) {
    text.erase(text.find_last_not_of('=') + 1);
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    std::string out;
    return decodeBase64Url(text, out) ? out : std::string();
}

using model::istio::Destination;
using model::istio::HttpRoute;
using model::istio::StringMatch;

constexpr std::uint32_t hundred = 100;

Fraction ofPercent(const model::istio::PercentValue& percent) {
    return {percent.value.millionths(), 1'000'000};
}

/// Istio: route.go (TranslateFault). A part without its kind of error or delay is dropped.
std::optional<Fault> translateFault(const model::istio::HttpFault& fault, Origin origin) {
    static constexpr std::array<const char*, 17> grpcCodes{
        "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
        "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
        "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
        "DATA_LOSS", "UNAUTHENTICATED"};
    Fault out;
    out.origin = std::move(origin);
    if (fault.delay && fault.delay->fixedDelay) {
        out.delay = *fault.delay->fixedDelay;
        out.delayShare = fault.delay->percentage ? ofPercent(*fault.delay->percentage)
                                                 : Fraction{static_cast<std::uint32_t>(fault.delay->percent), hundred};
    }
    if (fault.abort && (fault.abort->httpStatus || !fault.abort->grpcStatus.empty())) {
        out.abortShare = fault.abort->percentage ? ofPercent(*fault.abort->percentage) : Fraction{0, hundred};
        if (fault.abort->httpStatus) {
            out.abortStatus = static_cast<std::uint32_t>(*fault.abort->httpStatus);
        } else {
            const auto* it = std::find(grpcCodes.begin(), grpcCodes.end(), fault.abort->grpcStatus);
            out.abortGrpcStatus = it == grpcCodes.end() ? 0 : static_cast<std::uint32_t>(it - grpcCodes.begin());
        }
    }
    if (!out.delayShare && !out.abortShare) return std::nullopt;
    return out;
}

std::string join(const std::vector<std::string>& items) {
    std::string out;
    for (const auto& i : items) out += (out.empty() ? "" : ",") + i;
    return out;
}

/// Istio: route.go (TranslateCORSPolicy).
Cors translateCors(const model::istio::CorsPolicy& cors, const Origin& origin, RouteContext& context) {
    Cors out;
    out.origin = origin;
    for (std::size_t i = 0; i < cors.allowOrigins.size(); ++i)
        if (cors.allowOrigins[i].any()) {
            StringMatch match = cors.allowOrigins[i];
            TextMatcher test = translateText(
                match, {origin.resource, origin.field + ".allowOrigins[" + std::to_string(i) + "]"}, context);
            if (match.regex && *match.regex == "*") // a real regular expression here, and one that RE2 refuses
                test.kind = TextMatcher::Kind::Regex;
            out.allowOrigins.push_back(std::move(test));
        }
    if (cors.allowOrigins.empty())
        for (const auto& exact : cors.allowOrigin)
            out.allowOrigins.push_back({TextMatcher::Kind::Exact, exact, nullptr, false});
    out.allowMethods = join(cors.allowMethods);
    out.allowHeaders = join(cors.allowHeaders);
    out.exposeHeaders = join(cors.exposeHeaders);
    if (cors.maxAge) out.maxAge = std::to_string(cors.maxAge->ns / 1'000'000'000);
    out.allowCredentials = cors.allowCredentials;
    out.forwardNotMatchingPreflights = cors.unmatchedPreflights != "IGNORE";
    return out;
}

/// Istio: route.go (ApplyRedirect).
std::variant<Forward, Redirect, DirectResponse, NoAction> translateRedirect(const model::istio::HttpRedirect& redirect,
                                                                            const RouteContext& context) {
    Redirect out;
    if (!redirect.authority.empty()) out.authority = redirect.authority;
    if (!redirect.prefixRewrite.empty())
        out.prefixRewrite = redirect.prefixRewrite;
    else if (!redirect.uri.empty())
        out.path = redirect.uri;
    if (!redirect.scheme.empty()) out.scheme = redirect.scheme;
    std::uint32_t port = 0;
    if (redirect.port)
        port = static_cast<std::uint32_t>(*redirect.port);
    else if (redirect.derivePort == "FROM_REQUEST_PORT")
        port = context.listenPort;
    const std::string scheme = !redirect.scheme.empty() ? redirect.scheme : context.tls ? "https" : "http";
    if ((port == 80 && scheme == "http") || (port == 443 && scheme == "https")) port = 0;
    if (port) out.port = port;
    switch (redirect.redirectCode) {
    case 0:
        out.code = 301;
        break;
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
        out.code = static_cast<std::uint32_t>(redirect.redirectCode);
        break;
    default:
        return NoAction{};
    }
    return out;
}

DirectResponse translateDirect(const model::istio::HttpDirectResponse& direct) {
    DirectResponse out;
    out.status = static_cast<std::uint32_t>(direct.status);
    if (direct.body && direct.body->string)
        out.body = *direct.body->string;
    else if (direct.body && direct.body->bytes)
        out.body = decodedBytes(*direct.body->bytes);
    return out;
}

void append(HeaderMutations& to, const HeaderMutations& more) {
    to.remove.insert(to.remove.end(), more.remove.begin(), more.remove.end());
    to.overwrite.insert(to.overwrite.end(), more.overwrite.begin(), more.overwrite.end());
    to.append.insert(to.append.end(), more.append.begin(), more.append.end());
}

/// Translates one rule's `route`, rewrite, mirrors, timeout and retries. Istio: route.go (applyHTTPRouteDestination).
class ForwardTranslator {
public:
    ForwardTranslator(const HttpRoute& rule, const HttpRuleOrigin& origin, RouteContext& context)
        : rule_(rule), origin_(origin), context_(context) {}

    /// `authority` is what the rule's own header operations set. Changes of a single destination go to `route`.
    Forward translate(std::string authority, Route& route) {
        out_.timeout = rule_.timeout.value_or(Duration{});
        out_.timeoutOrigin = origin_.field("timeout");
        rewrite(authority);
        if (!authority.empty()) out_.hostRewrite = authority;
        mirrors();
        const auto& config = context_.mesh.config();
        const auto* retries = rule_.retries           ? &*rule_.retries
                              : config.defaultRetries ? &*config.defaultRetries
                                                      : nullptr;
        bool hashed = false;
        if (rule_.route.size() == 1)
            hashed = single(route);
        else
            split();
        out_.retry = translateRetries(retries, hashed);
        out_.retry.origin = rule_.retries ? origin_.field("retries") : Origin{};
        return std::move(out_);
    }

private:
    std::string cluster(const Destination& d) const {
        return destinationCluster(d, context_.lookup(d.host.text).get(), context_.listenPort);
    }

    void rewrite(std::string& authority) {
        if (!rule_.rewrite) return;
        if (const auto& regex = rule_.rewrite->uriRegexRewrite) {
            const Origin place = origin_.field("rewrite");
            out_.regexRewrite =
                context_.regexes.compile(regex->match, {place.resource, place.field + ".uriRegexRewrite.match"},
                                         context_.mesh, context_.diagnostics);
            out_.regexSubstitution = regex->rewrite;
        } else if (!rule_.rewrite->uri.empty()) {
            out_.prefixRewrite = rule_.rewrite->uri;
        }
        if (!rule_.rewrite->authority.empty()) authority = rule_.rewrite->authority;
    }

    void addMirror(const Destination& destination, std::optional<Fraction> fraction, Origin origin) {
        if (fraction) out_.mirrors.push_back({cluster(destination), *fraction, false, std::move(origin)});
    }

    /// Istio: route.go (MirrorPercent). Zero is written out: no mirror at all.
    void mirrors() {
        auto share = [](const std::optional<model::istio::PercentValue>& p) -> std::optional<Fraction> {
            if (!p) return Fraction{100, hundred};
            return p->value.value > 0 ? std::optional(ofPercent(*p)) : std::nullopt;
        };
        if (rule_.mirror) {
            std::optional<Fraction> fraction;
            if (rule_.mirrorPercentage || !rule_.mirrorPercent)
                fraction = share(rule_.mirrorPercentage);
            else if (*rule_.mirrorPercent > 0)
                fraction = Fraction{static_cast<std::uint32_t>(*rule_.mirrorPercent), hundred};
            addMirror(*rule_.mirror, fraction, origin_.field("mirror"));
        }
        for (std::size_t i = 0; i < rule_.mirrors.size(); ++i) {
            Origin place = origin_.field("mirrors");
            place.field += "[" + std::to_string(i) + "]";
            addMirror(rule_.mirrors[i].destination, share(rule_.mirrors[i].percentage), std::move(place));
        }
    }

    bool addHash(const Destination& destination) {
        const auto rule = context_.scope.destinationRule(context_.mesh, destination.host.text);
        const auto* hash = rule ? hashForDestination(rule->rule, destination) : nullptr;
        if (!hash) return false;
        if (const auto policy = translateHash(*hash)) out_.hash.push_back(*policy);
        return true;
    }

    Origin destinationOrigin(std::size_t i) const {
        return {origin_.destinations.resource, origin_.destinations.field + ".route[" + std::to_string(i) + "]"};
    }

    bool single(Route& route) {
        const auto& dst = rule_.route.front();
        WeightedCluster to;
        to.cluster = cluster(dst.destination);
        to.origin = destinationOrigin(0);
        if (dst.headers) {
            std::string authority;
            append(route.request, translateHeaders(dst.headers->request, &authority));
            append(route.response, translateHeaders(dst.headers->response));
            if (!authority.empty() && !out_.hostRewrite) out_.hostRewrite = authority;
        }
        out_.clusters.push_back(std::move(to));
        return addHash(dst.destination);
    }

    void split() {
        for (std::size_t i = 0; i < rule_.route.size(); ++i) {
            const auto& dst = rule_.route[i];
            if (dst.weight == 0) continue;
            WeightedCluster to;
            to.cluster = cluster(dst.destination);
            to.weight = static_cast<std::uint32_t>(dst.weight);
            to.origin = destinationOrigin(i);
            if (dst.headers) {
                std::string authority;
                to.request = translateHeaders(dst.headers->request, &authority);
                to.response = translateHeaders(dst.headers->response);
                if (!authority.empty()) to.hostRewrite = authority;
            }
            out_.clusters.push_back(std::move(to));
            addHash(dst.destination);
        }
    }

    const HttpRoute& rule_;
    const HttpRuleOrigin& origin_;
    RouteContext& context_;
    Forward out_;
};

/// Istio: route.go (TranslateRoute). `matchIndex` is npos for a rule without match blocks.
RoutePtr translateRoute(const HttpRoute& rule, const HttpRuleOrigin& origin, std::size_t matchIndex,
                        RouteContext& context) {
    const model::istio::HttpMatch* match = matchIndex < rule.match.size() ? &rule.match[matchIndex] : nullptr;
    if (match && !appliesStatically(*match, context)) return nullptr;
    auto route = std::make_shared<Route>();
    route->origin = origin.rule;
    route->matchOrigin = match ? origin.matches[matchIndex] : origin.rule;
    route->name = rule.name;
    if (match && !match->name.empty()) route->name += "." + match->name;
    if (match) route->match = translateMatch(*match, route->matchOrigin, context);
    std::string authority;
    if (rule.headers) {
        route->request = translateHeaders(rule.headers->request, &authority);
        route->response = translateHeaders(rule.headers->response);
    }
    if (rule.redirect) {
        route->action = translateRedirect(*rule.redirect, context);
    } else if (rule.directResponse) {
        route->action = translateDirect(*rule.directResponse);
    } else {
        Forward forward = ForwardTranslator(rule, origin, context).translate(authority, *route);
        if (forward.clusters.empty())
            route->action = NoAction{};
        else
            route->action = std::move(forward);
    }
    if (rule.fault) route->fault = translateFault(*rule.fault, origin.field("fault"));
    if (rule.corsPolicy) route->cors = translateCors(*rule.corsPolicy, origin.field("corsPolicy"), context);
    return route;
}

} // namespace

std::string clusterName(const std::string& host, std::uint32_t port, const std::string& subset) {
    return "outbound|" + std::to_string(port) + "|" + subset + "|" + host;
}

std::string destinationCluster(const Destination& destination, const Service* service, std::uint32_t listenPort) {
    if (destination.host.empty()) return "UnknownService";
    const std::string& host = service && !service->externalName.empty() ? service->externalName : destination.host.text;
    std::uint32_t port = listenPort;
    if (destination.port)
        port = static_cast<std::uint32_t>(destination.port->number);
    else if (service && service->ports.size() == 1)
        port = service->ports.front().number;
    return clusterName(host, port, destination.subset);
}

std::vector<RoutePtr> translateRoutes(const ResolvedVirtualService& vs, RouteContext& context) {
    std::vector<RoutePtr> out;
    for (std::size_t i = 0; i < vs.spec.http.size(); ++i) {
        const HttpRoute& rule = vs.spec.http[i];
        const HttpRuleOrigin& origin = vs.http[i];
        if (rule.match.empty()) {
            if (auto r = translateRoute(rule, origin, std::string::npos, context)) out.push_back(std::move(r));
            break;
        }
        for (std::size_t m = 0; m < rule.match.size(); ++m) {
            auto r = translateRoute(rule, origin, m, context);
            if (!r) continue;
            out.push_back(std::move(r));
            if (out.back()->match.isCatchAll()) return out;
        }
    }
    return out;
}

Route defaultRoute(const std::string& cluster, const MeshConfig& config) {
    Route out;
    out.name = "default";
    Forward forward;
    forward.clusters.push_back({cluster, 1, {}, {}, {}, {}});
    forward.retry = translateRetries(config.defaultRetries ? &*config.defaultRetries : nullptr, false);
    out.action = std::move(forward);
    return out;
}

} // namespace meshwright::sim::routing
