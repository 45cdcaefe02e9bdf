// Durations as Istio writes them: Go's syntax ("1.5s", "1h30m", "500ms"), exact to the nanosecond.
#pragma once

#include "model/base/units.h"

#include <optional>
#include <string>
#include <string_view>

namespace meshwright::model::yaml {

/// Reads a Go duration: an optional sign, then numbers with units ns, us, ms, s, m or h; "0" needs no unit.
/// Nothing where the text is none or overflows. Go: time.ParseDuration.
std::optional<Duration> parseDuration(std::string_view text);

/// The shortest text that reads back exactly: "90s", "1.5s", "500ms", "0s".
std::string toText(Duration duration);

} // namespace meshwright::model::yaml
