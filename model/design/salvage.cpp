#include "model/design/salvage.h"

#include "model/design/load.h"
#include "model/yaml/text.h"

#include <algorithm>
#include <filesystem>

namespace meshwright::model {

namespace {

/// The same text with some of its documents blank: as many lines and bytes, nothing to read.
std::string without(const std::string& text, const Diagnostics& broken) {
    std::string out = text;
    const auto spans = yaml::splitDocuments(text);
    for (const auto& d : broken) {
        if (d.document < 0 || static_cast<std::size_t>(d.document) >= spans.size()) continue;
        const auto& span = spans[static_cast<std::size_t>(d.document)];
        std::size_t from = span.offset;
        if (text.compare(from, 3, "---") == 0) from += 3;
        std::replace_if(
            out.begin() + static_cast<std::ptrdiff_t>(from),
            out.begin() + static_cast<std::ptrdiff_t>(span.offset + span.size),
            [](char c) { return c != '\n' && c != '\r'; }, ' ');
    }
    return out;
}

bool onlyBrokenDocuments(const Diagnostics& errors) {
    return std::all_of(errors.begin(), errors.end(),
                       [](const Diagnostic& d) { return d.code == "MW0001" && d.document >= 0; });
}

} // namespace

tl::expected<Salvage, Diagnostics> readAround(const std::vector<std::string>& paths, const Limits& limits) {
    auto whole = Design::fromPaths(paths, limits);
    if (whole) return Salvage{std::move(*whole), {}};
    if (!onlyBrokenDocuments(whole.error())) return tl::unexpected(std::move(whole.error()));
    Salvage out;
    for (const auto& path : paths) {
        std::error_code ignored;
        std::vector<std::string> files{path};
        if (std::filesystem::is_directory(path, ignored))
            if (auto below = yamlFilesBelow(path)) files = std::move(*below);
        for (const auto& file : files) {
            if (const auto [begin, end] = out.design.rangeOf(file); begin != end) continue; // named twice
            auto text = readFile(file, limits);
            if (!text) return tl::unexpected(Diagnostics{std::move(text.error())});
            Diagnostics broken;
            std::copy_if(whole.error().begin(), whole.error().end(), std::back_inserter(broken),
                         [&](const Diagnostic& d) { return d.file == file; });
            // a file of which nothing is left holds no object, which is no fault of its own here
            if (auto more = out.design.withText(file, without(*text, broken), limits)) out.design = std::move(*more);
        }
    }
    if (out.design.documents().empty()) return tl::unexpected(std::move(whole.error()));
    out.broken = std::move(whole.error());
    return out;
}

} // namespace meshwright::model
