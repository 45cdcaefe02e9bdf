#include "tests/cli/support/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace meshwright::test {
namespace {

using testing::HasSubstr;

TEST(Help, NamesEverySubcommandAndTheExitStatuses) {
    const Result result = meshwright({"--help"});
    EXPECT_EQ(result.status, 0);
    for (const char* name : {"open", "validate", "analyze", "trace", "simulate", "replay", "export"})
        EXPECT_THAT(result.out, HasSubstr(std::string("\n  ") + name + " ")) << name;
    EXPECT_THAT(result.out, HasSubstr("0 clean, 1 errors"));
    EXPECT_EQ(result.err, "");
}

TEST(Help, OfEachSubcommandHasAnExample) {
    for (const char* name : {"open", "validate", "analyze", "trace", "simulate", "replay", "export"}) {
        const Result result = meshwright({name, "--help"});
        EXPECT_EQ(result.status, 0) << name;
        EXPECT_THAT(result.out, HasSubstr("Example")) << name;
        EXPECT_THAT(result.out, HasSubstr(std::string("  meshwright ") + name + " ")) << name;
    }
}

TEST(Version, IsOneLineOnStandardOutput) {
    const Result result = meshwright({"--version"});
    EXPECT_EQ(result.status, 0);
    EXPECT_THAT(result.out, testing::MatchesRegex("meshwright [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST(Window, WithoutADisplayIsRefusedInPlainWords) {
    for (const auto& arguments : {std::vector<std::string>{}, std::vector<std::string>{"open", sample("bookinfo")}}) {
        const Result result = meshwright(arguments);
        EXPECT_EQ(result.status, 1);
        EXPECT_EQ(result.out, "");
        EXPECT_THAT(result.err, HasSubstr("There is no display"));
        EXPECT_THAT(result.err, HasSubstr("meshwright simulate FILE"));
    }
}

TEST(Window, DrawsItselfIntoAPictureWithoutADisplay) {
    const TemporaryFolder folder;
    const std::string picture = folder.path() / "bookinfo.png";
    const Result result = meshwright({"open", sample("bookinfo"), "--screenshot", picture});
    ASSERT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(readFile(picture), testing::StartsWith("\x89PNG"));
}

TEST(Window, SaysThatAFileDoesNotExist) {
    const Result result = meshwright({"open", "no-such-file.yaml", "--screenshot", "x.png"});
    EXPECT_EQ(result.status, 2);
    EXPECT_THAT(result.err, HasSubstr("no-such-file.yaml"));
}

} // namespace
} // namespace meshwright::test
