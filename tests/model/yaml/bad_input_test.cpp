// What is no good YAML, or no design, is refused with one sentence at its place, and quickly.
#include "tests/model/support/designs.h"

namespace meshwright::model {
namespace {

struct Bad {
    const char* name;
    std::string text;
    const char* message; ///< part of the sentence
    int line = 0;        ///< 0: concerns the whole file
};

std::string repeated(const std::string& part, std::size_t n) {
    std::string out;
    for (std::size_t i = 0; i < n; ++i) out += part;
    return out;
}

std::string laughs() {
    std::string out = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 9; ++i) {
        const std::string last = "*a" + std::to_string(i - 1);
        out += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last + repeated(", " + last, 8) + "]\n";
    }
    return out;
}

std::string staircase() {
    std::string out;
    for (std::size_t i = 0; i < 5000; ++i) out += std::string(i, ' ') + "a:\n";
    return out;
}

class Refused : public ::testing::TestWithParam<Bad> {};

TEST_P(Refused, WithOneSentence) {
    const auto design = Design::fromText(GetParam().text, "bad.yaml");
    ASSERT_FALSE(design) << GetParam().name;
    const Diagnostic& d = design.error().front();
    EXPECT_NE(d.message.find(GetParam().message), std::string::npos) << GetParam().name << ": " << toText(d);
    EXPECT_EQ(d.position.line, GetParam().line) << GetParam().name << ": " << toText(d);
    EXPECT_EQ(d.file, "bad.yaml");
    EXPECT_EQ(d.severity, Severity::Error);
}

using namespace std::string_literals;

INSTANTIATE_TEST_SUITE_P(
    Text, Refused,
    ::testing::Values(Bad{"empty", "", "empty"}, Bad{"comments", "# a\n", "only comments"},
                      Bad{"PNG", "\x89PNG\r\n", "a PNG image"}, Bad{"gzip", "\x1f\x8b\x08", "gzip"},
                      Bad{"ELF", "\x7f"s + "ELF", "a program"}, Bad{"HTML", " <!DOCTYPE html><html>", "an HTML page"},
                      Bad{"UTF-16",
                          "\xff\xfe"
                          "a\0"s,
                          "UTF-16"},
                      Bad{"UTF-16 without mark", "a\0b\0"s, "UTF-16"}, Bad{"0xFF", "a: \xff", "0xFF", 1},
                      Bad{"overlong", "a: 1\nb: \xc0\xaf", "0xC0", 2}, Bad{"surrogate", "a: \xed\xa0\x80", "0xED", 1},
                      Bad{"cut character", "a: \xe2\x82", "offset 3", 1}, Bad{"NUL", "a: b\0c"s, "0x00", 1},
                      Bad{"end of file mark", "a: \x04", "0x04", 1},
                      Bad{"a sentence", "hello there\n", "plain text", 1},
                      Bad{"no object", "a: 1\n", "kind", 1},
                      Bad{"Helm", "kind: Service\nname: {{ .Values.x }}\n", "Helm", 2}),
    [](const auto& info) { return "Text" + std::to_string(info.index); });

INSTANTIATE_TEST_SUITE_P(
    Structure, Refused,
    ::testing::Values(
        Bad{"many documents", repeated("---\n", 20000), "the limit is 10000"},
        Bad{"brackets", repeated("[", 499) + repeated("]", 499), "deeper than 100", 1},
        Bad{"dashes", repeated("- ", 100000), "deeper than 100", 1},
        Bad{"staircase", staircase(), "deeper than 100", 101}, Bad{"alias in its list", "&a [*a]", "contains it", 1},
        Bad{"alias in its map", "&a {k: *a}", "contains it", 1},
        Bad{"laughs", laughs(), "Aliases stand for more than 1000000", 6},
        Bad{"unknown alias", "a: 1\nb: *zz", "does not define", 2},
        Bad{"anchor twice", "a: &x 1\nb: &x 2\n", "already defined in line 1", 2},
        Bad{"key twice", "a:\n  weight: 1\n  weight: 99\n", "in lines 2 and 3", 3},
        Bad{"null key", "~: x", "must not be", 1}, Bad{"list as key", "[a]: x", "plain text", 1},
        Bad{"tab", "a:\n\tb: 1\n", "tab", 2}, Bad{"tab before text", "a:\n\tb\n", "tab", 2},
        Bad{"open quotes", "a: \"foo", "not valid YAML", 1}, Bad{"open quote", "a: 'foo", "not valid YAML", 1},
        Bad{"tag", "a: !2 x", "tag", 1}, Bad{"binary", "a: !!binary aGk=", "tag", 1},
        Bad{"object tag", "a: !!python/object:os.system x", "tag", 1},
        Bad{"escape", "a: \"\\xZZ\"", "not valid YAML", 1}, Bad{"merge of text", "a: 1\n<<: 3\n", "merge key", 2},
        Bad{"long text", "a: " + std::string(2u << 20, 'x'), "longer than 1048576", 1},
        Bad{"large file", "# " + std::string(17u << 20, 'x'), "16 MiB"}),
    [](const auto& info) { return "Structure" + std::to_string(info.index); });

const std::string kHead = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a}\n";

std::vector<std::string> said(const std::string& spec) {
    std::vector<std::string> out;
    for (const auto& d : test::designOf(kHead + spec).diagnostics())
        out.push_back(std::to_string(d.position.line) + " " + d.field + " " + d.code);
    return out;
}

TEST(Reading, KeepsTheObjectAndNamesEachWrongField) {
    const std::string spec = "spec:\n  hosts: [a]\n  Http: []\n  http:\n  - timeout: 5\n    retries: {attempts: \"3\", "
                             "perTryTimeout: 2s}\n    route: {}\n"
                             "  - timeout: 1s\n    mirror_percent: 10\n    fault: {delay: {percentage: {value: "
                             ".nan}}}\n    match: [{port: 4294967296}]\n";
    EXPECT_EQ(said(spec),
              (std::vector<std::string>{"6 spec.Http MW0011", "8 spec.http[0].timeout MW0012",
                                        "9 spec.http[0].retries.attempts MW0030", "10 spec.http[0].route MW0012",
                                        "13 spec.http[1].fault.delay.percentage.value MW0012",
                                        "14 spec.http[1].match[0].port MW0012"}));
    const auto design = test::designOf(kHead + spec);
    const auto& v = *design.resources()[0]->as<istio::VirtualService>();
    ASSERT_EQ(v.http.size(), 2u);
    EXPECT_EQ(v.http[0].retries->attempts, 3);
    EXPECT_EQ(v.http[0].retries->perTryTimeout, Duration::seconds(2));
    EXPECT_EQ(v.http[1].timeout, Duration::seconds(1));
    EXPECT_EQ(v.http[1].mirrorPercent, 10);
}

TEST(Reading, ReadsScalarsAsKubernetesDoes) {
    EXPECT_EQ(said("spec: {hosts: [no, 1.10, 0123, 12e45, \"no\", a-1]}\n").size(), 4u);
    EXPECT_EQ(said("spec: {http: [{match: [{ignoreUriCase: yes}]}]}\n").size(), 0u);
    EXPECT_EQ(said("spec: {http: [{match: [{ignoreUriCase: \"true\"}]}]}\n").size(), 1u);
    EXPECT_EQ(said("spec: {http: [{match: [{port: 0x50}]}]}\n").size(), 0u);
}

TEST(Reading, MergesKeysAsKubernetesDoes) {
    const auto design = test::designOf("apiVersion: v1\nkind: List\nitems:\n- &a\n  apiVersion: v1\n  kind: Service\n  "
                                       "metadata: {name: a}\n- <<: *a\n  metadata: {name: b}\n");
    ASSERT_EQ(design.resources().size(), 2u);
    EXPECT_EQ(design.resources()[1]->kind, "Service");
    EXPECT_EQ(design.resources()[1]->meta.name, "b");
}

TEST(Reading, TakesCrLfAndByteOrderMarkLikeLf) {
    std::string windows = "\xEF\xBB\xBF";
    const std::string plain = kHead + "spec: {hosts: [a],\n  http: []}\n";
    for (const char c : plain) windows += c == '\n' ? "\r\n" : std::string(1, c);
    const auto a = test::designOf(plain), b = test::designOf(windows);
    EXPECT_TRUE(yaml::sameValue(*a.resources()[0]->root, *b.resources()[0]->root));
    EXPECT_EQ(b.textOf("design.yaml"), windows);
    EXPECT_EQ(Placement(b).positionOf(*b.resources()[0], "spec.http").line, 5);
}

TEST(Reading, ListsKindsItDoesNotKnowAndObjectsDefinedTwice) {
    const auto design = test::designOf(
        "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n---\napiVersion: foo/v1\nkind: Bar\nmetadata: {name: b}\n"
        "---\napiVersion: v1\nkind: Service\nmetadata: {name: a}\n");
    const auto diagnostics = design.diagnostics();
    ASSERT_EQ(diagnostics.size(), 2u);
    EXPECT_EQ(diagnostics[0].code, "MW0010");
    EXPECT_EQ(diagnostics[1].code, "MW0014");
    EXPECT_EQ(diagnostics[1].position.line, 11);
}

TEST(Reading, RefusesAFolderWithoutDesignsAndAFileThatIsNoFile) {
    const auto folder = std::filesystem::temp_directory_path() / "meshwright-empty-folder";
    std::filesystem::create_directories(folder);
    EXPECT_NE(Design::fromPath(folder.string()).error()[0].message.find("The folder holds no"), std::string::npos);
    EXPECT_NE(Design::fromPath((folder / "x.yaml").string()).error()[0].message.find("no file or folder"),
              std::string::npos);
    EXPECT_NE(Design::fromPath("/dev/zero").error()[0].message.find("not a regular file"), std::string::npos);
    std::filesystem::remove_all(folder);
}

} // namespace
} // namespace meshwright::model
