#include "sim/routing/inbound/authorization_rule.h"

#include "sim/routing/inbound/authorization_matchers.h"

#include <charconv>

namespace meshwright::sim::routing {

namespace {

using Subject = Condition::Subject;
using Values = std::vector<std::string>;
using Matcher = decltype(Condition::any)::value_type;
using MatcherOf = std::optional<Matcher> (*)(const std::string& value, const RuleContext& context);

/// An attribute of a rule: how its values become matchers and whether raw connections have it.
struct Attribute {
    Subject subject;
    MatcherOf matcher;
    bool httpOnly = false;
};

std::optional<Matcher> cidr(const std::string& value, const RuleContext&) {
    const auto range = Cidr::parse(value);
    return range ? std::optional<Matcher>(*range) : std::nullopt;
}

std::optional<Matcher> port(const std::string& value, const RuleContext&) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    const bool whole = error == std::errc{} && end == value.data() + value.size();
    return whole && number <= 65535 ? std::optional<Matcher>(number) : std::nullopt;
}

std::optional<Matcher> text(const std::string& value, const RuleContext&) {
    return wildcardText(value);
}
std::optional<Matcher> host(const std::string& value, const RuleContext&) {
    return headerText(value, true);
}
std::optional<Matcher> header(const std::string& value, const RuleContext&) {
    return headerText(value, false);
}
std::optional<Matcher> path(const std::string& value, const RuleContext&) {
    return pathText(value);
}
std::optional<Matcher> principal(const std::string& value, const RuleContext&) {
    return principalText(value);
}
std::optional<Matcher> nameSpace(const std::string& value, const RuleContext&) {
    return namespaceText(value);
}
std::optional<Matcher> trustDomain(const std::string& value, const RuleContext&) {
    return trustDomainText(value);
}
std::optional<Matcher> serviceAccount(const std::string& value, const RuleContext& context) {
    return serviceAccountText(value, context.policyNamespace);
}
std::optional<Matcher> requestPrincipal(const std::string& value, const RuleContext&) {
    return requestPrincipalMatcher(value);
}
std::optional<Matcher> metadata(const std::string& value, const RuleContext&) {
    return wildcardText(value);
}

/// Builds condition lists of one rule; remembers whether an ALLOW rule became meaningless.
class Translation {
public:
    explicit Translation(const RuleContext& context) : context_(context) {}

    bool dropped() const { return dropped_; }

    /// Adds what `values` ask for and what `notValues` forbid.
    void add(Conditions& out, const Attribute& attribute, const Values& values, const Values& notValues,
             const std::string& field, const std::string& notField, const Condition& like = {}) {
        addOne(out, attribute, values, field, like, false);
        addOne(out, attribute, notValues, notField, like, true);
    }

    /// A condition that cannot be translated at all.
    void fail() { dropped_ = dropped_ || context_.allow; }

private:
    void addOne(Conditions& out, const Attribute& attribute, const Values& values, const std::string& field,
                const Condition& like, bool negate) {
        if (values.empty()) return;
        Condition condition = like;
        condition.subject = attribute.subject;
        condition.negate = negate;
        condition.field = field;
        for (const auto& value : values) {
            const auto matcher = attribute.httpOnly && context_.tcp ? std::nullopt : attribute.matcher(value, context_);
            if (matcher)
                condition.any.push_back(*matcher);
            else
                fail();
        }
        if (!condition.any.empty()) out.push_back(std::move(condition));
    }

    const RuleContext& context_;
    bool dropped_ = false;
};

const Attribute destinationIp{Subject::DestinationIp, cidr}, destinationPort{Subject::DestinationPort, port},
    serverName{Subject::RequestedServerName, text}, sourceIp{Subject::DirectRemoteIp, cidr},
    remoteIp{Subject::RemoteIp, cidr}, sourceNamespace{Subject::Authenticated, nameSpace},
    sourceTrustDomain{Subject::Authenticated, trustDomain}, sourceAccount{Subject::Authenticated, serviceAccount},
    sourcePrincipal{Subject::Authenticated, principal},
    authPrincipal{Subject::RequestPrincipal, requestPrincipal, true}, claims{Subject::Claim, text, true},
    requestHeader{Subject::Header, header, true}, requestHost{Subject::Header, host, true},
    requestPath{Subject::UrlPath, path, true}, filterMetadata{Subject::FilterMetadata, metadata};

/// The conditions of `when`, split into what belongs to permissions and what to principals. False: unknown key.
bool translateWhen(const std::vector<model::istio::AuthorizationCondition>& when, const RuleContext& context,
                   Translation& translation, Conditions& permission, Conditions& principalPart) {
    for (std::size_t i = 0; i < when.size(); ++i) {
        const auto& one = when[i];
        const std::string& key = one.key;
        const std::string base = "when[" + std::to_string(i) + "]";
        const auto put = [&](Conditions& out, const Attribute& attribute, const Values& values, const Values& notValues,
                             const Condition& like = {}) {
            translation.add(out, attribute, values, notValues, base + ".values", base + ".notValues", like);
        };
        if (key == "destination.ip")
            put(permission, destinationIp, one.values, one.notValues);
        else if (key == "destination.port")
            put(permission, destinationPort, one.values, one.notValues);
        else if (key == "connection.sni")
            put(permission, serverName, one.values, one.notValues);
        else if (key.starts_with("experimental.envoy.filters."))
            put(permission, filterMetadata, one.values, one.notValues);
        else if (key == "source.ip")
            put(principalPart, sourceIp, one.values, one.notValues);
        else if (key == "remote.ip")
            put(principalPart, remoteIp, one.values, one.notValues);
        else if (key == "source.namespace")
            put(principalPart, sourceNamespace, one.values, one.notValues);
        else if (key == "source.trustDomain")
            put(principalPart, sourceTrustDomain, context.trust->expand(one.values),
                context.trust->expand(one.notValues));
        else if (key == "source.serviceAccount")
            put(principalPart, sourceAccount, one.values, one.notValues);
        else if (key == "source.principal")
            put(principalPart, sourcePrincipal, context.trust->replaceInPrincipals(one.values),
                context.trust->replaceInPrincipals(one.notValues));
        else if (key == "request.auth.principal")
            put(principalPart, authPrincipal, one.values, one.notValues);
        else if (key == "request.auth.audiences")
            put(principalPart, claims, one.values, one.notValues, {.claim = {"aud"}});
        else if (key == "request.auth.presenter")
            put(principalPart, claims, one.values, one.notValues, {.claim = {"azp"}});
        else if (key.starts_with("request.headers")) {
            const auto name = nameInBrackets(key.substr(15));
            if (name)
                put(principalPart, requestHeader, one.values, one.notValues, {.name = *name});
            else
                translation.fail();
        } else if (key.starts_with("request.auth.claims")) {
            const auto names = namesInNestedBrackets(key.substr(19));
            if (names)
                put(principalPart, claims, one.values, one.notValues, {.claim = *names});
            else
                translation.fail();
        } else
            return false;
    }
    return true;
}

} // namespace

std::optional<RbacPolicy> translateRule(const model::istio::AuthorizationRule& rule, const RuleContext& context) {
    Translation translation(context);
    Conditions basePermission, basePrincipal;
    if (!translateWhen(rule.when, context, translation, basePermission, basePrincipal)) return std::nullopt;

    RbacPolicy policy;
    for (std::size_t i = 0; i < rule.from.size(); ++i) {
        const auto& s = rule.from[i].source;
        const std::string base = "from[" + std::to_string(i) + "].source.";
        Conditions out;
        const auto put = [&](const Attribute& attribute, const Values& values, const Values& notValues,
                             const char* field, const char* notField) {
            translation.add(out, attribute, values, notValues, base + field, base + notField);
        };
        put(sourcePrincipal, context.trust->replaceInPrincipals(s.principals),
            context.trust->replaceInPrincipals(s.notPrincipals), "principals", "notPrincipals");
        put(authPrincipal, s.requestPrincipals, s.notRequestPrincipals, "requestPrincipals", "notRequestPrincipals");
        put(sourceAccount, s.serviceAccounts, s.notServiceAccounts, "serviceAccounts", "notServiceAccounts");
        put(sourceTrustDomain, context.trust->expand(s.trustDomains), context.trust->expand(s.notTrustDomains),
            "trustDomains", "notTrustDomains");
        put(sourceNamespace, s.namespaces, s.notNamespaces, "namespaces", "notNamespaces");
        put(remoteIp, s.remoteIpBlocks, s.notRemoteIpBlocks, "remoteIpBlocks", "notRemoteIpBlocks");
        put(sourceIp, s.ipBlocks, s.notIpBlocks, "ipBlocks", "notIpBlocks");
        out.insert(out.end(), basePrincipal.begin(), basePrincipal.end());
        policy.principals.push_back(std::move(out));
    }
    if (rule.from.empty()) policy.principals.push_back(basePrincipal);

    for (std::size_t i = 0; i < rule.to.size(); ++i) {
        const auto& o = rule.to[i].operation;
        const std::string base = "to[" + std::to_string(i) + "].operation.";
        Conditions out;
        const auto put = [&](const Attribute& attribute, const Values& values, const Values& notValues,
                             const char* field, const char* notField, const char* name = "") {
            translation.add(out, attribute, values, notValues, base + field, base + notField, {.name = name});
        };
        put(requestHost, o.hosts, o.notHosts, "hosts", "notHosts", ":authority");
        put(requestHeader, o.methods, o.notMethods, "methods", "notMethods", ":method");
        put(requestPath, o.paths, o.notPaths, "paths", "notPaths");
        put(destinationPort, o.ports, o.notPorts, "ports", "notPorts");
        out.insert(out.end(), basePermission.begin(), basePermission.end());
        policy.permissions.push_back(std::move(out));
    }
    if (rule.to.empty()) policy.permissions.push_back(basePermission);
    if (translation.dropped()) return std::nullopt;
    return policy;
}

} // namespace meshwright::sim::routing
