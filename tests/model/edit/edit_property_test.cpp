// Every value of recorded designs can be set, and every list reordered, with the inverse giving the same bytes back.
#include "model/edit/edit.h"

#include "tests/model/support/designs.h"

namespace meshwright::model::edit {
namespace {

void collect(const yaml::Node& node, const std::string& path,
             std::vector<std::pair<std::string, const yaml::Node*>>& out) {
    if (!path.empty()) out.emplace_back(path, &node);
    for (std::size_t i = 0; i < node.items.size(); ++i) collect(node.items[i], yaml::childPath(path, i), out);
    for (const auto& entry : node.entries) collect(entry.value, yaml::childPath(path, entry.key), out);
}

/// Several recorded designs share label maps by anchor and alias; such values are refused on purpose.
bool isShared(const tl::expected<Design, Diagnostics>& result) {
    if (result) return false;
    const std::string& message = result.error().front().message;
    return message.find("Other places of the text refer") == 0 || message.find("anchor") != std::string::npos;
}

std::vector<std::string> linesOf(const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> out;
    for (std::string line; std::getline(in, line);) out.push_back(line);
    return out;
}

/// Lines of `before` between those that both texts begin with and those that both end with.
std::size_t linesTouched(const std::string& before, const std::string& after) {
    const auto a = linesOf(before), b = linesOf(after);
    const std::size_t most = std::min(a.size(), b.size());
    std::size_t first = 0, last = 0;
    while (first < most && a[first] == b[first]) ++first;
    while (last < most - first && a[a.size() - 1 - last] == b[b.size() - 1 - last]) ++last;
    return a.size() - first - last;
}

/// Lines that a scalar stands on; a block scalar's text ends where the next line begins.
std::size_t linesOf(const yaml::Node& node) {
    return static_cast<std::size_t>(node.end.line - node.begin.line + (node.end.column > 1 ? 1 : 0));
}

TEST(EditProperty, EveryValueOfRecordedDesignsCanBeSetAndPutBack) {
    std::size_t edits = 0;
    for (const auto& file : test::recordedDesigns(60)) {
        const Design design = *Design::fromPath(file);
        const std::string before = design.textOf(file);
        for (const auto& resource : design.resources()) {
            std::vector<std::pair<std::string, const yaml::Node*>> values;
            collect(*resource->root, "", values);
            for (const auto& [path, node] : values) {
                if (path.substr(0, 5) != "spec." || node->viaAlias) continue;
                Edit edit{SetField{resource->id(), path, std::string("x y: #\"'")}, ""};
                if (node->isSequence()) {
                    if (node->items.size() < 2) continue;
                    edit.change = MoveItem{resource->id(), path, 0, node->items.size() - 1};
                } else if (!node->isScalar()) {
                    continue;
                }
                const auto after = apply(design, edit);
                if (isShared(after)) continue;
                ASSERT_TRUE(after) << file << " " << path << ": " << after.error().front().message;
                ++edits;
                if (node->isScalar()) {
                    EXPECT_EQ(after->find(resource->id())->root->at(path)->text, "x y: #\"'") << file << " " << path;
                    EXPECT_EQ(linesTouched(before, after->textOf(file)), linesOf(*node)) << file << " " << path;
                }
                const auto back = apply(*after, inverse(design, edit));
                ASSERT_TRUE(back);
                EXPECT_EQ(back->textOf(file), before);
            }
        }
    }
    EXPECT_GT(edits, 500u);
}

TEST(EditProperty, EveryFieldAndItemOfRecordedDesignsCanBeRemoved) {
    std::size_t edits = 0;
    for (const auto& file : test::recordedDesigns(90)) {
        const Design design = *Design::fromPath(file);
        for (const auto& resource : design.resources()) {
            std::vector<std::pair<std::string, const yaml::Node*>> values;
            collect(*resource->root, "", values);
            for (const auto& [path, node] : values) {
                if (path.substr(0, 5) != "spec." || node->viaAlias) continue;
                const auto after = apply(design, {RemoveField{resource->id(), path}, ""});
                if (isShared(after)) continue;
                ASSERT_TRUE(after) << file << " " << path << ": " << after.error().front().message;
                ++edits;
            }
        }
    }
    EXPECT_GT(edits, 500u);
}

} // namespace
} // namespace meshwright::model::edit
