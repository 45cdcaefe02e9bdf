// Applying the fix that a message offers.
#pragma once

#include "model/analyze/checker.h"
#include "model/design/design.h"

#include <string>
#include <vector>

namespace meshwright::model {

/// One change of a file's text: bytes [begin, end) replaced.
struct TextChange {
    std::string file;
    std::size_t begin = 0, end = 0;
    std::string text;
};

/// What differs between two designs, at most one change a file, cut at whole UTF-8 characters.
std::vector<TextChange> textChanges(const Design& before, const Design& after);

/// Whether a fix did what it should: its message is said less often about the object, and no error is said more often.
/// Where an object could not be read, what shows only after it can be does not count.
bool helped(const Diagnostic& fixed, const Diagnostics& before, const Diagnostics& after);

/// The design after the fix of a message, or why it cannot be applied.
tl::expected<Design, Diagnostics> applyFix(const Design& design, const Diagnostic& diagnostic);

/// What came of applying every fix that helps.
struct Fixed {
    Design design;
    Diagnostics done;    ///< messages whose fix was applied
    Diagnostics skipped; ///< whose fix cannot be applied, does not help, or would make another error
};

/// Which messages of a checker are meant: &Checker::validation, &Checker::analysis or &Checker::all.
using Messages = Diagnostics (Checker::*)() const;

/// Applies fixes one after the other, each against what the last one left, until none is left that helps: its message
/// is gone, and there is no error more than before.
Fixed applyFixes(const Design& design, Messages messages = &Checker::all);

} // namespace meshwright::model
