// Token checks of RequestAuthentications, as Envoy's jwt_authn filter does them.
#pragma once

#include "model/design/resource.h"
#include "sim/routing/inbound/jwt.h"
#include "sim/routing/l4/explanation.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace meshwright::sim::routing {

/// Where a token may stand. A header's value is searched for `prefix`; the token follows it.
struct JwtLocation {
    enum class Kind { Header, Parameter, Cookie };
    Kind kind = Kind::Header;
    std::string name, prefix;
    friend bool operator==(const JwtLocation&, const JwtLocation&) = default;
};

/// One issuer whose tokens are accepted.
struct JwtProvider {
    std::string issuer;
    std::vector<std::string> audiences; ///< empty = any
    std::vector<JwtLocation> locations;
    std::shared_ptr<const Jwks> keys;
    bool forward = false;                                          ///< the token goes on to the back end
    std::string payloadHeader;                                     ///< receives the payload as sent
    std::vector<std::pair<std::string, std::string>> claimHeaders; ///< header, claim
    model::Origin origin;
};

/// A token that is there must be valid; none at all passes. Providers are sorted by issuer.
struct JwtFilter {
    std::vector<JwtProvider> providers;
};

/// RequestAuthentications that apply to a proxy as one filter; nothing where they have no rules.
/// Istio: pilot/pkg/security/authn/policy_applier.go (convertToEnvoyJwtConfig).
std::optional<JwtFilter> buildJwtFilter(const std::vector<model::ResourcePtr>& requestAuthentications);

/// The request that is checked, and may be changed: tokens are taken out, claims are put in.
struct JwtRequest {
    std::string method, path;
    std::vector<std::pair<std::string, std::string>> headers; ///< names lower case
};

struct JwtVerdict {
    JwtStatus status;                     ///< empty = pass
    std::uint32_t code = 401;             ///< of the refusal
    std::optional<nlohmann::json> claims; ///< of the accepted token
};

/// `now` is in Unix seconds: the moment at which tokens expire or begin.
JwtVerdict evaluate(const JwtFilter& filter, JwtRequest& request, std::int64_t now,
                    const Explainer& explain = Explainer());

} // namespace meshwright::sim::routing
