#include "tests/cli/support/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace meshwright::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

const std::string kTypo = "# the shop's entry\napiVersion: networking.istio.io/v1\nkind: VirtualService # ours\n"
                          "metadata: {name: a}\nspec:\n  hosts: [a]\n  http:\n  - route:\n"
                          "    - destination: {host: a}\n    timeot: 5s # see the runbook\n";
const std::string kPort = "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\nspec:\n  ports:\n"
                          "  - {name: foo, port: 80}\n";

std::string mended() {
    std::string out = kTypo;
    return out.replace(out.find("timeot"), 6, "timeout");
}

TEST(Fix, ChangesTheFieldAndNoOtherByte) {
    const TemporaryFolder folder;
    const std::string file = folder.write("a.yaml", kTypo), other = folder.write("b.yaml", "# only\n" + kPort);
    const Result result = meshwright({"validate", file, other, "--fix"});
    EXPECT_EQ(result.status, 0) << result.out << result.err;
    EXPECT_EQ(readFile(file), mended());
    EXPECT_EQ(readFile(other), "# only\n" + kPort);
    EXPECT_THAT(result.err, HasSubstr("Fixed: Rename to timeout"));
}

TEST(Diff, ShowsWhatFixWouldDoAndDoesNothing) {
    const TemporaryFolder folder;
    const std::string file = folder.write("a.yaml", kTypo);
    const Result result = meshwright({"validate", file, "--diff"});
    EXPECT_EQ(result.status, 0);
    EXPECT_EQ(result.out, "--- " + file + "\n+++ " + file +
                              "\n@@ -7,4 +7,4 @@\n   http:\n   - route:\n     - destination: {host: a}\n"
                              "-    timeot: 5s # see the runbook\n+    timeout: 5s # see the runbook\n");
    EXPECT_EQ(readFile(file), kTypo);
}

TEST(Messages, ShowTheLineWhyItMattersAndTheFix) {
    const TemporaryFolder folder;
    const Result result = meshwright({"validate", folder.write("a.yaml", kTypo)});
    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.out, HasSubstr("10 |     timeot: 5s # see the runbook\n"));
    EXPECT_THAT(result.out, HasSubstr("   |     ^"));
    EXPECT_THAT(result.out, HasSubstr("why: "));
    EXPECT_THAT(result.out, HasSubstr("fix: Rename to timeout"));
}

TEST(Sarif, NamesRulesPlacesAndReplacements) {
    const TemporaryFolder folder;
    const Result result = meshwright({"validate", folder.write("a.yaml", kTypo), "--sarif"});
    EXPECT_EQ(result.status, 1);
    const json log = result.json();
    EXPECT_EQ(log["version"], "2.1.0");
    const json run = log["runs"][0];
    ASSERT_EQ(run["results"].size(), 1u);
    EXPECT_EQ(run["results"][0]["level"], "error");
    EXPECT_EQ(run["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"], 10);
    EXPECT_EQ(run["results"][0]["fixes"][0]["description"]["text"], "Rename to timeout");
    EXPECT_FALSE(run["tool"]["driver"]["rules"][0]["help"]["text"].get<std::string>().empty());
}

TEST(Sarif, IsWrittenForAFileThatCannotBeRead) {
    const TemporaryFolder folder;
    const Result result = meshwright({"analyze", folder.write("a.yaml", "a: [\n"), "--sarif"});
    EXPECT_EQ(result.status, 1);
    EXPECT_EQ(result.json()["runs"][0]["results"].size(), 1u);
}

TEST(Suppress, LeavesOutACodeForAnObject) {
    const TemporaryFolder folder;
    const std::string file = folder.write("a.yaml", kPort);
    const auto codes = [&](const std::string& suppression) {
        return meshwright({"analyze", file, "--json", "-S", suppression}).json()["diagnostics"].size();
    };
    EXPECT_EQ(meshwright({"analyze", file, "--json"}).json()["diagnostics"].size(), 1u);
    EXPECT_EQ(codes("IST0118=Service default/a"), 0u);
    EXPECT_EQ(codes("IST0118=Service *"), 0u);
    EXPECT_EQ(codes("IST0118=Service a.default"), 0u);
    EXPECT_EQ(codes("IST0118=Service b.default"), 1u);
    EXPECT_EQ(codes("IST0101=Service *"), 1u);
    const Result bad = meshwright({"analyze", file, "-S", "IST0118"});
    EXPECT_EQ(bad.status, 2);
    EXPECT_THAT(bad.err, HasSubstr("CODE=OBJECT"));
}

TEST(Suppress, ByAnnotationOnTheObject) {
    const TemporaryFolder folder;
    std::string text = kPort;
    text.insert(text.find("spec:"), "  annotations: {galley.istio.io/analyze-suppress: IST0118}\n");
    EXPECT_EQ(meshwright({"analyze", folder.write("a.yaml", text), "--json"}).json()["diagnostics"], json::array());
}

} // namespace
} // namespace meshwright::test
