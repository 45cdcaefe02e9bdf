// Messages in SARIF 2.1.0, which continuous-integration systems show beside the changed lines.
#pragma once

#include "model/design/design.h"

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace meshwright::model {

/// A SARIF log with one run: the rules that are named, with what they mean and why they matter; a result for each
/// message with its region (columns count characters), and its fix as replacements of text where it has one.
/// `design` may be empty where it could not be read. `version` is the program's.
/// SARIF: docs.oasis-open.org/sarif/sarif/v2.1.0.
nlohmann::ordered_json toSarif(const Diagnostics& diagnostics, const Design& design, const std::string& version);

} // namespace meshwright::model
