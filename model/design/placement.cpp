#include "model/design/placement.h"

#include "model/design/design.h"

namespace meshwright::model {

Placement::Placement(const Design& design) {
    places_.reserve(design.documents().size());
    for (std::size_t i = 0; i < design.documents().size(); ++i)
        if (const auto& resources = design.documents()[i]->resources; !resources.empty())
            places_.emplace(resources.front()->root.get(), design.placeOf(i));
}

const DocumentPlace* Placement::find(const Resource& resource) const {
    const auto it = places_.find(resource.root.get());
    return it == places_.end() ? nullptr : &it->second;
}

Position Placement::positionOf(const Resource& resource, std::string_view field) const {
    const DocumentPlace* place = find(resource);
    return place ? place->inFile(resource.positionInDocument(field)) : Position{};
}

std::string Placement::toText(const Origin& origin) const {
    if (!origin) return "mesh default";
    const Resource& resource = *origin.resource;
    std::string out = resource.file.empty() ? "design" : resource.file;
    if (const Position p = positionOf(origin); p.known()) out += ":" + std::to_string(p.line);
    return out + " (" + model::toText(resource.id()) + (origin.field.empty() ? "" : ", " + origin.field) + ")";
}

void Placement::describe(Diagnostic& diagnostic, const Resource& resource, std::string field) const {
    diagnostic.file = resource.file;
    diagnostic.kind = resource.kind;
    diagnostic.ns = resource.meta.ns;
    diagnostic.name = resource.meta.name;
    diagnostic.position = positionOf(resource, field);
    diagnostic.field = std::move(field);
    const DocumentPlace* place = find(resource);
    diagnostic.document = place ? place->index : -1;
}

} // namespace meshwright::model
