#include "model/yaml/node.h"

#include "model/yaml/scalar.h"

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

std::optional<std::size_t> PathStep::index() const {
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (!bracketed || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::vector<PathStep> splitPath(std::string_view path) {
    std::vector<PathStep> steps;
    while (!path.empty()) {
        bool bracketed = false;
        const auto step = nextStep(path, bracketed);
        steps.push_back({std::string(step), bracketed});
    }
    return steps;
}

bool sameValue(const Node& a, const Node& b) {
    if (a.kind != b.kind || a.text != b.text) return false;
    if (a.isScalar() && a.quoted != b.quoted && !std::holds_alternative<std::string>(resolvePlain(a.text)))
        return false;
    if (a.items.size() != b.items.size() || a.entries.size() != b.entries.size()) return false;
    for (std::size_t i = 0; i < a.items.size(); ++i)
        if (!sameValue(a.items[i], b.items[i])) return false;
    for (std::size_t i = 0; i < a.entries.size(); ++i)
        if (a.entries[i].key != b.entries[i].key || !sameValue(a.entries[i].value, b.entries[i].value)) return false;
    return true;
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
