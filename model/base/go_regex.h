// Regular expressions as Go's package reads them, which is what Istio checks them with, for the RE2 at hand.
#pragma once

#include <string>
#include <string_view>

namespace meshwright::model {

/// The same expression in words that every RE2 knows: Go and newer RE2 also take `(?<name>…)` for `(?P<name>…)`.
std::string asRe2(std::string_view expression);

/// True where the expression has `\C` (any byte), which RE2 knows and Go does not.
bool asksForBytes(std::string_view expression);

} // namespace meshwright::model
