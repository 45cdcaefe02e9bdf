// A bundle holds what a cluster takes, byte for byte, and never replaces a file silently.
#include "model/exporters/bundle.h"

#include "tests/model/support/designs.h"

#include <unistd.h>

namespace meshwright::model::exporters {
namespace {

using test::contentOf;
using test::designOf;

const std::string kService =
    "# the shop\napiVersion: v1\nkind: Service\nmetadata: {name:  shop}\nspec: {ports: [{name: http, port: 80}]}\n";
const std::string kCanvas = "---\napiVersion: meshwright.dev/v1alpha1\nkind: Canvas\nmetadata: {name: c}\n";
const std::string kRoute =
    "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: shop, namespace: web}";

class Folder {
public:
    Folder() : path_(std::filesystem::temp_directory_path() / ("bundle-" + std::to_string(getpid()))) {
        std::filesystem::create_directories(path_);
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    std::string operator/(const std::string& name) const { return (path_ / name).string(); }
    std::string path() const { return path_.string(); }

private:
    std::filesystem::path path_;
};

TEST(Bundle, LeavesOutTheProgramsOwnKindsAndKeepsTheRest) {
    EXPECT_EQ(bundleText(designOf(kService + kCanvas + kRoute)), kService + kRoute + "\n");
}

TEST(Bundle, NamesEachFileAfterItsObject) {
    const auto files = bundleFiles(designOf(kService + kCanvas + kRoute));
    ASSERT_EQ(files.size(), 2u);
    EXPECT_EQ(files[0].name, "service-default-shop.yaml");
    EXPECT_EQ(files[0].text, kService);
    EXPECT_EQ(files[1].name, "virtualservice-web-shop.yaml");
    EXPECT_EQ(files[1].text, kRoute + "\n");
}

TEST(Bundle, ReadsBackAsTheSameObjects) {
    for (const auto& file : test::recordedDesigns(60)) {
        const Design design = *Design::fromPath(file);
        const Design back = designOf(bundleText(design));
        ASSERT_EQ(back.resources().size(), design.resources().size());
        for (std::size_t i = 0; i < back.resources().size(); ++i) {
            EXPECT_EQ(back.resources()[i]->id(), design.resources()[i]->id());
            EXPECT_TRUE(yaml::sameValue(*back.resources()[i]->root, *design.resources()[i]->root));
        }
    }
}

TEST(Bundle, DoesNotReplaceAFileSilently) {
    const Folder folder;
    const std::vector<BundleFile> first = {{"a.yaml", "one\n"}, {"b.yaml", "two\n"}},
                                  second = {{"a.yaml", "one\n"}, {"b.yaml", "three\n"}};
    ASSERT_TRUE(writeFiles(folder.path(), first, false));
    EXPECT_TRUE(writeFiles(folder.path(), first, false)); // nothing to replace
    const auto refused = writeFiles(folder.path(), second, false);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("exists with other content"), std::string::npos);
    EXPECT_EQ(contentOf(folder / "b.yaml"), "two\n");
    EXPECT_TRUE(writeFiles(folder.path(), second, true));
    EXPECT_EQ(contentOf(folder / "b.yaml"), "three\n");
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) count += entry.exists();
    EXPECT_EQ(count, 2u); // no half-written files
}

TEST(Bundle, KeepsASymbolicLinkAndRefusesAFolder) {
    const Folder folder;
    ASSERT_TRUE(writeFile(folder / "real.yaml", "old\n", false));
    std::filesystem::create_symlink(folder / "real.yaml", folder / "link.yaml");
    ASSERT_TRUE(writeFile(folder / "link.yaml", "new\n", true));
    EXPECT_TRUE(std::filesystem::is_symlink(folder / "link.yaml"));
    EXPECT_EQ(contentOf(folder / "real.yaml"), "new\n");
    EXPECT_FALSE(writeFile(folder.path(), "x", true));
    EXPECT_FALSE(writeFile(folder / "missing/x.yaml", "x", true));
}

} // namespace
} // namespace meshwright::model::exporters
