// Sets of Unicode characters, as regular expressions name them.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meshwright::sim::coverage {

/// Sorted, disjoint, inclusive ranges of code points.
class CharacterSet {
public:
    static constexpr char32_t last = 0x10ffff;
    using Range = std::pair<char32_t, char32_t>;

    CharacterSet() = default;
    static CharacterSet of(char32_t c) { return range(c, c); }
    static CharacterSet range(char32_t from, char32_t to);
    static CharacterSet all() { return range(0, last); }

    void add(char32_t from, char32_t to);
    void add(const CharacterSet& other);
    CharacterSet complement() const;
    /// With the other case of every ASCII letter.
    CharacterSet ignoringCase() const;

    bool contains(char32_t c) const;
    bool empty() const { return ranges_.empty(); }
    const std::vector<Range>& ranges() const { return ranges_; }

private:
    std::vector<Range> ranges_;
};

/// The other case of an ASCII letter, or the character itself.
char32_t otherCase(char32_t c);
/// An ASCII letter in lower case, or the character itself.
char32_t lowerCase(char32_t c);

void appendUtf8(std::string& out, char32_t c);
/// Takes one character off `text`; an invalid byte gives itself plus `last` + 1, which is in no set.
char32_t takeUtf8(std::string_view& text);
std::u32string fromUtf8(std::string_view text);

} // namespace meshwright::sim::coverage
