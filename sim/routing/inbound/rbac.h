// Authorization rules as Envoy's RBAC filters hold them, and their evaluation.
#pragma once

#include "sim/routing/l4/cidr.h"
#include "sim/routing/l4/explanation.h"
#include "sim/routing/tables.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace meshwright::sim::routing {

/// The part of a request that policies look at. Header names are lower case.
struct HttpView {
    std::string_view method, authority, path;
    const std::vector<std::pair<std::string, std::string>>* headers = nullptr;
    const nlohmann::json* claims = nullptr; ///< payload of the accepted token; null without one
};

/// Everything that an authorization rule may ask about one connection or request.
struct AuthorizationInput {
    std::optional<IpAddress> directRemote; ///< the peer of the connection
    std::optional<IpAddress> remote;       ///< the client as X-Forwarded-For says, where it is trusted
    std::optional<IpAddress> destination;
    std::uint32_t destinationPort = 0;
    std::string requestedServerName;
    bool tls = false;             ///< the proxy ended TLS on this connection
    std::string peerIdentity;     ///< URI of the client's certificate; empty = none shown
    std::optional<HttpView> http; ///< nothing on raw connections
};

/// Issuer and subject of a token, both of which must match.
struct RequestPrincipalMatcher {
    TextMatcher issuer, subject;
};

/// One condition of a rule: any of `any` must hold, or none of them where `negate`.
struct Condition {
    enum class Subject {
        DestinationIp,
        DestinationPort,
        RequestedServerName,
        UrlPath,
        Header,
        DirectRemoteIp,
        RemoteIp,
        Authenticated,
        RequestPrincipal,
        Claim,
        FilterMetadata
    };
    Subject subject = Subject::UrlPath;
    std::string name;               ///< of a header
    std::vector<std::string> claim; ///< path of a claim
    std::vector<std::variant<Cidr, std::uint32_t, TextMatcher, RequestPrincipalMatcher>> any;
    bool negate = false;
    std::string field; ///< relative to the rule: "from[0].source.principals"
};
using Conditions = std::vector<Condition>; ///< ANDed; none = anything

/// One rule: one of `permissions` and one of `principals` must hold.
struct RbacPolicy {
    std::string name; ///< "ns[shop]-policy[p]-rule[0]"
    std::vector<Conditions> permissions, principals;
    bool never = false; ///< a policy without rules
    Origin origin;
};

/// One RBAC filter. Policies are sorted by name, which is the order in which Envoy tries them.
/// Envoy: source/extensions/filters/common/rbac/engine_impl.cc.
struct RbacFilter {
    enum class Action { Allow, Deny, Log };
    Action action = Action::Allow;
    std::optional<std::vector<RbacPolicy>> enforced; ///< nothing: this filter lets everything pass
    std::vector<RbacPolicy> shadow;                  ///< dry run: looked at, never enforced
};

struct RbacVerdict {
    bool allowed = true;
    std::string policy = "none"; ///< the policy that matched
};

RbacVerdict evaluate(const RbacFilter& filter, const AuthorizationInput& input, const Explainer& explain = Explainer());

/// True where one condition holds; says why not in `reason` where it is not null.
bool holds(const Condition& condition, const AuthorizationInput& input, std::string* reason = nullptr);

} // namespace meshwright::sim::routing
