// A place for each node of the mesh: layers from left to right, nothing overlapping, everything on the grid.
#pragma once

#include "model/graph/mesh_graph.h"

#include <functional>

namespace meshwright::model::graph {

/// A place on the canvas, in canvas units (pixels at zoom 1): the upper left corner of a card.
struct Point {
    double x = 0, y = 0;
    friend bool operator==(const Point&, const Point&) = default;
};

struct Size {
    double width = 240, height = 96;
};

struct LayoutOptions {
    double grid = 8;
    double columnGap = 80, rowGap = 32;
    std::function<Size(const MeshNode&)> sizeOf; ///< absent: all cards have the default size
};

/// Places for all nodes, by node id. The same graph gives the same places. Nodes without edges stand below the others.
std::map<std::string, Point> layout(const MeshGraph& graph, const LayoutOptions& options = {});

/// The layout, with the places that the design's Canvas gives taken over; the rest keeps clear of those.
std::map<std::string, Point> layout(const Design& design, const LayoutOptions& options = {});

} // namespace meshwright::model::graph
