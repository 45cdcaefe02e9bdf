// Builds Node trees from yaml-cpp's events; used by parser.cpp only.
#pragma once

#include "model/yaml/extents.h"
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

    /// The result. Objects of this program's own kinds are not for Kubernetes: their keys are as written.
    Parsed take(Keys keys);
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
    std::unordered_map<std::size_t, std::string> converted_; ///< keys as written, by offset in the file
    Parsed out_;
};

} // namespace meshwright::model::yaml
