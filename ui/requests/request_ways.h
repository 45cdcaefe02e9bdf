// Which way requests went on the canvas: the edges of each try, and what became of it.
#pragma once

#include "sim/mesh/request_life.h"
#include "ui/canvas/graph_model.h"

#include <map>
#include <tuple>
#include <vector>

namespace meshwright::ui {

/// Looks ways up in one graph; remembers them, for many requests go the same way.
class RequestWays {
public:
    explicit RequestWays(const graph::Graph& graph) : graph_(graph) {}

    /// Edges (indices, each once) that the request used, its mirrored copies and the calls it caused included.
    /// `failedOnly`: those on which a try failed.
    std::vector<int> of(const sim::mesh::RequestLife& life, bool failedOnly = false);
    /// Rows of rules that a request was decided by: (node, row).
    std::vector<std::pair<int, int>> rulesOf(const sim::mesh::RequestLife& life) const;

private:
    const std::vector<int>& way(const std::string& from, const std::string& to, const std::string& virtualService,
                                int rule, bool mirror);

    const graph::Graph& graph_;
    std::map<std::tuple<std::string, std::string, std::string, int, bool>, std::vector<int>> known_;
};

} // namespace meshwright::ui
