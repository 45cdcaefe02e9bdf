// The graph of a design, kept up with its edits: an edit that changes words and numbers only changes those cards and
// lines and leaves the rest as it is.
#pragma once

#include "model/design/design.h"
#include "ui/canvas/graph_describe.h"

#include <map>
#include <memory>

namespace meshwright::ui::graph {

class GraphSource {
public:
    GraphSource();
    ~GraphSource();
    GraphSource(GraphSource&&) noexcept;
    GraphSource& operator=(GraphSource&&) noexcept;

    /// Takes over a design. The delta says what differs from before; nothing where nodes or lines came or went, so that
    /// all of it may.
    std::optional<Delta> update(const model::Design& design, const model::Diagnostics& diagnostics);
    /// Nodes and lines; places may be written into it, and stay for nodes that the design does not place.
    Graph& graph();
    const Graph& graph() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace meshwright::ui::graph
