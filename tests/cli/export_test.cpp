#include "tests/cli/support/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace meshwright::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class ExportOfASample : public testing::TestWithParam<std::string> {};

TEST_P(ExportOfASample, IsWhatAClusterTakesAndValidates) {
    const TemporaryFolder folder;
    const Result printed = meshwright({"export", GetParam(), "--to", "istio"});
    ASSERT_EQ(printed.status, 0) << printed.err;
    EXPECT_THAT(printed.out, HasSubstr("kind: VirtualService"));
    EXPECT_THAT(printed.out, Not(HasSubstr("meshwright.dev")));
    const std::string file = folder.write("exported.yaml", printed.out);
    EXPECT_EQ(meshwright({"validate", file, "--strict"}).status, 0);
    EXPECT_EQ(meshwright({"export", file, "--to", "istio"}).out, printed.out); // nothing changes a second time
}

INSTANTIATE_TEST_SUITE_P(Gallery, ExportOfASample, testing::ValuesIn(allSamples()), sampleTestName);

TEST(Export, WritesOneFileAnObjectAndReplacesNone) {
    const TemporaryFolder folder;
    const std::string target = folder.path() / "manifests";
    const std::vector<std::string> command{"export", sample("bookinfo"), "--to", "istio", "-o", target};
    const Result first = meshwright(command);
    ASSERT_EQ(first.status, 0) << first.err;
    EXPECT_EQ(first.out, "");
    const std::filesystem::path rules = folder.path() / "manifests/virtualservice-default-reviews.yaml";
    const std::string text = readFile(rules);
    EXPECT_THAT(text, HasSubstr("      weight: 90\n"));
    EXPECT_EQ(meshwright({"validate", target, "--strict"}).status, 0);

    folder.write("manifests/virtualservice-default-reviews.yaml", "mine");
    const Result again = meshwright(command);
    EXPECT_EQ(again.status, 2);
    EXPECT_THAT(again.err, testing::AllOf(HasSubstr("virtualservice-default-reviews.yaml"), HasSubstr("exists")));
    EXPECT_EQ(readFile(rules), "mine");

    auto forced = command;
    forced.push_back("--force");
    EXPECT_EQ(meshwright(forced).status, 0);
    EXPECT_EQ(readFile(rules), text);
}

TEST(Export, WritesForOtherProgramsAndSaysWhatTheyCannotSay) {
    const Result route = meshwright({"export", sample("canary"), "--to", "gateway-api"});
    EXPECT_EQ(route.status, 0) << route.err;
    EXPECT_THAT(route.out, HasSubstr("kind: HTTPRoute"));
    const Result rollout = meshwright({"export", sample("canary"), "--to", "argo-rollouts"});
    EXPECT_EQ(rollout.status, 0) << rollout.err;
    EXPECT_THAT(rollout.out, HasSubstr("setWeight: 10"));
    const Result nothing = meshwright({"export", sample("bookinfo"), "--to", "flagger"});
    EXPECT_EQ(nothing.status, 1);
    EXPECT_EQ(nothing.out, "");
    EXPECT_THAT(nothing.err, testing::AllOf(HasSubstr("no rollout plan"), HasSubstr("bookinfo.yaml:")));
}

TEST(Export, SaysWhereNothingIsLeftForACluster) {
    const TemporaryFolder folder;
    const Result result = meshwright(
        {"export",
         folder.write("only.yaml", "apiVersion: meshwright.dev/v1alpha1\nkind: Canvas\nmetadata: {name: a}\n"), "--to",
         "istio"});
    EXPECT_EQ(result.status, 1);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr("nothing that a cluster takes"));
}

} // namespace
} // namespace meshwright::test
