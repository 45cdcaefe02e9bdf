#include "app/print_diagnostics.h"

#include "model/base/codes.h"
#include "model/fix/source.h"

#include <algorithm>
#include <map>

namespace meshwright::app {

namespace {

using model::Diagnostic;
using model::Diagnostics;

constexpr int kWidest = 100; ///< characters of a source line that are shown

/// At most kWidest characters of a line around a column (both in characters), and the column in what is shown.
std::pair<std::string, int> window(std::string_view line, int column) {
    const int whole = model::charactersIn(line);
    const int first = whole <= kWidest ? 0 : std::clamp(column - kWidest / 3, 0, whole - kWidest);
    std::string shown;
    int character = -1;
    for (const char c : line) {
        if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) ++character;
        if (character >= first && character < first + kWidest) shown += c == '\t' ? ' ' : c;
    }
    const bool cut = first > 0;
    return {(cut ? "…" : "") + shown + (first + kWidest < whole ? "…" : ""), column - first + (cut ? 1 : 0)};
}

std::string excerpt(const Diagnostic& d, const model::Design& design, const model::Source& source) {
    const auto line = source.line(d.position.line);
    if (line.find_first_not_of(" \t") == std::string_view::npos) return {};
    const int column = source.charactersBefore(d.position.line, d.position.column);
    int length = 1;
    if (const auto end = model::endOf(design, d); end > d.position.offset) {
        const auto [endLine, endColumn] = source.placeOf(end);
        const int stop = endLine == d.position.line ? endColumn : model::charactersIn(line) + 1;
        length = std::max(1, stop - column);
    }
    const auto [shown, at] = window(line, column);
    const std::string number = std::to_string(d.position.line);
    const std::string margin = std::string(number.size(), ' ') + " | ";
    length = std::clamp(length, 1, std::max(1, model::charactersIn(shown) - at + 1));
    return "    " + number + " | " + shown + "\n    " + margin + std::string(static_cast<std::size_t>(at - 1), ' ') +
           std::string(static_cast<std::size_t>(length), '^') + "\n";
}

std::string one(const Diagnostic& d, const model::Design& design, const model::Source& source) {
    std::string out = d.file.empty() ? "design" : d.file;
    if (d.position.known()) out += ":" + std::to_string(d.position.line) + ":" + std::to_string(d.position.column);
    out += ": " + std::string(model::toText(d.severity)) + ": " + d.message + " [" + d.code + "]\n";
    if (!d.kind.empty()) {
        out += "    in " + d.kind + " " + (d.name.empty() ? "?" : d.name) + (d.ns.empty() ? "" : "." + d.ns);
        out += (d.field.empty() ? "" : ", " + d.field) + "\n";
    }
    if (d.position.known()) out += excerpt(d, design, source);
    if (const auto why = model::whyOf(d); !why.empty()) out += "    why: " + std::string(why) + "\n";
    if (d.fix) out += "    fix: " + d.fix->title + (d.fix->canBeApplied() ? " (--fix does it)" : "") + "\n";
    return out;
}

} // namespace

std::string summary(const Diagnostics& diagnostics) {
    std::string out;
    const std::pair<model::Severity, const char*> kinds[] = {
        {model::Severity::Error, "error"}, {model::Severity::Warning, "warning"}, {model::Severity::Info, "remark"}};
    for (const auto& [severity, word] : kinds) {
        const auto count = std::count_if(diagnostics.begin(), diagnostics.end(),
                                         [&, wanted = severity](const auto& d) { return d.severity == wanted; });
        if (count == 0) continue;
        out += (out.empty() ? "" : ", ") + std::to_string(count) + " " + word + (count == 1 ? "" : "s");
    }
    return out.empty() ? "no problems found" : out;
}

std::string readable(const Diagnostics& diagnostics, const model::Design& design) {
    std::vector<std::string> files;
    std::map<std::string, Diagnostics> byFile;
    for (const auto& d : diagnostics) {
        if (byFile.count(d.file) == 0) files.push_back(d.file);
        byFile[d.file].push_back(d);
    }
    std::string out;
    for (const auto& file : files) {
        const auto& own = byFile[file];
        if (files.size() > 1) out += (file.empty() ? "design" : file) + " (" + summary(own) + ")\n\n";
        const model::Source source(design.textOf(file));
        for (const auto& d : own) out += one(d, design, source) + "\n";
    }
    return out;
}

} // namespace meshwright::app
