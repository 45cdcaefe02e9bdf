// Edits that are made of several: weights of one rule, places on the canvas.
#include "model/edit/edit.h"
#include "model/yaml/writer.h"

#include <algorithm>
#include <numeric>

namespace meshwright::model::edit {

namespace {

/// `total` split by the ratio of `parts` (evenly where all are 0), whole numbers, the largest remainders rounded up.
std::vector<std::int64_t> split(std::int64_t total, std::vector<std::int64_t> parts) {
    for (auto& part : parts) part = std::max<std::int64_t>(part, 0);
    std::int64_t sum = std::accumulate(parts.begin(), parts.end(), std::int64_t{0});
    if (sum == 0) {
        std::fill(parts.begin(), parts.end(), 1);
        sum = static_cast<std::int64_t>(parts.size());
    }
    std::vector<std::int64_t> out(parts.size());
    std::vector<std::size_t> order(parts.size());
    std::int64_t left = total;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        out[i] = total * parts[i] / sum;
        left -= out[i];
        order[i] = i;
    }
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return total * parts[a] % sum > total * parts[b] % sum; });
    for (std::size_t i = 0; i < order.size() && left > 0; ++i, --left) ++out[order[i]];
    return out;
}

std::vector<std::int64_t> weightsOf(const istio::VirtualService& service, const std::string& rule) {
    std::vector<std::int64_t> weights;
    const auto read = [&](const auto& rules, const std::string& name) {
        for (std::size_t i = 0; i < rules.size(); ++i)
            if (rule == "spec." + yaml::childPath(name, i))
                for (const auto& d : rules[i].route) weights.push_back(d.weight);
    };
    read(service.http, "http");
    read(service.tls, "tls");
    read(service.tcp, "tcp");
    return weights;
}

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
    if (!weights.empty()) shares.insert(shares.begin() + static_cast<std::ptrdiff_t>(destination), chosen);
    auto& edits = std::get<Sequence>(edit.change).edits;
    for (std::size_t i = 0; i < shares.size(); ++i)
        edits.push_back(
            {SetField{virtualService, yaml::childPath(rule + ".route", i) + ".weight", shares[i]}, edit.text});
    return edit;
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
