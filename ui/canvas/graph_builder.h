// Makes a whole graph of a design. Used by graph_build and graph_source.
#pragma once

#include "model/design/design.h"
#include "ui/canvas/graph_describe.h"

#include <QSet>
#include <map>

namespace meshwright::ui::graph {

class Builder {
public:
    explicit Builder(const model::Design& design);

    Graph run();
    /// After run(): the destination rule of a service's card.
    const std::map<QString, sim::routing::ConsolidatedRulePtr>& policies() const { return policies_; }

private:
    int add(Node node);
    Node& at(int index) { return graph_.nodes[static_cast<std::size_t>(index)]; }
    Edge& connect(End from, End to);
    void addNode(const model::graph::MeshNode& mesh);
    void addEdge(const model::graph::MeshEdge& mesh);
    void addPolicyOf(Node& node, const std::string& host, const std::string& ns);
    int unknownHost(const std::string& host, const std::string& ns);
    int subsetPort(int service, const std::string& subset);
    void connectRule(const model::Resource& r, const std::string& field, const std::string& subset, bool mirror,
                     int from, int to);
    void addUnknownHosts();
    void connectWorkload(int service, int to);
    void place();

    const model::Design& design_;
    model::graph::MeshGraph mesh_;
    sim::routing::DestinationRuleIndex rules_;
    std::vector<model::ResourcePtr> peerPolicies_;
    Graph graph_;
    std::map<QString, sim::routing::ConsolidatedRulePtr> policies_;
    QSet<QString> seen_; ///< rule fields whose destination has a card
};

/// The row of a rule's field ("spec.http[1].route[0]"), -1 where the card has none.
int rowOf(const Node& node, const std::string& field);
/// What of an edge of a rule follows the rule: weight and signs.
void describeRuleEdge(Edge& edge, const model::Resource& r, const std::string& field, int row);

} // namespace meshwright::ui::graph
