// Edits that are made of several: weights of one rule, places on the canvas.
#include "model/edit/edit.h"
#include "model/edit/weights.h"
#include "model/yaml/writer.h"

#include <algorithm>

namespace meshwright::model::edit {

namespace {

std::string numbered(double value) {
    return yaml::numberText(value);
}

} // namespace

Edit setWeight(const Design& design, const ResourceId& virtualService, const std::string& rule, std::size_t destination,
               int percent) {
    Edit edit{Sequence{}, "Set weight to " + std::to_string(percent)};
    const auto resource = design.find(virtualService);
    const auto* service = resource ? resource->as<istio::VirtualService>() : nullptr;
    if (!service) return edit;
    auto weights = weightsOf(*service, rule);
    if (destination >= weights.size()) return edit;
    const std::int64_t chosen = weights.size() == 1 ? 100 : std::clamp(percent, 0, 100);
    std::vector<std::int64_t> others = weights;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(destination));
    auto shares = split(100 - chosen, others);
    shares.insert(shares.begin() + static_cast<std::ptrdiff_t>(destination), chosen);
    return writeWeights(virtualService, rule, shares, edit.text);
}

Edit moveNode(const Design& design, const std::string& node, double x, double y) {
    const std::string text = "Move " + node.substr(node.rfind('/') + 1);
    const auto canvases = design.all<scenario::Canvas>();
    const std::string placement =
        "node: " + yaml::scalarText(node) + "\nx: " + numbered(x) + "\ny: " + numbered(y) + "\n";
    if (canvases.empty()) {
        const auto files = design.files();
        const std::string yaml =
            "apiVersion: meshwright.dev/v1alpha1\nkind: Canvas\nmetadata:\n  name: canvas\nspec:\n  nodes:\n"
            "    - node: " +
            yaml::scalarText(node) + "\n      x: " + numbered(x) + "\n      y: " + numbered(y) + "\n";
        return {AddObject{files.empty() ? "" : files.front(), yaml}, text};
    }
    const ResourceId id = canvases.front()->id();
    const auto& nodes = canvases.front()->as<scenario::Canvas>()->nodes;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (nodes[i].node != node) continue;
        const std::string field = yaml::childPath("spec.nodes", i);
        Sequence both;
        both.edits.push_back({SetField{id, field + ".x", x}, text});
        both.edits.push_back({SetField{id, field + ".y", y}, text});
        return {std::move(both), text};
    }
    return {InsertItem{id, "spec.nodes", nodes.size(), placement}, text};
}

} // namespace meshwright::model::edit
