// What the canvas shows, as plain structs: cards with their rows and ports, and edges between ports. Built from a
// design; a snapshot of a run is laid over it. No scene, no painting: tests read it directly.
#pragma once

#include "model/istio/describe.h"
#include "sim/metrics/snapshot.h"
#include "ui/document/selection.h"

#include <QHash>
#include <QPointF>
#include <QString>
#include <QStringList>
#include <vector>

namespace meshwright::model {
class Design;
}

namespace meshwright::ui::graph {

enum class Kind { Client, Gateway, VirtualService, Service, External, Workload, Unknown, Policy, Group };

/// A small sign with words: a policy chip, or what a rule does besides sending.
struct Badge {
    QString icon, text, tip;
    friend bool operator==(const Badge&, const Badge&) = default;
};

/// Counted over the last simulated second.
struct Live {
    bool present = false;
    double rate = 0;    ///< requests a second
    double failing = 0; ///< share of them that failed, 0 to 1
    double p99ms = 0;
    std::uint32_t inFlight = 0, queued = 0;
    QString breaker; ///< the limit that refuses just now
    friend bool operator==(const Live&, const Live&) = default;
};

/// One rule of a virtual service.
struct RuleRow {
    QString when, then;
    std::vector<Badge> badges;
    std::string field; ///< "spec.http[0]"
    Live live;
    friend bool operator==(const RuleRow&, const RuleRow&) = default;
};

/// One subset of a service; `hole`: it selects no pod, or nobody defined it.
struct SubsetRow {
    QString name, labels, version;
    bool hole = false, undefined = false;
    std::string field; ///< "spec.subsets[0]" of the destination rule
    friend bool operator==(const SubsetRow&, const SubsetRow&) = default;
};

struct PodCell {
    QString name;
    std::uint32_t active = 0, queued = 0, capacity = 0;
    bool down = false, ejected = false, warming = false;
    double ejectedLeft = 0; ///< seconds
    friend bool operator==(const PodCell&, const PodCell&) = default;
};

struct Node {
    QString key; ///< "kind/namespace/name", as in Canvas
    Kind kind = Kind::Unknown;
    Selected target;                         ///< what selecting it selects
    std::optional<model::ResourceId> policy; ///< the destination rule of a service
    QString title, subtitle, version;
    QPointF position;
    bool placed = false;   ///< has a place
    bool byDesign = false; ///< the design says where it stands
    QString sender;        ///< of a client: the workload in whose name it sends, "workload/ns/name"
    std::vector<RuleRow> rules;
    std::vector<SubsetRow> subsets;
    std::vector<Badge> chips;
    std::vector<PodCell> pods;
    QString footer; ///< what stands there while nothing runs
    Live live;
    int errors = 0, warnings = 0;
    QString problem; ///< the worst, in words
    friend bool operator==(const Node&, const Node&) = default;
};

/// Which weight a chip sets.
struct WeightRef {
    model::ResourceId virtualService;
    std::string rule; ///< "spec.http[0]"
    std::size_t destination = 0;
    friend bool operator==(const WeightRef&, const WeightRef&) = default;
};

/// `port`: a row of the card; -1 = its head.
struct End {
    int node = -1, port = -1;
    friend bool operator==(const End&, const End&) = default;
};

struct Edge {
    QString key;
    End from, to;
    std::optional<int> weight;
    std::optional<WeightRef> weightRef;
    bool mirror = false, guard = false; ///< copies; a policy's line
    QString version;                    ///< gives the colour; empty = neutral
    std::vector<Badge> badges;
    QString tip;
    std::optional<Selected> origin; ///< the field that makes it; nothing where labels do
    Live live;
    friend bool operator==(const Edge&, const Edge&) = default;
};

/// What of a graph differs from the one before, where all nodes and edges are the same ones in the same order.
struct Delta {
    std::vector<int> nodes, edges;
};

struct Graph {
    std::vector<Node> nodes;
    std::vector<Edge> edges;
    QHash<QString, int> nodeByKey;

    int indexOf(const QString& key) const { return nodeByKey.value(key, -1); }
    const Node* find(const QString& key) const {
        const int i = indexOf(key);
        return i < 0 ? nullptr : &nodes[static_cast<std::size_t>(i)];
    }
    /// The edges that a hop runs along, in order: sender → rule → service → version. Names as in EdgeState.
    std::vector<int> wayOf(const std::string& from, const std::string& to, const std::string& virtualService, int rule,
                           bool mirror = false) const;
};

/// The graph of a design, without positions where the design has none.
Graph build(const model::Design& design);
/// Replaces the nodes of each given namespace by one card; lines to and from them lead to that card.
void collapse(Graph& graph, const QStringList& namespaces);
/// Marks the nodes that diagnostics are about.
void markProblems(Graph& graph, const model::Diagnostics& diagnostics);
/// Lays the numbers of a moment over the graph; the snapshot a second (or so) before gives what is new.
void overlay(Graph& graph, const sim::metrics::Snapshot& now, const sim::metrics::Snapshot* before);
/// The weights of another design (the one that a rollout has made of this one) on the graph's edges.
void showWeights(Graph& graph, const model::Design& effective);
/// The cards that a name in a snapshot ("workload/ns/name", "gateway/…", "client/…") stands for: its own first, then
/// the clients that send in its name.
std::vector<int> nodesOfSimulated(const Graph& graph, const std::string& name);

} // namespace meshwright::ui::graph
