#include "model/edit/steps.h"

namespace meshwright::model::edit {

bool Steps::add(Edit edit) {
    auto next = apply(now_, edit);
    if (!next) {
        refusal_ = next.error().empty() ? "This cannot be changed here." : next.error().front().message;
        return false;
    }
    now_ = std::move(*next);
    all_.edits.push_back(std::move(edit));
    return true;
}

bool Steps::set(const ResourceId& object, const std::string& field, Value value) {
    return add({SetField{object, field, std::move(value)}, {}});
}

bool Steps::remove(const ResourceId& object, const std::string& field) {
    const auto resource = now_.find(object);
    if (!resource) return true;
    const std::string path = resource->prefix.empty() ? field : resource->prefix + "." + field;
    if (!resource->root->at(path)) return true;
    return add({RemoveField{object, field}, {}});
}

} // namespace meshwright::model::edit
