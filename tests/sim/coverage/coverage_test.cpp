#include "sim/coverage/coverage.h"

#include "sim/coverage/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace meshwright::sim::coverage {
namespace {

using testing::HasSubstr;

const std::string services = R"(
apiVersion: v1
kind: Service
metadata: {name: web, namespace: default}
spec: {selector: {app: web}, ports: [{name: http, port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web-v1, namespace: default}
spec:
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web, version: v1}}, spec: {containers: [{name: app, image: app}]}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: client, namespace: default}
spec:
  selector: {matchLabels: {app: client}}
  template: {metadata: {labels: {app: client}}, spec: {containers: [{name: app, image: app}]}}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: web, namespace: default}
spec:
  host: web
  subsets:
  - {name: v1, labels: {version: v1}}
  - {name: v2, labels: {version: v2}}
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gw, namespace: default}
spec:
  selector: {istio: ingressgateway}
  servers:
  - {port: {number: 80, name: http, protocol: HTTP}, hosts: ["*.example.com"]}
)";

/// A VirtualService "v" on the gateway for shop.example.com, with these rules.
std::string onGateway(const std::string& rules) {
    return "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v, namespace: default}\n"
           "spec:\n  hosts: [shop.example.com]\n  gateways: [gw]\n  http:\n" +
           rules;
}

/// The same for calls to web inside the mesh.
std::string inMesh(const std::string& rules) {
    return "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v, namespace: default}\n"
           "spec:\n  hosts: [web]\n  http:\n" +
           rules;
}

model::Design designOf(const std::string& more) {
    auto design = model::Design::fromText(services + more, "design.yaml");
    EXPECT_TRUE(design) << (design ? "" : toText(design.error().front()));
    return design ? *design : model::Design();
}

const Item& itemOf(const CoverageReport& report, const std::string& name, const std::string& field) {
    for (const auto& item : report.items)
        if (item.origin.resource->meta.name == name && item.origin.field == field) return item;
    ADD_FAILURE() << "no item " << name << " " << field;
    static const Item nothing;
    return nothing;
}

std::string reasonOf(const Item& item) {
    if (const auto* proof = std::get_if<Unreachable>(&item.verdict)) return proof->reason;
    if (const auto* open = std::get_if<Undecided>(&item.verdict)) return "undecided: " + open->reason;
    return "reached";
}

constexpr const char* toWeb = "    route: [{destination: {host: web}}]\n";

struct ReachedCase {
    const char* what;
    std::string rules;
    const char* field;
    std::function<bool(const routing::Request&)> expected;
};

bool has(const routing::Request& r, const std::string& name, const std::string& value) {
    return std::find(r.headers.begin(), r.headers.end(), std::pair{name, value}) != r.headers.end();
}

class Reached : public testing::TestWithParam<ReachedCase> {};

TEST_P(Reached, ByARequestThatFits) {
    const auto report = coverage(designOf(onGateway(GetParam().rules)));
    const Item& item = itemOf(report, "v", GetParam().field);
    ASSERT_TRUE(item.reachable()) << reasonOf(item);
    const auto& request = std::get<Witness>(item.verdict).request;
    EXPECT_EQ(request.authority, "shop.example.com");
    EXPECT_EQ(request.port, 80u);
    EXPECT_TRUE(GetParam().expected(request)) << toText(report);
}

INSTANTIATE_TEST_SUITE_P(
    Witnesses, Reached,
    testing::Values(
        ReachedCase{"prefix", std::string("  - match: [{uri: {prefix: /api}}]\n") + toWeb, "spec.http[0]",
                    [](const auto& r) { return r.path == "/api"; }},
        ReachedCase{"regex", std::string("  - match: [{uri: {regex: '/v[0-9]+/(a|b)'}}]\n") + toWeb, "spec.http[0]",
                    [](const auto& r) { return r.path == "/v0/a"; }},
        ReachedCase{"prefixBehindALongerOne",
                    std::string("  - match: [{uri: {prefix: /api/}}]\n") + toWeb +
                        "  - match: [{uri: {prefix: /api}}]\n" + toWeb,
                    "spec.http[1]", [](const auto& r) { return r.path == "/api"; }},
        ReachedCase{"prefixBehindItsOwnExact",
                    std::string("  - match: [{uri: {exact: /api}}, {uri: {prefix: /api/}}]\n") + toWeb +
                        "  - match: [{uri: {prefix: /api}}]\n" + toWeb,
                    "spec.http[1].match[0]", [](const auto& r) { return r.path.size() == 5 && r.path.back() != '/'; }},
        ReachedCase{"regexBehindAnother",
                    std::string("  - match: [{uri: {regex: '/v[0-8]+'}}]\n") + toWeb +
                        "  - match: [{uri: {regex: '/v[0-9]+'}}]\n" + toWeb,
                    "spec.http[1]", [](const auto& r) { return r.path.find('9') != std::string::npos; }},
        ReachedCase{"afterAHeaderRule",
                    std::string("  - match: [{headers: {end-user: {exact: jason}}}]\n") + toWeb +
                        "  - match: [{headers: {end-user: {prefix: ja}}}]\n" + toWeb,
                    "spec.http[1]", [](const auto& r) { return has(r, "end-user", "ja"); }},
        ReachedCase{"headerThatMustBeThereToEscape",
                    std::string("  - match: [{withoutHeaders: {x-beta: {}}}]\n") + toWeb + "  - name: rest\n" + toWeb,
                    "spec.http[1]", [](const auto& r) { return has(r, "x-beta", "1"); }},
        ReachedCase{"methodOutsideTheListed",
                    std::string("  - match: [{method: {exact: GET}}, {method: {exact: POST}}]\n") + toWeb +
                        "  - name: rest\n" + toWeb,
                    "spec.http[1]", [](const auto& r) { return r.method == "PUT"; }},
        ReachedCase{"queryParameter", std::string("  - match: [{queryParams: {debug: {exact: 'true'}}}]\n") + toWeb,
                    "spec.http[0]", [](const auto& r) { return r.path == "/?debug=true"; }},
        ReachedCase{"scheme", std::string("  - match: [{scheme: {exact: https}}]\n") + toWeb, "spec.http[0]",
                    [](const auto& r) { return r.scheme == "https"; }},
        ReachedCase{"caseIgnored",
                    std::string("  - match: [{uri: {exact: /Api}}]\n") + toWeb +
                        "  - match: [{uri: {exact: /api}, ignoreUriCase: true}]\n" + toWeb,
                    "spec.http[1]", [](const auto& r) { return r.path != "/Api" && r.path.size() == 4; }},
        ReachedCase{"redirect", "  - match: [{uri: {exact: /old}}]\n    redirect: {uri: /new}\n", "spec.http[0]",
                    [](const auto& r) { return r.path == "/old"; }}),
    [](const auto& info) { return std::string(info.param.what); });

struct NeverCase {
    const char* what;
    std::string more;
    const char* field;
    const char* reason;
    const char* culprit; ///< its field
};

class Never : public testing::TestWithParam<NeverCase> {};

TEST_P(Never, WithAProofThatNamesTheCulprit) {
    const auto report = coverage(designOf(GetParam().more));
    const Item& item = itemOf(report, "v", GetParam().field);
    ASSERT_TRUE(item.unreachable()) << reasonOf(item) << "\n" << toText(report);
    const auto& proof = std::get<Unreachable>(item.verdict);
    EXPECT_THAT(proof.reason, HasSubstr(GetParam().reason));
    EXPECT_EQ(proof.culprit.field, GetParam().culprit);
}

INSTANTIATE_TEST_SUITE_P(
    Proofs, Never,
    testing::Values(
        NeverCase{"shadowedByAPrefix",
                  onGateway(std::string("  - match: [{uri: {prefix: /api}}]\n") + toWeb +
                            "  - match: [{uri: {exact: /api/v1}}]\n" + toWeb),
                  "spec.http[1]", "taken before by design.yaml", "spec.http[0].match[0]"},
        NeverCase{"shadowedByARegex",
                  onGateway(std::string("  - match: [{uri: {regex: '/a.*'}}]\n") + toWeb +
                            "  - match: [{uri: {prefix: /api}, headers: {x: {}}}]\n" + toWeb),
                  "spec.http[1].match[0]", "taken before by design.yaml", "spec.http[0].match[0]"},
        NeverCase{"regexShadowedByPrefix",
                  onGateway(std::string("  - match: [{uri: {prefix: /v}}]\n") + toWeb +
                            "  - match: [{uri: {regex: '/v[0-9]'}}]\n" + toWeb),
                  "spec.http[1]", "taken before by design.yaml", "spec.http[0].match[0]"},
        NeverCase{"shadowedByTwoTogether",
                  onGateway(std::string("  - match: [{uri: {prefix: /a}, headers: {x: {}}}]\n") + toWeb +
                            "  - match: [{withoutHeaders: {x: {}}}]\n" + toWeb +
                            "  - match: [{uri: {prefix: /a/b}}]\n" + toWeb),
                  "spec.http[2]", "taken before by one of design.yaml", "spec.http[0].match[0]"},
        NeverCase{"afterARuleForEverything",
                  onGateway(std::string("  - name: all\n") + toWeb + "  - match: [{uri: {exact: /x}}]\n" + toWeb),
                  "spec.http[1]", "istiod leaves out everything after", "spec.http[0]"},
        NeverCase{"afterABlockForEverything",
                  onGateway(std::string("  - match: [{uri: {prefix: /}}]\n") + toWeb +
                            "  - match: [{uri: {exact: /x}}]\n" + toWeb),
                  "spec.http[1].match[0]", "istiod leaves out everything after", "spec.http[0].match[0]"},
        NeverCase{"contradiction",
                  onGateway(std::string("  - match: [{headers: {x: {exact: a}}, withoutHeaders: {x: {exact: a}}}]\n") +
                            toWeb),
                  "spec.http[0]", "no value of header x fulfils all its conditions", "spec.http[0].match[0]"},
        NeverCase{"otherAuthority",
                  onGateway(std::string("  - match: [{authority: {exact: other.example.com}}]\n") + toWeb),
                  "spec.http[0]", "no value of the authority", "spec.http[0].match[0]"},
        NeverCase{"pathWithAQuery", onGateway(std::string("  - match: [{uri: {exact: '/a?b'}}]\n") + toWeb),
                  "spec.http[0]", "no value of the path", "spec.http[0].match[0]"},
        NeverCase{"weightZero",
                  onGateway("  - route:\n    - {destination: {host: web}, weight: 100}\n"
                            "    - {destination: {host: web, subset: v1}, weight: 0}\n"),
                  "spec.http[0].route[1]", "its weight in the split is 0", "spec.http[0].route[1].weight"},
        NeverCase{"mirrorOfNothing",
                  onGateway(std::string("  - name: r\n") + toWeb +
                            "    mirror: {host: web, subset: v1}\n    mirrorPercentage: {value: 0}\n"),
                  "spec.http[0].mirror", "mirrors 0 %", "spec.http[0].mirror"},
        NeverCase{"unknownHost", onGateway("  - route: [{destination: {host: nobody}}]\n"), "spec.http[0].route[0]",
                  "503 NC: the mesh has no service nobody.default", "spec.http[0].route[0]"},
        NeverCase{"unknownPort", onGateway("  - route: [{destination: {host: web, port: {number: 9}}}]\n"),
                  "spec.http[0].route[0]", "503 NC: service web.default.svc.cluster.local has no port 9",
                  "spec.http[0].route[0]"},
        NeverCase{"unknownSubset", onGateway("  - route: [{destination: {host: web, subset: v9}}]\n"),
                  "spec.http[0].route[0]", "has a subset v9", "spec.http[0].route[0]"},
        NeverCase{"sourceLabels", inMesh(std::string("  - match: [{sourceLabels: {app: nobody}}]\n") + toWeb),
                  "spec.http[0]", "no workload that gets the rule has its sourceLabels",
                  "spec.http[0].match[0].sourceLabels"},
        NeverCase{"sourceNamespace", inMesh(std::string("  - match: [{sourceNamespace: moon}]\n") + toWeb),
                  "spec.http[0].match[0]", "is in namespace moon", "spec.http[0].match[0].sourceNamespace"},
        NeverCase{"port", inMesh(std::string("  - match: [{port: 81}]\n") + toWeb), "spec.http[0]", "asks for port 81",
                  "spec.http[0].match[0].port"},
        NeverCase{"gatewayNotBound", inMesh(std::string("  - match: [{gateways: [gw]}]\n") + toWeb),
                  "spec.http[0].match[0]", "not bound", "spec.http[0].match[0].gateways"},
        NeverCase{"missingGateway",
                  "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v}\n"
                  "spec: {hosts: [a.example.com], gateways: [lost], http: [{route: [{destination: {host: web}}]}]}\n",
                  "spec.http[0]", "bound to Gateway default/lost, which does not exist", "spec.gateways[0]"},
        NeverCase{"hostThatTheGatewayHasNot",
                  "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v}\n"
                  "spec: {hosts: [a.other.org], gateways: [gw], http: [{route: [{destination: {host: web}}]}]}\n",
                  "spec.hosts[0]", "shares no host with Gateway default/gw, whose server takes *.example.com",
                  "spec.servers[0].hosts"},
        NeverCase{"exportedToNobody",
                  "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v}\n"
                  "spec: {hosts: [web], exportTo: ['~'], http: [{route: [{destination: {host: web}}]}]}\n",
                  "spec.http[0]", "exportTo '~' hides", "spec.exportTo"},
        NeverCase{
            "exportedElsewhere",
            "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v, namespace: moon}\n"
            "spec: {hosts: [web.default.svc.cluster.local], exportTo: ['.'], http: [{route: [{destination: "
            "{host: web.default.svc.cluster.local}}]}]}\n",
            "spec.http[0]", "exportTo hides the VirtualService from the namespaces of all workloads (default)",
            "spec.exportTo"},
        NeverCase{"hostOfAnOlderOne",
                  "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a}\n"
                  "spec: {hosts: [web], http: [{route: [{destination: {host: web}}]}]}\n" +
                      inMesh(std::string("  - match: [{uri: {prefix: /x}}]\n") + toWeb),
                  "spec.http[0]", "its host already belongs to design.yaml", "spec.hosts"},
        NeverCase{"missingDelegate", onGateway("  - delegate: {name: lost}\n"), "spec.http[0]",
                  "delegates to VirtualService lost.default, which does not exist", "spec.http[0].delegate"},
        NeverCase{"delegateThatNobodyAsksFor",
                  "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v}\n"
                  "spec: {http: [{route: [{destination: {host: web}}]}]}\n",
                  "spec.http[0]", "no VirtualService delegates to it", "spec.hosts"}),
    [](const auto& info) { return std::string(info.param.what); });

TEST(Coverage, SubsetsAreReachedByTheRulesThatNameThem) {
    const auto report = coverage(designOf(onGateway("  - route: [{destination: {host: web, subset: v1}}]\n")));
    EXPECT_TRUE(itemOf(report, "web", "spec.subsets[0]").reachable());
    const Item& unused = itemOf(report, "web", "spec.subsets[1]");
    EXPECT_THAT(reasonOf(unused), HasSubstr("no rule sends to it"));
}

TEST(Coverage, ASubsetWithoutPodsIsReachedButAnswersNothing) {
    const auto report = coverage(designOf(onGateway("  - route: [{destination: {host: web, subset: v2}}]\n")));
    const Item& subset = itemOf(report, "web", "spec.subsets[1]");
    ASSERT_TRUE(subset.reachable());
    EXPECT_THAT(subset.note, HasSubstr("503 UH"));
}

TEST(Coverage, AClaimLeavesAnItemUndecidedAndSaysWhy) {
    const auto report = coverage(designOf(
        onGateway(std::string("  - match: [{headers: {'@request.auth.claims.group': {exact: admin}}}]\n") + toWeb)));
    EXPECT_THAT(reasonOf(itemOf(report, "v", "spec.http[0]")),
                HasSubstr("undecided: only a request whose validated token"));
}

TEST(Coverage, DelegatedRulesCountForBothObjects) {
    const auto report =
        coverage(designOf(onGateway("  - match: [{uri: {prefix: /a}}]\n    delegate: {name: d}\n") +
                          "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: d}\n"
                          "spec: {http: [{match: [{uri: {prefix: /a/b}}], route: [{destination: {host: web}}]},"
                          " {match: [{uri: {prefix: /c}}], route: [{destination: {host: web}}]}]}\n"));
    EXPECT_TRUE(itemOf(report, "v", "spec.http[0]").reachable());
    EXPECT_TRUE(itemOf(report, "d", "spec.http[0].match[0]").reachable());
    EXPECT_TRUE(itemOf(report, "d", "spec.http[1]").unreachable());
}

TEST(Coverage, PlainRequestsNeverPassAServerThatRedirectsToHttps) {
    auto design = model::Design::fromText(
        services.substr(0, services.rfind("---")) +
            "---\napiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: gw}\nspec:\n"
            "  selector: {istio: ingressgateway}\n  servers:\n"
            "  - {port: {number: 80, name: http, protocol: HTTP}, hosts: ['*.example.com'], tls: {httpsRedirect: "
            "true}}\n" +
            onGateway(std::string("  - name: r\n") + toWeb),
        "design.yaml");
    ASSERT_TRUE(design);
    const auto report = coverage(*design);
    EXPECT_THAT(reasonOf(itemOf(report, "v", "spec.http[0]")), HasSubstr("to HTTPS"));
}

TEST(Coverage, HttpsServersAreReachedWithTheirServerName) {
    auto design = model::Design::fromText(
        services.substr(0, services.rfind("---")) +
            "---\napiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: gw}\nspec:\n"
            "  selector: {istio: ingressgateway}\n  servers:\n"
            "  - {port: {number: 443, name: https, protocol: HTTPS}, hosts: ['*.example.com'],"
            " tls: {mode: SIMPLE, credentialName: cert}}\n" +
            onGateway(std::string("  - name: r\n") + toWeb),
        "design.yaml");
    ASSERT_TRUE(design);
    const auto report = coverage(*design);
    const Item& rule = itemOf(report, "v", "spec.http[0]");
    ASSERT_TRUE(rule.reachable()) << reasonOf(rule);
    const auto& witness = std::get<Witness>(rule.verdict);
    EXPECT_EQ(witness.protocol, Witness::Protocol::Https);
    EXPECT_EQ(witness.sni, "www.example.com");
    EXPECT_TRUE(witness.request.tls);
}

TEST(Coverage, TlsRulesAreReachedByTheirServerNames) {
    auto design = model::Design::fromText(
        services.substr(0, services.rfind("---")) +
            "---\napiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: gw}\nspec:\n"
            "  selector: {istio: ingressgateway}\n  servers:\n"
            "  - {port: {number: 443, name: tls, protocol: TLS}, hosts: ['*.example.com'], tls: {mode: PASSTHROUGH}}\n"
            "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v}\nspec:\n"
            "  hosts: [a.example.com]\n  gateways: [gw]\n  tls:\n"
            "  - match: [{port: 443, sniHosts: [a.example.com]}]\n    route: [{destination: {host: web, port: {number: "
            "80}}}]\n"
            "  - match: [{port: 444, sniHosts: [a.example.com]}]\n    route: [{destination: {host: web}}]\n",
        "design.yaml");
    ASSERT_TRUE(design);
    const auto report = coverage(*design);
    const Item& rule = itemOf(report, "v", "spec.tls[0].match[0]");
    ASSERT_TRUE(rule.reachable()) << reasonOf(rule);
    EXPECT_EQ(std::get<Witness>(rule.verdict).sni, "a.example.com");
    EXPECT_TRUE(itemOf(report, "v", "spec.hosts[0]").reachable());
    EXPECT_THAT(reasonOf(itemOf(report, "v", "spec.tls[1]")), HasSubstr("asks for port 444"));
}

TEST(Coverage, EveryServiceHasAVirtualHostOfItsOwn) {
    const auto report = coverage(designOf(""));
    bool found = false;
    for (const auto& item : report.items)
        found = found || (item.name == "web.default.svc.cluster.local:80" && item.reachable());
    EXPECT_TRUE(found) << toText(report);
}

TEST(Coverage, CasesTellWhichItemsTheyReach) {
    replay::Case one;
    one.name = "smoke";
    replay::CaseRequest request;
    request.name = "home";
    request.from = routing::ProxyRef{{{"istio", "ingressgateway"}}, "", "istio-system"};
    request.port = 80;
    request.authority = "shop.example.com";
    request.path = "/a/1";
    one.requests.push_back(request);
    const auto report = coverage(designOf(onGateway(std::string("  - match: [{uri: {prefix: /a}}]\n") + toWeb +
                                                    "  - match: [{uri: {prefix: /b}}]\n" + toWeb)),
                                 {}, {{&one}});
    EXPECT_THAT(itemOf(report, "v", "spec.http[0].match[0]").reachedBy, testing::ElementsAre("smoke/home"));
    EXPECT_THAT(itemOf(report, "v", "spec.hosts[0]").reachedBy, testing::ElementsAre("smoke/home"));
    EXPECT_TRUE(itemOf(report, "v", "spec.http[1]").reachedBy.empty());
    EXPECT_EQ(toJson(report)["summary"]["caseRequests"], 1);
}

TEST(Coverage, CasesOfConnectionsReachTcpAndTlsRulesAndTheirSubsets) {
    const std::string rules =
        "---\napiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: tls, namespace: default}\nspec:\n"
        "  selector: {istio: ingressgateway}\n  servers:\n"
        "  - {port: {number: 443, name: tls, protocol: TLS}, hosts: ['*'], tls: {mode: PASSTHROUGH}}\n"
        "  - {port: {number: 8443, name: https, protocol: HTTPS}, hosts: ['*'], tls: {mode: SIMPLE, credentialName: "
        "c}}\n"
        "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v, namespace: "
        "default}\nspec:\n"
        "  hosts: [a.example.com, b.example.com]\n  gateways: [tls]\n"
        "  tls:\n  - match: [{sniHosts: [a.example.com]}]\n    route: [{destination: {host: web, subset: v1}}]\n"
        "  - match: [{sniHosts: [b.example.com]}]\n    route: [{destination: {host: web, subset: v2}}]\n"
        "  http:\n  - match: [{uri: {prefix: /a}}]\n    route: [{destination: {host: web}}]\n";
    replay::Case one;
    one.name = "tls";
    replay::CaseRequest request;
    request.name = "a";
    request.from = routing::ProxyRef{{{"istio", "ingressgateway"}}, "", "istio-system"};
    request.port = 443;
    request.protocol = "tls";
    request.sni = "a.example.com";
    one.requests.push_back(request);
    request.name = "inside";
    request.port = 8443;
    request.protocol = "https";
    request.authority = "b.example.com";
    request.path = "/a";
    one.requests.push_back(request);
    replay::CaseRequest server;
    server.name = "server";
    server.to = replay::CaseTarget{"web-v1", "default"};
    server.port = 80;
    one.requests.push_back(server);
    const auto report = coverage(designOf(rules), {}, {{&one}});
    EXPECT_THAT(itemOf(report, "v", "spec.tls[0].match[0]").reachedBy, testing::ElementsAre("tls/a"));
    EXPECT_THAT(itemOf(report, "v", "spec.tls[0].route[0]").reachedBy, testing::ElementsAre("tls/a"));
    EXPECT_THAT(itemOf(report, "v", "spec.hosts[0]").reachedBy, testing::ElementsAre("tls/a"));
    EXPECT_THAT(itemOf(report, "web", "spec.subsets[0]").reachedBy, testing::ElementsAre("tls/a"));
    EXPECT_TRUE(itemOf(report, "v", "spec.tls[1]").reachedBy.empty());
    EXPECT_TRUE(itemOf(report, "v", "spec.tls[1]").reachable());
    EXPECT_TRUE(itemOf(report, "web", "spec.subsets[1]").reachedBy.empty());
    EXPECT_THAT(itemOf(report, "v", "spec.http[0].match[0]").reachedBy, testing::ElementsAre("tls/inside"));
    EXPECT_THAT(itemOf(report, "v", "spec.hosts[1]").reachedBy, testing::ElementsAre("tls/inside"));
    EXPECT_EQ(report.caseRequests, 3u);
}

TEST(Coverage, TheReportNamesRequestReasonAndPlace) {
    const auto report = coverage(designOf(onGateway(std::string("  - match: [{uri: {prefix: /a}}]\n") + toWeb +
                                                    "  - match: [{uri: {exact: /a/b}}]\n" + toWeb)));
    EXPECT_THAT(toText(report),
                HasSubstr("by GET http://shop.example.com/a on port 80 of gateway istio=ingressgateway"));
    EXPECT_THAT(toText(report), HasSubstr("taken before by design.yaml:"));
    const auto json = toJson(report);
    const auto rule = std::find_if(json["items"].begin(), json["items"].end(),
                                   [](const auto& i) { return i["field"] == "spec.http[1]"; });
    ASSERT_NE(rule, json["items"].end());
    EXPECT_EQ((*rule)["verdict"], "unreachable");
    EXPECT_EQ((*rule)["culprit"]["field"], "spec.http[0].match[0]");
}

} // namespace
} // namespace meshwright::sim::coverage
