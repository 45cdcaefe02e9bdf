// Splits all texts of a language into classes that a set of tests cannot tell apart, with one example of each.
#pragma once

#include "sim/routing/tables.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshwright::sim::coverage {

/// A test of a whole text. Suffixes and the like are written as patterns.
struct TextTest {
    enum class Kind { Exact, Prefix, Pattern };
    Kind kind = Kind::Exact;
    std::string value;
    bool ignoreCase = false; ///< of Exact and Prefix
    routing::Regex regex;    ///< what decides in the end, where there is one; `value` is its text

    friend bool operator==(const TextTest& a, const TextTest& b) {
        return a.kind == b.kind && a.value == b.value && a.ignoreCase == b.ignoreCase;
    }
};

/// The texts in question.
struct TextLanguage {
    std::string pattern;                ///< in RE2's syntax
    std::vector<std::string> preferred; ///< better examples than the shortest, best first
};

/// Texts for which the same tests hold.
struct TextClass {
    std::string example;
    std::vector<std::uint32_t> holds; ///< indices of tests, ascending
};

struct TextPartition {
    std::vector<TextClass> classes; ///< preferred texts first, then the shortest first
    bool complete = true;           ///< false: there may be more classes than these
};

/// Largest number of states looked at before the answer is called incomplete.
inline constexpr std::size_t mostTextStates = 200'000;

TextPartition partitionTexts(const TextLanguage& language, const std::vector<TextTest>& tests,
                             std::size_t mostStates = mostTextStates);

} // namespace meshwright::sim::coverage
