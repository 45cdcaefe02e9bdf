#include "sim/coverage/text/pattern_class.h"

#include <utility>

namespace meshwright::sim::coverage {

namespace {

CharacterSet ranges(std::initializer_list<CharacterSet::Range> list) {
    CharacterSet out;
    for (const auto& r : list) out.add(r.first, r.second);
    return out;
}

std::optional<CharacterSet> perlClass(char c) {
    switch (c) {
    case 'd':
        return ranges({{'0', '9'}});
    case 'w':
        return ranges({{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}});
    case 's':
        return ranges({{'\t', '\n'}, {'\f', '\r'}, {' ', ' '}});
    default:
        return std::nullopt;
    }
}

std::optional<CharacterSet> posixClass(std::string_view name) {
    if (name == "alnum") return ranges({{'0', '9'}, {'A', 'Z'}, {'a', 'z'}});
    if (name == "alpha") return ranges({{'A', 'Z'}, {'a', 'z'}});
    if (name == "ascii") return ranges({{0, 0x7f}});
    if (name == "blank") return ranges({{'\t', '\t'}, {' ', ' '}});
    if (name == "cntrl") return ranges({{0, 0x1f}, {0x7f, 0x7f}});
    if (name == "digit") return ranges({{'0', '9'}});
    if (name == "graph") return ranges({{'!', '~'}});
    if (name == "lower") return ranges({{'a', 'z'}});
    if (name == "print") return ranges({{' ', '~'}});
    if (name == "punct") return ranges({{'!', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'}});
    if (name == "space") return ranges({{'\t', '\r'}, {' ', ' '}});
    if (name == "upper") return ranges({{'A', 'Z'}});
    if (name == "word") return ranges({{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}});
    if (name == "xdigit") return ranges({{'0', '9'}, {'A', 'F'}, {'a', 'f'}});
    return std::nullopt;
}

int hexDigit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::optional<char32_t> takeHex(std::string_view& text) {
    char32_t out = 0;
    if (!text.empty() && text.front() == '{') {
        const auto end = text.find('}');
        if (end == std::string_view::npos) return std::nullopt;
        for (const char c : text.substr(1, end - 1)) {
            if (hexDigit(c) < 0 || out > CharacterSet::last) return std::nullopt;
            out = out * 16 + static_cast<char32_t>(hexDigit(c));
        }
        text.remove_prefix(end + 1);
        return out;
    }
    if (text.size() < 2 || hexDigit(text[0]) < 0 || hexDigit(text[1]) < 0) return std::nullopt;
    out = static_cast<char32_t>(hexDigit(text[0]) * 16 + hexDigit(text[1]));
    text.remove_prefix(2);
    return out;
}

/// One character after its backslash.
std::optional<char32_t> takeEscapedCharacter(std::string_view& text) {
    if (text.empty()) return std::nullopt;
    const char c = text.front();
    if (c >= '0' && c <= '7') { // octal: \0, \012, \123
        char32_t value = 0;
        for (int i = 0; i < 3 && !text.empty() && text.front() >= '0' && text.front() <= '7'; ++i) {
            value = value * 8 + static_cast<char32_t>(text.front() - '0');
            text.remove_prefix(1);
        }
        return value;
    }
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '8' || c == '9';
    if (!letter) return takeUtf8(text);
    text.remove_prefix(1);
    switch (c) {
    case 'a':
        return U'\a';
    case 'f':
        return U'\f';
    case 't':
        return U'\t';
    case 'n':
        return U'\n';
    case 'r':
        return U'\r';
    case 'v':
        return U'\v';
    case 'x':
        return takeHex(text);
    default:
        return std::nullopt;
    }
}

/// \d, \D and the like after the backslash.
std::optional<CharacterSet> takePerlClass(std::string_view& text) {
    if (text.empty()) return std::nullopt;
    const char c = text.front();
    const bool upper = c >= 'A' && c <= 'Z';
    const auto set = perlClass(upper ? static_cast<char>(c - 'A' + 'a') : c);
    if (!set) return std::nullopt;
    text.remove_prefix(1);
    return upper ? set->complement() : *set;
}

} // namespace

std::optional<CharacterSet> takeEscape(std::string_view& text) {
    text.remove_prefix(1);
    if (const auto set = takePerlClass(text)) return set;
    const auto c = takeEscapedCharacter(text);
    return c ? std::optional(CharacterSet::of(*c)) : std::nullopt;
}

std::optional<Bracket> takeBracket(std::string_view& text) {
    Bracket out;
    if (!text.empty() && text.front() == '^') {
        out.negated = true;
        text.remove_prefix(1);
    }
    for (bool first = true;; first = false) {
        if (text.empty()) return std::nullopt;
        if (text.front() == ']' && !first) break;
        if (text.substr(0, 2) == "[:") {
            const auto end = text.find(":]");
            if (end != std::string_view::npos) {
                std::string_view name = text.substr(2, end - 2);
                const bool negated = !name.empty() && name.front() == '^';
                if (negated) name.remove_prefix(1);
                const auto set = posixClass(name);
                if (!set) return std::nullopt;
                out.characters.add(negated ? set->complement() : *set);
                text.remove_prefix(end + 2);
                continue;
            }
        }
        auto single = [&]() -> std::optional<char32_t> {
            if (text.empty()) return std::nullopt;
            if (text.front() != '\\') return takeUtf8(text);
            text.remove_prefix(1);
            return takeEscapedCharacter(text);
        };
        if (text.front() == '\\') {
            std::string_view after = text.substr(1);
            if (const auto set = takePerlClass(after)) {
                out.characters.add(*set);
                text = after;
                continue;
            }
        }
        const auto from = single();
        if (!from) return std::nullopt;
        auto to = from;
        if (text.size() >= 2 && text[0] == '-' && text[1] != ']') {
            text.remove_prefix(1);
            to = single();
            if (!to) return std::nullopt;
        }
        out.characters.add(*from, *to);
    }
    text.remove_prefix(1);
    return out;
}

} // namespace meshwright::sim::coverage
