// One rule of an AuthorizationPolicy translated into conditions.
#pragma once

#include "model/istio/security.h"
#include "sim/routing/inbound/authorization_policy.h"

#include <optional>

namespace meshwright::sim::routing {

/// What the translation of a rule depends on besides the rule.
struct RuleContext {
    const TrustDomains* trust = nullptr;
    std::string policyNamespace;
    bool tcp = false;   ///< for a raw connection: HTTP attributes cannot be asked
    bool allow = false; ///< an ALLOW rule with something untranslatable is dropped; others only lose that part
};

/// Permissions and principals of a rule, or nothing where the rule has no effect on this kind of filter chain.
/// Istio: pilot/pkg/security/authz/model/{model,generator}.go.
std::optional<RbacPolicy> translateRule(const model::istio::AuthorizationRule& rule, const RuleContext& context);

} // namespace meshwright::sim::routing
