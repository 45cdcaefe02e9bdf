#include "model/assist/complete.h"

#include "model/assist/names.h"
#include "model/assist/object_type.h"
#include "model/assist/values.h"
#include "model/base/text.h"
#include "model/yaml/node.h"
#include "model/yaml/writer.h"

#include <algorithm>
#include <cctype>

namespace meshwright::model::assist {

using yaml::TypeInfo;
using Kind = TypeInfo::Kind;

namespace {

bool isScalar(const TypeInfo& type) {
    return type.kind != Kind::Message && type.kind != Kind::List && type.kind != Kind::Map;
}

const KindInfo* kindOf(const TextPlace& place) {
    return findKind(place.apiVersion, place.kind);
}

/// The field's row of an item or entry is that of its list or map.
const TypeInfo::Field* fieldOf(const TextPlace& place, std::string_view path) {
    const auto* kind = kindOf(place);
    return kind ? fieldAt(*kind, path) : nullptr;
}

/// What is written for a key: its colon, and the beginning of what it holds.
std::string insertOf(const TypeInfo::Field& field, const TextPlace& place) {
    const std::string key(field.key);
    if (isScalar(*field.type)) return key + ": ";
    if (place.flow) return key + (field.type->kind == Kind::List ? ": [" : ": {");
    const std::string inner = "\n" + std::string(place.indent + (place.item ? 4 : 2), ' ');
    return key + ":" + inner + (field.type->kind == Kind::List ? "- " : "");
}

void addKeys(const TypeInfo& type, std::string_view onlyKey, const TextPlace& place, std::vector<Completion>& out) {
    for (const auto& f : type.fields) {
        if (!onlyKey.empty() && f.key != onlyKey) continue;
        // What is half typed may already be a sibling's name.
        if (place.siblings.count(std::string(f.key)) && f.key != place.typed) continue;
        out.push_back({std::string(f.key), (place.item ? "- " : "") + insertOf(f, place), typeWords(*f.type, f),
                       std::string(f.doc)});
    }
}

void addKinds(const TextPlace& place, bool versions, std::vector<Completion>& out) {
    for (const auto& k : kinds()) {
        const std::string version = apiVersionOf(k), kind(k.kind);
        if (versions && (place.kind.empty() || place.kind == kind)) {
            if (std::none_of(out.begin(), out.end(), [&](const auto& c) { return c.label == version; }))
                out.push_back({version, version, place.kind.empty() ? "" : "of " + kind, {}});
        } else if (!versions && (place.apiVersion.empty() || findKind(place.apiVersion, kind))) {
            out.push_back({kind, kind, version, {}});
        }
    }
}

void addValues(const Design& design, const TextPlace& place, const std::string& path, const TypeInfo& type,
               const yaml::FieldTraits& traits, std::vector<Completion>& out) {
    FieldPlace at;
    at.object = {place.kind, place.ns.empty() ? "default" : place.ns, place.name};
    at.kind = place.kind;
    at.field = path;
    const auto host = place.siblings.find("host");
    if (host != place.siblings.end()) at.host = host->second;
    for (auto& s : suggestions(design, at, type, traits)) {
        const bool text = type.kind == Kind::Text && !traits.numberOrText;
        out.push_back({s.text, text ? yaml::scalarText(s.text) : s.text, std::move(s.detail), {}});
    }
}

/// Those that begin with what is typed first, then those that contain it; each in the given order.
void filter(std::vector<Completion>& items, std::string_view typed) {
    const std::string wanted =
        lowerCase(!typed.empty() && (typed.front() == '"' || typed.front() == '\'') ? typed.substr(1) : typed);
    std::erase_if(items, [&](const auto& c) { return lowerCase(c.label).find(wanted) == std::string::npos; });
    std::stable_partition(items.begin(), items.end(),
                          [&](const auto& c) { return lowerCase(c.label).rfind(wanted, 0) == 0; });
}

} // namespace

std::string typeWords(const TypeInfo& type, const yaml::FieldTraits& traits) {
    if (!traits.values.empty() && isScalar(type)) return traits.freeText ? "text" : "one of a few";
    switch (type.kind) {
    case Kind::Text:
        switch (traits.format) {
        case yaml::Format::Host:
            return "host";
        case yaml::Format::Regex:
            return "RE2 expression";
        case yaml::Format::Subset:
            return "subset";
        case yaml::Format::Gateway:
            return "gateway";
        case yaml::Format::Namespace:
            return "namespace";
        default:
            return "text";
        }
    case Kind::Integer:
        return traits.format == yaml::Format::Port     ? "port"
               : traits.format == yaml::Format::Status ? "status"
                                                       : "whole number";
    case Kind::Number:
        return "number";
    case Kind::Flag:
        return "true or false";
    case Kind::Duration:
        return "duration";
    case Kind::Percent:
        return "percent";
    case Kind::Message:
        return std::string(type.name);
    case Kind::List:
        return "list of " + typeWords(*type.element, traits);
    case Kind::Map:
        return "map of " + typeWords(*type.element, traits);
    }
    return {};
}

Completions completionsAt(const Design& design, std::string_view text, std::size_t offset) {
    TextPlace place = placeAt(text, offset);
    Completions out;
    out.from = place.from;
    out.to = offset;
    while (out.to < text.size() &&
           (std::isalnum(static_cast<unsigned char>(text[out.to])) || text[out.to] == '_' || text[out.to] == '-'))
        ++out.to;
    const auto* kind = kindOf(place);
    if (place.what == TextPlace::What::Other) return out;
    if (place.path == "kind" || place.path == "apiVersion") {
        addKinds(place, place.path == "apiVersion", out.items);
    } else if (place.what == TextPlace::What::Key && place.path.empty()) {
        addKeys(objectType(kind), {}, place, out.items);
    } else if (kind) {
        const auto* type = typeAt(*kind, place.path);
        const auto* field = fieldOf(place, place.path);
        const yaml::FieldTraits traits = field ? static_cast<const yaml::FieldTraits&>(*field) : yaml::FieldTraits{};
        const bool items = type && type->kind == Kind::List && type->element->kind == Kind::Message;
        place.item = place.item && items;
        if (items && place.what == TextPlace::What::Key) type = type->element;
        if (!type) return out;
        const bool labels = traits.format == yaml::Format::Labels;
        if (isScalar(*type) && labels && place.what == TextPlace::What::Value) {
            const auto key = yaml::splitPath(place.path).back().text;
            for (auto& s : labelValues(design, key))
                out.items.push_back({s.text, yaml::scalarText(s.text), std::move(s.detail), {}});
        } else if (isScalar(*type)) {
            addValues(design, place, place.path, *type, traits, out.items);
        } else if (place.what == TextPlace::What::Key && type->kind == Kind::Map && labels) {
            for (auto& s : labelKeys(design))
                if (!place.siblings.count(s.text))
                    out.items.push_back({s.text, yaml::scalarText(s.text) + ": ", std::move(s.detail), {}});
        } else if (place.what == TextPlace::What::Key && type->kind == Kind::Message) {
            addKeys(*type, traits.onlyKey, place, out.items);
        }
    }
    filter(out.items, place.typed);
    return out;
}

std::optional<std::string> documentationAt(std::string_view text, std::size_t offset) {
    const TextPlace place = fieldOfLine(text, offset);
    if (place.what == TextPlace::What::Other || place.path.empty()) return std::nullopt;
    const auto* kind = kindOf(place);
    const TypeInfo::Field* field = kind ? fieldAt(*kind, place.path) : nullptr;
    TypeInfo whole;
    if (!field && place.path.find_first_of(".[") == std::string::npos) {
        whole = objectType(kind);
        field = whole.find(place.path);
    }
    if (!field) return std::nullopt;
    std::string out = place.path + ": " + typeWords(*field->type, *field) + "\n" + std::string(field->doc);
    if (!field->values.empty()) {
        out += field->freeText ? "\nSuch as " : "\nOne of ";
        for (std::size_t i = 0; i < field->values.size(); ++i) out += (i ? ", " : "") + std::string(field->values[i]);
        out += ".";
    }
    return out;
}

} // namespace meshwright::model::assist
