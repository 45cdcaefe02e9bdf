// The difference of two texts as people and patch(1) read it.
#pragma once

#include <string>

namespace meshwright::app {

/// A unified diff of lines with three lines of context; empty where the texts are equal.
std::string unifiedDiff(const std::string& file, const std::string& before, const std::string& after);

} // namespace meshwright::app
