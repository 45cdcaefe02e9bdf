#include "sim/routing/tables.h"

#include <algorithm>
#include <cctype>

namespace meshwright::sim::routing {

namespace {
char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool equal(std::string_view a, std::string_view b, bool ignoreCase) {
    if (a.size() != b.size()) return false;
    if (!ignoreCase) return a == b;
    return std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}
} // namespace

bool TextMatcher::matches(std::string_view text) const {
    switch (kind) {
    case Kind::Exact:
        return equal(text, value, ignoreCase);
    case Kind::Prefix:
        return text.size() >= value.size() && equal(text.substr(0, value.size()), value, ignoreCase);
    case Kind::Suffix:
        return text.size() >= value.size() && equal(text.substr(text.size() - value.size()), value, ignoreCase);
    case Kind::Contains:
        return text.find(value) != std::string_view::npos;
    case Kind::Regex:
        return regex && RE2::FullMatch(re2::StringPiece(text.data(), text.size()), *regex);
    case Kind::Present:
        return true;
    }
    return false;
}

} // namespace meshwright::sim::routing
