#include "model/exporters/tree.h"

#include "model/yaml/writer.h"

namespace meshwright::model::exporters {

using yaml::Node;

namespace {

Node scalar(std::string value, bool quoted) {
    Node node;
    node.kind = Node::Kind::Scalar;
    node.text = std::move(value);
    node.quoted = quoted;
    return node;
}

} // namespace

Node text(std::string value) {
    return scalar(std::move(value), true);
}

Node number(std::int64_t value) {
    return scalar(std::to_string(value), false);
}

Node boolean(bool value) {
    return scalar(value ? "true" : "false", false);
}

Node list(std::vector<Node> items) {
    Node node;
    node.kind = Node::Kind::Sequence;
    node.items = std::move(items);
    return node;
}

Node map(std::vector<std::pair<std::string, Node>> entries) {
    Node node;
    node.kind = Node::Kind::Map;
    for (auto& [key, value] : entries)
        if (!value.isNull()) node.entries.push_back({std::move(key), {}, std::move(value)});
    return node;
}

Node texts(const std::vector<std::string>& values) {
    std::vector<Node> items;
    for (const auto& value : values) items.push_back(text(value));
    return list(std::move(items));
}

std::string object(const std::string& apiVersion, const std::string& kind, const std::string& ns,
                   const std::string& name, Node spec) {
    return yaml::blockText(map({{"apiVersion", text(apiVersion)},
                                {"kind", text(kind)},
                                {"metadata", map({{"name", text(name)}, {"namespace", text(ns)}})},
                                {"spec", std::move(spec)}}),
                           0) +
           "\n";
}

} // namespace meshwright::model::exporters
