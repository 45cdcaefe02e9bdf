// Every recorded design is read without unknown fields or wrong types, and every recorded file keeps its bytes.
#include "tests/model/support/designs.h"

namespace meshwright::model {
namespace {

TEST(RecordedDesigns, AreReadWithoutErrors) {
    const auto files = test::recordedDesigns();
    for (const auto& file : files) {
        const auto design = Design::fromPath(file);
        ASSERT_TRUE(design) << toText(design.error().front());
        for (const auto& d : design->diagnostics()) EXPECT_NE(d.severity, Severity::Error) << toText(d);
        for (const auto& r : design->resources()) EXPECT_FALSE(r->as<UnknownSpec>()) << toText(r->id());
    }
    EXPECT_GT(files.size(), 600u);
}

/// Those that are refused on purpose, too.
TEST(RecordedFiles, KeepTheirBytes) {
    const std::filesystem::path root = std::string(MESHWRIGHT_SOURCE_DIR) + "/tests/fidelity/recorded";
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
        if (entry.path().extension() != ".yaml") continue;
        const std::string file = entry.path().string();
        const auto design = Design::fromPath(file);
        if (!design && entry.path().filename() == "yaml.yaml") continue; // corners of YAML, some of which are no YAML
        ASSERT_TRUE(design) << toText(design.error().front());
        ++count;
        EXPECT_EQ(design->textOf(file), test::contentOf(file)) << file;
    }
    EXPECT_GT(count, 600u);
}

} // namespace
} // namespace meshwright::model
