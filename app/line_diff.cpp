#include "app/line_diff.h"

#include "model/base/line_diff.h"

#include <algorithm>
#include <vector>

namespace meshwright::app {

namespace {

using model::DiffLine;
using Line = std::vector<DiffLine>::const_iterator;

bool isGap(const DiffLine& line) {
    return line.kind == DiffLine::Kind::Gap;
}

/// "12,5": the first line and how many there are of one of the two texts.
std::string range(Line begin, Line end, int DiffLine::*number) {
    const auto first = std::find_if(begin, end, [&](const DiffLine& l) { return l.*number != 0; });
    const auto count = std::count_if(begin, end, [&](const DiffLine& l) { return l.*number != 0; });
    return std::to_string(first == end ? 0 : (*first).*number) + "," + std::to_string(count);
}

std::string hunk(Line begin, Line end) {
    std::string out =
        "@@ -" + range(begin, end, &DiffLine::before) + " +" + range(begin, end, &DiffLine::after) + " @@\n";
    for (Line line = begin; line != end; ++line) {
        out += line->kind == DiffLine::Kind::Same ? ' ' : line->kind == DiffLine::Kind::Removed ? '-' : '+';
        out += line->text;
        if (out.back() != '\n') out += "\n\\ No newline at end of file\n";
    }
    return out;
}

} // namespace

std::string unifiedDiff(const std::string& file, const std::string& before, const std::string& after) {
    const auto lines = model::withContext(model::diffLines(before, after, model::LineEnds::Kept), 3);
    if (lines.empty()) return {};
    std::string out = "--- " + file + "\n+++ " + file + "\n";
    for (Line begin = std::find_if_not(lines.begin(), lines.end(), isGap); begin != lines.end();) {
        const Line end = std::find_if(begin, lines.end(), isGap);
        out += hunk(begin, end);
        begin = std::find_if_not(end, lines.end(), isGap);
    }
    return out;
}

} // namespace meshwright::app
