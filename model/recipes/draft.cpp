#include "model/recipes/draft.h"

#include "model/yaml/duration.h"

namespace meshwright::model::recipes {

namespace {

constexpr auto newFile = "untitled.yaml";

const yaml::Node* nodeAt(const Design& design, const ResourceId& object, const std::string& field) {
    const auto resource = design.find(object);
    if (!resource) return nullptr;
    const std::string path = resource->prefix.empty() ? field : resource->prefix + "." + field;
    return resource->root->at(path);
}

/// A value as a scalar's text would be; nothing for what has no text.
std::optional<std::string> textOf(const edit::Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    if (const auto* duration = std::get_if<Duration>(&value)) return yaml::toText(*duration);
    return std::nullopt;
}

} // namespace

void Draft::add(edit::Edit edit) {
    if (!errors_.empty()) return;
    auto after = edit::apply(design_, edit);
    if (!after) {
        errors_.push_back({{}, after.error().empty() ? "This cannot be written." : after.error().front().message});
        return;
    }
    design_ = std::move(*after);
    edits_.push_back(std::move(edit));
}

void Draft::set(const ResourceId& object, const std::string& field, edit::Value value) {
    const auto* node = nodeAt(design_, object, field);
    if (node && node->kind == yaml::Node::Kind::Scalar && textOf(value) == node->text) return;
    add({edit::SetField{object, field, std::move(value)}, {}});
}

void Draft::remove(const ResourceId& object, const std::string& field) {
    if (has(object, field)) add({edit::RemoveField{object, field}, {}});
}

void Draft::insert(const ResourceId& object, const std::string& list, std::size_t index, const std::string& yaml) {
    add({edit::InsertItem{object, list, index, yaml}, {}});
}

void Draft::object(const std::string& yaml) {
    const auto files = design_.files();
    add({edit::AddObject{files.empty() ? newFile : files.front(), yaml}, {}});
}

bool Draft::has(const ResourceId& object, const std::string& field) const {
    return nodeAt(design_, object, field) != nullptr;
}

Planned Draft::finish(const std::string& text, ResourceId object, std::string field) const {
    if (!errors_.empty()) return tl::unexpected(errors_);
    if (edits_.empty())
        return tl::unexpected(FieldErrors{{{}, "The design already says this, so there is nothing to write."}});
    return Plan{{edit::Sequence{edits_}, text}, std::move(object), std::move(field)};
}

} // namespace meshwright::model::recipes
