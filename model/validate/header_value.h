// Values that headers are set to: control characters and Envoy's %VARIABLES%.
// Istio: pkg/config/validation/header_value_validator.go.
#pragma once

#include "model/validate/judge.h"

namespace meshwright::model::validation {

/// A value may hold `%NAME%`, `%NAME(["a", "b"])%`, `%NAME(text)%` and `%%`.
Problem checkHeaderValue(std::string_view value);

} // namespace meshwright::model::validation
