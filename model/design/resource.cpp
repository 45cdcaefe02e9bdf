#include "model/design/resource.h"

namespace meshwright::model {

std::string toText(const ResourceId& id) { return id.kind + " " + id.name + (id.ns.empty() ? "" : "." + id.ns); }

Position Resource::positionOf(std::string_view field) const {
    if (!root) return {};
    if (prefix.empty()) return yaml::positionOf(*root, field);
    return yaml::positionOf(*root, field.empty() ? prefix : prefix + "." + std::string(field));
}

std::string Origin::toText() const {
    if (!resource) return "mesh default";
    std::string out = resource->file.empty() ? "design" : resource->file;
    if (const Position p = position(); p.known()) out += ":" + std::to_string(p.line);
    return out + " (" + model::toText(resource->id()) + (field.empty() ? "" : ", " + field) + ")";
}

} // namespace meshwright::model
