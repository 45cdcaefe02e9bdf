#include "sim/routing/inbound/authorization_policy.h"

#include "sim/routing/inbound/policy_selection.h"
#include "tests/sim/support/mesh_text.h"

namespace meshwright::sim::routing {
namespace {

constexpr const char* caller = "spiffe://cluster.local/ns/default/sa/caller";

std::string policy(const std::string& spec, const std::string& ns = "shop", const std::string& name = "p") {
    return "---\napiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: " + name +
           ", namespace: " + ns + "}\nspec: " + spec + "\n";
}

struct Ask {
    std::string path = "/", method = "GET", host = "web", identity = caller;
    std::uint32_t port = 8080;
    bool tls = true;
};

/// "allow", or what refuses: the policy's name or "none".
std::string verdict(const std::string& design, const Ask& ask, bool tcp = false, const TrustDomains& trust = {}) {
    const auto mesh = tests::meshOf(design);
    const auto filters = buildAuthorization(
        authorizationPoliciesFor(mesh->authorizationPolicies(), "istio-system", {"shop", {{"app", "web"}}}), trust,
        tcp);
    const std::vector<std::pair<std::string, std::string>> headers{{"x-tier", "gold"}};
    AuthorizationInput input;
    input.directRemote = input.remote = IpAddress::parse("10.1.2.3");
    input.destination = IpAddress::parse("10.9.9.9");
    input.destinationPort = ask.port;
    input.tls = ask.tls;
    input.peerIdentity = ask.tls ? ask.identity : "";
    if (!tcp) input.http = HttpView{ask.method, ask.host, ask.path, &headers, nullptr};
    for (const auto* list : {&filters.custom, &filters.local})
        for (const auto& filter : *list) {
            const auto result = evaluate(filter, input);
            if (!result.allowed) return result.policy;
        }
    return "allow";
}

TEST(AuthorizationPolicy, WithoutPoliciesEverythingPasses) {
    EXPECT_EQ(verdict("", {}), "allow");
}

TEST(AuthorizationPolicy, AnAllowPolicyRefusesWhatNoRuleAllows) {
    const std::string design = policy("{rules: [{to: [{operation: {paths: [/store]}}]}]}");
    EXPECT_EQ(verdict(design, {.path = "/store?q=1"}), "allow");
    EXPECT_EQ(verdict(design, {.path = "/other"}), "none");
}

TEST(AuthorizationPolicy, AnAllowPolicyWithoutRulesAllowsNothing) {
    EXPECT_EQ(verdict(policy("{}"), {}), "none");
    EXPECT_EQ(verdict(policy("{rules: [{}]}"), {}), "allow");
}

TEST(AuthorizationPolicy, DenyComesBeforeAllow) {
    const std::string design =
        policy("{rules: [{}]}", "shop", "yes") +
        policy("{action: DENY, rules: [{to: [{operation: {methods: [DELETE]}}]}]}", "shop", "no");
    EXPECT_EQ(verdict(design, {.method = "DELETE"}), "ns[shop]-policy[no]-rule[0]");
    EXPECT_EQ(verdict(design, {}), "allow");
}

TEST(AuthorizationPolicy, AuditRefusesNothing) {
    EXPECT_EQ(verdict(policy("{action: AUDIT, rules: [{to: [{operation: {paths: [/x]}}]}]}"), {}), "allow");
}

TEST(AuthorizationPolicy, ADryRunRefusesNothing) {
    std::string design = policy("{rules: [{to: [{operation: {paths: [/x]}}]}]}");
    design.insert(design.find(", namespace"), ", annotations: {istio.io/dry-run: 'true'}");
    EXPECT_EQ(verdict(design, {}), "allow");
}

TEST(AuthorizationPolicy, PlainTextHasNoIdentityButSatisfiesEveryNegatedOne) {
    const std::string allow = policy("{rules: [{from: [{source: {principals: ['*']}}]}]}");
    EXPECT_EQ(verdict(allow, {}), "allow");
    EXPECT_EQ(verdict(allow, {.tls = false}), "none");
    const std::string deny = policy("{action: DENY, rules: [{from: [{source: {notPrincipals: ['*']}}]}]}");
    EXPECT_EQ(verdict(deny, {}), "allow");
    EXPECT_EQ(verdict(deny, {.tls = false}), "ns[shop]-policy[p]-rule[0]");
}

TEST(AuthorizationPolicy, PartsOfARuleAreAllNeededAndTheirEntriesAreAlternatives) {
    const std::string design = policy("{rules: [{from: [{source: {namespaces: [ops]}}, {source: {ipBlocks: "
                                      "[10.1.0.0/16]}}], to: [{operation: {ports: ['8080'], notPaths: [/no]}}], "
                                      "when: [{key: 'request.headers[X-Tier]', values: [gold]}]}]}");
    EXPECT_EQ(verdict(design, {}), "allow");
    EXPECT_EQ(verdict(design, {.port = 80}), "none");
    EXPECT_EQ(verdict(design, {.path = "/no"}), "none");
}

TEST(AuthorizationPolicy, RawConnectionsDropAnAllowRuleWithHttpAttributes) {
    const std::string design =
        policy("{rules: [{to: [{operation: {methods: [GET]}}]}, {to: [{operation: {ports: ['3306']}}]}]}");
    EXPECT_EQ(verdict(design, {.port = 3306}, true), "allow");
    EXPECT_EQ(verdict(design, {.port = 8080}, true), "none");
}

TEST(AuthorizationPolicy, RawConnectionsKeepTheRestOfADenyRule) {
    const std::string design =
        policy("{action: DENY, rules: [{to: [{operation: {methods: [GET], ports: ['3306']}}]}]}");
    EXPECT_EQ(verdict(design, {.port = 3306}, true), "ns[shop]-policy[p]-rule[0]");
    EXPECT_EQ(verdict(design, {.port = 8080}, true), "allow");
    EXPECT_EQ(verdict(policy("{action: DENY, rules: [{to: [{operation: {notPaths: [/x]}}]}]}"), {}, true),
              "ns[shop]-policy[p]-rule[0]");
}

TEST(AuthorizationPolicy, AnUnknownProviderDeniesWhatItsPolicyMatches) {
    const std::string design =
        policy("{action: CUSTOM, provider: {name: ext}, rules: [{to: [{operation: {paths: [/store]}}]}]}");
    EXPECT_EQ(verdict(design, {.path = "/store"}),
              "istio-ext-authz-ext-ns[shop]-policy[p]-rule[0]-deny-due-to-bad-CUSTOM-action");
    EXPECT_EQ(verdict(design, {.path = "/"}), "allow");
}

TEST(AuthorizationPolicy, TheRootNamespaceAppliesEverywhereOthersOnlyToTheirOwn) {
    EXPECT_EQ(verdict(policy("{}", "istio-system"), {}), "none");
    EXPECT_EQ(verdict(policy("{}", "default"), {}), "allow");
    EXPECT_EQ(verdict(policy("{selector: {matchLabels: {app: api}}}"), {}), "allow");
    EXPECT_EQ(verdict(policy("{targetRefs: [{kind: Service, name: web}]}"), {}), "allow");
}

TEST(AuthorizationPolicy, TrustDomainAliasesStandForEachOther) {
    const TrustDomains trust{{"cluster.local", "old.example"}};
    const std::string design =
        policy("{rules: [{from: [{source: {principals: [old.example/ns/default/sa/caller]}}]}]}");
    EXPECT_EQ(verdict(design, {}, false, trust), "allow");
    EXPECT_EQ(verdict(design, {}), "none");
    EXPECT_EQ(trust.replaceInPrincipals({"*/ns/a/sa/b", "sa/x", "other/ns/a/sa/b"}),
              (std::vector<std::string>{"*/ns/a/sa/b", "sa/x", "other/ns/a/sa/b"}));
    EXPECT_EQ(trust.expand({"old.example", "foreign"}),
              (std::vector<std::string>{"cluster.local", "old.example", "foreign"}));
}

TEST(AuthorizationPolicy, EveryPolicySaysWhyItDidNotMatch) {
    const auto mesh = tests::meshOf(policy("{rules: [{to: [{operation: {paths: [/store]}}]}]}"));
    const auto filters = buildAuthorization(mesh->authorizationPolicies(), {}, false);
    Explanation steps;
    AuthorizationInput input;
    input.http = HttpView{"GET", "web", "/other", nullptr, nullptr};
    evaluate(filters.local.at(0), input, Explainer(&steps));
    ASSERT_EQ(steps.size(), 1u);
    EXPECT_FALSE(steps[0].matched);
    EXPECT_EQ(steps[0].reason, "to[0].operation.paths does not include path /other");
    EXPECT_EQ(steps[0].origin.field, "spec.rules[0]");
}

} // namespace
} // namespace meshwright::sim::routing
