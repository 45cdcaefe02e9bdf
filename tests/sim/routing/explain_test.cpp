#include "sim/routing/explain.h"

#include "tests/sim/routing/fixture.h"

#include <nlohmann/json.hpp>

namespace meshwright::sim::routing::testing {
namespace {

const std::string canary = web + virtualService("canary", "a.example.com", R"(  - name: testers
    match:
    - headers: {end-user: {exact: jason}}
    route:
    - destination: {host: web, subset: v2}
  - name: split
    match:
    - uri: {prefix: /shop}
    route:
    - destination: {host: web, subset: v1}
      weight: 80
    - destination: {host: web, subset: v2}
      weight: 20
  - name: rest
    route:
    - destination: {host: web, subset: v1}
)") + virtualService("late", "a.example.com", R"(  - match:
    - uri: {prefix: /}
    route:
    - destination: {host: web, subset: v2}
)");

TEST(Explanation, SaysOfEachRouteWhichConditionFailedAndWhy) {
    const Trace t = trace(meshOf(canary), ingress(), get("a.example.com", "/shop/1"));
    ASSERT_EQ(t.routes.size(), 2u);
    EXPECT_FALSE(t.routes[0].matched);
    EXPECT_EQ(t.routes[0].conditions.back().condition, "header end-user is \"jason\"");
    EXPECT_EQ(t.routes[0].conditions.back().reason, "it is absent");
    EXPECT_TRUE(t.routes[1].matched);
    EXPECT_EQ(t.routes[1].name, "split");
}

TEST(Explanation, GivesTheLineOfEachRule) {
    const Trace t = trace(meshOf(canary), ingress(), get("a.example.com", "/shop/1"));
    const std::string text = canary;
    const auto at = text.find("- uri: {prefix: /shop}");
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    EXPECT_EQ(t.mesh->places().positionOf(t.routes[1].origin).line, line);
}

TEST(Explanation, GivesTheProbabilityOfEachDestinationAndItsPods) {
    const Trace t = trace(meshOf(canary), ingress(), get("a.example.com", "/shop"));
    ASSERT_EQ(t.destinations.size(), 2u);
    EXPECT_DOUBLE_EQ(t.destinations[0].probability, 0.8);
    EXPECT_EQ(t.destinations[1].cluster, "outbound|80|v2|web.default.svc.cluster.local");
    ASSERT_EQ(t.destinations[1].endpoints.size(), 2u);
    EXPECT_EQ(t.destinations[1].endpoints[1].pod, "web-v2-1");
}

TEST(Explanation, NamesRulesThatNoRequestOfTheHostReaches) {
    const Trace t = trace(meshOf(canary), ingress(), get("a.example.com"));
    ASSERT_EQ(t.unreachable.size(), 1u);
    EXPECT_EQ(t.unreachable[0].rule.resource->meta.name, "late");
    EXPECT_NE(t.unreachable[0].reason.find("canary"), std::string::npos);
}

TEST(Explanation, SaysWhyNothingListens) {
    const Trace t = trace(meshOf(canary), ingress(), get("a.example.com", "/", 443));
    EXPECT_FALSE(t.hasListener);
    EXPECT_EQ(t.listener, "no HTTP listener on port 443; there are listeners on 80");
}

TEST(Explanation, HasTheFieldsOfARecordedOutcomeAsJson) {
    const auto j = toJson(trace(meshOf(canary), ingress(), get("a.example.com", "/shop?x=1")));
    EXPECT_EQ(j["status"]["200"], 1);
    EXPECT_EQ(j["route"], "split");
    EXPECT_EQ(j["upstream"]["path"], "/shop?x=1");
    EXPECT_EQ(j["explanation"]["destinations"].size(), 2u);
    EXPECT_EQ(j["explanation"]["routes"][1]["origin"]["file"], "design.yaml");
    const auto missing = toJson(trace(meshOf(canary), ingress(), get("b.example.com")));
    EXPECT_EQ(missing["status"]["404"], 1);
    EXPECT_EQ(missing["flags"]["NR"], 1);
}

TEST(Explanation, ReadsAsTextFromListenerToPods) {
    const std::string text = toText(trace(meshOf(canary), ingress(), get("a.example.com", "/shop")));
    for (const char* part :
         {"Listener: 0.0.0.0:80, routes http.80", "+ host a.example.com:80: domain a.example.com fits best",
          "+ route split", "Destination outbound|80|v1|web.default.svc.cluster.local: 80 %", "web-v1-0",
          "The back end sees: GET /shop, Host a.example.com", "Never reached: design.yaml:"})
        EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
}

} // namespace
} // namespace meshwright::sim::routing::testing
