#include "model/design/resource.h"

namespace meshwright::model {

std::string toText(const ResourceId& id) {
    return id.kind + " " + id.name + (id.ns.empty() ? "" : "." + id.ns);
}

Position Resource::positionInDocument(std::string_view field) const {
    if (!root) return {};
    const std::string path = prefix.empty()  ? std::string(field)
                             : field.empty() ? prefix
                                             : prefix + "." + std::string(field);
    return yaml::positionOf(*root, path);
}

} // namespace meshwright::model
