// From a document's values to objects.
#include "model/design/kinds.h"
#include "model/yaml/scalar.h"

#include <array>

namespace meshwright::model {

namespace {

using yaml::FieldPath;
using yaml::Node;

/// Reads one object (a document, or an item of a List).
class ObjectReader {
public:
    ObjectReader(const std::shared_ptr<const Node>& root, const std::string& file, Diagnostics& out)
        : root_(root), file_(file), out_(out) {}

    ResourcePtr read(const Node& node, const std::string& prefix) {
        auto resource = std::make_shared<Resource>();
        resource->file = file_;
        resource->prefix = prefix;
        resource->root = root_;
        resource->apiVersion = textOf(node, "apiVersion");
        resource->kind = textOf(node, "kind");
        const KindInfo* info = findKind(resource->apiVersion, resource->kind);
        readMeta(node, *resource, info);
        if (resource->kind.empty() || resource->apiVersion.empty()) {
            say(*resource, "MW0004", Severity::Error, "", node.begin,
                "This object has no " + std::string(resource->kind.empty() ? "kind" : "apiVersion") +
                    "; every object needs apiVersion, kind and metadata.name.");
        } else if (!info) {
            say(*resource, "MW0010", Severity::Info, "", node.begin,
                resource->kind + " (" + resource->apiVersion +
                    ") is not a kind that is simulated or checked; it is kept as it is.");
        }
        if (info) readSpec(node, *resource, *info);
        return resource;
    }

private:
    static std::string textOf(const Node& node, std::string_view key) {
        const Node* value = node.find(key);
        return value && value->isScalar() ? value->text : std::string();
    }

    Diagnostic about(const Resource& r) const {
        Diagnostic d;
        d.file = file_;
        d.kind = r.kind;
        d.ns = r.meta.ns;
        d.name = r.meta.name;
        return d;
    }

    void say(const Resource& r, const char* code, Severity severity, std::string field, Position where,
             std::string message) {
        Diagnostic d = about(r);
        d.code = code;
        d.severity = severity;
        d.field = std::move(field);
        d.position = where;
        d.message = std::move(message);
        out_.push_back(std::move(d));
    }

    void readMeta(const Node& node, Resource& r, const KindInfo* info) {
        r.meta.ns = info && !info->namespaced ? "" : "default";
        const Node* meta = node.find("metadata");
        if (meta && meta->isMap()) {
            for (const auto& entry : meta->entries) {
                if (entry.key == "name") readText(r, entry, "metadata.name", r.meta.name);
                if (entry.key == "namespace" && (!info || info->namespaced) && !entry.value.isNull())
                    readText(r, entry, "metadata.namespace", r.meta.ns);
                if (entry.key == "creationTimestamp" && entry.value.isScalar())
                    r.meta.creationTimestamp = entry.value.text;
            }
            if (r.meta.ns.empty() && (!info || info->namespaced)) r.meta.ns = "default";
            for (const auto& entry : meta->entries) {
                if (entry.key == "labels") readTexts(r, entry, "metadata.labels", r.meta.labels);
                if (entry.key == "annotations") readTexts(r, entry, "metadata.annotations", r.meta.annotations);
            }
        }
        if (r.meta.name.empty() && info)
            say(r, "MW0013", Severity::Error, "metadata.name", meta ? meta->begin : node.begin,
                "This " + r.kind + " has no metadata.name; give it one.");
    }

    void readText(const Resource& r, const Node::Entry& entry, const char* field, std::string& out) {
        if (entry.value.isNull()) return;
        if (entry.value.isScalar()) out = entry.value.text;
        if (!entry.value.isScalar() || !isText(entry.value))
            say(r, yaml::kWrongType, Severity::Error, field, entry.value.begin,
                "This must be text; put the value in quotes where it is meant as a name.");
    }

    void readTexts(const Resource& r, const Node::Entry& entry, const std::string& field, istio::Labels& out) {
        if (entry.value.isNull()) return;
        if (!entry.value.isMap())
            return say(r, yaml::kWrongType, Severity::Error, field, entry.value.begin,
                       "This must be a map of text values.");
        for (const auto& label : entry.value.entries)
            readText(r, label, yaml::childPath(field, label.key).c_str(), out[label.key]);
    }

    static bool isText(const Node& node) {
        return node.quoted || std::holds_alternative<std::string>(yaml::resolvePlain(node.text));
    }

    void readSpec(const Node& node, Resource& r, const KindInfo& info) {
        constexpr std::array<std::string_view, 5> kTop = {"apiVersion", "kind", "metadata", "spec", "status"};
        yaml::Reader reader(about(r), info.strict, out_);
        if (info.strict)
            for (const auto& entry : node.entries) {
                bool known = false;
                for (const auto key : kTop) known = known || key == entry.key;
                if (!known)
                    reader.report(yaml::kUnknownField, Severity::Error, FieldPath{nullptr, entry.key}, entry.keyBegin,
                                  "An object has no field \"" + entry.key.substr(0, 80) +
                                      "\" beside metadata and spec; it may be indented too little.");
            }
        const Node* spec = node.find("spec");
        r.spec = info.read(spec, reader, FieldPath{nullptr, "spec"});
    }

    const std::shared_ptr<const Node>& root_;
    const std::string& file_;
    Diagnostics& out_;
};

} // namespace

std::vector<ResourcePtr> readResources(const std::shared_ptr<const Node>& root, const std::string& file,
                                       Diagnostics& out) {
    std::vector<ResourcePtr> resources;
    if (!root || root->isNull()) return resources;
    ObjectReader reader(root, file, out);
    if (!root->isMap()) {
        Diagnostic d;
        d.code = "MW0004";
        d.file = file;
        d.position = root->begin;
        d.message = "This document is no Kubernetes object: it is " +
                    std::string(root->isSequence() ? "a list" : "plain text") + ", not a map with apiVersion and kind.";
        out.push_back(std::move(d));
        return resources;
    }
    const Node* kind = root->find("kind");
    const Node* items = root->find("items");
    const bool list =
        kind && kind->isScalar() && kind->text.size() >= 4 && kind->text.substr(kind->text.size() - 4) == "List";
    if (!list || !items || !items->isSequence()) {
        resources.push_back(reader.read(*root, ""));
        return resources;
    }
    for (std::size_t i = 0; i < items->items.size(); ++i) {
        const Node& item = items->items[i];
        if (item.isMap()) {
            resources.push_back(reader.read(item, yaml::childPath("items", i)));
            continue;
        }
        Diagnostic d;
        d.code = "MW0004";
        d.file = file;
        d.position = item.begin;
        d.field = yaml::childPath("items", i);
        d.message = "This item of the list is no Kubernetes object; it must be a map with apiVersion and kind.";
        out.push_back(std::move(d));
    }
    return resources;
}

} // namespace meshwright::model
