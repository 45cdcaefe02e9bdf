#include "sim/routing/inbound/http_policies.h"

#include "sim/routing/inbound/authorization_policy.h"
#include "sim/routing/inbound/policy_selection.h"
#include "sim/routing/match/path.h"
#include "sim/routing/mesh_index.h"

namespace meshwright::sim::routing {

HttpPolicies::HttpPolicies(const MeshIndex& mesh, const ProxyRef& proxy) {
    if (!proxy.isGateway()) return;
    const auto& config = mesh.config();
    TrustDomains trust;
    trust.names = {config.trustDomain};
    trust.names.insert(trust.names.end(), config.trustDomainAliases.begin(), config.trustDomainAliases.end());
    const PolicyTarget target{MeshIndex::namespaceOf(proxy), mesh.labelsOf(proxy)};
    auto built = buildAuthorization(
        authorizationPoliciesFor(mesh.authorizationPolicies(), config.rootNamespace, target), trust, false);
    filters_ = std::move(built.custom);
    for (auto& filter : built.local) filters_.push_back(std::move(filter));
}

std::optional<std::string> HttpPolicies::refusal(const Request& request, const std::string& peer,
                                                 const std::string& local, std::uint32_t localPort,
                                                 const Explainer& explain) const {
    AuthorizationInput input;
    input.directRemote = input.remote = IpAddress::parse(peer);
    input.destination = IpAddress::parse(local);
    input.destinationPort = localPort;
    input.tls = request.tls;
    input.http = HttpView{request.method, request.authority, request.path, &request.headers, nullptr};
    for (const auto& filter : filters_) {
        const auto verdict = evaluate(filter, input, explain);
        if (!verdict.allowed) return "rbac_access_denied_matched_policy[" + verdict.policy + "]";
    }
    return std::nullopt;
}

} // namespace meshwright::sim::routing
