// Changes of one document's text at one path: everything outside of the change keeps its bytes. Used by edit.cpp.
#pragma once

#include "model/yaml/extents.h"
#include "model/yaml/node.h"

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace meshwright::model::edit {

/// The new text, or why the place cannot be changed: one plain sentence.
using Spliced = tl::expected<std::string, std::string>;

/// One document's text with its tree, whose positions count from the text's begin.
class Splice {
public:
    Splice(std::string_view text, const yaml::Node& root);

    /// Sets the value at `path`; parents that are absent are created.
    Spliced set(std::string_view path, const yaml::Node& value) const;
    Spliced remove(std::string_view path) const;
    /// Gives the entry of a map at `path` another key.
    Spliced rename(std::string_view path, std::string_view key) const;
    /// Inserts an item before `index` of the list at `path` (created where absent).
    Spliced insert(std::string_view path, std::size_t index, const yaml::Node& item) const;
    Spliced move(std::string_view path, std::size_t from, std::size_t to) const;

private:
    /// A value on the way to the one that a path names.
    struct Place {
        const yaml::Node* node = nullptr;
        const yaml::Node* parent = nullptr;
        std::size_t index = 0; ///< of the item or entry in `parent`
    };

    std::vector<Place> walk(const std::vector<yaml::PathStep>& steps) const;
    bool isFlow(const yaml::Node& collection) const;
    bool insideFlow(const std::vector<Place>& places) const;
    bool isAnchored(const yaml::Node& node) const;
    /// Why a value is not this place's own: an alias, or an anchor on the way to it; null where it is.
    const char* sharedBy(const std::vector<Place>& places) const;
    std::size_t begin(const yaml::Node& node) const { return node.begin.offset; }
    std::size_t end(const yaml::Node& node) const { return node.end.offset; }
    std::size_t lineBegin(std::size_t offset) const;
    std::size_t lineEnd(std::size_t offset) const; ///< after the line break
    bool firstOnLine(std::size_t offset) const;
    std::size_t column(std::size_t offset) const { return offset - lineBegin(offset); }
    std::size_t dash(const yaml::Node& list, std::size_t index) const;
    std::size_t withComments(std::size_t line, std::size_t notBefore) const;
    std::string indented(std::size_t width) const { return std::string(width, ' '); }

    std::string replaced(std::size_t from, std::size_t to, std::string_view with) const;
    std::string withLines(std::size_t at, const std::string& lines) const;
    std::string leaf(const yaml::Node& value, const yaml::Node* old) const;
    Spliced replaceValue(const std::vector<Place>& places, const yaml::Node& value) const;
    Spliced addTo(const std::vector<Place>& places, const std::vector<yaml::PathStep>& missing,
                  const yaml::Node& value) const;
    Spliced fillEmpty(const std::vector<Place>& places, const yaml::Node& content) const;
    Spliced removeFromFlow(const yaml::Node& parent, std::size_t index) const;
    Spliced removeEntry(const yaml::Node& map, std::size_t index) const;
    Spliced removeItem(const yaml::Node& list, std::size_t index) const;

    std::string_view text_;
    const yaml::Node& root_;
    yaml::Extents extents_;
    std::string lineBreak_;
};

} // namespace meshwright::model::edit
