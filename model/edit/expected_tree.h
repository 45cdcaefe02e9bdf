// The same changes as Splice on the tree instead of the text. What a changed text reads as is compared with this, so
// that an edit never changes more than it says. Used by edit.cpp.
#pragma once

#include "model/yaml/node.h"

#include <string_view>

namespace meshwright::model::edit {

void setIn(yaml::Node& root, std::string_view path, const yaml::Node& value);
void removeFrom(yaml::Node& root, std::string_view path);
void renameIn(yaml::Node& root, std::string_view path, std::string_view key);
void insertInto(yaml::Node& root, std::string_view path, std::size_t index, const yaml::Node& item);
void moveIn(yaml::Node& root, std::string_view path, std::size_t from, std::size_t to);

} // namespace meshwright::model::edit
