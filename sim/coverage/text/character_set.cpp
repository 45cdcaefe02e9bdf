#include "sim/coverage/text/character_set.h"

#include <algorithm>

namespace meshwright::sim::coverage {

CharacterSet CharacterSet::range(char32_t from, char32_t to) {
    CharacterSet out;
    out.add(from, to);
    return out;
}

void CharacterSet::add(char32_t from, char32_t to) {
    if (from > to) return;
    std::vector<Range> out;
    for (const auto& r : ranges_) {
        // ranges that overlap or touch become one
        if (r.second + 1 >= from && r.first <= to + 1) {
            from = std::min(from, r.first);
            to = std::max(to, r.second);
        } else {
            out.push_back(r);
        }
    }
    out.insert(std::upper_bound(out.begin(), out.end(), Range{from, to}), {from, to});
    ranges_ = std::move(out);
}

void CharacterSet::add(const CharacterSet& other) {
    for (const auto& r : other.ranges_) add(r.first, r.second);
}

CharacterSet CharacterSet::complement() const {
    CharacterSet out;
    char32_t next = 0;
    for (const auto& r : ranges_) {
        if (r.first > next) out.ranges_.emplace_back(next, r.first - 1);
        next = r.second + 1;
    }
    if (next <= last) out.ranges_.emplace_back(next, last);
    return out;
}

CharacterSet CharacterSet::ignoringCase() const {
    CharacterSet out = *this;
    for (char32_t c = 'a'; c <= 'z'; ++c) {
        if (contains(c)) out.add(otherCase(c), otherCase(c));
        if (contains(otherCase(c))) out.add(c, c);
    }
    return out;
}

bool CharacterSet::contains(char32_t c) const {
    const auto it = std::upper_bound(ranges_.begin(), ranges_.end(), c,
                                     [](char32_t value, const Range& r) { return value < r.first; });
    return it != ranges_.begin() && c <= std::prev(it)->second;
}

char32_t otherCase(char32_t c) {
    if (c >= 'a' && c <= 'z') return c - 'a' + 'A';
    if (c >= 'A' && c <= 'Z') return c - 'A' + 'a';
    return c;
}

char32_t lowerCase(char32_t c) {
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

void appendUtf8(std::string& out, char32_t c) {
    auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xc0 | c >> 6);
        put(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        put(0xe0 | c >> 12);
        put(0x80 | (c >> 6 & 0x3f));
        put(0x80 | (c & 0x3f));
    } else {
        put(0xf0 | c >> 18);
        put(0x80 | (c >> 12 & 0x3f));
        put(0x80 | (c >> 6 & 0x3f));
        put(0x80 | (c & 0x3f));
    }
}

char32_t takeUtf8(std::string_view& text) {
    const auto byte = static_cast<unsigned char>(text.front());
    const int length = byte < 0x80 ? 1 : byte >> 5 == 6 ? 2 : byte >> 4 == 14 ? 3 : byte >> 3 == 30 ? 4 : 0;
    auto invalid = [&] {
        text.remove_prefix(1);
        return CharacterSet::last + 1 + byte;
    };
    if (length == 0 || text.size() < static_cast<std::size_t>(length)) return invalid();
    char32_t c = length == 1 ? byte : byte & (0x7f >> length);
    for (int i = 1; i < length; ++i) {
        const auto next = static_cast<unsigned char>(text[static_cast<std::size_t>(i)]);
        if (next >> 6 != 2) return invalid();
        c = c << 6 | (next & 0x3f);
    }
    text.remove_prefix(static_cast<std::size_t>(length));
    return c;
}

std::u32string fromUtf8(std::string_view text) {
    std::u32string out;
    while (!text.empty()) out += takeUtf8(text);
    return out;
}

} // namespace meshwright::sim::coverage
