// Reading the designs that a command line names.
#pragma once

#include "model/design/design.h"

#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace meshwright::app {

/// Why a design could not be read, and with which status the program ends.
struct Refusal {
    model::Diagnostics diagnostics;
    int exitStatus = 1;
};

/// The files and folders as one design. A path that names no readable file or folder is bad use (2); files whose
/// contents are refused are errors (1).
tl::expected<model::Design, Refusal> loadDesign(const std::vector<std::string>& paths);

/// The same for who only judges: documents that are no YAML are left out and told in `broken`, as long as any other is
/// left.
tl::expected<model::Design, Refusal> loadAround(const std::vector<std::string>& paths, model::Diagnostics& broken);

/// Prints a refusal: as diagnostics JSON on standard output where `json`, else for people on standard error.
/// Returns the exit status.
int refuse(const Refusal& refusal, bool json);

} // namespace meshwright::app
