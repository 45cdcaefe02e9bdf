// What a new item of a list, or a field that was chosen, begins with: the least that a mesh takes.
#pragma once

#include "model/design/design.h"
#include "model/yaml/schema.h"

#include <string>
#include <utility>

namespace meshwright::ui {

/// YAML of a new item number `index` of a list of `element` in an object.
std::string newItem(const model::Design& design, const model::ResourceId& object, const model::yaml::TypeInfo& element,
                    std::size_t index);

/// A field below a message and a value for it, which together make the message exist: {"consistentHash.httpHeaderName",
/// "x-user"}. The path is empty for a scalar.
std::pair<std::string, std::string> firstValue(const model::yaml::TypeInfo& type,
                                               const model::yaml::FieldTraits& traits);

} // namespace meshwright::ui
