#include "ui/canvas/graph_source.h"

#include "ui/canvas/graph_builder.h"

#include <algorithm>
#include <set>
#include <unordered_map>

namespace meshwright::ui::graph {

using model::Design;
using model::ResourcePtr;
namespace istio = model::istio;

namespace {

/// More documents than these at once are not one person's edit.
constexpr std::size_t mostDocuments = 64;

std::string keyOf(const model::ResourceId& id) {
    return id.kind + "/" + id.ns + "/" + id.name;
}

struct Problem {
    int errors = 0, warnings = 0;
    QString text;
    friend bool operator==(const Problem&, const Problem&) = default;
};

} // namespace

struct GraphSource::State {
    Design design;
    Graph graph;
    std::map<QString, sim::routing::ConsolidatedRulePtr> policies;
    std::unordered_map<std::string, std::vector<int>> cards, lines; ///< by the object that they show or come from
    std::unordered_map<int, Problem> problems;
    std::map<QString, QPointF> automatic; ///< where cards stood without the design's say

    void rebuild(const Design& next) {
        Builder builder(next);
        Graph fresh = builder.run();
        // What the design does not place keeps where it stood, so that an edit does not shuffle the picture; and goes
        // back there where the design places it no more.
        for (const auto& node : graph.nodes)
            if (!node.byDesign) automatic[node.key] = node.position;
        for (auto& node : fresh.nodes)
            if (const auto before = automatic.find(node.key); before != automatic.end() && !node.placed) {
                node.position = before->second;
                node.placed = true;
            }
        graph = std::move(fresh);
        policies = builder.policies();
        design = next;
        problems.clear();
        cards.clear();
        lines.clear();
        for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
            cards[keyOf(graph.nodes[i].target.object)].push_back(int(i));
            if (graph.nodes[i].policy) cards[keyOf(*graph.nodes[i].policy)].push_back(int(i));
        }
        for (std::size_t i = 0; i < graph.edges.size(); ++i)
            if (const auto& origin = graph.edges[i].origin) lines[keyOf(origin->object)].push_back(int(i));
    }

    /// The objects that differ, old and new; nothing where more than words and numbers may.
    std::optional<std::vector<std::pair<ResourcePtr, ResourcePtr>>> changes(const Design& next) const {
        const auto &a = design.documents(), &b = next.documents();
        if (a.size() != b.size()) return std::nullopt;
        std::vector<std::pair<ResourcePtr, ResourcePtr>> out;
        for (std::size_t i = 0; i < a.size(); ++i) {
            if (a[i] == b[i]) continue;
            if (a[i]->resources.size() != b[i]->resources.size() || out.size() >= mostDocuments) return std::nullopt;
            for (std::size_t k = 0; k < a[i]->resources.size(); ++k) {
                const auto &was = a[i]->resources[k], &now = b[i]->resources[k];
                // A document may have moved within its file, and be otherwise the same.
                const auto before = shapeOf(*was), after = shapeOf(*now);
                if (!before || before != after) return std::nullopt;
                out.emplace_back(was, now);
            }
        }
        return out;
    }

    void takePlaces(const model::scenario::Canvas& canvas, std::set<int>& nodes) {
        for (const auto& p : canvas.nodes) {
            const int i = graph.indexOf(QString::fromStdString(p.node));
            if (i < 0) continue;
            Node& node = graph.nodes[std::size_t(i)];
            if (!node.byDesign) automatic[node.key] = node.position;
            node.byDesign = node.placed = true;
            if (node.position == QPointF(p.x, p.y)) continue;
            node.position = {p.x, p.y};
            nodes.insert(i);
        }
    }

    static void keepSurroundings(Node& fresh, const Node& old) {
        fresh.position = old.position;
        fresh.placed = old.placed;
        fresh.byDesign = old.byDesign;
        fresh.errors = old.errors;
        fresh.warnings = old.warnings;
        fresh.problem = old.problem;
        if (fresh.kind != Kind::Service && fresh.kind != Kind::External) return;
        fresh.policy = old.policy;
        fresh.chips = old.chips;
        fresh.subsets = old.subsets;
        if (old.policy) fresh.footer = old.footer;
    }

    void takeObject(const ResourcePtr& now, std::set<int>& nodes) {
        for (const int i : cards[keyOf(now->id())]) {
            Node& node = graph.nodes[std::size_t(i)];
            nodes.insert(i);
            if (node.target.object == now->id()) {
                using MeshKind = model::graph::NodeKind;
                const MeshKind kinds[] = {MeshKind::Source,   MeshKind::Gateway,  MeshKind::VirtualService,
                                          MeshKind::Service,  MeshKind::External, MeshKind::Workload,
                                          MeshKind::Workload, MeshKind::Policy};
                Node fresh =
                    describe({node.key.toStdString(), kinds[std::size_t(node.kind)], node.title.toStdString(), now});
                keepSurroundings(fresh, node);
                node = std::move(fresh);
            }
            if (node.policy && *node.policy == now->id()) takeRule(node, now);
        }
    }

    /// Subsets are the same: their rows keep what the pods made of them.
    void takeRule(Node& node, const ResourcePtr& now) {
        auto& known = policies[node.key];
        auto next = std::make_shared<sim::routing::ConsolidatedRule>(*known);
        next->rule = *now->as<istio::DestinationRule>();
        next->resource = now;
        for (auto& origin : next->subsetOrigins) origin.resource = now;
        known = next;
        const auto rows = node.subsets;
        const QString footer = node.footer;
        describePolicy(node, *next);
        node.subsets = rows;
        node.footer = footer;
    }

    void takeLines(const ResourcePtr& now, std::set<int>& edges) {
        if (!now->as<istio::VirtualService>()) return;
        for (const int i : lines[keyOf(now->id())]) {
            Edge& edge = graph.edges[std::size_t(i)];
            if (edge.from.port < 0 || !edge.origin || edge.origin->field.find(".delegate") != std::string::npos)
                continue;
            describeRuleEdge(edge, *now, edge.origin->field, edge.from.port);
            edges.insert(i);
        }
    }

    std::optional<Delta> patch(const Design& next) {
        const auto changed = changes(next);
        if (!changed) return std::nullopt;
        // Rules that are one for the mesh are not told apart here.
        for (const auto& [was, now] : *changed)
            if (now->as<istio::DestinationRule>())
                for (const int i : cards[keyOf(now->id())]) {
                    const auto rule = policies.find(graph.nodes[std::size_t(i)].key);
                    if (rule != policies.end() && rule->second->from.size() != 1) return std::nullopt;
                }
        std::set<int> nodes, edges;
        for (const auto& [was, now] : *changed) {
            if (const auto* canvas = now->as<model::scenario::Canvas>()) {
                if (canvas->nodes.size() < was->as<model::scenario::Canvas>()->nodes.size()) return std::nullopt;
                takePlaces(*canvas, nodes);
                continue;
            }
            takeObject(now, nodes);
            takeLines(now, edges);
        }
        design = next;
        return Delta{{nodes.begin(), nodes.end()}, {edges.begin(), edges.end()}};
    }

    void takeProblems(const model::Diagnostics& diagnostics, std::optional<Delta>& delta) {
        std::unordered_map<int, Problem> now;
        for (const auto& d : diagnostics) {
            if (d.severity == model::Severity::Info) continue;
            const auto found = cards.find(keyOf({d.kind, d.ns, d.name}));
            if (found == cards.end()) continue;
            for (const int i : found->second) {
                const auto& field = graph.nodes[std::size_t(i)].target.field;
                if (!field.empty() && d.field.rfind(field, 0) != 0) continue;
                Problem& p = now[i];
                ++(d.severity == model::Severity::Error ? p.errors : p.warnings);
                if (p.text.isEmpty()) p.text = QString::fromStdString(d.message);
            }
        }
        const auto put = [&](int i, const Problem& p) {
            Node& node = graph.nodes[std::size_t(i)];
            node.errors = p.errors;
            node.warnings = p.warnings;
            node.problem = p.text;
            if (delta && std::find(delta->nodes.begin(), delta->nodes.end(), i) == delta->nodes.end())
                delta->nodes.push_back(i);
        };
        for (const auto& [i, p] : problems)
            if (!now.count(i)) put(i, {});
        for (const auto& [i, p] : now) {
            const auto old = problems.find(i);
            if (old == problems.end() || !(old->second == p)) put(i, p);
        }
        problems = std::move(now);
    }
};

GraphSource::GraphSource() : state_(std::make_unique<State>()) {}
GraphSource::~GraphSource() = default;
GraphSource::GraphSource(GraphSource&&) noexcept = default;
GraphSource& GraphSource::operator=(GraphSource&&) noexcept = default;

Graph& GraphSource::graph() {
    return state_->graph;
}
const Graph& GraphSource::graph() const {
    return state_->graph;
}

std::optional<Delta> GraphSource::update(const Design& design, const model::Diagnostics& diagnostics) {
    auto delta = state_->patch(design);
    if (!delta) state_->rebuild(design);
    state_->takeProblems(diagnostics, delta);
    return delta;
}

} // namespace meshwright::ui::graph
