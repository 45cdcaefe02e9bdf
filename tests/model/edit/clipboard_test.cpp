// Nodes as YAML text and back.
#include "model/edit/clipboard.h"

#include "model/graph/mesh_graph.h"
#include "tests/model/support/designs.h"

namespace meshwright::model::edit {
namespace {

using test::designOf;

Design bookinfo() {
    return designOf(test::contentOf(std::string(MESHWRIGHT_SOURCE_DIR) + "/resources/samples/bookinfo.yaml"));
}

TEST(CopyNodes, AServiceWithItsPolicyIsAFileOfItsOwn) {
    const std::string text = copyNodes(bookinfo(), {"Service/default/reviews", "Deployment/default/reviews-v1"});
    const Design read = designOf(text);
    EXPECT_EQ(read.resources().size(), 3u);
    EXPECT_TRUE(read.find({"DestinationRule", "default", "reviews"}));
    EXPECT_NE(text.rfind("---", 0), 0u);
}

TEST(Paste, IntoAnEmptyDesignGivesTheSameObjects) {
    const std::string text = copyNodes(bookinfo(), {"Gateway/default/bookinfo-gateway", "Traffic/default/readers"});
    const auto pasted = paste(Design(), "new.yaml", text);
    ASSERT_TRUE(pasted);
    const Design after = *apply(Design(), pasted->edit);
    EXPECT_TRUE(after.find({"Gateway", "default", "bookinfo-gateway"}));
    EXPECT_EQ(after.all<scenario::Scenario>().front()->as<scenario::Scenario>()->traffic.front().name, "readers");
}

TEST(Paste, NamesThatAreTakenGetANumberAndTheirReferencesFollow) {
    const Design design = bookinfo();
    const std::string text = copyNodes(design, {"Service/default/reviews", "Deployment/default/reviews-v1",
                                                "VirtualService/default/reviews", "Traffic/default/readers"});
    const auto pasted = paste(design, "design.yaml", text);
    ASSERT_TRUE(pasted) << pasted.error().front().message;
    const Design after = *apply(design, pasted->edit);
    const auto service = after.find({"Service", "default", "reviews-2"});
    ASSERT_TRUE(service);
    EXPECT_EQ(service->as<kube::Service>()->selector.at("app"), "reviews-2");
    EXPECT_EQ(after.find({"DestinationRule", "default", "reviews-2"})->as<istio::DestinationRule>()->host.text,
              "reviews-2");
    const auto& copy = *after.find({"VirtualService", "default", "reviews-2"})->as<istio::VirtualService>();
    EXPECT_EQ(copy.hosts.front().text, "reviews-2");
    EXPECT_EQ(copy.http[1].route[0].destination.host.text, "reviews-2");
    EXPECT_EQ(after.all<scenario::Scenario>().front()->as<scenario::Scenario>()->traffic.back().name, "readers-2");
    // The originals are as they were, and the copy has its own pods.
    EXPECT_EQ(after.find({"Service", "default", "reviews"})->as<kube::Service>()->selector.at("app"), "reviews");
    const auto mesh = graph::meshGraph(after);
    const auto from = mesh.find("Service/default/reviews-2"), to = mesh.find("Deployment/default/reviews-v1-2");
    ASSERT_TRUE(from && to);
    EXPECT_TRUE(std::any_of(mesh.edges.begin(), mesh.edges.end(),
                            [&](const auto& e) { return e.from == *from && e.to == *to; }));
    EXPECT_EQ(apply(after, inverse(design, pasted->edit))->textOf("design.yaml"), design.textOf("design.yaml"));
}

TEST(Paste, TextThatIsNoObjectIsRefusedInWords) {
    EXPECT_FALSE(paste(Design(), "new.yaml", "kind: ["));
    EXPECT_FALSE(paste(Design(), "new.yaml", "hello"));
    EXPECT_FALSE(paste(Design(), "new.yaml", ""));
}

} // namespace
} // namespace meshwright::model::edit
