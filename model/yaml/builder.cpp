#include "model/yaml/builder.h"

#include "model/yaml/scalar.h"

#include <algorithm>

namespace meshwright::model::yaml {

namespace {

constexpr std::string_view kCoreTag = "tag:yaml.org,2002:";
constexpr std::size_t kKeysBeforeIndex = 24; // below this, looking at each key is faster than hashing

constexpr std::string_view kOwnGroup = "meshwright.dev/";

void restoreKeys(Node& node, const std::unordered_map<std::size_t, std::string>& written) {
    for (auto& item : node.items) restoreKeys(item, written);
    for (auto& entry : node.entries) {
        if (const auto key = written.find(entry.keyBegin.offset); key != written.end()) entry.key = key->second;
        restoreKeys(entry.value, written);
    }
}

bool isPlain(const std::string& tag) {
    return tag == "?" || tag.empty();
}

std::size_t countOf(const Node& node) {
    std::size_t n = 1;
    for (const auto& item : node.items) n += countOf(item);
    for (const auto& entry : node.entries) n += countOf(entry.value);
    return n;
}

std::size_t depthOf(const Node& node) {
    std::size_t deepest = 0;
    for (const auto& item : node.items) deepest = std::max(deepest, depthOf(item));
    for (const auto& entry : node.entries) deepest = std::max(deepest, depthOf(entry.value));
    return deepest + 1;
}

void place(Node& node, Position begin, Position end) {
    node.viaAlias = true;
    node.begin = begin;
    node.end = end;
    for (auto& item : node.items) place(item, begin, end);
    for (auto& entry : node.entries) {
        entry.keyBegin = begin;
        place(entry.value, begin, end);
    }
}

} // namespace

Builder::Builder(std::string_view text, const Span& span, std::size_t skipped, const Limits& limits,
                 std::size_t nodesLeft)
    : text_(text), span_(span), skipped_(skipped), limits_(limits), nodesLeft_(nodesLeft),
      aliasNodesLeft_(limits.aliasNodes), lines_(text), extents_(text) {
    out_.root.begin = out_.root.end = position(std::size_t{0});
}

Position Builder::position(std::size_t offset) const {
    const std::size_t line = lines_.lineOf(offset);
    return {span_.firstLine + static_cast<int>(line), static_cast<int>(offset - lines_.begin(line)) + 1,
            span_.offset + offset};
}

Position Builder::position(const YAML::Mark& mark) const {
    if (mark.is_null()) return {};
    return position(std::min(offsetOf(mark), text_.size()));
}

void Builder::refuse(Position where, std::string message) const {
    throw Refusal{{where, std::move(message)}};
}

void Builder::countNodes(std::size_t more, Position where) {
    if (more > nodesLeft_)
        refuse(where,
               "The file holds more than " + std::to_string(limits_.nodes) + " values; split it into several files.");
    nodesLeft_ -= more;
    out_.nodes += more;
}

void Builder::countAliased(std::size_t more, Position where) {
    if (more > aliasNodesLeft_)
        refuse(where, "Aliases stand for more than " + std::to_string(limits_.aliasNodes) +
                          " values here; write the values out instead.");
    aliasNodesLeft_ -= more;
}

void Builder::checkIndentation(std::size_t offset) const {
    if (!stack_.empty() && stack_.back().flow) return;
    if (extents_.indentedByTab(offset))
        refuse(position(offset), "This line is indented with a tab; YAML allows only spaces.");
}

std::size_t Builder::indentFor() const {
    return stack_.empty() ? 0 : stack_.back().indent;
}

void Builder::remember(YAML::anchor_t anchor, const Node& node) {
    if (anchor == 0) return;
    countAliased(countOf(node), node.begin); // the copy kept for aliases counts too
    anchors_.emplace(anchor, node);
}

void Builder::OnAnchor(const YAML::Mark& mark, const std::string& name) {
    const Position where = position(mark);
    if (const auto [known, isNew] = anchorNames_.emplace(name, where.line); !isNew)
        refuse(where, "The anchor &" + name + " is already defined in line " + std::to_string(known->second) +
                          "; give it another name.");
}

void Builder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
    Node node;
    std::size_t begin = std::min(offsetOf(mark), text_.size());
    std::size_t end = begin;
    const std::size_t word = extents_.skipProperties(begin);
    const auto column = static_cast<std::size_t>(position(begin).column) - 1;
    const bool inside =
        stack_.empty() || stack_.back().flow || column > stack_.back().indent || stack_.back().node.isSequence();
    if (word < text_.size() && inside && extents_.isNullWord(word)) {
        end = extents_.wordEnd(word);
    } else if (word < text_.size() && anchor != 0) {
        end = word;
    } else if (!stack_.empty()) {
        // An absent value: it stands right behind its colon or dash.
        const Frame& frame = stack_.back();
        if (frame.node.isMap() && frame.atKey)
            end = begin;
        else
            begin = end = extents_.after(frame.node.isMap() ? frame.keyEnd : frame.cursor, frame.node.isMap() ? ':'
                                                                                           : frame.flow       ? ','
                                                                                                              : '-');
    }
    node.begin = position(begin);
    node.end = position(end);
    countNodes(1, node.begin);
    remember(anchor, node);
    add(std::move(node), end);
}

void Builder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
    const std::size_t begin = offsetOf(mark);
    const std::size_t end = extents_.wordEnd(begin);
    const Position where = position(begin);
    const auto known = anchors_.find(anchor);
    if (known == anchors_.end())
        refuse(where, "The alias " + std::string(text_.substr(begin, end - begin)) +
                          " refers to a value that contains it; write the value out instead.");
    countAliased(countOf(known->second), where);
    if (stack_.size() + depthOf(known->second) > limits_.nesting)
        refuse(where, "With this alias the values nest deeper than " + std::to_string(limits_.nesting) + " levels.");
    Node node = known->second;
    place(node, where, position(end));
    add(std::move(node), end);
}

void Builder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       const std::string& value) {
    const std::size_t begin = offsetOf(mark);
    checkIndentation(begin);
    Node node;
    node.kind = Node::Kind::Scalar;
    node.begin = position(begin);
    if (tag == std::string(kCoreTag) + "str" || tag == "!")
        node.quoted = true;
    else if (!isPlain(tag) && tag != std::string(kCoreTag) + "int" && tag != std::string(kCoreTag) + "float" &&
             tag != std::string(kCoreTag) + "bool" && tag != std::string(kCoreTag) + "null")
        refuse(node.begin, "The tag " + tag + " is not supported; write the value without it.");
    if (value.size() > limits_.scalarBytes)
        refuse(node.begin,
               "This text is longer than " + std::to_string(limits_.scalarBytes) + " bytes, the limit of one value.");
    node.text = value;
    const auto end = extents_.scalarEnd(begin, value, indentFor());
    if (!end) refuse(node.begin, "The file ends inside this quoted text; close the quote.");
    node.end = position(*end);
    countNodes(1, node.begin);
    remember(anchor, node);
    add(std::move(node), *end);
}

void Builder::startCollection(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                              YAML::EmitterStyle::value style, Node::Kind kind) {
    const std::size_t begin = offsetOf(mark);
    checkIndentation(begin);
    const Position where = position(begin);
    const char* const own = kind == Node::Kind::Map ? "map" : "seq";
    if (!isPlain(tag) && tag != "!" && tag != std::string(kCoreTag) + own)
        refuse(where, "The tag " + tag + " is not supported; write the value without it.");
    if (!stack_.empty() && stack_.back().node.isMap() && stack_.back().atKey)
        refuse(where, "A key must be plain text, not a list or a map.");
    if (stack_.size() >= limits_.nesting)
        refuse(where, "Values nest deeper than " + std::to_string(limits_.nesting) + " levels here, the limit.");
    countNodes(1, where);
    Frame frame;
    frame.node.kind = kind;
    frame.flow = style == YAML::EmitterStyle::Flow || (!stack_.empty() && stack_.back().flow);
    frame.anchor = anchor;
    const std::size_t first = extents_.skipProperties(begin);
    frame.node.begin = where;
    const Position content = position(std::min(first, text_.size()));
    frame.indent = frame.flow ? indentFor() : static_cast<std::size_t>(content.column) - 1;
    frame.cursor =
        style == YAML::EmitterStyle::Flow ? std::min(first + 1, text_.size()) : std::min(first, text_.size());
    stack_.push_back(std::move(frame));
}

void Builder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                              YAML::EmitterStyle::value style) {
    startCollection(mark, tag, anchor, style, Node::Kind::Sequence);
}

void Builder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) {
    startCollection(mark, tag, anchor, style, Node::Kind::Map);
}

void Builder::endCollection() {
    Frame frame = std::move(stack_.back());
    stack_.pop_back();
    merge(frame);
    const std::size_t first = extents_.skipProperties(frame.node.begin.offset - span_.offset);
    const bool bracketed = first < text_.size() && (text_[first] == '[' || text_[first] == '{');
    const std::size_t end = frame.flow && bracketed ? extents_.flowEnd(frame.cursor) : frame.cursor;
    frame.node.end = position(end);
    remember(frame.anchor, frame.node);
    add(std::move(frame.node), end);
}

void Builder::add(Node node, std::size_t end) {
    if (stack_.empty()) {
        out_.root = std::move(node);
        return;
    }
    Frame& parent = stack_.back();
    parent.cursor = std::max(parent.cursor, end);
    if (parent.node.isSequence())
        parent.node.items.push_back(std::move(node));
    else if (parent.atKey)
        addKey(node, end);
    else
        addEntry(parent, std::move(node));
}

void Builder::addKey(const Node& key, std::size_t end) {
    Frame& map = stack_.back();
    map.atKey = false;
    map.keyBegin = key.begin;
    map.keyEnd = end;
    map.mergeKey = key.isScalar() && !key.quoted && key.text == "<<";
    if (key.isMap() || key.isSequence()) refuse(key.begin, "A key must be plain text, not a list or a map.");
    if (key.isNull()) refuse(key.begin, "A key must not be empty or null; put it in quotes where it is meant as text.");
    map.key = key.text;
    if (!key.quoted && !map.mergeKey) {
        const auto text = keyText(key.text);
        if (!text) refuse(key.begin, "A key must not be null; put it in quotes where it is meant as text.");
        if (*text != key.text) {
            out_.remarks.push_back({key.begin, "Kubernetes reads the key " + key.text + " as \"" + *text +
                                                   "\"; put it in quotes where it is meant as text."});
            converted_.emplace(key.begin.offset, key.text);
            map.key = *text;
        }
    }
}

void Builder::addEntry(Frame& map, Node value) {
    map.atKey = true;
    auto& entries = map.node.entries;
    std::optional<int> earlier;
    if (entries.size() < kKeysBeforeIndex) {
        for (const auto& entry : entries)
            if (entry.key == map.key) earlier = entry.keyBegin.line;
    } else {
        if (map.index.empty())
            for (std::size_t i = 0; i < entries.size(); ++i) map.index.emplace(entries[i].key, i);
        if (const auto known = map.index.find(map.key); known != map.index.end())
            earlier = entries[known->second].keyBegin.line;
    }
    if (map.mergeKey) {
        if (!map.merges.empty()) earlier = map.merges.front().first.line;
    }
    if (earlier)
        refuse(map.keyBegin, "The key " + map.key + " stands twice in this map, in lines " + std::to_string(*earlier) +
                                 " and " + std::to_string(map.keyBegin.line) + "; remove one of them.");
    if (map.mergeKey) {
        map.merges.emplace_back(map.keyBegin, std::move(value));
        return;
    }
    if (!map.index.empty()) map.index.emplace(map.key, entries.size());
    entries.push_back({std::move(map.key), map.keyBegin, std::move(value)});
}

void Builder::merge(Frame& map) {
    for (auto& [where, value] : map.merges) {
        std::vector<Node> sources;
        if (value.isMap())
            sources.push_back(std::move(value));
        else if (value.isSequence())
            sources = std::move(value.items);
        if (sources.empty() || !std::all_of(sources.begin(), sources.end(), [](const Node& n) { return n.isMap(); }))
            refuse(where, "A merge key (<<) needs a map, or a list of maps.");
        std::unordered_map<std::string, bool> have;
        for (const auto& entry : map.node.entries) have.emplace(entry.key, true);
        for (auto& source : sources)
            for (auto& entry : source.entries)
                if (have.emplace(entry.key, true).second)
                    map.node.entries.push_back(std::move(entry));
                else
                    out_.remarks.push_back({where,
                                            "The merge key (<<) brings \"" + entry.key +
                                                "\", which this map has already; istioctl refuses that, so write the "
                                                "values out.",
                                            true});
    }
}

Parsed Builder::take(Keys keys) {
    const Node* apiVersion = out_.root.find("apiVersion");
    if (apiVersion && apiVersion->text.substr(0, kOwnGroup.size()) == kOwnGroup) keys = Keys::AsWritten;
    if (!converted_.empty() && keys == Keys::AsWritten) {
        restoreKeys(out_.root, converted_);
        std::erase_if(out_.remarks, [](const Remark& r) { return !r.refused; });
    }
    return std::move(out_);
}

} // namespace meshwright::model::yaml
