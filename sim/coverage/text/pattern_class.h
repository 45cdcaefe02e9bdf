// Character classes and escapes of RE2's syntax.
#pragma once

#include "sim/coverage/text/character_set.h"

#include <optional>
#include <string_view>

namespace meshwright::sim::coverage {

struct Bracket {
    CharacterSet characters;
    bool negated = false;
};

/// Reads on after "[" up to and with "]". Nothing for Unicode classes and broken text.
std::optional<Bracket> takeBracket(std::string_view& text);
/// Reads an escape that stands for characters: \d, \x41, \., … Nothing for others.
std::optional<CharacterSet> takeEscape(std::string_view& text);

} // namespace meshwright::sim::coverage
