// What differs between two texts, line by line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace meshwright::model {

struct DiffLine {
    enum class Kind { Same, Removed, Added, Gap }; ///< Gap: `skipped` equal lines that are not shown
    Kind kind = Kind::Same;
    std::string text; ///< without its line break, unless line ends are kept
    int before = 0;   ///< number of the line in the first text, from 1; 0 where it is not in it
    int after = 0;    ///< the same in the second
    int skipped = 0;
};

/// Whether a line's break belongs to it: where it does, a last line without one differs from the same line with one.
enum class LineEnds { Dropped, Kept };

/// The fewest removed and added lines that make `after` of `before` (E. W. Myers, "An O(ND) difference algorithm",
/// 1986). Texts that have almost nothing in common are given as all removed, then all added.
std::vector<DiffLine> diffLines(std::string_view before, std::string_view after, LineEnds ends = LineEnds::Dropped);

/// Only what changed, with up to `context` equal lines around it; a Gap stands for the rest. Empty where nothing did.
std::vector<DiffLine> withContext(const std::vector<DiffLine>& lines, int context);

} // namespace meshwright::model
