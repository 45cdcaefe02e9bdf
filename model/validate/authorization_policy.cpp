// AuthorizationPolicy. Istio: pkg/config/validation/validation.go (ValidateAuthorizationPolicy), pkg/config/security.
#include "model/validate/names.h"
#include "model/validate/policy.h"
#include "model/validate/rules.h"

#include <algorithm>
#include <array>

namespace meshwright::model::validation {

namespace {

using namespace std::string_view_literals;
using Texts = std::vector<std::string>;

constexpr std::size_t kMostAccounts = 16, kAccountLength = 320;

bool beginsWith(std::string_view text, std::string_view begin) {
    return text.substr(0, begin.size()) == begin;
}

Problem checkNotEmpty(const Texts& values) {
    return std::any_of(values.begin(), values.end(), [](const auto& v) { return v.empty(); })
               ? "An empty value is not allowed."
               : Problem{};
}

Problem checkWildcards(const Texts& values) {
    if (auto problem = checkNotEmpty(values); !problem.empty()) return problem;
    for (const auto& v : values) {
        const auto stars = std::count(v.begin(), v.end(), '*');
        if (stars > 1) return "A value takes at most one *.";
        if (stars == 1 && v.front() != '*' && v.back() != '*') return "A * may stand only at the begin or the end.";
    }
    return {};
}

Problem checkTrustDomains(const Texts& values) {
    if (auto problem = checkWildcards(values); !problem.empty()) return problem;
    for (const auto& v : values)
        if (v.find('/') != std::string::npos) return "A trust domain has no /.";
    return {};
}

Problem checkAccounts(const Texts& values) {
    if (values.size() > kMostAccounts) return "At most 16 service accounts are allowed.";
    for (const auto& v : values) {
        if (v.empty()) return "An empty value is not allowed.";
        if (v.find('*') != std::string::npos) return "A service account takes no *.";
        if (std::count(v.begin(), v.end(), '/') > 1 || v.front() == '/' || v.back() == '/')
            return "A service account is written name or namespace/name.";
        if (v.size() > kAccountLength) return "A service account has at most 320 characters.";
    }
    return {};
}

Problem checkAddresses(const Texts& values) {
    for (const auto& v : values)
        if (v.find('/') != std::string::npos ? !isCidr(v) : !isIpAddress(v))
            return "\"" + v.substr(0, 60) + "\" is no IP address or block such as 10.0.0.0/8.";
    return {};
}

Problem checkPorts(const Texts& values) {
    for (const auto& v : values)
        if (v.empty() || v.size() > 9 || v.find_first_not_of("0123456789") != std::string::npos || std::stol(v) > 65535)
            return "\"" + v.substr(0, 60) + "\" is no port; write a number from 0 to 65535.";
    return {};
}

bool isLiteralSegment(std::string_view text) {
    constexpr auto kOther = "-._~%!$&'()+,;:@="sv;
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               kOther.find(c) != kOther.npos;
    });
}

/// `{*}` stands for one segment, `{**}` for all that follow.
Problem checkPathTemplate(const std::string& path) {
    const bool isTemplate = path.find("{*}") != std::string::npos || path.find("{**}") != std::string::npos;
    std::string_view rest = path;
    while (!rest.empty() && rest.front() == '/') rest.remove_prefix(1);
    while (!rest.empty() && rest.back() == '/') rest.remove_suffix(1);
    bool all = false;
    while (true) {
        const auto slash = rest.find('/');
        const auto segment = rest.substr(0, slash);
        if (segment == "{*}" || segment == "{**}") {
            if (all) return "In a path {**} must come last.";
            all = segment == "{**}";
        } else if (segment.find_first_of("{}") != std::string_view::npos) {
            return "In a path { and } stand only in {*} and {**}, each a segment of its own.";
        } else if (isTemplate && !isLiteralSegment(segment)) {
            return "In a path with {*} or {**} other segments are plain text.";
        }
        if (slash == std::string_view::npos) return {};
        rest.remove_prefix(slash + 1);
    }
}

Problem checkPaths(const Texts& values) {
    for (const auto& v : values)
        if (auto problem = checkPathTemplate(v); !problem.empty()) return problem;
    return {};
}

Problem checkKeyInBrackets(std::string_view key) {
    const auto open = key.find('[');
    const bool fine =
        !key.empty() && key.back() == ']' && open != std::string_view::npos && open > 0 && open + 2 < key.size();
    return fine ? Problem{} : "The key needs a name in brackets, such as request.headers[x-token].";
}

Problem checkAttribute(std::string_view key, const Texts& values) {
    if (auto problem = checkNotEmpty(values); !problem.empty()) return problem;
    if (beginsWith(key, "request.headers") || beginsWith(key, "request.auth.claims") ||
        beginsWith(key, "experimental.envoy.filters."))
        return checkKeyInBrackets(key);
    if (key == "source.ip" || key == "remote.ip" || key == "destination.ip") return checkAddresses(values);
    if (key == "destination.port") return checkPorts(values);
    if (key == "source.serviceAccount") return checkAccounts(values);
    if (key == "source.trustDomain") return checkWildcards(values);
    constexpr std::array kPlain = {"source.namespace"sv,       "source.principal"sv,       "request.auth.principal"sv,
                                   "request.auth.audiences"sv, "request.auth.presenter"sv, "connection.sni"sv};
    if (std::find(kPlain.begin(), kPlain.end(), key) != kPlain.end()) return {};
    if (key == "destination.namespace") return "destination.namespace is replaced by the policy's own namespace.";
    if (beginsWith(key, "destination.labels")) return "destination.labels is replaced by the policy's selector.";
    return "\"" + std::string(key.substr(0, 60)) + "\" is no attribute of a condition.";
}

class PolicyJudge {
public:
    PolicyJudge(Judge& judge, const istio::AuthorizationPolicy& policy) : j_(judge), p_(policy) {}

    void run() {
        checkPolicyTargets(j_, p_.selector, p_.targetRef, p_.targetRefs);
        const bool rules = !p_.rules.empty();
        constexpr const char* kNoRules =
            "Without rules this policy never applies; add an empty rule {} to apply it to every request.";
        if (p_.action == "CUSTOM") {
            if (!rules)
                j_.error("spec.rules", kNoRules, addEmptyRule());
            else if (!p_.provider || p_.provider->name.empty())
                j_.error("spec.provider.name", "Action CUSTOM needs provider.name.");
            for (std::size_t i = 0; i < p_.rules.size(); ++i) custom(p_.rules[i], at("spec.rules", i));
        } else if (p_.provider) {
            j_.error("spec.provider", "Only action CUSTOM takes a provider.");
        }
        if (p_.action == "DENY" && !rules) j_.error("spec.rules", kNoRules, addEmptyRule());
        for (std::size_t i = 0; i < p_.rules.size(); ++i) rule(p_.rules[i], at("spec.rules", i));
    }

private:
    Fix addEmptyRule() const {
        return {"Add a rule that every request fulfils", {edit::InsertItem{j_.resource().id(), "spec.rules", 0, "{}"}}};
    }

    void custom(const istio::AuthorizationRule& r, const std::string& f) {
        for (std::size_t i = 0; i < r.from.size(); ++i) {
            const auto& s = r.from[i].source;
            const std::string where = at(at(at(f, "from"), i), "source");
            const auto none = [&](const Texts& values, const char* field) {
                if (!values.empty())
                    j_.error(at(where, field), std::string("Action CUSTOM does not support ") + field + ".");
            };
            none(s.namespaces, "namespaces");
            none(s.notNamespaces, "notNamespaces");
            none(s.serviceAccounts, "serviceAccounts");
            none(s.notServiceAccounts, "notServiceAccounts");
            none(s.trustDomains, "trustDomains");
            none(s.notTrustDomains, "notTrustDomains");
            none(s.principals, "principals");
            none(s.notPrincipals, "notPrincipals");
            none(s.requestPrincipals, "requestPrincipals");
            none(s.notRequestPrincipals, "notRequestPrincipals");
        }
        for (std::size_t i = 0; i < r.when.size(); ++i) {
            const std::string& key = r.when[i].key;
            if (key == "source.namespace" || key == "source.serviceAccount" || key == "source.trustDomain" ||
                key == "source.principal" || beginsWith(key, "request.auth."))
                j_.error(at(at(at(f, "when"), i), "key"), "Action CUSTOM does not support " + key + ".");
        }
    }

    void rule(const istio::AuthorizationRule& r, const std::string& f) {

        bool from = false, to = false, tcpFrom = false, tcpTo = false;

        for (std::size_t i = 0; i < r.from.size(); ++i) {
            const std::string where = at(at(at(f, "from"), i), "source");
            if (!j_.has(where)) {
                j_.error(where, "An entry of from needs a source.");
                continue;
            }
            from = true;
            source(r.from[i].source, where);
            const auto& s = r.from[i].source;
            for (const Texts* values :
                 {&s.principals, &s.notPrincipals, &s.ipBlocks, &s.notIpBlocks, &s.namespaces, &s.notNamespaces,
                  &s.remoteIpBlocks, &s.notRemoteIpBlocks, &s.serviceAccounts, &s.notServiceAccounts})
                tcpFrom = tcpFrom || !values->empty();
        }

        for (std::size_t i = 0; i < r.to.size(); ++i) {
            const std::string where = at(at(at(f, "to"), i), "operation");
            if (!j_.has(where)) {
                j_.error(where, "An entry of to needs an operation.");
                continue;
            }
            to = true;
            operation(r.to[i].operation, where);
            tcpTo = tcpTo || !r.to[i].operation.ports.empty() || !r.to[i].operation.notPorts.empty();
        }
        for (std::size_t i = 0; i < r.when.size(); ++i) condition(r.when[i], at(at(f, "when"), i));
        if (p_.action == "DENY" && ((from && !to && !tcpFrom) || (to && !tcpTo)))
            j_.warning(f, "This rule looks only at HTTP, so it denies everything on TCP ports; name the ports.");
    }

    void source(const istio::AuthorizationSource& s, const std::string& f) {
        if (s.principals.size() + s.notPrincipals.size() + s.namespaces.size() + s.notNamespaces.size() > 0 &&
            s.serviceAccounts.size() + s.notServiceAccounts.size() > 0)
            j_.error(f, "serviceAccounts cannot be set together with namespaces or principals.");
        bool any = false;
        const auto look = [&](const Texts& values, const char* field, Problem (*rule)(const Texts&)) {
            any = any || !values.empty();
            j_.check(at(f, field), rule(values));
        };
        look(s.principals, "principals", checkNotEmpty);
        look(s.notPrincipals, "notPrincipals", checkNotEmpty);
        look(s.requestPrincipals, "requestPrincipals", checkNotEmpty);
        look(s.notRequestPrincipals, "notRequestPrincipals", checkNotEmpty);
        look(s.namespaces, "namespaces", checkNotEmpty);
        look(s.notNamespaces, "notNamespaces", checkNotEmpty);
        look(s.ipBlocks, "ipBlocks", checkAddresses);
        look(s.notIpBlocks, "notIpBlocks", checkAddresses);
        look(s.remoteIpBlocks, "remoteIpBlocks", checkAddresses);
        look(s.notRemoteIpBlocks, "notRemoteIpBlocks", checkAddresses);
        look(s.serviceAccounts, "serviceAccounts", checkAccounts);
        look(s.notServiceAccounts, "notServiceAccounts", checkAccounts);
        look(s.trustDomains, "trustDomains", checkTrustDomains);
        look(s.notTrustDomains, "notTrustDomains", checkTrustDomains);
        if (!any) j_.error(f, "A source needs at least one condition.");
    }

    void operation(const istio::AuthorizationOperation& o, const std::string& f) {
        bool any = false;
        const auto look = [&](const Texts& values, const char* field, Problem (*rule)(const Texts&)) {
            any = any || !values.empty();
            j_.check(at(f, field), checkNotEmpty(values));
            if (rule) j_.check(at(f, field), rule(values));
        };
        look(o.ports, "ports", checkPorts);
        look(o.notPorts, "notPorts", checkPorts);
        look(o.methods, "methods", nullptr);
        look(o.notMethods, "notMethods", nullptr);
        look(o.hosts, "hosts", nullptr);
        look(o.notHosts, "notHosts", nullptr);
        look(o.paths, "paths", checkPaths);
        look(o.notPaths, "notPaths", checkPaths);
        if (!any) j_.error(f, "An operation needs at least one condition.");
    }

    void condition(const istio::AuthorizationCondition& c, const std::string& f) {
        if (c.key.empty()) return j_.error(at(f, "key"), "A condition needs a key.");
        if (c.values.empty() && c.notValues.empty()) return j_.error(at(f, "values"), "A condition needs values or notValues.");
        if (const auto problem = checkAttribute(c.key, c.values); !problem.empty())
            j_.error(at(f, "values"), problem);
        else
            j_.check(at(f, "notValues"), checkAttribute(c.key, c.notValues));
    }

    Judge& j_;
    const istio::AuthorizationPolicy& p_;
};

} // namespace

void checkAuthorizationPolicy(Judge& judge, const istio::AuthorizationPolicy& policy) {
    PolicyJudge(judge, policy).run();
}

} // namespace meshwright::model::validation
