// Typed reading of a Node tree by the field tables of schema.h. What does not fit is reported with its place, and the
// rest is read all the same. Types are judged as Kubernetes does (YAML 1.1) and as Istio's JSON reader does.
#pragma once

#include "model/base/diagnostic.h"
#include "model/yaml/node.h"
#include "model/yaml/scalar.h"
#include "model/yaml/schema.h"

namespace meshwright::model::yaml {

/// Where in an object the reader stands; spelled out only for a message.
struct FieldPath {
    const FieldPath* parent = nullptr;
    std::string_view key{};
    std::size_t index = 0;
    bool isIndex = false;

    FieldPath child(std::string_view k) const { return {this, k}; }
    FieldPath child(std::size_t i) const { return {this, {}, i, true}; }
    std::string toText() const;
};

/// Codes of what the reader reports.
inline constexpr const char* kUnknownField = "MW0011";
inline constexpr const char* kWrongType = "MW0012";
inline constexpr const char* kQuotedNumber = "MW0030"; ///< Istio's JSON reader takes it, the API server does not

/// Reads the values of one object.
class Reader {
public:
    /// `object` is copied into every diagnostic (file, document, kind, name). `strict`: unknown fields are reported.
    Reader(Diagnostic object, bool strict, Diagnostics& out) : object_(std::move(object)), strict_(strict), out_(out) {}

    /// Reads a message. Null and absent fields keep their defaults.
    template <HasSchema Message>
    void read(const Node& node, Message& out, const FieldPath& path, std::string_view onlyKey = {});

    void report(const char* code, Severity severity, const FieldPath& path, Position where, std::string message,
                std::optional<Fix> fix = {});

private:
    template <class T> void readValue(const Node& node, T& out, const FieldPath& path, const FieldTraits& traits);
    template <class T> static T& present(std::optional<T>& out) { return out ? *out : out.emplace(); }

    void readText(const Node& node, std::string& out, const FieldPath& path, const FieldTraits& traits);
    void readFlag(const Node& node, bool& out, const FieldPath& path);
    /// The integer of a node that keeps `range`, as two's complement for unsigned ones.
    std::optional<std::int64_t> readInteger(const Node& node, const FieldPath& path, const IntegerRange& range);
    void readNumber(const Node& node, double& out, const FieldPath& path);
    void readDuration(const Node& node, Duration& out, const FieldPath& path);
    void unknownField(const Node& map, const Node::Entry& entry, const FieldPath& path, const TypeInfo& type);
    /// The fix that writes `value` at `path`.
    Fix setTo(const FieldPath& path, edit::Value value, std::string title) const;
    std::optional<Fix> withoutQuotes(const FieldPath& path, const Resolved& value) const;
    void wrongType(const Node& node, const FieldPath& path, std::string_view wanted);

    Diagnostic object_;
    bool strict_;
    Diagnostics& out_;
};

template <class T> void Reader::readValue(const Node& node, T& out, const FieldPath& path, const FieldTraits& traits) {
    if (node.isNull()) return;
    if constexpr (detail::IsOptional<T>::value) {
        readValue(node, present(out), path, traits);
    } else if constexpr (std::is_same_v<T, std::string>) {
        readText(node, out, path, traits);
    } else if constexpr (std::is_same_v<T, Host>) {
        readText(node, out.text, path, traits);
    } else if constexpr (std::is_same_v<T, bool>) {
        readFlag(node, out, path);
    } else if constexpr (std::is_integral_v<T>) {
        if (const auto value = readInteger(node, path, traits.range)) out = static_cast<T>(*value);
    } else if constexpr (std::is_same_v<T, double>) {
        readNumber(node, out, path);
    } else if constexpr (std::is_same_v<T, Percent>) {
        readNumber(node, out.value, path);
    } else if constexpr (std::is_same_v<T, Duration>) {
        readDuration(node, out, path);
    } else if constexpr (detail::IsVector<T>::value) {
        if (!node.isSequence()) return wrongType(node, path, "a list");
        out.reserve(node.items.size());
        for (std::size_t i = 0; i < node.items.size(); ++i)
            readValue(node.items[i], out.emplace_back(), path.child(i), traits);
    } else if constexpr (detail::IsMap<T>::value) {
        if (!node.isMap()) return wrongType(node, path, "a map");
        for (const auto& entry : node.entries) readValue(entry.value, out[entry.key], path.child(entry.key), traits);
    } else {
        if constexpr (requires { out.value.value; })
            if (traits.bareNumber) return readNumber(node, out.value.value, path);
        read(node, out, path, traits.onlyKey);
    }
}

template <HasSchema Message>
void Reader::read(const Node& node, Message& out, const FieldPath& path, std::string_view onlyKey) {
    if (node.isNull()) return;
    if (!node.isMap()) return wrongType(node, path, "a map of fields");
    for (const auto& entry : node.entries) {
        bool known = false;
        forEachField<Message>([&](const auto& f) {
            if (known || (f.key != entry.key && (f.alias.empty() || f.alias != entry.key))) return;
            if (!onlyKey.empty() && f.key != onlyKey) return;
            known = true;
            readValue(entry.value, out.*f.member, path.child(f.key), f);
        });
        if (!known && strict_) unknownField(node, entry, path.child(entry.key), typeInfo<Message>());
    }
}

} // namespace meshwright::model::yaml
