// Where values end in a text: yaml-cpp only tells where they begin.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace meshwright::model::yaml {

/// Looks around in one document's text; offsets are those of the text.
class Extents {
public:
    explicit Extents(std::string_view text) : text_(text) {}

    /// After anchor and tag of the value at `offset`.
    std::size_t skipProperties(std::size_t offset) const;
    /// One past the last byte of a scalar whose value is `value`; nothing where its quote does not close.
    /// `parentIndent` is the column (from 0) of the collection in which a block scalar stands.
    std::optional<std::size_t> scalarEnd(std::size_t offset, std::string_view value, std::size_t parentIndent) const;
    std::size_t wordEnd(std::size_t offset) const;
    /// After blanks, line breaks and comments.
    std::size_t skipBlank(std::size_t offset) const;
    /// After the next `wanted` that only blanks and comments precede; `offset` where there is none.
    std::size_t after(std::size_t offset, char wanted) const;
    /// One past the bracket that closes a flow collection whose last value ends at `offset`.
    std::size_t flowEnd(std::size_t offset) const;
    bool isNullWord(std::size_t offset) const;
    /// True where a tab stands in the indentation of the line before `offset`, with nothing else before it.
    bool indentedByTab(std::size_t offset) const;

private:
    std::optional<std::size_t> quotedEnd(std::size_t offset) const;
    std::size_t blockEnd(std::size_t offset, std::size_t parentIndent) const;
    std::size_t plainEnd(std::size_t offset, std::string_view value) const;

    std::string_view text_;
};

} // namespace meshwright::model::yaml
