#include "model/recipes/preview.h"

#include "model/analyze/analyze.h"
#include "model/validate/validate.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace meshwright::model::recipes {

namespace {

using Key = std::tuple<std::string, std::string, std::string, std::string, std::string, std::string>;

Key keyOf(const Diagnostic& d) {
    return {d.code, d.kind, d.ns, d.name, d.field, d.message};
}

Diagnostics allOf(const Design& design) {
    Diagnostics out = validate(design);
    auto across = analyze(design);
    out.insert(out.end(), std::make_move_iterator(across.begin()), std::make_move_iterator(across.end()));
    return out;
}

} // namespace

Diagnostics newProblems(const Design& before, const Design& after) {
    std::set<Key> known;
    for (const auto& d : allOf(before)) known.insert(keyOf(d));
    Diagnostics out;
    for (auto& d : allOf(after))
        if (d.severity != Severity::Info && known.insert(keyOf(d)).second) out.push_back(std::move(d));
    return out;
}

std::vector<FileChange> changesBetween(const Design& before, const Design& after, int context) {
    std::vector<std::string> files = before.files();
    for (const auto& file : after.files())
        if (std::find(files.begin(), files.end(), file) == files.end()) files.push_back(file);
    std::vector<FileChange> out;
    for (const auto& file : files) {
        const std::string a = before.textOf(file), b = after.textOf(file);
        if (a != b) out.push_back({file, withContext(diffLines(a, b), context)});
    }
    return out;
}

Preview preview(const Design& design, const edit::Edit& edit) {
    Preview out;
    const auto after = edit::apply(design, edit);
    if (!after) {
        out.problems = after.error();
        return out;
    }
    out.files = changesBetween(design, *after);
    for (const auto& file : out.files)
        for (const auto& line : file.lines) {
            out.added += line.kind == DiffLine::Kind::Added;
            out.removed += line.kind == DiffLine::Kind::Removed;
        }
    out.problems = newProblems(design, *after);
    return out;
}

} // namespace meshwright::model::recipes
