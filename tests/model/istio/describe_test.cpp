#include "model/istio/describe.h"

#include <gtest/gtest.h>

namespace meshwright::model::istio {
namespace {

StringMatch exact(std::string text) {
    return {std::move(text), {}, {}};
}
StringMatch prefix(std::string text) {
    return {{}, std::move(text), {}};
}

HttpRouteDestination to(std::string host, std::string subset, std::int64_t weight = 0) {
    HttpRouteDestination d;
    d.destination.host = Host(std::move(host));
    d.destination.subset = std::move(subset);
    d.weight = weight;
    return d;
}

TEST(Describe, SaysTimesInTheUnitPeopleWouldUse) {
    EXPECT_EQ(describe(Duration::microseconds(250)), "250 µs");
    EXPECT_EQ(describe(Duration::milliseconds(1500)), "1.5 s");
    EXPECT_EQ(describe(Duration::milliseconds(200)), "200 ms");
    EXPECT_EQ(describe(Duration::seconds(300)), "5 min");
    EXPECT_EQ(describe(Duration::seconds(0)), "0 s");
}

TEST(Describe, JoinsTheConditionsOfAMatchByAndAndMatchesByOr) {
    HttpRoute route;
    HttpMatch first;
    first.uri = prefix("/v2/");
    first.headers["user"] = exact("beta");
    HttpMatch second;
    second.method = exact("POST");
    route.match = {first, second};
    EXPECT_EQ(describeCondition(route), "path /v2/* and header user = beta or method = POST");
}

TEST(Describe, ARuleWithoutConditionsTakesEveryRequest) {
    EXPECT_EQ(describeCondition({}), "every request");
    HttpRoute route;
    route.match.emplace_back();
    EXPECT_EQ(describeCondition(route), "every request");
}

TEST(Describe, AHeaderWithoutAValueIsPresent) {
    HttpMatch match;
    match.headers["x-debug"] = {};
    match.withoutHeaders["x-old"] = {};
    EXPECT_EQ(describe(match), "header x-debug is present and not header x-old is present");
}

TEST(Describe, NamesDestinationsBySubsetElseByHostAndWeightsOnlyWhereSharedOut) {
    HttpRoute route;
    route.route = {to("reviews", "v1", 90), to("reviews", "v2", 10)};
    EXPECT_EQ(describeAction(route), "v1 90 · v2 10");
    route.route = {to("reviews", "")};
    EXPECT_EQ(describeAction(route), "reviews");
    route.route.clear();
    EXPECT_EQ(describeAction(route), "nowhere");
}

TEST(Describe, SaysWhatARuleDoesInsteadOfSending) {
    HttpRoute redirect;
    redirect.redirect.emplace();
    redirect.redirect->uri = "/new";
    EXPECT_EQ(describeAction(redirect), "redirect 301 to /new");
    HttpRoute direct;
    direct.directResponse.emplace();
    direct.directResponse->status = 503;
    EXPECT_EQ(describeAction(direct), "answer 503");
}

TEST(Describe, ListsWhatElseARuleDoes) {
    HttpRoute route;
    route.timeout = Duration::milliseconds(500);
    route.retries.emplace();
    route.retries->attempts = 3;
    route.retries->perTryTimeout = Duration::milliseconds(100);
    route.fault.emplace();
    route.fault->abort.emplace();
    route.fault->abort->httpStatus = 503;
    route.fault->abort->percentage = PercentValue{{12.5}};
    route.mirror.emplace();
    route.mirror->subset = "v3";
    EXPECT_EQ(describeExtras(route), (std::vector<std::string>{"timeout 500 ms", "3 retries, 100 ms each",
                                                               "abort 503 for 12.5 %", "mirror 100 % to v3"}));
}

TEST(Describe, SaysThePoliciesThatAreSet) {
    TrafficPolicy policy;
    EXPECT_TRUE(describe(policy).empty());
    policy.loadBalancer.emplace();
    policy.loadBalancer->simple = "ROUND_ROBIN";
    policy.connectionPool.emplace();
    policy.connectionPool->tcp.emplace();
    policy.connectionPool->tcp->maxConnections = 10;
    policy.connectionPool->http.emplace();
    policy.connectionPool->http->http1MaxPendingRequests = 5;
    policy.outlierDetection.emplace();
    policy.tls.emplace();
    policy.tls->mode = "ISTIO_MUTUAL";
    const auto words = describe(policy);
    ASSERT_EQ(words.size(), 4u);
    EXPECT_EQ(words[0].brief, "round robin");
    EXPECT_EQ(words[1].brief, "max 10 connections");
    EXPECT_EQ(words[1].full, "Connection limits: 10 connections, 5 pending");
    EXPECT_EQ(words[2].brief, "5 errors");
    EXPECT_EQ(words[3].brief, "mTLS");
}

TEST(Describe, NamesTheKeyOfAHash) {
    TrafficPolicy policy;
    policy.loadBalancer.emplace();
    policy.loadBalancer->consistentHash.emplace();
    policy.loadBalancer->consistentHash->httpCookie.emplace();
    policy.loadBalancer->consistentHash->httpCookie->name = "session";
    EXPECT_EQ(describe(policy).front().brief, "hash cookie session");
}

} // namespace
} // namespace meshwright::model::istio
