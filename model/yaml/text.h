// Looking at a text before it is parsed: its encoding, what it is if it is no YAML, and where its documents stand.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshwright::model::yaml {

/// The first thing that keeps a text from being YAML.
struct TextProblem {
    std::size_t offset = 0;
    std::string message; ///< a plain sentence
};

/// What the text is if it is not YAML at all ("a PNG image", "an HTML page"), by its first bytes.
std::optional<std::string> foreignFormat(std::string_view text);

/// True where the text has template braces of Helm (`{{ .Values.x }}`).
bool looksLikeHelmTemplate(std::string_view text);

/// Refuses what YAML 1.1 does not allow in a text: invalid UTF-8 (overlong, surrogate, cut) and control characters.
/// A byte order mark at the start is fine.
std::optional<TextProblem> checkCharacters(std::string_view text);

/// One document's place in a file.
struct Span {
    std::size_t offset = 0, size = 0;
    int firstLine = 1;
};

/// Cuts a text at its `---` lines (which begin a document) and `...` lines (which end one). What stands before the
/// first `---` belongs to that document where it is only comments, blank lines and directives. The spans cover the
/// text without gaps; an empty text has none.
std::vector<Span> splitDocuments(std::string_view text);

/// Offsets of the beginnings of lines, to turn an offset into line and column.
class LineTable {
public:
    explicit LineTable(std::string_view text);
    /// Line from 0 of the byte at `offset`.
    std::size_t lineOf(std::size_t offset) const;
    std::size_t begin(std::size_t line) const { return starts_[line]; }
    std::size_t count() const { return starts_.size(); }

private:
    std::vector<std::size_t> starts_;
};

} // namespace meshwright::model::yaml
