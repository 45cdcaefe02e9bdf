#include "model/yaml/node.h"

#include <charconv>

namespace meshwright::model::yaml {

namespace {

/// Takes the next step off a path: a key (plain or in brackets) or an index in brackets.
std::string_view nextStep(std::string_view& path, bool& bracketed) {
    bracketed = !path.empty() && path.front() == '[';
    std::string_view step;
    if (bracketed) {
        const auto close = path.find(']');
        step = path.substr(1, close == std::string_view::npos ? close : close - 1);
        path = close == std::string_view::npos ? std::string_view{} : path.substr(close + 1);
    } else {
        const auto stop = path.find_first_of(".[");
        step = path.substr(0, stop);
        path = stop == std::string_view::npos ? std::string_view{} : path.substr(stop);
    }
    if (!path.empty() && path.front() == '.') path.remove_prefix(1);
    return step;
}

const Node* child(const Node& node, std::string_view step, bool bracketed) {
    if (bracketed && node.isSequence()) {
        std::size_t index = 0;
        const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
        if (error != std::errc{} || end != step.data() + step.size() || index >= node.items.size()) return nullptr;
        return &node.items[index];
    }
    return node.find(step);
}

} // namespace

const Node* Node::find(std::string_view key) const {
    for (const auto& entry : entries)
        if (entry.key == key) return &entry.value;
    return nullptr;
}

const Node* Node::at(std::string_view path) const {
    const Node* node = this;
    while (node && !path.empty()) {
        bool bracketed = false;
        const auto step = nextStep(path, bracketed);
        node = child(*node, step, bracketed);
    }
    return node;
}

Position positionOf(const Node& root, std::string_view path) {
    const Node* node = &root;
    Position best = root.begin;
    while (!path.empty()) {
        bool bracketed = false;
        const auto step = nextStep(path, bracketed);
        const Node* next = child(*node, step, bracketed);
        if (!next) break;
        best = next->begin;
        if (next->isMap() || next->isSequence() || next->isNull())
            for (const auto& entry : node->entries)
                if (&entry.value == next) best = entry.keyBegin;
        node = next;
    }
    return best;
}

std::string childPath(std::string_view base, std::string_view key) {
    std::string out(base);
    if (key.find_first_of(".[]") != std::string_view::npos) return out + "[" + std::string(key) + "]";
    return out + (out.empty() ? "" : ".") + std::string(key);
}

std::string childPath(std::string_view base, std::size_t index) {
    return std::string(base) + "[" + std::to_string(index) + "]";
}

} // namespace meshwright::model::yaml
