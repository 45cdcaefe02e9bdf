#include "tests/cli/support/program.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace meshwright::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class ValidSample : public testing::TestWithParam<std::string> {};

TEST_P(ValidSample, IsClean) {
    const Result result = meshwright({"validate", GetParam(), "--strict", "--json"});
    EXPECT_EQ(result.status, 0);
    EXPECT_EQ(result.json(), (json{{"diagnostics", json::array()}})) << result.out;
    EXPECT_EQ(result.err, "");
}

INSTANTIATE_TEST_SUITE_P(Gallery, ValidSample, testing::ValuesIn(allSamples()), sampleTestName);

/// A mistake in a design: what is written, and what is said about it.
struct Mistake {
    const char* name;
    const char* text;
    int status;
    const char* severity;
    const char* field;
    int line;
    const char* says;
};

void PrintTo(const Mistake& mistake, std::ostream* out) {
    *out << mistake.name;
}

class MistakeInADesign : public testing::TestWithParam<Mistake> {};

TEST_P(MistakeInADesign, IsNamedWithFileLineFieldAndRemedy) {
    const TemporaryFolder folder;
    const std::string file = folder.write("design.yaml", GetParam().text);
    const Result result = meshwright({"validate", file, "--json"});
    EXPECT_EQ(result.status, GetParam().status);
    const json diagnostics = result.json()["diagnostics"];
    ASSERT_EQ(diagnostics.size(), 1u) << result.out;
    const json& d = diagnostics[0];
    EXPECT_EQ(d["severity"], GetParam().severity);
    EXPECT_EQ(d["file"], file);
    EXPECT_EQ(d["document"], 0);
    EXPECT_EQ(d["field"], GetParam().field);
    EXPECT_EQ(d["line"], GetParam().line);
    EXPECT_THAT(d["message"].get<std::string>(), HasSubstr(GetParam().says));

    const Result text = meshwright({"validate", file});
    EXPECT_EQ(text.status, GetParam().status);
    EXPECT_THAT(text.out, HasSubstr(file + ":" + std::to_string(GetParam().line) + ":"));
    EXPECT_THAT(text.out, HasSubstr(GetParam().says));
    EXPECT_EQ(readFile(file), GetParam().text);
}

const Mistake mistakes[] = {
    {"UnknownKind", "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\n", 0, "info", "", 1,
     "is not a kind that is simulated or checked; it is kept as it is"},
    {"WeightsAllZero",
     "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a}\nspec:\n  hosts: [a]\n  http:\n"
     "  - route:\n    - {destination: {host: a}, weight: 0}\n    - {destination: {host: b}, weight: 0}\n",
     1, "error", "spec.http[0].route", 7, "all 0"},
    {"WeightBelowZero",
     "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a}\nspec:\n  hosts: [a]\n  http:\n"
     "  - route:\n    - {destination: {host: a}, weight: -5}\n    - {destination: {host: b}, weight: 6}\n",
     1, "error", "spec.http[0].route[0].weight", 8, "negative"},
    {"WeightThatIsText",
     "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a}\nspec:\n  hosts: [a]\n  http:\n"
     "  - route:\n    - {destination: {host: a}, weight: ten}\n",
     1, "error", "spec.http[0].route[0].weight", 8, "whole number"},
};

INSTANTIATE_TEST_SUITE_P(Designs, MistakeInADesign, testing::ValuesIn(mistakes),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(Validate, SaysOnStandardErrorThatAllIsWell) {
    const Result result = meshwright({"validate", sample("bookinfo")});
    EXPECT_EQ(result.status, 0);
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(result.err, "meshwright: no problems found\n");
}

TEST(Validate, WarnsOfASubsetThatNobodyDefines) {
    const TemporaryFolder folder;
    std::string text = readFile(sample("bookinfo"));
    const std::string line = "        subset: v3\n";
    const std::size_t at = text.find(line);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, line.size(), "        subset: v9\n");
    const std::string file = folder.write("design.yaml", text);
    const Result lax = meshwright({"validate", file, "--json"});
    EXPECT_EQ(lax.status, 0);
    ASSERT_EQ(lax.json()["diagnostics"].size(), 1u) << lax.out;
    const json d = lax.json()["diagnostics"][0];
    EXPECT_EQ(d["severity"], "warning");
    EXPECT_EQ(d["code"], "IST0101");
    EXPECT_EQ(d["name"], "reviews");
    EXPECT_EQ(d["field"], "spec.http[1].route[1].destination.subset");
    EXPECT_EQ(d["line"], 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    EXPECT_EQ(meshwright({"validate", file, "--strict"}).status, 1);
    EXPECT_EQ(meshwright({"analyze", file}).status, 1);
}

TEST(Analyze, FindsNothingInAnySampleButWhatItIsMeantToShow) {
    for (const auto& path : allSamples()) {
        const Result result = meshwright({"analyze", path, "--json"});
        for (const auto& d : result.json()["diagnostics"]) EXPECT_NE(d["severity"], "error") << path << ": " << d;
        EXPECT_EQ(result.status, 0) << path;
    }
}

TEST(Validate, JudgesAFolderAsOneDesign) {
    const TemporaryFolder folder;
    folder.write("deep/er/mistake.yaml", mistakes[1].text);
    folder.write("fine.yml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n");
    folder.write("notes.txt", "not: [yaml");
    const Result result = meshwright({"validate", folder.path(), "--json"});
    EXPECT_EQ(result.status, 1);
    ASSERT_EQ(result.json()["diagnostics"].size(), 1u) << result.out;
    EXPECT_THAT(result.json()["diagnostics"][0]["file"].get<std::string>(), testing::EndsWith("deep/er/mistake.yaml"));
}

TEST(Judging, GoesAroundADocumentThatIsNoYaml) {
    const TemporaryFolder folder;
    const std::string file = folder.write("design.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: "
                                                         "{ports: [{port: 80}]}\n---\nkind: [broken\n");
    for (const char* command : {"validate", "analyze"}) {
        const Result result = meshwright({command, file, "--json"});
        EXPECT_EQ(result.status, 1) << command;
        const json diagnostics = result.json()["diagnostics"];
        ASSERT_GE(diagnostics.size(), 1u) << result.out;
        EXPECT_EQ(diagnostics[0]["code"], "MW0001");
        EXPECT_EQ(diagnostics[0]["document"], 1);
    }
    // what analysis says of the other document is there, too
    EXPECT_THAT(meshwright({"analyze", file}).out, HasSubstr("IST0118"));
}

} // namespace
} // namespace meshwright::test
