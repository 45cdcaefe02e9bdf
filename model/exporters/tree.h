// YAML trees by hand, for what is written for other programs.
#pragma once

#include "model/yaml/node.h"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace meshwright::model::exporters {

/// Text that stays text, whatever it looks like.
yaml::Node text(std::string value);
yaml::Node number(std::int64_t value);
yaml::Node boolean(bool value);
yaml::Node list(std::vector<yaml::Node> items);
/// Entries in the given order; those whose value is null are left out.
yaml::Node map(std::vector<std::pair<std::string, yaml::Node>> entries);
/// Nothing: an entry that is left out.
inline yaml::Node none() {
    return {};
}
yaml::Node texts(const std::vector<std::string>& values);

/// A whole object as a document, with a line break at the end.
std::string object(const std::string& apiVersion, const std::string& kind, const std::string& ns,
                   const std::string& name, yaml::Node spec);

} // namespace meshwright::model::exporters
