// What would have to change to reach a version: the nearest request, or the rule that stands in the way.
#include "sim/coverage/reach.h"
#include "tests/sim/support/small_mesh.h"

#include <gtest/gtest.h>

namespace meshwright::sim::coverage {
namespace {

using namespace tests;

std::string reviews(const std::string& http) {
    return service("client") + service("reviews") + deployment("reviews", "v2") + deployment("reviews", "v3") +
           rule("DestinationRule", "reviews",
                "{host: reviews, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}, "
                "{name: v3, labels: {version: v3}}]}") +
           rule("VirtualService", "reviews", "{hosts: [reviews], http: " + http + "}");
}

const std::string byUser = "[{match: [{headers: {end-user: {exact: jason}}, uri: {prefix: /api}}], route: "
                           "[{destination: {host: reviews, subset: v2}}]}, {route: [{destination: {host: reviews, "
                           "subset: v1}, weight: 90}, {destination: {host: reviews, subset: v3}, weight: 10}]}]";

Reach reached(const std::string& text, const std::string& subset, routing::Request request) {
    const auto d = design(text);
    const auto mesh = routing::indexMesh(d);
    routing::ProxyRef client;
    client.workload = "client-v1";
    client.ns = "default";
    return reach(mesh, coverage(d), client, request, {"reviews.default.svc.cluster.local", subset});
}

routing::Request ask(const std::string& path) {
    routing::Request r;
    r.authority = "reviews";
    r.path = path;
    return r;
}

TEST(Reach, NamesOnlyWhatHasToChange) {
    auto request = ask("/api/1");
    request.headers.emplace_back("x-trace", "7");
    const Reach r = reached(reviews(byUser), "v2", request);
    EXPECT_EQ(r.share, 0);
    ASSERT_TRUE(r.found);
    EXPECT_EQ(r.changes, std::vector<std::string>{"send the header end-user: jason"});
    EXPECT_EQ(r.request.path, "/api/1");
    EXPECT_EQ(r.foundShare, 1);
}

TEST(Reach, NamesEveryConditionThatFails) {
    const Reach r = reached(reviews(byUser), "v2", ask("/"));
    ASSERT_TRUE(r.found);
    ASSERT_EQ(r.changes.size(), 2u);
    EXPECT_EQ(r.changes[0].rfind("ask for the path /api", 0), 0u) << r.changes[0];
    EXPECT_EQ(r.changes[1], "send the header end-user: jason");
}

TEST(Reach, SaysWhichShareGoesThereAlready) {
    const Reach r = reached(reviews(byUser), "v3", ask("/"));
    EXPECT_DOUBLE_EQ(r.share, 0.1);
    ASSERT_TRUE(r.found);
    EXPECT_TRUE(r.changes.empty());
}

TEST(Reach, NamesTheRuleWhereNoRequestGetsThere) {
    const Reach r = reached(reviews("[{route: [{destination: {host: reviews, subset: v1}, weight: 100}, {destination: "
                                    "{host: reviews, subset: v2}, weight: 0}]}]"),
                            "v2", ask("/"));
    EXPECT_FALSE(r.found);
    EXPECT_NE(r.reason.find("weight"), std::string::npos) << r.reason;
    ASSERT_TRUE(r.culprit);
    EXPECT_EQ(r.culprit.resource->meta.name, "reviews");
}

TEST(Reach, ListsTheSubsetsOfADesign) {
    const auto targets = targetsOf(design(reviews(byUser)));
    ASSERT_EQ(targets.size(), 3u);
    EXPECT_EQ(targets[1].service, "reviews.default.svc.cluster.local");
    EXPECT_EQ(targets[1].subset, "v2");
}

} // namespace
} // namespace meshwright::sim::coverage
