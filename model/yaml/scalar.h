// What a plain scalar is for Kubernetes, whose reader follows YAML 1.1: text, bool, number or null.
// Source of the rules: sigs.k8s.io/yaml, goyaml.v2/resolve.go.
#pragma once

#include "model/yaml/node.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace meshwright::model::yaml {

/// A plain scalar's value. Integers beyond 64 bits are doubles, as in the original.
using Resolved = std::variant<std::string, std::nullptr_t, bool, std::int64_t, std::uint64_t, double>;

/// Resolves a plain (unquoted) scalar.
Resolved resolvePlain(std::string_view text);

/// True where Kubernetes' reader, or a YAML 1.2 reader, would take the plain scalar for something other than text.
bool isTextWhenPlain(std::string_view text);

/// How a plain key that is no text reads after the way through JSON ("on" → "true", "0123" → "83");
/// nothing where the key is null, which Kubernetes refuses.
std::optional<std::string> keyText(std::string_view plain);

} // namespace meshwright::model::yaml
