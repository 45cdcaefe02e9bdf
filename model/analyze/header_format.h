// The %COMMANDS% in header values, as Envoy's formatter knows them.
#pragma once

#include <string>
#include <string_view>

namespace meshwright::model::analysis {

/// Why Envoy refuses the value, as one sentence; empty where it does not. Values that Istio's own syntax check refuses
/// are left to it. Envoy: source/common/formatter.
std::string checkHeaderFormat(std::string_view value);

} // namespace meshwright::model::analysis
