// What a plan would write, and what would be wrong then: shown before anything is changed.
#pragma once

#include "model/base/line_diff.h"
#include "model/recipes/recipe.h"

namespace meshwright::model::recipes {

struct FileChange {
    std::string file;
    std::vector<DiffLine> lines; ///< changes with a few lines around them
};

struct Preview {
    std::vector<FileChange> files;
    int added = 0, removed = 0; ///< lines
    Diagnostics problems;       ///< errors and warnings that the design has not got yet
};

/// `edit` must be one that can be applied to the design.
Preview preview(const Design& design, const edit::Edit& edit);

/// What checking finds in `after` and not in `before`: errors and warnings, by object, field and message.
Diagnostics newProblems(const Design& before, const Design& after);

/// The changes from one design to another, file by file, with `context` equal lines around each.
std::vector<FileChange> changesBetween(const Design& before, const Design& after, int context = 3);

} // namespace meshwright::model::recipes
