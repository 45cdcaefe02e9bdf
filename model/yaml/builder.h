// Builds Node trees from yaml-cpp's events; used by parser.cpp only.
#pragma once

#include "model/yaml/parser.h"

#include <optional>
#include <unordered_map>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

namespace meshwright::model::yaml {

/// Thrown out of yaml-cpp's parser to stop it; caught in parseDocument.
struct Refusal {
    Remark remark;
};

/// Finds where values end: yaml-cpp only tells where they begin. Offsets are those of the document's text.
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

class Builder : public YAML::EventHandler {
public:
    Builder(std::string_view text, const Span& span, std::size_t skipped, const Limits& limits, std::size_t nodesLeft);

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override;
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) override;
    void OnSequenceEnd() override { endCollection(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value style) override;
    void OnMapEnd() override { endCollection(); }
    void OnAnchor(const YAML::Mark& mark, const std::string& name) override;

    Parsed take();
    Position position(std::size_t offset) const;
    Position position(const YAML::Mark& mark) const;
    [[noreturn]] void refuse(Position where, std::string message) const;

private:
    struct Frame {
        Node node;
        bool flow = false;
        bool atKey = true;
        std::string key;
        Position keyBegin;
        std::size_t keyEnd = 0;
        bool mergeKey = false;
        YAML::anchor_t anchor = 0;
        std::size_t indent = 0;
        std::size_t cursor = 0; ///< end of the last value, in the document's text
        std::vector<std::pair<Position, Node>> merges;
        std::unordered_map<std::string, std::size_t> index; ///< of keys, once there are many
    };

    std::size_t offsetOf(const YAML::Mark& mark) const { return skipped_ + static_cast<std::size_t>(mark.pos); }
    std::size_t indentFor() const;
    void startCollection(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style, Node::Kind kind);
    void endCollection();
    void countNodes(std::size_t more, Position where);
    void countAliased(std::size_t more, Position where);
    void checkIndentation(std::size_t offset) const;
    void remember(YAML::anchor_t anchor, const Node& node);
    void add(Node node, std::size_t end);
    void addKey(const Node& key, std::size_t end);
    void addEntry(Frame& map, Node value);
    void merge(Frame& map);

    std::string_view text_;
    Span span_;
    std::size_t skipped_;
    Limits limits_;
    std::size_t nodesLeft_, aliasNodesLeft_;
    LineTable lines_;
    Extents extents_;
    std::vector<Frame> stack_;
    std::unordered_map<YAML::anchor_t, Node> anchors_;
    std::unordered_map<std::string, int> anchorNames_;
    Parsed out_;
};

} // namespace meshwright::model::yaml
