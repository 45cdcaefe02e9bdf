// Messages for people: by file, each with its line of the source, why it matters, and what would fix it.
#pragma once

#include "model/design/design.h"

#include <string>

namespace meshwright::app {

/// The text on standard output; nothing for no messages.
std::string readable(const model::Diagnostics& diagnostics, const model::Design& design);

/// "2 errors, 1 warning", or "no problems found".
std::string summary(const model::Diagnostics& diagnostics);

} // namespace meshwright::app
