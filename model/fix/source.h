// Lines and columns of a text for people and tools: columns count characters, not bytes.
#pragma once

#include "model/design/design.h"
#include "model/yaml/text.h"

#include <string>
#include <string_view>
#include <utility>

namespace meshwright::model {

class Source {
public:
    explicit Source(std::string text) : text_(std::move(text)), lines_(text_) {}
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;

    /// Line `line` (from 1) without its line break; empty beyond the end.
    std::string_view line(int line) const;
    /// The column in characters, from 1, of the byte column `column` (from 1) of a line.
    int charactersBefore(int line, int column) const;
    /// Line and column, from 1, of a byte offset.
    std::pair<int, int> placeOf(std::size_t offset) const;

private:
    std::string text_;
    yaml::LineTable lines_;
};

/// How many characters a piece of UTF-8 holds.
int charactersIn(std::string_view text);

/// The byte offset in its file at which the value that a message is about ends; 0 where there is no such value.
std::size_t endOf(const Design& design, const Diagnostic& diagnostic);

} // namespace meshwright::model
