// A YAML document as a tree that remembers where each value stands. Built by model/yaml/parser.
#pragma once

#include "model/base/position.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshwright::model::yaml {

/// One value. Maps keep file order; keys are plain text (a key that is no text is refused by the parser).
/// Merge keys (`<<`) and aliases are already resolved; a value that came through an alias has the alias's position.
struct Node {
    enum class Kind { Null, Scalar, Sequence, Map };
    struct Entry;

    Kind kind = Kind::Null;
    bool quoted = false;        ///< a scalar written in quotes or as a block: always text, never number, bool or null
    bool viaAlias = false;      ///< cannot be edited in place: the text belongs to the anchor
    std::string text;           ///< of a scalar
    Position begin, end;        ///< end: one past the value's last byte
    std::vector<Node> items;    ///< of a sequence
    std::vector<Entry> entries; ///< of a map

    bool isNull() const { return kind == Kind::Null; }
    bool isScalar() const { return kind == Kind::Scalar; }
    bool isSequence() const { return kind == Kind::Sequence; }
    bool isMap() const { return kind == Kind::Map; }

    /// The value of `key` in a map, or nullptr. Linear: iterate once where many keys are wanted.
    const Node* find(std::string_view key) const;
    /// The value at a path such as "spec.http[0].match[1].headers[end-user].exact" (a key that contains
    /// '.', '[' or ']' is written in brackets), or nullptr.
    const Node* at(std::string_view path) const;
};

struct Node::Entry {
    std::string key;
    Position keyBegin;
    Node value;
};

/// One step of a path: a key, or (in brackets) an index or a key.
struct PathStep {
    std::string text;
    bool bracketed = false;

    /// The index where the step is a number in brackets.
    std::optional<std::size_t> index() const;
};

/// The steps of a path in the syntax that Node::at reads.
std::vector<PathStep> splitPath(std::string_view path);

/// True where two trees mean the same: kinds, keys in order, and scalars (text and whether it is quoted text).
bool sameValue(const Node& a, const Node& b);

/// The place of the value at `path`, or of the nearest ancestor that exists.
Position positionOf(const Node& root, std::string_view path);

/// `base` extended by a key or an index, in the syntax that Node::at reads.
std::string childPath(std::string_view base, std::string_view key);
std::string childPath(std::string_view base, std::size_t index);

} // namespace meshwright::model::yaml
