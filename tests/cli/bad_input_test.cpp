// What people give a program by mistake: each answer is one plain sentence that names the place, and a status.
#include "tests/cli/support/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace meshwright::test {
namespace {

using testing::HasSubstr;
using testing::Not;

struct BadFile {
    const char* name;
    std::string text;
    int line; ///< 0: the message is about the whole file
    const char* says;
};

void PrintTo(const BadFile& bad, std::ostream* out) {
    *out << bad.name;
}

class BadDesign : public testing::TestWithParam<BadFile> {};

/// Every subcommand that reads a design refuses it in the same way.
TEST_P(BadDesign, IsRefusedByEverySubcommand) {
    const TemporaryFolder folder;
    const std::string file = folder.write("bad.yaml", GetParam().text);
    const std::vector<std::vector<std::string>> commands{
        {"validate", file},
        {"analyze", file},
        {"simulate", file},
        {"trace", file, "--from", "gateway:istio=ingressgateway", "--host", "a"},
        {"export", file, "--to", "istio"}};
    for (const auto& command : commands) {
        const Result result = meshwright(command);
        EXPECT_EQ(result.status, 1) << command[0] << ": " << result.err;
        const std::string said = result.out + result.err;
        EXPECT_THAT(said, HasSubstr(GetParam().says)) << command[0];
        if (GetParam().line > 0) {
            EXPECT_THAT(said, HasSubstr("bad.yaml:" + std::to_string(GetParam().line) + ":")) << command[0];
        } else {
            EXPECT_THAT(said, HasSubstr("bad.yaml")) << command[0];
        }
    }
    EXPECT_EQ(readFile(file), GetParam().text);
}

const BadFile badFiles[] = {
    {"NotYaml", "apiVersion: v1\nkind: [Service\nmetadata: {\n", 0, "bad.yaml:"},
    {"TabIndentation", "apiVersion: v1\nkind: Service\nmetadata:\n\tname: a\n", 4, "tab"},
    {"Empty", "", 0, "empty"},
    {"OnlyComments", "# nothing here\n", 0, "comment"},
    {"Binary",
     std::string("\x7f"
                 "ELF\x02\x01\x01\0\0\0\0\0\0\0\0\0",
                 16),
     0, "not YAML"},
    {"Html", "<!DOCTYPE html>\n<html><body>no</body></html>\n", 0, "HTML"},
    {"NotUtf8", "apiVersion: v1\nkind: Service\nmetadata: {name: \"\xff\"}\n", 3, "UTF-8"},
    {"DuplicateKey", "apiVersion: v1\nkind: Service\nkind: Service\nmetadata: {name: a}\n", 3, "kind"},
    {"AliasToItself", "apiVersion: v1\nkind: Service\nmetadata: &a\n  labels: *a\n", 4, "alias"},
};

INSTANTIATE_TEST_SUITE_P(Files, BadDesign, testing::ValuesIn(badFiles),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(BadPath, ThatDoesNotExistIsBadUse) {
    const TemporaryFolder folder;
    const Result result = meshwright({"validate", folder.path() / "none.yaml"});
    EXPECT_EQ(result.status, 2);
    EXPECT_THAT(result.err, HasSubstr("none.yaml"));
    EXPECT_THAT(result.err, HasSubstr("no file or folder"));
    EXPECT_EQ(result.out, "");
}

TEST(BadPath, ThatIsAPipeIsRefusedAtOnceAndNotReadFrom) {
    const TemporaryFolder folder;
    const std::string pipe = folder.path() / "pipe.yaml";
    ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
    const Result result = meshwright({"simulate", pipe});
    EXPECT_EQ(result.status, 2);
    EXPECT_THAT(result.err, HasSubstr("not a regular file"));
}

TEST(BadPath, ThatIsADeviceIsRefused) {
    const Result result = meshwright({"validate", "/dev/zero"});
    EXPECT_EQ(result.status, 2);
    EXPECT_THAT(result.err, HasSubstr("not a regular file"));
}

TEST(BadPath, AFolderWithoutDesignsIsSaidToBeSo) {
    const TemporaryFolder folder;
    folder.write("readme.txt", "hello");
    const Result result = meshwright({"validate", folder.path()});
    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.err, HasSubstr("holds no .yaml or .yml file"));
}

TEST(BadPath, OfCasesIsBadUse) {
    const Result result = meshwright({"replay", "no-such-cases.json"});
    EXPECT_EQ(result.status, 2);
    EXPECT_THAT(result.err, HasSubstr("no-such-cases.json"));
    EXPECT_EQ(result.out, "");
}

TEST(BadPath, IsJsonWhereJsonWasAskedFor) {
    const TemporaryFolder folder;
    const Result result = meshwright({"simulate", folder.path() / "none.yaml", "--json"});
    EXPECT_EQ(result.status, 2);
    const auto json = result.json();
    ASSERT_EQ(json["diagnostics"].size(), 1u) << result.out;
    EXPECT_EQ(json["diagnostics"][0]["severity"], "error");
    EXPECT_EQ(json["diagnostics"][0]["code"], "MW0004");
}

struct BadUse {
    const char* name;
    std::vector<std::string> arguments;
    const char* says;
};

void PrintTo(const BadUse& bad, std::ostream* out) {
    *out << bad.name;
}

class BadCommandLine : public testing::TestWithParam<BadUse> {};

TEST_P(BadCommandLine, HasStatusTwoAndOneSentence) {
    const Result result = meshwright(GetParam().arguments);
    EXPECT_EQ(result.status, 2) << result.err;
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr(GetParam().says));
    EXPECT_THAT(result.err, testing::StartsWith("meshwright: "));
}

const BadUse badUses[] = {
    {"UnknownSubcommand", {"draw"}, "draw"},
    {"UnknownOption", {"simulate", "a.yaml", "--sed", "1"}, "--sed"},
    {"NoFile", {"simulate"}, "FILE"},
    {"SeedThatIsText", {"simulate", "a.yaml", "--seed", "many"}, "many"},
    {"SeedBelowZero", {"simulate", "a.yaml", "--seed", "-1"}, "-1"},
    {"TimeWithoutUnit", {"simulate", "a.yaml", "--for", "5"}, "write it like 90s"},
    {"TimeOfZero", {"simulate", "a.yaml", "--for", "0s"}, "above zero"},
    {"TimeBelowZero", {"simulate", "a.yaml", "--for", "-3s"}, "-3s"},
    {"SenderWithoutKind", {"trace", "a.yaml", "--from", "web", "--host", "a"}, "gateway:LABEL=VALUE"},
    {"SenderOfUnknownKind", {"trace", "a.yaml", "--from", "pod:web", "--host", "a"}, "workload:DEPLOYMENT"},
    {"PortOutOfRange", {"trace", "a.yaml", "--from", "workload:web", "--host", "a", "--port", "70000"}, "70000"},
    {"HeaderWithoutColon", {"trace", "a.yaml", "--from", "workload:web", "--host", "a", "-H", "user"}, "user"},
    {"TraceWithoutSender", {"trace", "a.yaml", "--host", "a"}, "--from"},
    {"TraceToAGateway", {"trace", "a.yaml", "--to", "gateway:a=b"}, "names no workload"},
    {"TraceOfUnknownProtocol", {"trace", "a.yaml", "--from", "workload:web", "--protocol", "udp"}, "udp"},
    {"TraceWithoutHost", {"trace", "a.yaml", "--from", "workload:web"}, "--host"},
    {"ExportToNothing", {"export", "a.yaml"}, "--to"},
    {"ExportToSomethingUnknown", {"export", "a.yaml", "--to", "paper"}, "paper"},
};

INSTANTIATE_TEST_SUITE_P(CommandLines, BadCommandLine, testing::ValuesIn(badUses),
                         [](const auto& info) { return std::string(info.param.name); });

} // namespace
} // namespace meshwright::test
