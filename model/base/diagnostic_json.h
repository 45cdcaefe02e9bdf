// Diagnostics in the JSON shape that every subcommand prints with --json.
#pragma once

#include "model/base/diagnostic.h"

#include <nlohmann/json_fwd.hpp>

namespace meshwright::model {

/// {"code", "severity", "file", "document", "kind", "namespace", "name", "field", "line", "column", "message", "why"?,
/// "fix"?}; `fix` is the fix's title.
nlohmann::ordered_json toJson(const Diagnostic& diagnostic);

/// {"diagnostics": [...]}
nlohmann::ordered_json toJson(const Diagnostics& diagnostics);

} // namespace meshwright::model
