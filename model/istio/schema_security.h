// Field tables of PeerAuthentication, RequestAuthentication and AuthorizationPolicy. Source: istio.io/api security/v1.
#pragma once

#include "model/istio/schema_common.h"
#include "model/istio/security.h"

namespace meshwright::model::yaml {

template <> struct Schema<istio::MutualTls> {
    using T = istio::MutualTls;
    static constexpr std::string_view name = "MutualTLS";
    static constexpr std::array<std::string_view, 4> modes = {"UNSET", "DISABLE", "PERMISSIVE", "STRICT"};
    static constexpr std::tuple fields{
        field("mode", &T::mode, "Whether plain text is accepted, refused, or mutual TLS is off.").shown().oneOf(modes),
    };
};

template <> struct Schema<istio::PeerAuthentication> {
    using T = istio::PeerAuthentication;
    static constexpr std::string_view name = "PeerAuthentication";
    static constexpr std::tuple fields{
        field("selector", &T::selector, "Pods to which this applies.").shown().only("matchLabels"),
        field("mtls", &T::mtls, "Mutual TLS on all ports.").shown(),
        field("portLevelMtls", &T::portLevelMtls, "Mutual TLS by the pod's port number.").shown(),
    };
};

template <> struct Schema<istio::JwtHeader> {
    using T = istio::JwtHeader;
    static constexpr std::string_view name = "JWTHeader";
    static constexpr std::tuple fields{
        field("name", &T::name, "Header that holds the token.").shown(),
        field("prefix", &T::prefix, "Text before the token, such as \"Bearer \"."),
    };
};

template <> struct Schema<istio::ClaimToHeader> {
    using T = istio::ClaimToHeader;
    static constexpr std::string_view name = "ClaimToHeader";
    static constexpr std::tuple fields{
        field("header", &T::header, "Header to write.").shown(),
        field("claim", &T::claim, "Claim whose value is copied.").shown(),
    };
};

template <> struct Schema<istio::JwtRule> {
    using T = istio::JwtRule;
    static constexpr std::string_view name = "JWTRule";
    static constexpr std::tuple fields{
        field("issuer", &T::issuer, "Who issues the tokens.").shown(),
        field("audiences", &T::audiences, "Accepted audiences; all where absent."),
        field("jwksUri", &T::jwksUri, "Where the issuer's keys are fetched.").shown().alsoNamed("jwks_uri"),
        field("jwks", &T::jwks, "The issuer's keys, as JSON.").is(Format::Lines),
        field("fromHeaders", &T::fromHeaders, "Headers in which a token is looked for."),
        field("fromParams", &T::fromParams, "Query parameters in which a token is looked for."),
        field("fromCookies", &T::fromCookies, "Cookies in which a token is looked for."),
        field("outputPayloadToHeader", &T::outputPayloadToHeader, "Header to which the token's payload is copied."),
        field("outputClaimToHeaders", &T::outputClaimToHeaders, "Claims that are copied to headers."),
        field("forwardOriginalToken", &T::forwardOriginalToken, "Pass the token on."),
        field("timeout", &T::timeout, "Time limit for fetching the keys, 5s where absent."),
        field("spaceDelimitedClaims", &T::spaceDelimitedClaims, "Claims whose value is a list separated by spaces."),
    };
};

template <> struct Schema<istio::RequestAuthentication> {
    using T = istio::RequestAuthentication;
    static constexpr std::string_view name = "RequestAuthentication";
    static constexpr std::tuple fields{
        field("selector", &T::selector, "Pods to which this applies.").shown().only("matchLabels"),
        field("targetRef", &T::targetRef, "A gateway to which this applies."),
        field("targetRefs", &T::targetRefs, "Gateways or services to which this applies."),
        field("jwtRules", &T::jwtRules, "Tokens that are accepted.").shown(),
    };
};

template <> struct Schema<istio::AuthorizationSource> {
    using T = istio::AuthorizationSource;
    static constexpr std::string_view name = "Source";
    static constexpr std::tuple fields{
        field("principals", &T::principals, "Callers by certificate identity.").shown(),
        field("notPrincipals", &T::notPrincipals, "All callers but these identities."),
        field("requestPrincipals", &T::requestPrincipals, "Callers by token, issuer/subject."),
        field("notRequestPrincipals", &T::notRequestPrincipals, "All tokens but these."),
        field("namespaces", &T::namespaces, "Callers by namespace.").is(Format::Namespace).shown(),
        field("notNamespaces", &T::notNamespaces, "All namespaces but these.").is(Format::Namespace),
        field("serviceAccounts", &T::serviceAccounts, "Callers by service account."),
        field("notServiceAccounts", &T::notServiceAccounts, "All service accounts but these."),
        field("ipBlocks", &T::ipBlocks, "Callers by address of the connection."),
        field("notIpBlocks", &T::notIpBlocks, "All addresses but these."),
        field("remoteIpBlocks", &T::remoteIpBlocks, "Callers by original address (X-Forwarded-For)."),
        field("notRemoteIpBlocks", &T::notRemoteIpBlocks, "All original addresses but these."),
        field("trustDomains", &T::trustDomains, "Callers by trust domain."),
        field("notTrustDomains", &T::notTrustDomains, "All trust domains but these."),
    };
};

template <> struct Schema<istio::AuthorizationFrom> {
    using T = istio::AuthorizationFrom;
    static constexpr std::string_view name = "From";
    static constexpr std::tuple fields{field("source", &T::source, "Who calls; all given conditions must hold.")};
};

template <> struct Schema<istio::AuthorizationOperation> {
    using T = istio::AuthorizationOperation;
    static constexpr std::string_view name = "Operation";
    static constexpr std::tuple fields{
        field("hosts", &T::hosts, "Hosts of the request.").is(Format::Host),
        field("notHosts", &T::notHosts, "All hosts but these.").is(Format::Host),
        field("ports", &T::ports, "Ports of the workload, as text."),
        field("notPorts", &T::notPorts, "All ports but these."),
        field("methods", &T::methods, "Methods of the request.").is(Format::Method).shown(),
        field("notMethods", &T::notMethods, "All methods but these.").is(Format::Method),
        field("paths", &T::paths, "Paths of the request.").shown(),
        field("notPaths", &T::notPaths, "All paths but these."),
    };
};

template <> struct Schema<istio::AuthorizationTo> {
    using T = istio::AuthorizationTo;
    static constexpr std::string_view name = "To";
    static constexpr std::tuple fields{
        field("operation", &T::operation, "What is asked; all given conditions must hold.")};
};

template <> struct Schema<istio::AuthorizationCondition> {
    using T = istio::AuthorizationCondition;
    static constexpr std::string_view name = "Condition";
    static constexpr std::tuple fields{
        field("key", &T::key, "An attribute, such as request.headers[x-token].").shown(),
        field("values", &T::values, "Accepted values.").shown(),
        field("notValues", &T::notValues, "Values that are not accepted."),
    };
};

template <> struct Schema<istio::AuthorizationRule> {
    using T = istio::AuthorizationRule;
    static constexpr std::string_view name = "Rule";
    static constexpr std::tuple fields{
        field("from", &T::from, "Who calls; one entry must hold.").shown(),
        field("to", &T::to, "What is asked; one entry must hold.").shown(),
        field("when", &T::when, "Further conditions; all must hold.").shown(),
    };
};

template <> struct Schema<istio::AuthorizationProvider> {
    using T = istio::AuthorizationProvider;
    static constexpr std::string_view name = "ExtensionProvider";
    static constexpr std::tuple fields{field("name", &T::name, "Name of the external authorizer.")};
};

template <> struct Schema<istio::AuthorizationPolicy> {
    using T = istio::AuthorizationPolicy;
    static constexpr std::string_view name = "AuthorizationPolicy";
    static constexpr std::array<std::string_view, 4> actions = {"ALLOW", "DENY", "AUDIT", "CUSTOM"};
    static constexpr std::tuple fields{
        field("selector", &T::selector, "Pods to which this applies.").shown().only("matchLabels"),
        field("targetRef", &T::targetRef, "A gateway to which this applies."),
        field("targetRefs", &T::targetRefs, "Gateways or services to which this applies."),
        field("action", &T::action, "What happens to requests that a rule matches; ALLOW where absent.")
            .shown()
            .oneOf(actions),
        field("rules", &T::rules, "Rules; one of them must match.").shown(),
        field("provider", &T::provider, "The external authorizer of action CUSTOM."),
    };
};

} // namespace meshwright::model::yaml
