// What is deleted takes along what would be left without meaning, and nothing else.
#include "model/edit/remove.h"

#include "tests/model/support/designs.h"

namespace meshwright::model::edit {
namespace {

using test::designOf;

std::string bookinfo() {
    return test::contentOf(std::string(MESHWRIGHT_SOURCE_DIR) + "/resources/samples/bookinfo.yaml");
}

Design without(const std::vector<std::string>& nodes) {
    const Design design = designOf(bookinfo());
    const auto edit = removeNodes(design, nodes);
    EXPECT_TRUE(edit.has_value()) << edit.error();
    auto after = apply(design, *edit);
    EXPECT_TRUE(after.has_value());
    EXPECT_EQ(apply(*after, inverse(design, *edit))->textOf("design.yaml"), bookinfo());
    return *after;
}

TEST(RemoveNodes, AVersionTakesItsSubsetAndItsShareAlong) {
    const Design after = without({"Deployment/default/reviews-v3"});
    const auto& rule = *after.find({"DestinationRule", "default", "reviews"})->as<istio::DestinationRule>();
    for (const auto& s : rule.subsets) EXPECT_NE(s.name, "v3");
    const auto& http = after.find({"VirtualService", "default", "reviews"})->as<istio::VirtualService>()->http;
    ASSERT_EQ(http[1].route.size(), 1u);
    EXPECT_EQ(http[1].route[0].weight, 100);
    for (const auto& b : after.all<scenario::Scenario>().front()->as<scenario::Scenario>()->services)
        EXPECT_NE(b.workload, "reviews-v3");
}

TEST(RemoveNodes, AServiceTakesRulesVersionsAndCallsAlong) {
    const Design after = without({"Service/default/reviews"});
    for (const char* kind : {"VirtualService", "DestinationRule", "Service"})
        EXPECT_FALSE(after.find({kind, "default", "reviews"})) << kind;
    for (const char* version : {"reviews-v1", "reviews-v2", "reviews-v3"})
        EXPECT_FALSE(after.find({"Deployment", "default", version})) << version;
    EXPECT_TRUE(after.find({"Service", "default", "ratings"}));
    EXPECT_TRUE(after.find({"Deployment", "default", "ratings-v1"}));
    for (const auto& b : after.all<scenario::Scenario>().front()->as<scenario::Scenario>()->services)
        for (const auto& g : b.calls)
            for (const auto& c : g.calls) EXPECT_NE(c.host, "reviews");
}

TEST(RemoveNodes, AVirtualServiceThatLosesItsGatewayStaysOnPaper) {
    const Design after = without({"Gateway/default/bookinfo-gateway"});
    EXPECT_EQ(after.find({"VirtualService", "default", "bookinfo"})->as<istio::VirtualService>()->gateways,
              std::vector<std::string>{"mesh"});
}

TEST(RemoveNodes, SeveralAreOneStepAndAClientIsAnItem) {
    const Design after = without({"Traffic/default/readers", "Service/default/details"});
    EXPECT_TRUE(after.all<scenario::Scenario>().front()->as<scenario::Scenario>()->traffic.empty());
    EXPECT_FALSE(after.find({"Service", "default", "details"}));
    EXPECT_FALSE(removeNodes(after, {"Service/default/details"}));
}

TEST(RemoveLine, TheOtherWeightsFillUpToAHundred) {
    const Design design = designOf(bookinfo());
    const auto edit = removeLine(design, {"VirtualService", "default", "reviews"}, "spec.http[1].route[0]");
    ASSERT_TRUE(edit);
    const Design after = *apply(design, *edit);
    const auto& http = after.find({"VirtualService", "default", "reviews"})->as<istio::VirtualService>()->http;
    ASSERT_EQ(http[1].route.size(), 1u);
    EXPECT_EQ(http[1].route[0].destination.subset, "v3");
    EXPECT_EQ(http[1].route[0].weight, 100);
}

} // namespace
} // namespace meshwright::model::edit
