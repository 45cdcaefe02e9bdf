// What can be reached, and where calls run in circles.
#include "model/graph/mesh_graph.h"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/strong_components.hpp>

namespace meshwright::model::graph {

namespace {

using Boost = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;

/// Copies go to a mirror, but a request does not: `forRequests` leaves those edges out.
Boost boostGraph(const MeshGraph& graph, bool forRequests) {
    Boost out(graph.nodes.size());
    for (const auto& edge : graph.edges)
        if (!forRequests || edge.kind != EdgeKind::Mirrors) boost::add_edge(edge.from, edge.to, out);
    return out;
}

} // namespace

std::vector<std::size_t> reachableFrom(const MeshGraph& graph, std::size_t start) {
    std::vector<std::size_t> out;
    if (start >= graph.nodes.size()) return out;
    const Boost g = boostGraph(graph, true);
    std::vector<boost::default_color_type> color(graph.nodes.size(), boost::white_color);
    boost::breadth_first_search(
        g, start,
        boost::color_map(boost::make_iterator_property_map(color.begin(), boost::get(boost::vertex_index, g))));
    for (std::size_t i = 0; i < color.size(); ++i)
        if (color[i] != boost::white_color) out.push_back(i);
    return out;
}

std::vector<std::vector<std::size_t>> cycles(const MeshGraph& graph) {
    const Boost g = boostGraph(graph, false);
    std::vector<int> component(graph.nodes.size());
    const int count = graph.nodes.empty()
                          ? 0
                          : boost::strong_components(g, boost::make_iterator_property_map(
                                                            component.begin(), boost::get(boost::vertex_index, g)));
    std::vector<std::vector<std::size_t>> groups(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < component.size(); ++i) groups[static_cast<std::size_t>(component[i])].push_back(i);
    std::vector<std::vector<std::size_t>> out;
    for (auto& group : groups) {
        const bool loop = std::any_of(graph.edges.begin(), graph.edges.end(),
                                      [&](const MeshEdge& e) { return e.from == e.to && e.from == group.front(); });
        if (group.size() > 1 || loop) out.push_back(std::move(group));
    }
    std::sort(out.begin(), out.end());
    return out;
}

} // namespace meshwright::model::graph
