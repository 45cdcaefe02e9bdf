#include "model/edit/expected_tree.h"

#include <algorithm>

namespace meshwright::model::edit {

using yaml::Node;
using yaml::PathStep;

namespace {

/// The child at a step, created where absent.
Node& childOf(Node& node, const PathStep& step) {
    const auto index = step.index();
    if (index && (node.isSequence() || node.isNull())) {
        node.kind = Node::Kind::Sequence;
        if (*index >= node.items.size()) node.items.resize(*index + 1);
        return node.items[*index];
    }
    node.kind = Node::Kind::Map;
    for (auto& entry : node.entries)
        if (entry.key == step.text) return entry.value;
    node.entries.push_back({step.text, {}, {}});
    return node.entries.back().value;
}

Node& valueAt(Node& root, const std::vector<PathStep>& steps) {
    Node* node = &root;
    for (const auto& step : steps) node = &childOf(*node, step);
    return *node;
}

} // namespace

void setIn(Node& root, std::string_view path, const Node& value) {
    valueAt(root, yaml::splitPath(path)) = value;
}

void removeFrom(Node& root, std::string_view path) {
    auto steps = yaml::splitPath(path);
    const PathStep last = steps.back();
    steps.pop_back();
    Node& parent = valueAt(root, steps);
    if (parent.isSequence() && last.index() && *last.index() < parent.items.size())
        parent.items.erase(parent.items.begin() + static_cast<std::ptrdiff_t>(*last.index()));
    else
        std::erase_if(parent.entries, [&](const auto& e) { return e.key == last.text; });
}

void renameIn(Node& root, std::string_view path, std::string_view key) {
    auto steps = yaml::splitPath(path);
    const PathStep last = steps.back();
    steps.pop_back();
    for (auto& entry : valueAt(root, steps).entries)
        if (entry.key == last.text) entry.key = key;
}

void insertInto(Node& root, std::string_view path, std::size_t index, const Node& item) {
    Node& list = valueAt(root, yaml::splitPath(path));
    list.kind = Node::Kind::Sequence;
    list.items.insert(list.items.begin() + static_cast<std::ptrdiff_t>(std::min(index, list.items.size())), item);
}

void moveIn(Node& root, std::string_view path, std::size_t from, std::size_t to) {
    auto& items = valueAt(root, yaml::splitPath(path)).items;
    if (from >= items.size() || to >= items.size()) return;
    Node item = std::move(items[from]);
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(from));
    items.insert(items.begin() + static_cast<std::ptrdiff_t>(to), std::move(item));
}

} // namespace meshwright::model::edit
