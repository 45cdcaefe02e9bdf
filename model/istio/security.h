// PeerAuthentication, RequestAuthentication and AuthorizationPolicy. security.istio.io/v1
#pragma once

#include "model/istio/common.h"

namespace meshwright::model::istio {

struct MutualTls {
    std::string mode; ///< "", UNSET, DISABLE, PERMISSIVE, STRICT
};

struct PeerAuthentication {
    std::optional<WorkloadSelector> selector;
    std::optional<MutualTls> mtls;
    std::map<std::string, MutualTls> portLevelMtls; ///< key: the workload's port number, as text
};

struct JwtHeader {
    std::string name, prefix;
};

struct ClaimToHeader {
    std::string header, claim;
};

struct JwtRule {
    std::string issuer, jwksUri, jwks, outputPayloadToHeader;
    std::vector<std::string> audiences, fromParams, fromCookies, spaceDelimitedClaims;
    std::vector<JwtHeader> fromHeaders;
    std::vector<ClaimToHeader> outputClaimToHeaders;
    bool forwardOriginalToken = false;
    std::optional<Duration> timeout;
};

struct RequestAuthentication {
    std::optional<WorkloadSelector> selector;
    std::optional<TargetRef> targetRef;
    std::vector<TargetRef> targetRefs;
    std::vector<JwtRule> jwtRules;
};

struct AuthorizationSource {
    std::vector<std::string> principals, notPrincipals, requestPrincipals, notRequestPrincipals, namespaces,
        notNamespaces, ipBlocks, notIpBlocks, remoteIpBlocks, notRemoteIpBlocks, serviceAccounts, notServiceAccounts,
        trustDomains, notTrustDomains;
};

struct AuthorizationFrom {
    AuthorizationSource source;
};

struct AuthorizationOperation {
    std::vector<std::string> hosts, notHosts, ports, notPorts, methods, notMethods, paths, notPaths;
};

struct AuthorizationTo {
    AuthorizationOperation operation;
};

struct AuthorizationCondition {
    std::string key;
    std::vector<std::string> values, notValues;
};

struct AuthorizationRule {
    std::vector<AuthorizationFrom> from;
    std::vector<AuthorizationTo> to;
    std::vector<AuthorizationCondition> when;
};

struct AuthorizationProvider {
    std::string name;
};

struct AuthorizationPolicy {
    std::optional<WorkloadSelector> selector;
    std::optional<TargetRef> targetRef;
    std::vector<TargetRef> targetRefs;
    std::string action; ///< "" = ALLOW, DENY, AUDIT, CUSTOM
    std::vector<AuthorizationRule> rules;
    std::optional<AuthorizationProvider> provider;
};

} // namespace meshwright::model::istio
