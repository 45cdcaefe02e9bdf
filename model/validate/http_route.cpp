#include "model/validate/http_route.h"

#include "model/base/text.h"
#include "model/validate/header_value.h"
#include "model/validate/names.h"

#include <algorithm>
#include <array>

namespace meshwright::model::validation {

namespace {

using namespace std::string_view_literals;

constexpr std::array kRetryConditions = {"5xx"sv,
                                         "gateway-error"sv,
                                         "reset"sv,
                                         "reset-before-request"sv,
                                         "connect-failure"sv,
                                         "retriable-4xx"sv,
                                         "refused-stream"sv,
                                         "retriable-status-codes"sv,
                                         "retriable-headers"sv,
                                         "envoy-ratelimited"sv,
                                         "cancelled"sv,
                                         "internal"sv,
                                         "deadline-exceeded"sv,
                                         "resource-exhausted"sv,
                                         "unavailable"sv,
                                         "http3-post-connect-failure"sv};
constexpr std::array kCorsMethods = {"GET"sv,    "HEAD"sv,    "POST"sv,    "PUT"sv,   "PATCH"sv,
                                     "DELETE"sv, "CONNECT"sv, "OPTIONS"sv, "TRACE"sv, "*"sv};
constexpr std::array kGrpcStatuses = {
    "OK"sv,        "CANCELLED"sv,      "UNKNOWN"sv,           "INVALID_ARGUMENT"sv,   "DEADLINE_EXCEEDED"sv,
    "NOT_FOUND"sv, "ALREADY_EXISTS"sv, "PERMISSION_DENIED"sv, "RESOURCE_EXHAUSTED"sv, "FAILED_PRECONDITION"sv,
    "ABORTED"sv,   "OUT_OF_RANGE"sv,   "UNIMPLEMENTED"sv,     "INTERNAL"sv,           "UNAVAILABLE"sv,
    "DATA_LOSS"sv, "UNAUTHENTICATED"sv};
/// Statuses that have a name (Go: net/http StatusText), so that `retryOn` takes them.
constexpr std::array kNamedStatuses = {100, 101, 102, 103, 200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301,
                                       302, 303, 304, 305, 307, 308, 400, 401, 402, 403, 404, 405, 406, 407, 408, 409,
                                       410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 425, 426, 428,
                                       429, 431, 451, 500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511};
constexpr std::size_t kLargeBody = 100 * 1024, kLargestBody = 1024 * 1024;

template <class List, class T> bool isOneOf(const List& list, const T& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

/// Standard base64 with its padding, as Go's decoder of JSON wants it.
bool isBase64(std::string_view text) {
    if (text.empty() || text.size() % 4 != 0) return false;
    for (int padding = 0; padding < 2 && !text.empty() && text.back() == '='; ++padding) text.remove_suffix(1);
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' || c == '/';
    });
}

bool isAuthority(std::string_view header) {
    return model::lowerCase(header) == ":authority" || model::lowerCase(header) == "host";
}

bool isToken(std::string_view text) {
    constexpr auto kOther = "-!#$%&'*+.^_`|~"sv;
    return std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               kOther.find(c) != kOther.npos;
    });
}

Problem checkMatchedHeader(std::string_view name) {
    constexpr std::array kPseudo = {":method"sv, ":scheme"sv, ":authority"sv, ":path"sv, ":status"sv};
    if (name.empty()) return "A header needs a name.";
    if (isJwtClaim(name) || isOneOf(kPseudo, name) || isToken(name)) return {};
    return "\"" + std::string(name.substr(0, 80)) + "\" is no name of a header.";
}

Problem checkText(const istio::StringMatch& match, bool emptyPrefixAllowed = false) {
    if (match.prefix && match.prefix->empty() && !emptyPrefixAllowed)
        return "An empty prefix matches everything; write the prefix, or leave the condition empty.";
    if (!match.regex) return {};
    if (match.regex->empty()) return "The expression is empty; write one.";
    return checkRegex(*match.regex);
}

class RouteJudge {
public:
    RouteJudge(Judge& judge, const istio::HttpRoute& route, const std::string& field)
        : j_(judge), r_(route), f_(field) {}

    void conflicts(bool delegate) {
        if (!delegate && r_.delegate) {
            if (r_.redirect) j_.error(at(f_, "redirect"), "A rule that delegates cannot redirect; remove one of them.");
            if (!r_.route.empty())
                j_.error(at(f_, "route"), "A rule that delegates cannot have destinations; remove one of them.");
            return;
        }
        if (delegate && r_.delegate) j_.error(at(f_, "delegate"), "A delegated rule cannot delegate again.");
        const auto clash = [&](bool other, const char* with, const char* action) {
            if (other)
                j_.error(at(f_, with),
                         std::string("A rule cannot have both ") + with + " and " + action + "; remove one of them.");
        };
        const char* const action = r_.redirect ? "redirect" : "directResponse";
        if (r_.redirect || r_.directResponse) {
            clash(!r_.route.empty(), "route", action);
            clash(r_.fault.has_value(), "fault", action);
            clash(r_.rewrite.has_value(), "rewrite", action);
            clash(r_.redirect && r_.directResponse, "directResponse", action);
        } else if (r_.route.empty()) {
            j_.error(f_, "A rule needs a route, a redirect or a directResponse.");
        }
        if (r_.mirror && !r_.mirrors.empty())
            j_.error(at(f_, "mirror"), "A rule cannot have both mirror and mirrors; use mirrors.");
    }

    void matches() {
        for (std::size_t i = 0; i < r_.match.size(); ++i) {
            const auto& m = r_.match[i];
            const std::string f = at(at(f_, "match"), i);
            for (const auto& [name, value] : m.headers) {
                const std::string h = atKey(at(f, "headers"), name);

                j_.check(h, checkMatchedHeader(name));
                j_.check(h, checkText(value));
            }
            for (const auto& [name, value] : m.withoutHeaders) {
                const std::string h = atKey(at(f, "withoutHeaders"), name);
                j_.check(h, checkMatchedHeader(name));
                if (value.regex != "*") j_.check(h, checkText(value));
            }
            if (m.uri) j_.check(at(f, "uri"), checkText(*m.uri, true));
            if (m.scheme) j_.check(at(f, "scheme"), checkText(*m.scheme));
            if (m.method) j_.check(at(f, "method"), checkText(*m.method));
            if (m.authority) j_.check(at(f, "authority"), checkText(*m.authority));
            for (const auto& [name, value] : m.queryParams)
                j_.check(atKey(at(f, "queryParams"), name), checkText(value));
            if (m.port != 0) j_.check(at(f, "port"), checkPort(m.port));
            j_.check(at(f, "sourceLabels"), checkLabels(m.sourceLabels));
            {
                const Judge::Muted muted(j_);
                checkGatewayNames(j_, m.gateways, at(f, "gateways"));
            }
            if (!m.sourceNamespace.empty() && !isDnsLabel(m.sourceNamespace))
                j_.error(at(f, "sourceNamespace"), "This is no name of a namespace.");
        }
    }

    void headers(const std::optional<istio::Headers>& headers, const std::string& f) {
        if (!headers) return;
        const auto written = [&](const istio::Labels& values, const std::string& where, bool authorityAllowed) {
            for (const auto& [name, value] : values) {
                j_.check(atKey(where, name), headerName(name, authorityAllowed));
                j_.check(atKey(where, name), checkHeaderValue(value));
            }
        };
        written(headers->request.add, at(f, "request.add"), true);
        written(headers->request.set, at(f, "request.set"), true);
        written(headers->response.add, at(f, "response.add"), false);
        written(headers->response.set, at(f, "response.set"), false);
        for (std::size_t i = 0; i < headers->request.remove.size(); ++i)
            j_.check(at(at(f, "request.remove"), i), headerName(headers->request.remove[i], false));
        for (std::size_t i = 0; i < headers->response.remove.size(); ++i)
            j_.check(at(at(f, "response.remove"), i), headerName(headers->response.remove[i], false));
    }

    void cors() {
        if (!r_.corsPolicy) return;
        const auto& c = *r_.corsPolicy;
        const std::string f = at(f_, "corsPolicy");
        for (std::size_t i = 0; i < c.allowOrigins.size(); ++i) {
            const auto& o = c.allowOrigins[i];
            const std::string& text = o.exact ? *o.exact : o.prefix ? *o.prefix : o.regex ? *o.regex : std::string();
            const std::string where = at(at(f, "allowOrigins"), i);
            if (text.empty())
                j_.error(where, "An origin needs exact, prefix or regex with a value.");
            else if (o.regex)
                j_.check(where, checkRegex(*o.regex));
        }
        for (std::size_t i = 0; i < c.allowMethods.size(); ++i)
            if (!isOneOf(kCorsMethods, c.allowMethods[i]))
                j_.error(at(at(f, "allowMethods"), i),
                         "\"" + c.allowMethods[i].substr(0, 40) + "\" is no HTTP method; write it in capitals.");
        const auto names = [&](const std::vector<std::string>& list, const char* field) {
            for (std::size_t i = 0; i < list.size(); ++i)
                if (list[i].empty() || (list[i] != "*" && !isToken(list[i])))
                    j_.error(at(at(f, field), i), "This is no name of a header.");
        };
        names(c.allowHeaders, "allowHeaders");
        names(c.exposeHeaders, "exposeHeaders");
        if (!c.maxAge) return;
        j_.check(at(f, "maxAge"), checkDuration(*c.maxAge));
        if (c.maxAge->ns % 1'000'000'000 > 0) j_.error(at(f, "maxAge"), "maxAge must be whole seconds.");
    }

    void fault() {
        if (!r_.fault) return;
        const std::string f = at(f_, "fault");
        if (!r_.fault->abort && !r_.fault->delay) j_.error(f, "A fault needs a delay or an abort.");
        if (const auto& abort = r_.fault->abort) {
            j_.check(at(f, "abort.percentage"), checkPercentage(abort->percentage));
            if (j_.has(at(f, "abort.grpcStatus"))) {
                if (!isOneOf(kGrpcStatuses, abort->grpcStatus))
                    j_.error(at(f, "abort.grpcStatus"), "\"" + abort->grpcStatus.substr(0, 40) +
                                                            "\" is no gRPC status; use one such as UNAVAILABLE.");
            } else if (j_.has(at(f, "abort.http2Error"))) {
                j_.error(at(f, "abort.http2Error"), "Istio does not support http2Error; use httpStatus.");
            } else if (abort->httpStatus) {
                j_.check(at(f, "abort.httpStatus"), status(*abort->httpStatus));
            }
        }
        if (const auto& delay = r_.fault->delay) {
            j_.check(at(f, "delay.percentage"), checkPercentage(delay->percentage));
            if (delay->fixedDelay) {
                j_.check(at(f, "delay.fixedDelay"), checkDuration(*delay->fixedDelay));
            } else if (delay->exponentialDelay) {
                j_.error(at(f, "delay.exponentialDelay"), "Istio does not support exponentialDelay; use fixedDelay.");
            }
        }
    }

    void mirrors() {
        if (r_.mirrorPercent) {
            if (*r_.mirrorPercent > 100) j_.error(at(f_, "mirrorPercent"), "A percentage must be 0 to 100.");
            j_.warning(at(f_, "mirrorPercent"), "mirrorPercent is old; use mirrorPercentage.");
        }
        const auto share = [&](const std::optional<istio::PercentValue>& percentage, const std::string& where) {
            if (percentage && (percentage->value.value < 0 || percentage->value.value > 100))
                j_.error(where, "A percentage must be 0 to 100.");
        };
        share(r_.mirrorPercentage, at(f_, "mirrorPercentage"));
        if (r_.mirror) checkDestination(j_, *r_.mirror, at(f_, "mirror"));
        for (std::size_t i = 0; i < r_.mirrors.size(); ++i) {
            const std::string f = at(at(f_, "mirrors"), i);
            if (!j_.has(at(f, "destination"))) {
                j_.error(at(f, "destination"), "A mirror needs a destination.");
                continue;
            }
            checkDestination(j_, r_.mirrors[i].destination, at(f, "destination"));
            share(r_.mirrors[i].percentage, at(f, "percentage"));
        }
    }

    void redirect() {
        if (!r_.redirect) return;
        const auto& d = *r_.redirect;
        const std::string f = at(f_, "redirect");
        if (!d.uri.empty() && !d.prefixRewrite.empty())
            return j_.error(f, "A redirect takes either uri or prefixRewrite.");
        if (!d.prefixRewrite.empty())
            for (const auto& m : r_.match)
                if (m.uri && !m.uri->prefix)
                    return j_.error(at(f, "prefixRewrite"),
                                    "prefixRewrite needs conditions that match the path by prefix.");
        const bool port = d.port || j_.has(at(f, "derivePort"));
        if (d.uri.empty() && d.prefixRewrite.empty() && d.authority.empty() && !port && d.scheme.empty())
            return j_.error(f, "A redirect needs a uri, an authority, a scheme or a port.");
        if (d.redirectCode != 0 && (d.redirectCode < 300 || d.redirectCode > 399))
            return j_.error(at(f, "redirectCode"), "The status of a redirect must be 300 to 399.");
        if (!d.scheme.empty() && d.scheme != "http" && d.scheme != "https")
            return j_.error(at(f, "scheme"), "The scheme of a redirect must be http or https.");
        if (d.port && *d.port > 0) j_.check(at(f, "port"), checkPort(*d.port));
    }

    void directResponse() {
        if (!r_.directResponse) return;
        const auto& d = *r_.directResponse;
        const std::string f = at(f_, "directResponse");
        if (d.body) {
            if (d.body->bytes && !isBase64(*d.body->bytes)) j_.error(at(f, "body.bytes"), "bytes must be base64.");
            // base64: three bytes for four characters
            const std::size_t size = d.body->string  ? d.body->string->size()
                                     : d.body->bytes ? d.body->bytes->size() / 4 * 3
                                                     : 0;
            if (size > kLargestBody)
                j_.error(at(f, "body"), "The body is larger than 1 MiB, the limit.");
            else if (size > kLargeBody)
                j_.warning(at(f, "body"), "The body is larger than 100 KiB; large bodies burden istiod.");
        }
        j_.check(at(f, "status"), status(d.status));
    }

    void retries() {
        if (!r_.retries) return;
        const auto& t = *r_.retries;
        const std::string f = at(f_, "retries");
        if (t.attempts < 0) j_.error(at(f, "attempts"), "attempts must not be negative.");
        if (t.attempts == 0 && (t.perTryTimeout || !t.retryOn.empty() || t.retryRemoteLocalities))
            j_.error(at(f, "attempts"), "attempts is 0, which switches retries off, so nothing else may be set.");
        if (t.perTryTimeout) j_.check(at(f, "perTryTimeout"), checkDuration(*t.perTryTimeout));
        if (t.backoff) j_.check(at(f, "backoff"), checkDuration(*t.backoff));
        if (t.retryOn.empty()) return;
        std::string_view rest = t.retryOn;
        while (true) {
            const auto comma = rest.find(',');
            const auto condition = rest.substr(0, comma);
            if (!isOneOf(kRetryConditions, condition) && !isNamedStatus(condition)) {
                const bool space = condition.find(' ') != std::string_view::npos;
                j_.error(at(f, "retryOn"), "\"" + std::string(condition.substr(0, 60)) +
                                               "\" is no condition of retryOn" +
                                               (space ? "; write the list without spaces." : "."));
            }
            if (comma == std::string_view::npos) return;
            rest.remove_prefix(comma + 1);
        }
    }

    void rewrite() {
        if (!r_.rewrite) return;
        const auto& w = *r_.rewrite;
        const std::string f = at(f_, "rewrite");
        if (!w.uri.empty() && w.uriRegexRewrite) return j_.error(f, "A rewrite takes either uri or uriRegexRewrite.");
        if (w.uri.empty() && !w.uriRegexRewrite && w.authority.empty())
            return j_.error(f, "A rewrite needs a uri, a uriRegexRewrite or an authority.");
        if (!w.uriRegexRewrite) return;
        if (w.uriRegexRewrite->match.empty() || w.uriRegexRewrite->rewrite.empty())
            return j_.error(at(f, "uriRegexRewrite"), "uriRegexRewrite needs both match and rewrite.");
        j_.check(at(f, "uriRegexRewrite.match"), checkRegex(w.uriRegexRewrite->match));
    }

    /// The host may be set in one place only.
    void authority() {
        int places = r_.rewrite && !r_.rewrite->authority.empty() ? 1 : 0;
        if (r_.headers) {
            const auto count = [&](const istio::Labels& values) {
                for (const auto& [name, value] : values)
                    if (isAuthority(name)) places += value.empty() && places == 0 ? 0 : 1;
            };
            count(r_.headers->request.set);
            count(r_.headers->request.add);
        }
        if (places > 1)
            j_.error(at(f_, "headers"), "The host is set in several places (rewrite.authority, headers); keep one.");
    }

    void destinations() {
        const std::string f = at(f_, "route");
        for (std::size_t i = 0; i < r_.route.size(); ++i) {
            const std::string where = at(f, i);
            if (j_.has(at(where, "destination")))
                checkDestination(j_, r_.route[i].destination, at(where, "destination"));
            else
                j_.error(at(where, "destination"), "An entry of route needs a destination.");
            headers(r_.route[i].headers, at(where, "headers"));
        }
        checkWeights(j_, r_.route, f);
    }

private:
    static Problem headerName(std::string_view name, bool authorityAllowed) {
        if (name.empty()) return "A header needs a name.";
        if (authorityAllowed && isAuthority(name)) return {};
        if (model::lowerCase(name) == "host") return "The Host header cannot be changed here; use rewrite.authority.";
        if (name[0] == ':') return "A header whose name begins with : cannot be changed.";
        return {};
    }

    static Problem status(std::int64_t value) {
        return value >= 200 && value <= 600
                   ? Problem{}
                   : "The status " + std::to_string(value) + " is out of range; use 200 to 599.";
    }

    static bool isNamedStatus(std::string_view text) {
        if (!text.empty() && text[0] == '+') text.remove_prefix(1);
        if (text.empty() || text.size() > 18 || text.find_first_not_of("0123456789") != std::string_view::npos)
            return false;
        return isOneOf(kNamedStatuses, std::stoll(std::string(text)));
    }

    Judge& j_;
    const istio::HttpRoute& r_;
    const std::string& f_;
};

} // namespace

bool isJwtClaim(std::string_view header) {
    constexpr auto kPrefix = "@request.auth.claims"sv;
    if (model::lowerCase(header.substr(0, kPrefix.size())) != kPrefix) return false;
    const auto rest = header.substr(kPrefix.size());
    return (rest.size() > 1 && rest[0] == '.') || (rest.size() > 2 && rest.front() == '[' && rest.back() == ']');
}

void checkHttpRoute(Judge& judge, const istio::HttpRoute& route, const std::string& field, bool delegate) {
    RouteJudge rules(judge, route, field);
    rules.conflicts(delegate);
    rules.matches();
    rules.headers(route.headers, at(field, "headers"));
    rules.cors();
    rules.fault();
    rules.mirrors();
    rules.redirect();
    rules.directResponse();
    rules.retries();
    rules.rewrite();
    rules.authority();
    rules.destinations();
    if (route.timeout) judge.check(at(field, "timeout"), checkDuration(*route.timeout));
}

} // namespace meshwright::model::validation
