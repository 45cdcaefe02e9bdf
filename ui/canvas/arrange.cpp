// Cards as boxes and edges as links for the layout of model/graph.
#include "model/graph/layout.h"
#include "ui/canvas/card_geometry.h"

#include <algorithm>

namespace meshwright::ui::graph {

namespace {
/// Weights stand beside a rule that shares out.
constexpr double weightRoom = 40;
} // namespace

void arrange(Graph& graph, bool all) {
    const bool needed =
        all || std::any_of(graph.nodes.begin(), graph.nodes.end(), [](const Node& n) { return !n.placed; });
    if (!needed || graph.nodes.empty()) return;
    std::vector<model::graph::Box> boxes;
    std::vector<model::graph::Link> links;
    std::vector<bool> fixed;
    for (const auto& n : graph.nodes) {
        const QSizeF size = cardSize(n);
        boxes.push_back({{size.width(), size.height()}, n.kind == Kind::Workload});
        fixed.push_back(n.placed && !all);
    }
    for (const auto& e : graph.edges)
        links.push_back({std::size_t(e.from.node), std::size_t(e.to.node), e.weight ? weightRoom : 0});
    auto places = model::graph::layout(boxes, links);
    const bool some = std::find(fixed.begin(), fixed.end(), true) != fixed.end();
    for (std::size_t i = 0; i < places.size(); ++i)
        if (fixed[i]) places[i] = {graph.nodes[i].position.x(), graph.nodes[i].position.y()};
    if (some) model::graph::keepClear(places, boxes, fixed);
    for (std::size_t i = 0; i < places.size(); ++i) {
        graph.nodes[i].position = {places[i].x, places[i].y};
        graph.nodes[i].placed = graph.nodes[i].placed || all;
    }
}

} // namespace meshwright::ui::graph
