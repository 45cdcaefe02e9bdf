// AuthorizationPolicies that stand before a gateway's routes, for callers that only deal with requests.
#pragma once

#include "sim/routing/engine.h"
#include "sim/routing/inbound/rbac.h"

#include <optional>
#include <string>
#include <vector>

namespace meshwright::sim::routing {

/// The RBAC filters of a gateway's HTTP listeners. A workload's sidecar has none on its way out.
class HttpPolicies {
public:
    HttpPolicies(const MeshIndex& mesh, const ProxyRef& proxy);

    bool empty() const { return filters_.empty(); }
    /// Envoy's details of the refusal ("rbac_access_denied_matched_policy[none]"), or nothing where a request may pass.
    /// `peer` is the client's address, `local` the address and port that it called. Tokens are not looked at.
    std::optional<std::string> refusal(const Request& request, const std::string& peer, const std::string& local,
                                       std::uint32_t localPort, const Explainer& explain = Explainer()) const;

private:
    std::vector<RbacFilter> filters_;
};

} // namespace meshwright::sim::routing
