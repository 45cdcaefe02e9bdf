// One document that is no YAML does not hide the others.
#include "model/design/salvage.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

namespace meshwright::model {
namespace {

std::string fileWith(const std::string& text) {
    const auto path = std::filesystem::temp_directory_path() / ("salvage-" + std::to_string(::getpid()) + ".yaml");
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
}

const std::string kService = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n";

TEST(Salvage, LeavesOutTheBrokenDocumentAndKeepsTheLinesOfTheOthers) {
    const auto read = readAround({fileWith(kService + "---\nkind: [broken\n---\n" + kService)});
    ASSERT_TRUE(read);
    ASSERT_EQ(read->broken.size(), 1u);
    EXPECT_EQ(read->broken[0].code, "MW0001");
    EXPECT_EQ(read->broken[0].document, 1);
    ASSERT_EQ(read->design.resources().size(), 2u);
    EXPECT_EQ(Placement(read->design).positionOf(*read->design.resources()[1], "metadata.name").line, 9);
}

TEST(Salvage, RefusesWhereNothingIsLeft) {
    const auto read = readAround({fileWith("kind: [broken\n")});
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error()[0].code, "MW0001");
}

} // namespace
} // namespace meshwright::model
