// What every form works on, and how it looks values up.
#pragma once

// Qt first: the moc of Qt 6.4 stumbles over <compare> where nothing of the standard library came before it.
#include <QString>
#include <string>

#include "model/edit/edit.h"
#include "ui/document/document.h"

namespace meshwright::ui {

class Selection;

struct FormContext {
    Document& document;
    Selection& selection;
    model::ResourceId object;
};

/// The YAML value of a field, or nullptr. Valid as long as the design has this value.
const model::yaml::Node* valueAt(const model::Design& design, const model::ResourceId& object,
                                 const std::string& field);

/// True where a message is about the object.
bool isAbout(const model::Diagnostic& diagnostic, const model::ResourceId& object);

/// "spec.http" and 2 of "spec.http[2]"; nothing where the path ends otherwise.
std::optional<std::pair<std::string, std::size_t>> listAndIndex(const std::string& path);

/// "spec.http" of "spec.http[2]", "a.labels" of "a.labels[x.y/z]"; "" of a path of one step.
std::string parentPath(const std::string& path);

/// True where `path` is `above` or lies in it.
bool isWithin(const std::string& path, const std::string& above);

} // namespace meshwright::ui
