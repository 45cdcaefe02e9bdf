// Completion and documentation at places of texts, whole and half-written. '|' marks the cursor.
#include "model/assist/complete.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace meshwright::model;
using namespace meshwright::model::assist;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

namespace {

Design shop() {
    return Design::fromText(R"(apiVersion: v1
kind: Service
metadata: {name: reviews}
spec: {selector: {app: reviews}, ports: [{name: http, port: 9080}]}
---
apiVersion: v1
kind: Service
metadata: {name: ratings, namespace: other}
spec: {ports: [{name: http, port: 7000}]}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: reviews}
spec: {host: reviews, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]}
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: front}
spec: {selector: {istio: ingressgateway}, servers: []}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: reviews-v1}
spec: {template: {metadata: {labels: {app: reviews, version: v1}}}}
)",
                            "shop.yaml")
        .value();
}

constexpr const char* head = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n  name: it\n";

/// Labels offered where '|' stands in a VirtualService with this rest.
std::vector<std::string> offered(const std::string& rest, const std::string& before = head) {
    std::string text = before + rest;
    const auto at = text.find('|', before.size());
    text.erase(at, 1);
    std::vector<std::string> out;
    for (const auto& c : completionsAt(shop(), text, at).items) out.push_back(c.label);
    return out;
}

} // namespace

TEST(Completion, OffersTheKeysOfTheObjectFirst) {
    EXPECT_THAT(offered("|"), ElementsAre("spec"));
    EXPECT_THAT(offered("a|", ""), ElementsAre("apiVersion", "metadata"));
}

TEST(Completion, OffersKindsThatTheVersionHas) {
    EXPECT_THAT(offered("apiVersion: security.istio.io/v1\nkind: |", ""),
                ElementsAre("PeerAuthentication", "RequestAuthentication", "AuthorizationPolicy"));
}

TEST(Completion, OffersKeysThatAreNotThereYet) {
    const auto keys = offered("spec:\n  hosts: [it]\n  |\n  http:\n  - name: a\n");
    EXPECT_THAT(keys, Contains("tls"));
    EXPECT_THAT(keys, Not(Contains("hosts")));
    EXPECT_THAT(keys, Not(Contains("http")));
}

TEST(Completion, KnowsTheItemOfAList) {
    EXPECT_THAT(offered("spec:\n  http:\n  - timeout: 1s\n    re|"),
                ElementsAre("redirect", "rewrite", "retries", "directResponse"));
    EXPECT_THAT(offered("spec:\n  http:\n  - t|"), Contains("timeout"));
    EXPECT_THAT(offered("spec:\n  http:\n    - match:\n      - |"), Contains("uri"));
}

TEST(Completion, KnowsSiblingsBehindTheCursor) {
    EXPECT_THAT(offered("spec:\n  http:\n  - ti|\n    timeout: 1s\n"), IsEmpty());
}

TEST(Completion, OffersSubsetsOfTheHostBesideIt) {
    EXPECT_THAT(offered("spec:\n  http:\n  - route:\n    - destination:\n        subset: |\n        host: reviews\n"),
                ElementsAre("v1", "v2"));
    EXPECT_THAT(offered("spec:\n  http:\n  - route:\n    - destination: {host: reviews, subset: |}\n"),
                ElementsAre("v1", "v2"));
    EXPECT_THAT(offered("spec:\n  http:\n  - route:\n    - destination: {host: ratings, subset: |}\n"), IsEmpty());
}

TEST(Completion, NamesHostsShortInTheirOwnNamespaceOnly) {
    const auto hosts = offered("spec:\n  hosts:\n  - |\n");
    EXPECT_THAT(hosts, Contains("reviews"));
    EXPECT_THAT(hosts, Not(Contains("ratings")));
    EXPECT_THAT(hosts, Contains("ratings.other.svc.cluster.local"));
}

TEST(Completion, OffersGatewaysAndMesh) {
    EXPECT_THAT(offered("spec:\n  gateways: [|]\n"), ElementsAre("front", "mesh"));
}

TEST(Completion, OffersValuesOfEnumerations) {
    EXPECT_THAT(offered("kind: PeerAuthentication\napiVersion: security.istio.io/v1\nspec:\n  mtls:\n    mode: S|", ""),
                ElementsAre("STRICT", "UNSET", "DISABLE", "PERMISSIVE"));
}

TEST(Completion, OffersKeysOfFlowMaps) {
    EXPECT_THAT(offered("spec:\n  http:\n  - retries: {attempts: 3, per|}\n"), ElementsAre("perTryTimeout"));
}

TEST(Completion, OffersLabelsThatPodsHave) {
    const std::string rule = "apiVersion: networking.istio.io/v1\nkind: DestinationRule\n";
    EXPECT_THAT(offered("spec:\n  subsets:\n  - name: v1\n    labels:\n      |", rule), ElementsAre("app", "version"));
    EXPECT_THAT(offered("spec:\n  subsets:\n  - name: v1\n    labels:\n      version: |", rule), ElementsAre("v1"));
}

TEST(Completion, SaysNothingInCommentsAndBlocksOfText) {
    EXPECT_THAT(offered("spec:\n  # ho|"), IsEmpty());
    EXPECT_THAT(offered("spec:\n  hosts: [a] # ho|"), IsEmpty());
    const std::string scenario =
        "apiVersion: meshwright.dev/v1alpha1\nkind: Scenario\nspec:\n  incidents:\n  - patch: |\n";
    std::string text = scenario + "      ki\n";
    EXPECT_THAT(completionsAt(shop(), text, text.size() - 1).items, IsEmpty());
}

TEST(Completion, LooksOnlyAtItsOwnDocument) {
    EXPECT_THAT(
        offered("spec:\n  hosts: [it]\n---\napiVersion: networking.istio.io/v1\nkind: DestinationRule\nspec:\n  |"
                "\n---\nkind: Service\n"),
        ElementsAre("host", "trafficPolicy", "subsets", "exportTo", "workloadSelector"));
}

TEST(Completion, WritesWhatTheFieldHolds) {
    std::string text = std::string(head) + "spec:\n  ";
    for (const auto& c : completionsAt({}, text, text.size()).items) {
        if (c.label == "hosts") {
            EXPECT_EQ(c.insert, "hosts:\n    - ");
        }
        EXPECT_FALSE(c.doc.empty());
    }
}

TEST(Documentation, SaysWhatTheFieldOfTheLineIs) {
    const std::string text = std::string(head) + "spec:\n  http:\n  - timeout: 1s\n";
    const auto doc = documentationAt(text, text.find("timeout") + 2);
    ASSERT_TRUE(doc);
    EXPECT_THAT(*doc, testing::StartsWith("spec.http[0].timeout: duration\nTime limit"));
    EXPECT_FALSE(documentationAt("# nothing\n", 3));
}

TEST(Places, AreFoundInEveryPrefixOfATextWithoutAccident) {
    const std::string text =
        std::string(head) +
        "spec: {hosts: [\"a: b\", 'c'], http: [{match: [{uri: {prefix: /}}]}]}\n---\n- x\n-\n  y: |\n  z\n";
    for (std::size_t n = 0; n <= text.size(); ++n)
        for (std::size_t at = 0; at <= n; at += 3) {
            const auto c = completionsAt({}, std::string_view(text).substr(0, n), at);
            EXPECT_LE(c.from, at);
            EXPECT_LE(c.to, n);
        }
}
