// The way of a request on the canvas: of one that was simulated, and of one that was only asked about.
#pragma once

#include "sim/mesh/request_life.h"
#include "sim/routing/explain.h"
#include "ui/canvas/graph_model.h"
#include "ui/canvas/trace_layer.h"

namespace meshwright::ui {

TracedWay tracedWay(const sim::mesh::RequestLife& life, const graph::Graph& graph);
/// `node`: the sender, named as in EdgeState.
TracedWay tracedWay(const sim::routing::Trace& trace, const std::string& node, const graph::Graph& graph);

} // namespace meshwright::ui
