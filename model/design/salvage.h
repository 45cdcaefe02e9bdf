// Reading around what is broken: one document that is no YAML does not hide the others from those who only judge.
#pragma once

#include "model/design/design.h"

namespace meshwright::model {

struct Salvage {
    Design design;      ///< of the other documents, at their own lines; not for writing: broken ones are blank in it
    Diagnostics broken; ///< MW0001, one for each document that could not be read
};

/// Like Design::fromPaths, but documents that are no YAML are left out and listed. Refused, as there, where a file
/// cannot be read at all or where nothing is left.
tl::expected<Salvage, Diagnostics> readAround(const std::vector<std::string>& paths, const Limits& limits = {});

} // namespace meshwright::model
