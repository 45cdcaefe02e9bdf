// Local rate limits as Istio's users write them: an EnvoyFilter with a token bucket.
#include "sim/mesh/rate_limit.h"
#include "tests/sim/support/small_mesh.h"

#include <gtest/gtest.h>

namespace meshwright::tests {
namespace {

/// Istio's own task writes it so: ten tokens a second for each pod of shop.
std::string limit(const std::string& context, const std::string& selector, const std::string& shares,
                  bool typedStruct = true, const std::string& ns = "default") {
    const std::string config = "stat_prefix: limiter, token_bucket: {max_tokens: 10, tokens_per_fill: 10, "
                               "fill_interval: 1s}" +
                               shares;
    const std::string type = "type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit";
    const std::string typed = typedStruct
                                  ? "{\"@type\": type.googleapis.com/udpa.type.v1.TypedStruct, type_url: " + type +
                                        ", value: {" + config + "}}"
                                  : "{\"@type\": " + type + ", " + config + "}";
    return "---\napiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: {name: limit, namespace: " +
           ns + "}\nspec: {workloadSelector: {labels: {" + selector +
           "}}, configPatches: [{applyTo: HTTP_FILTER, match: {context: " + context +
           "}, patch: {operation: INSERT_BEFORE, value: {name: envoy.filters.http.local_ratelimit, typed_config: " +
           typed + "}}}]}\n";
}

const std::string all = ", filter_enabled: {default_value: {numerator: 100, denominator: HUNDRED}}, "
                        "filter_enforced: {default_value: {numerator: 100, denominator: HUNDRED}}";

std::string shop(const std::string& more) {
    return service("client") + service("shop") + more +
           scenario("{duration: 20s, traffic: [{name: load, from: {workload: client-v1}, host: shop, rate: 50, "
                    "arrivals: constant}], services: [{service: shop, latency: {mean: 2ms}}]}");
}

TEST(LocalRateLimit, LetsThroughWhatTheBucketHoldsAndRefills) {
    const auto shot = ran(shop(limit("SIDECAR_INBOUND", "app: shop", all)));
    EXPECT_NEAR(static_cast<double>(count(shot.total.statuses, "200")), 10 + 20 * 10, 2);
    EXPECT_EQ(count(shot.total.statuses, "200") + count(shot.total.statuses, "429"), shot.total.completed);
    EXPECT_EQ(count(shot.total.flags, "RL"), 0u) << "RL is in the server's log; to the client 429 is an answer";
}

TEST(LocalRateLimit, OnTheWayOutCarriesTheFlagRL) {
    const auto shot = ran(shop(limit("SIDECAR_OUTBOUND", "app: client", all, false)));
    EXPECT_NEAR(static_cast<double>(count(shot.total.statuses, "200")), 10 + 20 * 10, 2);
    EXPECT_EQ(count(shot.total.flags, "RL"), count(shot.total.statuses, "429"));
}

TEST(LocalRateLimit, DoesNothingUnlessEnabledAndEnforced) {
    for (const char* shares : {"", ", filter_enabled: {default_value: {numerator: 100, denominator: HUNDRED}}",
                               ", filter_enforced: {default_value: {numerator: 100, denominator: HUNDRED}}"}) {
        const auto shot = ran(shop(limit("SIDECAR_INBOUND", "app: shop", shares)));
        EXPECT_EQ(count(shot.total.statuses, "429"), 0u) << shares;
    }
}

TEST(LocalRateLimit, ConcernsWhatItSelects) {
    EXPECT_EQ(count(ran(shop(limit("SIDECAR_INBOUND", "app: other", all))).total.statuses, "429"), 0u);
    EXPECT_EQ(count(ran(shop(limit("GATEWAY", "app: shop", all))).total.statuses, "429"), 0u);
    EXPECT_EQ(count(ran(shop(limit("SIDECAR_INBOUND", "app: shop", all, true, "other"))).total.statuses, "429"), 0u);
    EXPECT_GT(count(ran(shop(limit("SIDECAR_INBOUND", "app: shop", all, true, "istio-system"))).total.statuses, "429"),
              0u)
        << "the root namespace's concern the whole mesh";
}

TEST(LocalRateLimit, IsNotRetriedByStatusUnlessNamed) {
    const auto shot = ran(shop(limit("SIDECAR_INBOUND", "app: shop", all)));
    EXPECT_EQ(shot.total.retries, 0u);
}

TEST(LocalRateLimit, IsReadWithItsDefaults) {
    const auto rules = sim::mesh::rateLimitsOf(design(limit("ANY", "app: shop", "")), "istio-system");
    ASSERT_EQ(rules.size(), 1u);
    EXPECT_EQ(rules[0].status, 429);
    EXPECT_EQ(rules[0].tokens, 10u);
    EXPECT_EQ(rules[0].interval, model::Duration::seconds(1));
    EXPECT_EQ(rules[0].enabled.numerator, 0u);
    EXPECT_TRUE(sim::mesh::rateLimitsOf(design(service("shop")), "istio-system").empty());
}

} // namespace
} // namespace meshwright::tests
