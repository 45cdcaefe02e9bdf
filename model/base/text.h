#pragma once

#include <string>
#include <string_view>

namespace meshwright::model {

/// `text` with the letters A to Z made small, and nothing else changed: header names, hosts and protocol names are ASCII.
inline std::string lowerCase(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

/// Whether `c` is one of 0 to 9, whatever the locale.
constexpr bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

} // namespace meshwright::model
