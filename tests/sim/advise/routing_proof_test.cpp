// What is said about rules, hosts, weights and order is what the routing engine does.
#include "tests/sim/advise/proof.h"

#include "model/edit/edit.h"

namespace meshwright::sim::advise {
namespace {

using namespace tests;

std::string mesh() {
    return service("client") + service("web") + deployment("web", "v2") + service("other");
}

std::string web(const std::string& name, const std::string& spec) {
    return rule("VirtualService", name, spec);
}

const std::string toWeb = "route: [{destination: {host: web}}]";
const std::string subsets = rule("DestinationRule", "web",
                                 "{host: web, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: "
                                 "{version: v2}}]}");

/// The same design where one object was created after everything else.
std::string withNewest(const std::string& text, const std::string& kind, const std::string& name) {
    const auto changed = model::edit::apply(design(text), {model::edit::SetField{{kind, "default", name},
                                                                                 "metadata.creationTimestamp",
                                                                                 std::string("2040-01-01T00:00:00Z")},
                                                           ""});
    EXPECT_TRUE(changed);
    return changed ? changed->textOf("test.yaml") : text;
}

/// True where a request is decided otherwise when the other of two objects was there first.
bool orderMatters(const std::string& text, const std::string& kind, const std::string& a, const std::string& b,
                  const std::string& path) {
    const Sender older(withNewest(text, kind, b)),
        younger(withNewest(text, kind, a)); // decisions point into their tables
    const auto one = older.get("web", path), two = younger.get("web", path);
    const auto pods = [](const routing::Decision& d) {
        std::string out;
        for (const auto& e : d.cluster->endpoints) out += e.pod + " ";
        return out;
    };
    return one.destination->cluster != two.destination->cluster || pods(one) != pods(two);
}

const std::vector<Proof>& proofs() {
    static const std::vector<Proof> all = {
        {"the rules of the younger of two VirtualServices for a host never apply in a sidecar", "MW1001", "spec",
         mesh() + web("a", "{hosts: [web], http: [{" + toWeb + "}]}") +
             web("b", "{hosts: [web], http: [{match: [{uri: {prefix: /b}}], " + toWeb + "}]}"),
         mesh() + web("a", "{hosts: [other], http: [{route: [{destination: {host: other}}]}]}") +
             web("b", "{hosts: [web], http: [{match: [{uri: {prefix: /b}}], " + toWeb + "}]}"),
         [](const std::string& text) {
             const Sender client(text);
             return client.rule("web", "/b").rfind("b.", 0) != 0 && client.rule("web", "/b/c").rfind("b.", 0) != 0;
         }},
        {"an exact path after the prefix that covers it", "MW1002", "spec.http[1]",
         mesh() + web("a", "{hosts: [web], http: [{match: [{uri: {prefix: /}}], " + toWeb +
                               "}, {match: [{uri: {exact: /x}}], " + toWeb + "}]}"),
         mesh() + web("a", "{hosts: [web], http: [{match: [{uri: {prefix: /a}}], " + toWeb +
                               "}, {match: [{uri: {exact: /x}}], " + toWeb + "}]}"),
         [](const std::string& text) { return Sender(text).rule("web", "/x") != "a.spec.http[1].match[0]"; }},
        {"one of two conditions was taken by an earlier rule", "MW1003", "spec.http[1].match[0]",
         mesh() + web("a", "{hosts: [web], http: [{match: [{uri: {prefix: /a}}], " + toWeb +
                               "}, {match: [{uri: {exact: /a/b}}, {uri: {exact: /c}}], " + toWeb + "}]}"),
         mesh() + web("a", "{hosts: [web], http: [{match: [{uri: {prefix: /a/c}}], " + toWeb +
                               "}, {match: [{uri: {exact: /a/b}}, {uri: {exact: /c}}], " + toWeb + "}]}"),
         [](const std::string& text) { return Sender(text).rule("web", "/a/b") != "a.spec.http[1].match[0]"; }},
        {"a destination without weight beside one that has one", "MW1004", "spec.http[0].route[1]",
         mesh() + subsets +
             web("a", "{hosts: [web], http: [{route: [{destination: {host: web, subset: v1}, weight: 90}, "
                      "{destination: {host: web, subset: v2}}]}]}"),
         mesh() + subsets +
             web("a", "{hosts: [web], http: [{route: [{destination: {host: web, subset: v1}, weight: 90}, "
                      "{destination: {host: web, subset: v2}, weight: 10}]}]}"),
         [](const std::string& text) {
             const Sender client(text);
             for (std::uint64_t draw = 0; draw < 1'000; ++draw)
                 if (client.cluster("web", "/", draw).find("|v2|") != std::string::npos) return false;
             return true;
         }},
        {"a host that an older VirtualService owns", "MW1005", "spec.hosts[1]",
         mesh() + web("a", "{hosts: [other], http: [{route: [{destination: {host: other}}]}]}") +
             web("b", "{hosts: [web, other], http: [{" + toWeb + "}]}"),
         mesh() + web("b", "{hosts: [web, other], http: [{" + toWeb + "}]}"),
         [](const std::string& text) { return Sender(text).rule("other").rfind("b.", 0) != 0; }},
        {"two VirtualServices for one host send the same path to different versions", "MW1006", "spec.hosts",
         mesh() + subsets +
             web("a", "{hosts: [web], http: [{match: [{uri: {prefix: /a}}], route: [{destination: {host: web, subset: "
                      "v1}}]}]}") +
             web("b", "{hosts: [web], http: [{match: [{uri: {regex: .*/x}}], route: [{destination: {host: web, subset: "
                      "v2}}]}, {" +
                          toWeb + "}]}"),
         mesh() + subsets +
             web("a", "{hosts: [other], http: [{match: [{uri: {prefix: /a}}], route: [{destination: {host: web, "
                      "subset: v1}}]}]}") +
             web("b", "{hosts: [web], http: [{match: [{uri: {regex: .*/x}}], route: [{destination: {host: web, subset: "
                      "v2}}]}, {" +
                          toWeb + "}]}"),
         [](const std::string& text) { return orderMatters(text, "VirtualService", "a", "b", "/a/x"); }},
        {"two DestinationRules of one host define a subset differently", "MW1007", "spec.host",
         mesh() + subsets +
             rule("DestinationRule", "web-too", "{host: web, subsets: [{name: v1, labels: {version: v2}}]}") +
             web("a", "{hosts: [web], http: [{route: [{destination: {host: web, subset: v1}}]}]}"),
         mesh() + subsets +
             rule("DestinationRule", "web-too", "{host: web, subsets: [{name: v3, labels: {version: v2}}]}") +
             web("a", "{hosts: [web], http: [{route: [{destination: {host: web, subset: v1}}]}]}"),
         [](const std::string& text) { return orderMatters(text, "DestinationRule", "web", "web-too", "/"); }},
        {"a subset whose labels only pods of another service have", "MW1008", "spec.http[0].route[0].destination",
         mesh() + deployment("batch", "v9") +
             rule("DestinationRule", "web", "{host: web, subsets: [{name: v9, labels: {version: v9}}]}") +
             web("a", "{hosts: [web], http: [{route: [{destination: {host: web, subset: v9}}]}]}"),
         mesh() + deployment("web", "v9") +
             rule("DestinationRule", "web", "{host: web, subsets: [{name: v9, labels: {version: v9}}]}") +
             web("a", "{hosts: [web], http: [{route: [{destination: {host: web, subset: v9}}]}]}"),
         [](const std::string& text) {
             const auto shot = ran(text + scenario("{duration: 5s, traffic: [{name: t, from: {workload: client-v1}, "
                                                   "host: web, rate: 20}]}"));
             return shot.total.failed == shot.total.completed && count(shot.total.flags, "UH") > 0;
         }},
    };
    return all;
}

TEST(Advice, OnRoutingIsProvedByRequests) {
    for (const auto& proof : proofs()) prove(proof);
}

/// At a gateway the rules of several VirtualServices are merged: only requests that both would take depend on age.
TEST(Advice, OnOrderNamesARequestThatBothVirtualServicesWouldTake) {
    const std::string gateway =
        rule("Gateway", "gw",
             "{selector: {istio: ingressgateway}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: "
             "['*']}]}");
    const auto bound = [&](const std::string& name, const std::string& match, const std::string& subset) {
        return web(name, "{hosts: [shop.example.com], gateways: [gw], http: [{match: [" + match +
                             "], route: [{destination: {host: web, subset: " + subset + "}}]}]}");
    };
    const std::string text = mesh() + subsets + gateway + bound("a", "{uri: {prefix: /cart}}", "v1") +
                             bound("b", "{headers: {x-test: {exact: yes-please}}}", "v2");
    const auto about = advise(design(text));
    ASSERT_EQ(countOf(about, "MW1006", "spec.hosts"), 1u) << said(about);
    for (const auto& d : about) {
        if (d.code != "MW1006") continue;
        EXPECT_EQ(d.name, "b");
        EXPECT_NE(d.message.find("shop.example.com/cart"), std::string::npos) << d.message;
        EXPECT_NE(d.message.find("x-test: yes-please"), std::string::npos) << d.message;
    }
    const routing::ProxyRef pods{{{"istio", "ingressgateway"}}, "", "istio-system"};
    const std::vector<std::pair<std::string, std::string>> header{{"x-test", "yes-please"}};
    const auto clusterOf = [&](const std::string& newest) {
        const Sender sender(withNewest(text, "VirtualService", newest), pods);
        return sender.get("shop.example.com", "/cart", 0, header).destination->cluster;
    };
    EXPECT_NE(clusterOf("b").find("|v1|"), std::string::npos);
    EXPECT_NE(clusterOf("a").find("|v2|"), std::string::npos);
    // rules that no request can fulfil together do not depend on age
    const auto apart = advise(design(mesh() + subsets + gateway + bound("a", "{uri: {prefix: /cart}}", "v1") +
                                     bound("b", "{uri: {prefix: /pay}}", "v2")));
    EXPECT_EQ(countOf(apart, "MW1006", ""), 0u) << said(apart);
}

TEST(Advice, IsGoneOnceItsFixIsApplied) {
    EXPECT_GE(expectGoneOnceFixed(proofs()), 4u);
}

TEST(Advice, IsNoneForADesignWithoutFaults) {
    const auto about = advise(design(mesh() + subsets +
                                     web("a", "{hosts: [web], http: [{match: [{uri: {prefix: /a}}], route: "
                                              "[{destination: {host: web, subset: v2}}]}, {route: [{destination: "
                                              "{host: web, subset: v1}}]}]}")));
    EXPECT_TRUE(about.empty()) << said(about);
}

} // namespace
} // namespace meshwright::sim::advise
