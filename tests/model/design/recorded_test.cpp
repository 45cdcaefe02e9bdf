// Every recorded design is read without unknown fields or wrong types, and keeps its bytes.
#include "model/design/design.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

namespace meshwright::model {
namespace {

std::string contentOf(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

TEST(RecordedDesigns, AreReadWithoutErrorsAndKeepTheirBytes) {
    const std::filesystem::path root = std::string(MESHWRIGHT_SOURCE_DIR) + "/tests/fidelity/recorded";
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
        if (entry.path().extension() != ".yaml") continue;
        ++count;
        const auto design = Design::fromPath(entry.path().string());
        ASSERT_TRUE(design) << toText(design.error().front());
        EXPECT_EQ(design->textOf(entry.path().string()), contentOf(entry.path()));
        for (const auto& d : design->diagnostics()) EXPECT_NE(d.severity, Severity::Error) << toText(d);
        for (const auto& r : design->resources()) EXPECT_FALSE(r->as<UnknownSpec>()) << toText(r->id());
    }
    EXPECT_GT(count, 600u);
}

} // namespace
} // namespace meshwright::model
