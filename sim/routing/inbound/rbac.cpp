#include "sim/routing/inbound/rbac.h"

#include "sim/routing/match/path.h"

#include <algorithm>

namespace meshwright::sim::routing {

namespace {

using Json = nlohmann::json;

bool anyCidr(const Condition& condition, const std::optional<IpAddress>& address) {
    return address && std::any_of(condition.any.begin(), condition.any.end(), [&](const auto& value) {
               const auto* range = std::get_if<Cidr>(&value);
               return range && range->contains(*address);
           });
}

bool anyText(const Condition& condition, std::string_view text) {
    return std::any_of(condition.any.begin(), condition.any.end(), [&](const auto& value) {
        const auto* matcher = std::get_if<TextMatcher>(&value);
        return matcher && matcher->matches(text);
    });
}

/// Pseudo-headers and repeated lines alike. Every line of one name is tested for itself.
template <class Test> bool anyHeader(const HttpView& http, std::string_view name, Test&& test) {
    if (name == ":method") return test(http.method);
    if (name == ":authority" || name == "host") return test(http.authority);
    if (name == ":path") return test(http.path);
    return http.headers && std::any_of(http.headers->begin(), http.headers->end(),
                                       [&](const auto& line) { return line.first == name && test(line.second); });
}

const Json* claimAt(const Json& payload, const std::vector<std::string>& path) {
    const Json* at = &payload;
    for (const auto& key : path) {
        if (!at->is_object()) return nullptr;
        const auto found = at->find(key);
        if (found == at->end()) return nullptr;
        at = &*found;
    }
    return at;
}

/// A text claim matches itself, a list matches by any of its texts.
template <class Test> bool claimMatches(const Json* claim, Test&& test) {
    if (!claim) return false;
    if (claim->is_string()) return test(claim->get_ref<const std::string&>());
    return claim->is_array() && std::any_of(claim->begin(), claim->end(), [&](const Json& item) {
               return item.is_string() && test(item.get_ref<const std::string&>());
           });
}

std::string textClaim(const Json& payload, const char* name) {
    const auto found = payload.is_object() ? payload.find(name) : payload.end();
    return found != payload.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool anyRequestPrincipal(const Condition& condition, const Json& payload) {
    const std::string issuer = textClaim(payload, "iss"), subject = textClaim(payload, "sub");
    return std::any_of(condition.any.begin(), condition.any.end(), [&](const auto& value) {
        const auto* both = std::get_if<RequestPrincipalMatcher>(&value);
        return both && both->issuer.matches(issuer) && both->subject.matches(subject);
    });
}

bool anyHolds(const Condition& condition, const AuthorizationInput& input) {
    using Subject = Condition::Subject;
    const auto& http = input.http;
    switch (condition.subject) {
    case Subject::DestinationIp:
        return anyCidr(condition, input.destination);
    case Subject::DirectRemoteIp:
        return anyCidr(condition, input.directRemote);
    case Subject::RemoteIp:
        return anyCidr(condition, input.remote ? input.remote : input.directRemote);
    case Subject::DestinationPort:
        return std::any_of(condition.any.begin(), condition.any.end(), [&](const auto& value) {
            const auto* port = std::get_if<std::uint32_t>(&value);
            return port && *port == input.destinationPort;
        });
    case Subject::RequestedServerName:
        return anyText(condition, input.requestedServerName);
    case Subject::Authenticated:
        return input.tls && anyText(condition, input.peerIdentity);
    case Subject::UrlPath:
        return http && anyText(condition, pathOnly(http->path));
    case Subject::Header:
        return http && anyHeader(*http, condition.name, [&](std::string_view v) { return anyText(condition, v); });
    case Subject::Claim:
        return http && http->claims && claimMatches(claimAt(*http->claims, condition.claim), [&](std::string_view v) {
                   return anyText(condition, v);
               });
    case Subject::RequestPrincipal:
        return http && http->claims && anyRequestPrincipal(condition, *http->claims);
    case Subject::FilterMetadata:
        return false; // no filter of the simulator writes any
    }
    return false;
}

std::string seen(const Condition& condition, const AuthorizationInput& input) {
    using Subject = Condition::Subject;
    switch (condition.subject) {
    case Subject::DestinationPort:
        return "port " + std::to_string(input.destinationPort);
    case Subject::RequestedServerName:
        return input.requestedServerName.empty() ? "no SNI" : "SNI " + input.requestedServerName;
    case Subject::Authenticated:
        if (!input.tls) return "plain text, so no identity";
        return input.peerIdentity.empty() ? "no client certificate" : "identity " + input.peerIdentity;
    case Subject::UrlPath:
        return input.http ? "path " + std::string(pathOnly(input.http->path)) : "no HTTP";
    case Subject::Header:
        return input.http ? "header " + condition.name + " of the request" : "no HTTP";
    case Subject::Claim:
    case Subject::RequestPrincipal:
        return input.http && input.http->claims ? "claims of the token" : "no token";
    case Subject::DestinationIp:
        return "the destination address";
    case Subject::DirectRemoteIp:
        return "the peer's address";
    case Subject::RemoteIp:
        return "the client's address";
    case Subject::FilterMetadata:
        return "no metadata";
    }
    return {};
}

/// True where one list of conditions holds; otherwise `reason` says which condition failed.
bool allHold(const Conditions& conditions, const AuthorizationInput& input, std::string* reason) {
    return std::all_of(conditions.begin(), conditions.end(),
                       [&](const Condition& condition) { return holds(condition, input, reason); });
}

bool anyListHolds(const std::vector<Conditions>& lists, const AuthorizationInput& input, std::string* reason) {
    std::string all;
    for (const auto& conditions : lists) {
        std::string one;
        if (allHold(conditions, input, reason ? &one : nullptr)) return true;
        if (reason) all += (all.empty() ? "" : "; ") + one;
    }
    if (reason) *reason = all;
    return false;
}

bool matches(const RbacPolicy& policy, const AuthorizationInput& input, std::string* reason) {
    if (policy.never) {
        if (reason) *reason = "has no rules, so it matches nothing";
        return false;
    }
    return anyListHolds(policy.permissions, input, reason) && anyListHolds(policy.principals, input, reason);
}

} // namespace

bool holds(const Condition& condition, const AuthorizationInput& input, std::string* reason) {
    const bool result = anyHolds(condition, input) != condition.negate;
    if (!result && reason)
        *reason = condition.field + (condition.negate ? " excludes " : " does not include ") + seen(condition, input);
    return result;
}

RbacVerdict evaluate(const RbacFilter& filter, const AuthorizationInput& input, const Explainer& explain) {
    for (const auto& policy : filter.shadow) {
        if (!explain.wanted()) break;
        std::string reason;
        const bool matched = matches(policy, input, &reason);
        explain.say("dry-run policy " + policy.name, matched, matched ? "matches, but is not enforced" : reason,
                    policy.origin);
    }
    if (!filter.enforced) return {};
    for (const auto& policy : *filter.enforced) {
        std::string reason;
        const bool matched = matches(policy, input, explain.wanted() ? &reason : nullptr);
        explain.say("policy " + policy.name, matched, matched ? "every condition holds" : reason, policy.origin);
        if (matched && filter.action != RbacFilter::Action::Log)
            return {filter.action == RbacFilter::Action::Allow, policy.name};
    }
    return {filter.action != RbacFilter::Action::Allow, "none"};
}

} // namespace meshwright::sim::routing
