#include "model/edit/edit.h"

#include "model/design/load.h"
#include "model/edit/expected_tree.h"
#include "model/edit/splice.h"
#include "model/yaml/duration.h"
#include "model/yaml/parser.h"
#include "model/yaml/writer.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace meshwright::model::edit {

using yaml::Node;

namespace {

using Result = tl::expected<Design, Diagnostics>;

tl::unexpected<Diagnostics> refuse(const ResourceId& id, const std::string& field, std::string message) {
    Diagnostic d;
    d.code = "MW0020";
    d.kind = id.kind;
    d.ns = id.ns;
    d.name = id.name;
    d.field = field;
    d.message = std::move(message);
    return tl::unexpected(Diagnostics{std::move(d)});
}

/// Where an object stands in a design.
struct Target {
    ResourcePtr resource;
    std::size_t document = 0;
    std::string path(const std::string& field) const {
        if (resource->prefix.empty()) return field;
        return field.empty() ? resource->prefix : resource->prefix + (field.front() == '[' ? "" : ".") + field;
    }
};

tl::unexpected<Diagnostics> refuse(const Design& design, const Target& target, const ResourceId& id,
                                   const std::string& field, std::string message) {
    auto out = refuse(id, field, std::move(message));
    Diagnostic& d = out.value().front();
    d.file = target.resource->file;
    d.position = target.resource->positionInDocument(field);
    design.placeOf(target.document).place(d);
    return out;
}

std::optional<Target> locate(const Design& design, const ResourceId& id) {
    const auto& documents = design.documents();
    for (std::size_t i = 0; i < documents.size(); ++i)
        for (const auto& r : documents[i]->resources)
            if (r->meta.name == id.name && r->kind == id.kind && r->meta.ns == id.ns) return Target{r, i};
    return std::nullopt;
}

Node scalar(std::string text, bool quoted) {
    Node node;
    node.kind = Node::Kind::Scalar;
    node.text = std::move(text);
    node.quoted = quoted;
    return node;
}

std::optional<Node> nodeOf(const Value& value) {
    struct Visitor {
        std::optional<Node> operator()(std::nullptr_t) const { return Node{}; }
        std::optional<Node> operator()(bool flag) const { return scalar(flag ? "true" : "false", false); }
        std::optional<Node> operator()(std::int64_t number) const { return scalar(std::to_string(number), false); }
        std::optional<Node> operator()(double number) const {
            if (!std::isfinite(number)) return std::nullopt;
            return scalar(yaml::numberText(number), false);
        }
        std::optional<Node> operator()(const std::string& text) const { return scalar(text, true); }
        std::optional<Node> operator()(Duration duration) const { return scalar(yaml::toText(duration), true); }
    };
    return std::visit(Visitor{}, value);
}

/// Applies a change of one document's text, and makes sure that it reads as `change` of its tree.
Result applySplice(const Design& design, const ResourceId& id, const std::string& field,
                   const std::function<Spliced(const Splice&, const std::string& path)>& splice,
                   const std::function<void(Node& root, const std::string& path)>& change) {
    const auto target = locate(design, id);
    if (!target) return refuse(id, field, "The design holds no " + toText(id) + ".");
    const auto& document = *design.documents()[target->document];
    const std::string path = target->path(field);
    const auto text = splice(Splice(document.text, *target->resource->root), path);
    if (!text) return refuse(design, *target, id, field, text.error());
    auto edited = design.withDocument(target->document, *text);
    if (!edited) return edited;
    Node wanted = *target->resource->root;
    change(wanted, path);
    const auto& now = *edited->documents()[target->document];
    if (edited->documents().size() != design.documents().size() || now.resources.empty() ||
        !yaml::sameValue(wanted, *now.resources.front()->root))
        return refuse(design, *target, id, field,
                      "The text here is too unusual to be changed safely; change it in the YAML pane.");
    return edited;
}

struct Applier {
    const Design& design;

    Result operator()(const SetField& e) const {
        const auto value = nodeOf(e.value);
        if (!value) return refuse(e.object, e.field, "This number is not finite; give one that is.");
        return applySplice(
            design, e.object, e.field, [&](const Splice& s, const std::string& path) { return s.set(path, *value); },
            [&](Node& root, const std::string& path) { setIn(root, path, *value); });
    }

    Result operator()(const RemoveField& e) const {
        return applySplice(
            design, e.object, e.field, [&](const Splice& s, const std::string& path) { return s.remove(path); },
            [&](Node& root, const std::string& path) { removeFrom(root, path); });
    }

    Result operator()(const RenameField& e) const {
        return applySplice(
            design, e.object, e.field, [&](const Splice& s, const std::string& path) { return s.rename(path, e.key); },
            [&](Node& root, const std::string& path) { renameIn(root, path, e.key); });
    }

    Result operator()(const InsertItem& e) const {
        const auto target = locate(design, e.object);
        const bool own = target && target->resource->apiVersion.find("meshwright.dev/") == 0;
        auto item = yaml::parseDocument(e.yaml, {0, e.yaml.size(), 1}, Limits{}, Limits{}.nodes,
                                        own ? yaml::Keys::AsWritten : yaml::Keys::AsKubernetes);
        if (!item) return refuse(e.object, e.list, "The new item cannot be read: " + item.error().message);
        return applySplice(
            design, e.object, e.list,
            [&](const Splice& s, const std::string& path) { return s.insert(path, e.index, item->root); },
            [&](Node& root, const std::string& path) { insertInto(root, path, e.index, item->root); });
    }

    Result operator()(const MoveItem& e) const {
        if (e.from == e.to) return design;
        return applySplice(
            design, e.object, e.list,
            [&](const Splice& s, const std::string& path) { return s.move(path, e.from, e.to); },
            [&](Node& root, const std::string& path) { moveIn(root, path, e.from, e.to); });
    }

    Result operator()(const AddObject& e) const {
        const auto added = loadDocuments(e.yaml, e.file, Limits{});
        if (!added) return tl::unexpected(added.error());
        for (const auto& document : *added)
            for (const auto& r : document->resources)
                if (design.find(r->id()))
                    return refuse(r->id(), "metadata.name",
                                  "The design already has a " + toText(r->id()) + "; choose another name.");
        std::string text = e.yaml;
        if (!text.empty() && text.back() != '\n') text += '\n';
        return design.withNewDocument(e.file, std::move(text));
    }

    Result operator()(const RemoveObject& e) const {
        const auto target = locate(design, e.object);
        if (!target) return refuse(e.object, "", "The design holds no " + toText(e.object) + ".");
        if (target->resource->prefix.empty() || design.documents()[target->document]->resources.size() == 1)
            return design.withoutDocument(target->document);
        return (*this)(RemoveField{e.object, ""});
    }

    Result operator()(const ReplaceText& e) const {
        if (e.document >= design.documents().size())
            return refuse({}, "", "The design has no document of this number.");
        return design.withDocument(e.document, e.text);
    }

    Result operator()(const Restore& e) const { return e.state; }

    Result operator()(const Sequence& e) const {
        Result now = design;
        for (const auto& edit : e.edits) {
            now = apply(*now, edit);
            if (!now) return now;
        }
        return now;
    }
};

/// The (object, field) pairs that an edit sets, where it does nothing else.
bool collectFields(const Edit& edit, std::vector<std::pair<ResourceId, std::string>>& out) {
    if (const auto* set = std::get_if<SetField>(&edit.change)) {
        out.emplace_back(set->object, set->field);
        return true;
    }
    const auto* sequence = std::get_if<Sequence>(&edit.change);
    return sequence && std::all_of(sequence->edits.begin(), sequence->edits.end(),
                                   [&](const Edit& e) { return collectFields(e, out); });
}

} // namespace

tl::expected<Design, Diagnostics> apply(const Design& design, const Edit& edit) {
    return std::visit(Applier{design}, edit.change);
}

Edit editOf(const Fix& fix) {
    Sequence all;
    for (const auto& change : fix.changes)
        std::visit([&](const auto& c) { all.edits.push_back({c, fix.title}); }, change);
    return {std::move(all), fix.title};
}

Edit inverse(const Design& design, const Edit& edit) {
    return {Restore{design}, edit.text};
}

std::optional<Edit> merge(const Edit& first, const Edit& second) {
    std::vector<std::pair<ResourceId, std::string>> a, b;
    if (!collectFields(first, a) || !collectFields(second, b) || a != b || a.empty()) return std::nullopt;
    return second;
}

} // namespace meshwright::model::edit
