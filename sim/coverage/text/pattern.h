// Reads RE2's syntax into an automaton, so that one can reason about which texts a regular expression takes.
#pragma once

#include "sim/coverage/text/automaton.h"

#include <optional>
#include <string>
#include <string_view>

namespace meshwright::sim::coverage {

/// The automaton of a regular expression that RE2 accepts, matched against the whole text. Nothing for what is not
/// understood (word boundaries, Unicode classes, \C) or becomes larger than 20,000 states; nobody may conclude anything
/// then. RE2: re2/re2.h ("Syntax").
std::optional<Automaton> parsePattern(std::string_view pattern);

/// A text as a pattern that matches nothing else.
std::string quotePattern(std::string_view text);

} // namespace meshwright::sim::coverage
