#include "sim/routing/inbound/jwt_filter.h"

#include "model/base/text.h"

#include <algorithm>
#include <map>

namespace meshwright::sim::routing {

namespace {

using Json = nlohmann::json;
using model::ResourcePtr;
using model::istio::RequestAuthentication;

constexpr std::int64_t clockSkewSeconds = 60;
constexpr std::string_view tokenCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";

struct Token {
    std::string text;
    JwtLocation location;
    std::vector<std::string> issuers; ///< that may send it in this place; an empty one allows any
};

/// A place and the issuers that put tokens there.
struct Place {
    JwtLocation location;
    std::vector<std::string> issuers;
};

std::vector<Place> placesOf(const std::vector<const JwtProvider*>& providers) {
    std::vector<Place> out;
    for (const auto* provider : providers)
        for (const auto& location : provider->locations) {
            auto found = std::find_if(out.begin(), out.end(), [&](const Place& p) { return p.location == location; });
            if (found == out.end()) found = out.insert(out.end(), Place{location, {}});
            found->issuers.push_back(provider->issuer);
        }
    const auto rank = [](const Place& p) {
        return std::make_tuple(p.location.kind, p.location.name + p.location.prefix);
    };
    std::stable_sort(out.begin(), out.end(), [&](const Place& a, const Place& b) { return rank(a) < rank(b); });
    return out;
}

/// Lines of one name joined as Envoy joins them.
std::optional<std::string> headerValue(const JwtRequest& request, const std::string& name) {
    std::optional<std::string> out;
    for (const auto& [key, value] : request.headers)
        if (key == name) out = out ? *out + "," + value : value;
    return out;
}

/// From the first character that a token may have to the last one in a row.
std::string tokenAfter(const std::string& value, std::size_t from) {
    const auto begin = value.find_first_of(tokenCharacters, from);
    if (begin == value.npos) return value;
    return value.substr(begin, value.find_first_not_of(tokenCharacters, begin) - begin);
}

std::optional<std::string> parameterValue(const std::string& path, const std::string& name) {
    const auto query = path.find('?');
    for (auto at = query; at != path.npos && at + 1 < path.size(); at = path.find('&', at + 1)) {
        const std::string pair = path.substr(at + 1, path.find_first_of("&#", at + 1) - at - 1);
        if (pair.substr(0, pair.find('=')) == name && pair.find('=') != pair.npos)
            return pair.substr(pair.find('=') + 1);
    }
    return std::nullopt;
}

std::optional<std::string> cookieValue(const JwtRequest& request, const std::string& name) {
    for (const auto& [key, line] : request.headers) {
        if (key != "cookie") continue;
        for (std::size_t at = 0; at < line.size();) {
            const auto end = std::min(line.find(';', at), line.size());
            std::string pair = line.substr(at, end - at);
            pair.erase(0, pair.find_first_not_of(' ') == pair.npos ? pair.size() : pair.find_first_not_of(' '));
            const auto equals = pair.find('=');
            if (equals != pair.npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
            at = end + 1;
        }
    }
    return std::nullopt;
}

std::vector<Token> extract(const JwtRequest& request, const std::vector<const JwtProvider*>& providers) {
    std::vector<Token> out;
    for (const auto& place : placesOf(providers)) {
        std::optional<std::string> value;
        switch (place.location.kind) {
        case JwtLocation::Kind::Header:
            value = headerValue(request, place.location.name);
            if (value && !place.location.prefix.empty()) {
                const auto at = value->find(place.location.prefix);
                if (at == value->npos)
                    value.reset();
                else
                    value = tokenAfter(*value, at + place.location.prefix.size());
            }
            break;
        case JwtLocation::Kind::Parameter:
            value = parameterValue(request.path, place.location.name);
            break;
        case JwtLocation::Kind::Cookie:
            value = cookieValue(request, place.location.name);
            break;
        }
        if (value) out.push_back({*value, place.location, place.issuers});
    }
    return out;
}

bool allows(const std::vector<std::string>& issuers, const std::string& issuer) {
    return std::any_of(issuers.begin(), issuers.end(),
                       [&](const std::string& one) { return one.empty() || one == issuer; });
}

/// Envoy compares audiences without scheme and without trailing slash.
std::string plainAudience(std::string audience) {
    for (const char* scheme : {"https://", "http://"})
        if (audience.starts_with(scheme)) audience.erase(0, std::string_view(scheme).size());
    if (audience.ends_with('/')) audience.pop_back();
    return audience;
}

bool audienceAllowed(const JwtProvider& provider, const Jwt& jwt) {
    if (provider.audiences.empty()) return true;
    return std::any_of(jwt.audiences.begin(), jwt.audiences.end(), [&](const std::string& sent) {
        return std::any_of(provider.audiences.begin(), provider.audiences.end(),
                           [&](const std::string& wanted) { return plainAudience(sent) == plainAudience(wanted); });
    });
}

/// The value of a claim as a header carries it: texts, numbers and truth values as they are, the rest as base64 JSON.
std::optional<std::string> claimAsHeader(const Json& payload, const std::string& path) {
    const Json* at = &payload;
    for (std::size_t begin = 0; begin <= path.size();) {
        const auto end = std::min(path.find('.', begin), path.size());
        const auto found = at->is_object() ? at->find(path.substr(begin, end - begin)) : at->end();
        if (!at->is_object() || found == at->end()) return std::nullopt;
        at = &*found;
        begin = end + 1;
    }
    if (at->is_string()) return at->get<std::string>();
    if (at->is_boolean() || at->is_number()) return at->dump();
    if (at->is_object() || at->is_array()) return encodeBase64(at->dump());
    return std::nullopt;
}

/// The claims as policies see them: texts of "scope" and "permission" are lists of words.
Json normalized(Json payload) {
    for (const char* name : {"scope", "permission"}) {
        const auto found = payload.find(name);
        if (found == payload.end() || !found->is_string()) continue;
        Json words = Json::array();
        const std::string text = found->get<std::string>();
        for (std::size_t begin = 0; begin <= text.size();) {
            const auto end = std::min(text.find(' ', begin), text.size());
            if (end > begin) words.push_back(text.substr(begin, end - begin));
            begin = end + 1;
        }
        *found = words;
    }
    return payload;
}

void removeHeader(JwtRequest& request, const std::string& name) {
    std::erase_if(request.headers, [&](const auto& line) { return line.first == name; });
}

/// The query without one parameter, written anew: sorted by name, each with '='.
/// Envoy: source/common/http/utility.cc (QueryParamsMulti::replaceQueryString).
void removeParameter(JwtRequest& request, const std::string& name) {
    const auto query = request.path.find('?');
    if (query == request.path.npos) return;
    std::map<std::string, std::vector<std::string>> parameters;
    for (std::size_t at = query + 1; at < request.path.size();) {
        const auto end = std::min(request.path.find('&', at), request.path.size());
        const std::string pair = request.path.substr(at, end - at);
        const auto equals = std::min(pair.find('='), pair.size());
        parameters[pair.substr(0, equals)].push_back(pair.substr(std::min(equals + 1, pair.size())));
        at = end + 1;
    }
    parameters.erase(name);
    std::string kept;
    for (const auto& [key, values] : parameters)
        for (const auto& value : values) kept += (kept.empty() ? "?" : "&") + key + "=" + value;
    request.path = request.path.substr(0, query) + kept;
}

/// One evaluation of a filter. Effects on the request happen as soon as a token is accepted.
class Check {
public:
    Check(const JwtFilter& filter, JwtRequest& request, std::int64_t now, const Explainer& explain)
        : filter_(filter), request_(request), now_(now), explain_(explain) {
        for (const auto& provider : filter.providers) all_.push_back(&provider);
    }

    /// The tokens of one provider's places, which must be that provider's.
    JwtStatus provider(const JwtProvider& provider) { return tokens({&provider}, &provider); }

    /// Any provider's tokens, of which every one must be good; none at all is fine.
    JwtStatus anyOrMissing() {
        const JwtStatus status = tokens(all_, nullptr);
        return status == jwt_status::missing ? JwtStatus() : status;
    }

    std::optional<Json> claims;

private:
    JwtStatus tokens(const std::vector<const JwtProvider*>& providers, const JwtProvider* only) {
        auto found = extract(request_, providers);
        if (found.empty()) return jwt_status::missing;
        JwtStatus status;
        while (!found.empty()) {
            status = token(found.back(), only);
            found.pop_back();
            if (!status.empty()) break;
        }
        return status;
    }

    JwtStatus token(const Token& token, const JwtProvider* only) {
        Jwt jwt;
        JwtStatus status = Jwt::parse(token.text, jwt);
        if (!status.empty()) return status;
        if (!allows(token.issuers, jwt.issuer)) return jwt_status::unknownIssuer;
        const JwtProvider* provider = only ? only : byIssuer(jwt.issuer);
        if (!provider) return jwt_status::unknownIssuer;
        if (jwt.notBefore > now_ + clockSkewSeconds) return jwt_status::notYetValid;
        if (jwt.expires != 0 && now_ > jwt.expires + clockSkewSeconds) return jwt_status::expired;
        if (!audienceAllowed(*provider, jwt)) return jwt_status::audience;
        if (!provider->keys->valid()) return jwt_status::noValidKeys;
        status = provider->keys->verify(jwt);
        explain_.say("token of issuer " + jwt.issuer, status.empty(), status.empty() ? "is valid" : status,
                     provider->origin);
        if (status.empty()) accept(token, jwt, *provider);
        return status;
    }

    const JwtProvider* byIssuer(const std::string& issuer) const {
        const JwtProvider* open = nullptr;
        for (const auto* provider : all_) {
            if (provider->issuer == issuer) return provider;
            if (!open && provider->issuer.empty()) open = provider;
        }
        return open;
    }

    void accept(const Token& token, const Jwt& jwt, const JwtProvider& provider) {
        if (!provider.payloadHeader.empty()) {
            removeHeader(request_, provider.payloadHeader);
            request_.headers.emplace_back(provider.payloadHeader, jwt.payloadPart);
        }
        for (const auto& [header, claim] : provider.claimHeaders)
            if (const auto value = claimAsHeader(jwt.payload, claim)) request_.headers.emplace_back(header, *value);
        if (!provider.forward) {
            if (token.location.kind == JwtLocation::Kind::Header) removeHeader(request_, token.location.name);
            if (token.location.kind == JwtLocation::Kind::Parameter) removeParameter(request_, token.location.name);
        }
        claims = normalized(jwt.payload);
    }

    const JwtFilter& filter_;
    JwtRequest& request_;
    std::int64_t now_;
    const Explainer& explain_;
    std::vector<const JwtProvider*> all_;
};

/// Istio asks for: one provider's token, or else that no place holds a bad one.
JwtStatus require(const JwtFilter& filter, Check& check) {
    JwtStatus kept;
    const auto failed = [&](const JwtStatus& status) {
        if (kept.empty() || kept == jwt_status::missing || kept == jwt_status::unknownIssuer) kept = status;
    };
    for (const auto& provider : filter.providers) {
        const JwtStatus status = check.provider(provider);
        if (status.empty()) return {};
        failed(status);
    }
    const JwtStatus status = check.anyOrMissing();
    if (status.empty()) return {};
    failed(status);
    return kept;
}

JwtProvider providerOf(const model::istio::JwtRule& rule, model::Origin origin) {
    JwtProvider out;
    out.issuer = rule.issuer;
    out.audiences = rule.audiences;
    out.forward = rule.forwardOriginalToken;
    out.payloadHeader = model::lowerCase(rule.outputPayloadToHeader);
    for (const auto& header : rule.outputClaimToHeaders)
        out.claimHeaders.emplace_back(model::lowerCase(header.header), header.claim);
    using Kind = JwtLocation::Kind;
    for (const auto& header : rule.fromHeaders)
        out.locations.push_back({Kind::Header, model::lowerCase(header.name), header.prefix});
    for (const auto& name : rule.fromParams) out.locations.push_back({Kind::Parameter, name, {}});
    for (const auto& name : rule.fromCookies) out.locations.push_back({Kind::Cookie, name, {}});
    if (out.locations.empty())
        out.locations = {{Kind::Header, "authorization", "Bearer "}, {Kind::Parameter, "access_token", {}}};
    out.keys = std::make_shared<const Jwks>(rule.jwks.empty() ? Jwks::unreachable() : Jwks::parse(rule.jwks));
    out.origin = std::move(origin);
    return out;
}

bool isPreflight(const JwtRequest& request) {
    const auto has = [&](const char* name) {
        const auto value = headerValue(request, name);
        return value && !value->empty();
    };
    return request.method == "OPTIONS" && has("origin") && has("access-control-request-method");
}

} // namespace

std::optional<JwtFilter> buildJwtFilter(const std::vector<ResourcePtr>& requestAuthentications) {
    JwtFilter out;
    for (const auto& resource : requestAuthentications) {
        const auto& rules = resource->as<RequestAuthentication>()->jwtRules;
        for (std::size_t i = 0; i < rules.size(); ++i)
            out.providers.push_back(providerOf(rules[i], {resource, "spec.jwtRules[" + std::to_string(i) + "]"}));
    }
    if (out.providers.empty()) return std::nullopt;
    std::stable_sort(out.providers.begin(), out.providers.end(),
                     [](const JwtProvider& a, const JwtProvider& b) { return a.issuer < b.issuer; });
    return out;
}

JwtVerdict evaluate(const JwtFilter& filter, JwtRequest& request, std::int64_t now, const Explainer& explain) {
    JwtVerdict verdict;
    if (isPreflight(request)) return verdict;
    // only the proxy itself may write these headers
    for (const auto& provider : filter.providers) {
        if (!provider.payloadHeader.empty()) removeHeader(request, provider.payloadHeader);
        for (const auto& [header, claim] : provider.claimHeaders) removeHeader(request, header);
    }
    Check check(filter, request, now, explain);
    verdict.status = require(filter, check);
    verdict.code = verdict.status == jwt_status::audience ? 403 : 401;
    verdict.claims = std::move(check.claims);
    explain.say("tokens", verdict.status.empty(),
                verdict.status.empty() ? (verdict.claims ? "a valid token" : "no token, which passes")
                                       : verdict.status);
    return verdict;
}

} // namespace meshwright::sim::routing
