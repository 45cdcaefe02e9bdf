#include "sim/coverage/text/literal_trie.h"

#include "sim/coverage/text/character_set.h"

namespace meshwright::sim::coverage {

LiteralTrie::LiteralTrie(bool ignoreCase) : ignoreCase_(ignoreCase), nodes_(1) {}

void LiteralTrie::add(const std::string& literal, bool prefix, std::uint32_t test) {
    int at = start;
    for (char32_t c : fromUtf8(literal)) {
        if (ignoreCase_) c = lowerCase(c);
        const auto known = nodes_[static_cast<std::size_t>(at)].next.find(c);
        if (known != nodes_[static_cast<std::size_t>(at)].next.end()) {
            at = known->second;
            continue;
        }
        const int fresh = static_cast<int>(nodes_.size());
        nodes_[static_cast<std::size_t>(at)].next.emplace(c, fresh);
        nodes_.emplace_back();
        nodes_.back().parent = at;
        at = fresh;
    }
    auto& node = nodes_[static_cast<std::size_t>(at)];
    (prefix ? node.prefix : node.exact).push_back(test);
}

int LiteralTrie::prefixNode(int node) const {
    while (node >= 0 && nodes_[static_cast<std::size_t>(node)].prefix.empty())
        node = nodes_[static_cast<std::size_t>(node)].parent;
    return node;
}

int LiteralTrie::step(int state, char32_t c) const {
    if (state < 0) return state;
    const auto& node = nodes_[static_cast<std::size_t>(state)];
    const auto it = node.next.find(ignoreCase_ ? lowerCase(c) : c);
    // away from the trie, only the prefixes met so far matter: -1 none, -2 those of node 0, …
    return it == node.next.end() ? -prefixNode(state) - 2 : it->second;
}

void LiteralTrie::appendHolding(int state, std::vector<std::uint32_t>& tests) const {
    auto append = [&](const std::vector<std::uint32_t>& list) { tests.insert(tests.end(), list.begin(), list.end()); };
    if (state >= 0) append(nodes_[static_cast<std::size_t>(state)].exact);
    for (int n = state >= 0 ? state : -state - 2; n >= 0; n = nodes_[static_cast<std::size_t>(n)].parent)
        append(nodes_[static_cast<std::size_t>(n)].prefix);
}

void LiteralTrie::appendNext(int state, std::vector<char32_t>& characters) const {
    if (state < 0) return;
    for (const auto& [c, child] : nodes_[static_cast<std::size_t>(state)].next) {
        characters.push_back(c);
        if (ignoreCase_ && otherCase(c) != c) characters.push_back(otherCase(c));
    }
}

} // namespace meshwright::sim::coverage
