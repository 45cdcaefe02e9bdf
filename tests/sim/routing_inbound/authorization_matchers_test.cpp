#include "sim/routing/inbound/authorization_matchers.h"

#include <gtest/gtest.h>

namespace meshwright::sim::routing {
namespace {

struct Row {
    const char* value;
    const char* text;
    bool matches;
};

TEST(AuthorizationMatchers, WildcardsStandAtOneEnd) {
    for (const auto& row :
         {Row{"/store", "/store", true}, Row{"/store", "/store/x", false}, Row{"/store*", "/store/x", true},
          Row{"*/items", "/a/items", true}, Row{"*/items", "/a/items/", false}, Row{"*", "/", true},
          Row{"*", "", false}, Row{"/STORE", "/store", false}})
        EXPECT_EQ(wildcardText(row.value).matches(row.text), row.matches) << row.value << " on " << row.text;
}

TEST(AuthorizationMatchers, HostsIgnoreCaseAndAStarAsksOnlyForPresence) {
    for (const auto& row : {Row{"web.SHOP", "WEB.shop", true}, Row{"*.shop", "web.Shop", true},
                            Row{"web*", "WEB:80", true}, Row{"web", "web:80", false}, Row{"*", "", true}})
        EXPECT_EQ(headerText(row.value, true).matches(row.text), row.matches) << row.value << " on " << row.text;
}

TEST(AuthorizationMatchers, PathTemplatesCountSegments) {
    for (const auto& row :
         {Row{"/store/{*}", "/store/x", true}, Row{"/store/{*}", "/store/", false},
          Row{"/store/{*}", "/store/x/y", false}, Row{"/{**}/items", "/a/b/items", true},
          Row{"/{**}/items", "/items", false}, Row{"/store/{**}", "/store/", true}, Row{"/a.b/{*}", "/aXb/c", false}})
        EXPECT_EQ(pathText(row.value).matches(row.text), row.matches) << row.value << " on " << row.text;
}

TEST(AuthorizationMatchers, PrincipalsAreComparedWithTheirScheme) {
    const char* id = "spiffe://cluster.local/ns/default/sa/caller";
    EXPECT_TRUE(principalText("cluster.local/ns/default/sa/caller").matches(id));
    EXPECT_TRUE(principalText("*/sa/caller").matches(id));
    EXPECT_TRUE(principalText("cluster.local/*").matches(id));
    EXPECT_TRUE(principalText("*").matches(id));
    EXPECT_FALSE(principalText(id).matches(id)); // spiffe:// written twice
    EXPECT_FALSE(principalText("*").matches(""));
}

TEST(AuthorizationMatchers, NamespacesAreOneSegmentOfTheIdentity) {
    const char* id = "spiffe://cluster.local/ns/default/sa/caller";
    EXPECT_TRUE(namespaceText("default").matches(id));
    EXPECT_TRUE(namespaceText("def*").matches(id));
    EXPECT_TRUE(namespaceText("*fault").matches(id));
    EXPECT_FALSE(namespaceText("def").matches(id));
    EXPECT_FALSE(namespaceText("default").matches("spiffe://cluster.local/ns/default-2/sa/a"));
}

TEST(AuthorizationMatchers, ServiceAccountsWithoutNamespaceAreThePolicysOwn) {
    EXPECT_TRUE(serviceAccountText("web", "shop").matches("spiffe://cluster.local/ns/shop/sa/web"));
    EXPECT_FALSE(serviceAccountText("web", "shop").matches("spiffe://cluster.local/ns/default/sa/web"));
    EXPECT_TRUE(serviceAccountText("ops/cron", "shop").matches("spiffe://td/ns/ops/sa/cron/more"));
    EXPECT_FALSE(serviceAccountText("ops/cron", "shop").matches("spiffe://td/ns/ops/sa/cron-2"));
}

TEST(AuthorizationMatchers, TrustDomainsEndAtTheFirstSlash) {
    const char* id = "spiffe://td.corp/ns/ops/sa/cron";
    EXPECT_TRUE(trustDomainText("td.corp").matches(id));
    EXPECT_TRUE(trustDomainText("*.corp").matches(id));
    EXPECT_FALSE(trustDomainText("td").matches(id));
    EXPECT_FALSE(trustDomainText("*ops").matches(id));
}

TEST(AuthorizationMatchers, RequestPrincipalsSplitAtTheLastSlash) {
    const auto match = [](const char* value, const char* issuer, const char* subject) {
        const auto both = requestPrincipalMatcher(value);
        return both.issuer.matches(issuer) && both.subject.matches(subject);
    };
    EXPECT_TRUE(match("https://iss/c/alice", "https://iss/c", "alice"));
    EXPECT_TRUE(match("iss/*", "iss", "anyone"));
    EXPECT_TRUE(match("*/bob", "any", "bob"));
    EXPECT_TRUE(match("*", "any", "one"));
    EXPECT_FALSE(match("*", "any", ""));
    EXPECT_FALSE(match("iss/alice", "iss", "bob"));
}

TEST(AuthorizationMatchers, NamesStandInBrackets) {
    EXPECT_EQ(nameInBrackets("[X-Tier]"), "x-tier");
    EXPECT_FALSE(nameInBrackets("x-tier"));
    EXPECT_EQ(namesInNestedBrackets("[a][b]"), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(namesInNestedBrackets("[a[b]"), (std::vector<std::string>{"a[b"}));
    EXPECT_FALSE(namesInNestedBrackets("a"));
}

} // namespace
} // namespace meshwright::sim::routing
