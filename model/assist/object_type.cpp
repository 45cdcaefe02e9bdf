#include "model/assist/object_type.h"

#include "model/yaml/node.h"

namespace meshwright::model::yaml {

template <> struct Schema<ObjectMeta> {
    using T = ObjectMeta;
    static constexpr std::string_view name = "ObjectMeta";
    static constexpr std::tuple fields{
        field("name", &T::name, "Name of the object; unique among those of its kind in the namespace.").shown(),
        field("namespace", &T::ns, "Namespace of the object; default where absent.").is(Format::Namespace).shown(),
        field("labels", &T::labels, "Labels of the object itself, not of its pods."),
        field("annotations", &T::annotations, "Notes for tools, by name."),
        field("creationTimestamp", &T::creationTimestamp,
              "When the object was made, as RFC 3339; of two rules for the same host the older one counts."),
    };
};

} // namespace meshwright::model::yaml

namespace meshwright::model::assist {

using yaml::TypeInfo;

namespace {

TypeInfo::Field row(std::string_view key, std::string_view doc, const TypeInfo& type) {
    TypeInfo::Field out{yaml::FieldTraits{key, doc}};
    out.type = &type;
    return out;
}

/// Splits "spec.http[0]" into "spec" and "http[0]".
std::pair<std::string_view, std::string_view> firstStep(std::string_view field) {
    const auto dot = field.find('.');
    if (dot == std::string_view::npos) return {field, {}};
    return {field.substr(0, dot), field.substr(dot + 1)};
}

const TypeInfo* rootOf(const KindInfo& kind, std::string_view step) {
    if (step == "metadata") return &metadataType();
    return step == "spec" && kind.type ? kind.type() : nullptr;
}

} // namespace

const TypeInfo& metadataType() {
    return yaml::typeInfo<ObjectMeta>();
}

TypeInfo objectType(const KindInfo* kind) {
    const TypeInfo& text = yaml::typeInfo<std::string>();
    TypeInfo out;
    out.kind = TypeInfo::Kind::Message;
    out.name = kind ? kind->kind : "object";
    out.fields = {row("apiVersion", "Group and version of the object's kind.", text),
                  row("kind", "What the object is.", text),
                  row("metadata", "Name, namespace and labels of the object.", metadataType())};
    if (kind && kind->type) out.fields.push_back(row("spec", "What the object says.", *kind->type()));
    return out;
}

const yaml::TypeInfo::Field* fieldAt(const KindInfo& kind, std::string_view field) {
    const auto [step, rest] = firstStep(field);
    const TypeInfo* root = rootOf(kind, step);
    return root && !rest.empty() ? yaml::fieldAt(*root, rest) : nullptr;
}

const TypeInfo* typeAt(const KindInfo& kind, std::string_view field) {
    const auto [step, rest] = firstStep(field);
    const TypeInfo* at = rootOf(kind, step);
    for (const auto& part : yaml::splitPath(rest)) {
        if (!at) return nullptr;
        if (at->kind == TypeInfo::Kind::List || at->kind == TypeInfo::Kind::Map) {
            at = at->element;
            continue;
        }
        const auto* found = at->kind == TypeInfo::Kind::Message ? at->find(part.text) : nullptr;
        at = found ? found->type : nullptr;
    }
    return at;
}

} // namespace meshwright::model::assist
