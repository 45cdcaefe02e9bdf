// The mesh as a graph: who sends to whom, and by which rule.
#pragma once

#include "model/design/design.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace meshwright::model::graph {

enum class NodeKind { Source, Gateway, VirtualService, Service, External, Workload, Policy };

/// A node. A policy is a PeerAuthentication, AuthorizationPolicy or RequestAuthentication, or a DestinationRule for a
/// host that nobody defines (others belong to their service). `id` is "kind/namespace/name" as in scenario::Placement;
/// a source of traffic is "Traffic/namespace/name".
struct MeshNode {
    std::string id;
    NodeKind kind = NodeKind::Service;
    std::string name;     ///< what its card is called
    ResourcePtr resource; ///< of a source: the Scenario
};

enum class EdgeKind {
    Sends,     ///< a source to a gateway, virtual service or service
    Admits,    ///< a gateway to a virtual service
    Routes,    ///< a virtual service to a service
    Mirrors,   ///< a virtual service to where copies go
    Delegates, ///< a virtual service to the one that goes on
    Selects,   ///< a service to a workload
    Calls,     ///< a workload to what it calls
    Guards     ///< a policy to whose pods it is about
};

struct MeshEdge {
    std::size_t from = 0, to = 0; ///< indices into MeshGraph::nodes
    EdgeKind kind = EdgeKind::Routes;
    std::optional<double> share; ///< of a route: its part of the rule's weights, 0 to 1
    std::string subset;          ///< of a route: the subset; of Selects: the first subset that the workload is in
    Origin origin;               ///< the field that makes this edge
};

/// Nodes and edges in a fixed order: that of the design's files.
struct MeshGraph {
    std::vector<MeshNode> nodes;
    std::vector<MeshEdge> edges;

    std::optional<std::size_t> find(const std::string& id) const;
};

/// "Service/default/reviews"
std::string nodeId(const Resource& resource);

/// The graph of a design. Hosts are resolved as istiod does: short names in the object's namespace, wildcards by
/// overlap.
MeshGraph meshGraph(const Design& design);

/// The nodes that a request can get to from `start`, itself included, in order of their index.
std::vector<std::size_t> reachableFrom(const MeshGraph& graph, std::size_t start);

/// Groups of nodes that call each other in a circle, each in order of index; empty where there is none.
std::vector<std::vector<std::size_t>> cycles(const MeshGraph& graph);

} // namespace meshwright::model::graph
