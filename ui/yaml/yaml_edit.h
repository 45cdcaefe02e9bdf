// The text of a file as a person has changed it, turned into an edit of the design: as small as it can be, so that
// untouched documents stay what they are.
#pragma once

#include "model/edit/edit.h"

#include <optional>
#include <string>

namespace meshwright::ui {

/// The edit that gives `file` the text `text`; nothing where it has it already; the diagnostics where the text is no
/// YAML that a design can be read from.
tl::expected<std::optional<model::edit::Edit>, model::Diagnostics>
textEdit(const model::Design& design, const std::string& file, const std::string& text);

} // namespace meshwright::ui
