// Writing the files that a subcommand was asked for.
#pragma once

#include "model/exporters/bundle.h"

#include <string>
#include <vector>

namespace meshwright::app {

/// Writes all files or none, and says why not. Returns the exit status: bad use (2) where a file exists with other
/// content and may not be replaced.
int writeInto(const std::string& folder, const std::vector<model::exporters::BundleFile>& files, bool force);

} // namespace meshwright::app
