// Changes of a design as plain data, named by object and field. model/edit applies them; a diagnostic can offer them.
#pragma once

#include "model/base/resource_id.h"
#include "model/base/units.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

namespace meshwright::model::edit {

/// A value to be written into YAML: text is quoted where Kubernetes' reader would take it for something else.
using Value = std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, Duration>;

/// Sets the value at `field` (created with its parents where absent); nothing else of the document's text changes.
struct SetField {
    ResourceId object;
    std::string field; ///< "spec.http[0].route[1].weight"
    Value value;
};

/// Removes the field or list item, and the line(s) it stood on.
struct RemoveField {
    ResourceId object;
    std::string field;
};

/// Gives a field another name; its value, place and comments stay.
struct RenameField {
    ResourceId object;
    std::string field; ///< "spec.http[0].timeot"
    std::string key;   ///< "timeout"
};

/// Inserts an item, written as YAML in block style without indentation, before index `index` (size = append).
struct InsertItem {
    ResourceId object;
    std::string list; ///< "spec.http"
    std::size_t index = 0;
    std::string yaml;
};

/// Moves a list item: the order of rules is their meaning.
struct MoveItem {
    ResourceId object;
    std::string list;
    std::size_t from = 0, to = 0;
};

/// Appends a whole object as YAML text to a file.
struct AddObject {
    std::string file;
    std::string yaml;
};

struct RemoveObject {
    ResourceId object;
};

} // namespace meshwright::model::edit
