// What a person types into a field, judged by the field's type while it is typed.
#pragma once

#include "model/edit/edit.h"
#include "model/yaml/schema.h"

#include <optional>
#include <string>
#include <string_view>

namespace meshwright::model::assist {

/// Why `text` is no value of this field, in one sentence; nothing where it is one. Asks only what reading the YAML
/// asks, and that RE2 takes a regular expression; what a mesh makes of the value is the checks' business.
std::optional<std::string> whyNot(const yaml::TypeInfo& type, const yaml::FieldTraits& traits, std::string_view text);

/// The value to be written for a text that whyNot has nothing against. Text that is written as such keeps its bytes.
edit::Value valueOf(const yaml::TypeInfo& type, const yaml::FieldTraits& traits, std::string_view text);

/// What a field holds where nothing is written, if its documentation says so ("10s" of "… 10s where absent.").
std::string_view defaultOf(const yaml::FieldTraits& traits);

/// A first value for a field that has none, such as "1s" of a duration.
std::string exampleOf(const yaml::TypeInfo& type, const yaml::FieldTraits& traits);

/// Why RE2 does not take a regular expression, or Istio finds it too long; nothing where all is well.
std::optional<std::string> regexProblem(std::string_view pattern);

} // namespace meshwright::model::assist
