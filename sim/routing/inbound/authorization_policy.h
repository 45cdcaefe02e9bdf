// AuthorizationPolicies of a proxy turned into the RBAC filters that istiod would write.
#pragma once

#include "model/design/resource.h"
#include "sim/routing/inbound/rbac.h"

#include <string>
#include <vector>

namespace meshwright::sim::routing {

/// The mesh's own trust domain first, then its aliases. Istio: pilot/pkg/security/trustdomain/bundle.go.
struct TrustDomains {
    std::vector<std::string> names{"cluster.local"};

    /// Principals whose trust domain is one of the mesh's, repeated for each of the mesh's names.
    std::vector<std::string> replaceInPrincipals(const std::vector<std::string>& principals) const;
    /// A trust domain of the mesh stands for all of its names.
    std::vector<std::string> expand(const std::vector<std::string>& domains) const;
};

/// RBAC filters of one filter chain. CUSTOM ones come before token checks, the local ones after them.
struct AuthorizationFilters {
    std::vector<RbacFilter> custom, local; ///< local: AUDIT, DENY, ALLOW
};

/// `policies` are the objects that apply to the proxy; for raw connections (`tcp`) rules lose what only HTTP has.
/// Istio: pilot/pkg/security/authz/builder/builder.go. External authorizers are not known to the simulator: as for a
/// provider that the mesh does not define, what a CUSTOM policy matches is denied.
AuthorizationFilters buildAuthorization(const std::vector<model::ResourcePtr>& policies, const TrustDomains& trust,
                                        bool tcp);

} // namespace meshwright::sim::routing
