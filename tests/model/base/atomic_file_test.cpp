#include "model/base/atomic_file.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <sys/stat.h>

namespace meshwright::model {
namespace {

namespace fs = std::filesystem;

class AtomicFile : public testing::Test {
protected:
    AtomicFile() {
        std::string name = (fs::temp_directory_path() / "meshwright-file-XXXXXX").string();
        folder_ = mkdtemp(name.data());
    }
    ~AtomicFile() override { fs::remove_all(folder_); }

    std::string path(const char* name) const { return (folder_ / name).string(); }
    static std::string read(const std::string& path) {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    /// Names in the folder: a temporary file left behind would be one of them.
    std::vector<std::string> names() const {
        std::vector<std::string> out;
        for (const auto& entry : fs::directory_iterator(folder_)) out.push_back(entry.path().filename());
        return out;
    }

    fs::path folder_;
};

TEST_F(AtomicFile, WritesEveryByteOfANewFile) {
    const std::string text("a\0b\r\nc", 6);
    ASSERT_TRUE(writeFile(path("new"), text, IfExists::Refuse));
    EXPECT_EQ(read(path("new")), text);
    EXPECT_THAT(names(), testing::ElementsAre("new"));
}

TEST_F(AtomicFile, RefusesAFileThatExistsAndLeavesItAlone) {
    ASSERT_TRUE(writeFile(path("old"), "first", IfExists::Refuse));
    const auto second = writeFile(path("old"), "second", IfExists::Refuse);
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error(), testing::HasSubstr("exists already"));
    EXPECT_EQ(read(path("old")), "first");
    EXPECT_THAT(names(), testing::ElementsAre("old"));
}

TEST_F(AtomicFile, ReplacesWhereAskedAndKeepsTheMode) {
    ASSERT_TRUE(writeFile(path("old"), "first", IfExists::Refuse));
    fs::permissions(path("old"), fs::perms::owner_read | fs::perms::owner_write);
    ASSERT_TRUE(writeFile(path("old"), "second", IfExists::Replace));
    EXPECT_EQ(read(path("old")), "second");
    EXPECT_EQ(fs::status(path("old")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(AtomicFile, ReplacesTheTargetOfALinkAndKeepsTheLink) {
    ASSERT_TRUE(writeFile(path("target"), "first", IfExists::Refuse));
    fs::create_symlink("target", path("link"));
    ASSERT_TRUE(writeFile(path("link"), "second", IfExists::Replace));
    EXPECT_TRUE(fs::is_symlink(path("link")));
    EXPECT_EQ(read(path("target")), "second");
}

TEST_F(AtomicFile, RefusesWhatIsNoRegularFile) {
    ASSERT_EQ(mkfifo(path("pipe").c_str(), 0600), 0);
    EXPECT_FALSE(writeFile(path("pipe"), "text", IfExists::Replace));
    EXPECT_FALSE(writeFile(folder_.string(), "text", IfExists::Replace));
    EXPECT_TRUE(fs::is_fifo(path("pipe")));
}

TEST_F(AtomicFile, SaysWhyAFileCannotBeWritten) {
    const auto written = writeFile(path("no/such/folder"), "text", IfExists::Refuse);
    ASSERT_FALSE(written);
    EXPECT_THAT(written.error(),
                testing::AllOf(testing::HasSubstr("no/such/folder"), testing::HasSubstr("No such file")));
}

} // namespace
} // namespace meshwright::model
