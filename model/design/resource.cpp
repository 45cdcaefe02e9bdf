#include "model/design/resource.h"

namespace meshwright::model {

std::string toText(const ResourceId& id) {
    return id.kind + " " + id.name + (id.ns.empty() ? "" : "." + id.ns);
}

Position Resource::positionOf(std::string_view field) const {
    if (!root) return {};
    const std::string path = prefix.empty()  ? std::string(field)
                             : field.empty() ? prefix
                                             : prefix + "." + std::string(field);
    const Position p = yaml::positionOf(*root, path);
    return {base.line + p.line, p.column, base.offset + p.offset};
}

std::string Origin::toText() const {
    if (!resource) return "mesh default";
    std::string out = resource->file.empty() ? "design" : resource->file;
    if (const Position p = position(); p.known()) out += ":" + std::to_string(p.line);
    return out + " (" + model::toText(resource->id()) + (field.empty() ? "" : ", " + field) + ")";
}

} // namespace meshwright::model
