// Exact and prefix tests of many texts at once.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace meshwright::sim::coverage {

/// A state says which of the literals the text so far is, begins with, or may still become.
class LiteralTrie {
public:
    explicit LiteralTrie(bool ignoreCase);

    void add(const std::string& literal, bool prefix, std::uint32_t test);

    static constexpr int start = 0;
    /// Negative states have left the trie: nothing further can be met.
    int step(int state, char32_t c) const;
    void appendHolding(int state, std::vector<std::uint32_t>& tests) const;
    /// Characters that lead on from `state` within the trie, in either case where case is ignored.
    void appendNext(int state, std::vector<char32_t>& characters) const;

private:
    struct Node {
        std::map<char32_t, int> next;
        std::vector<std::uint32_t> exact, prefix;
        int parent = -1;
    };
    /// The nearest node from `node` upwards that has a prefix test, or -1.
    int prefixNode(int node) const;

    bool ignoreCase_;
    std::vector<Node> nodes_;
};

} // namespace meshwright::sim::coverage
