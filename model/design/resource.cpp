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

std::string nameKey(const Resource& r) {
    const auto slash = r.apiVersion.find('/');
    std::string out = slash == std::string::npos ? std::string() : r.apiVersion.substr(0, slash);
    for (const std::string* part : {&r.kind, &r.meta.ns, &r.meta.name}) out.append(1, '\n').append(*part);
    return out;
}

} // namespace meshwright::model
