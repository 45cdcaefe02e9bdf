#include "ui/canvas/travel.h"

#include "ui/canvas/card_geometry.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace meshwright::ui::graph {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Travel", text);
}

int rowsOf(const Node& node) {
    return int(node.kind == Kind::VirtualService ? node.rules.size() : node.subsets.size());
}

const Node& nodeAt(const Graph& graph, int i) {
    return graph.nodes[std::size_t(i)];
}

/// Edges that start at (or end at) a row; at the head those of all rows, in order.
std::vector<int> edgesAt(const Graph& graph, int node, int row, bool out) {
    std::vector<int> found;
    for (std::size_t i = 0; i < graph.edges.size(); ++i) {
        const End& end = out ? graph.edges[i].from : graph.edges[i].to;
        if (end.node == node && (row < 0 || end.port == row)) found.push_back(int(i));
    }
    return found;
}

Spot along(const Graph& graph, const Spot& from) {
    if (from.edge >= 0) {
        const End& to = graph.edges[std::size_t(from.edge)].to;
        return {to.node, to.port, -1};
    }
    const auto out = edgesAt(graph, from.node, from.row, true);
    if (out.empty()) return from;
    if (from.row >= 0 && graph.edges[std::size_t(out.front())].weightRef) return {from.node, from.row, out.front()};
    const End& to = graph.edges[std::size_t(out.front())].to;
    return {to.node, to.port, -1};
}

Spot back(const Graph& graph, const Spot& from) {
    if (from.edge >= 0) return {from.node, from.row, -1};
    auto in = edgesAt(graph, from.node, from.row, false);
    if (in.empty() && from.row >= 0) return {from.node, -1, -1};
    if (in.empty()) return from;
    const End& start = graph.edges[std::size_t(in.front())].from;
    return {start.node, start.port, -1};
}

/// The card nearest above or below, sideways distance counting double.
Spot beside(const Graph& graph, const Spot& from, bool down) {
    const Node& own = nodeAt(graph, from.node);
    const QRectF here(own.position, cardSize(own));
    int best = -1;
    double least = INFINITY;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const QRectF there(graph.nodes[i].position, cardSize(graph.nodes[i]));
        const double away = down ? there.top() - here.bottom() : here.top() - there.bottom();
        if (int(i) == from.node || away < 0) continue;
        const double cost = away + 2 * std::abs(there.center().x() - here.center().x());
        if (cost < least) {
            least = cost;
            best = int(i);
        }
    }
    return best < 0 ? from : Spot{best, -1, -1};
}

Spot vertical(const Graph& graph, const Spot& from, bool down) {
    const int rows = rowsOf(nodeAt(graph, from.node));
    const int row = from.row + (down ? 1 : -1);
    if (row >= -1 && row < rows) return {from.node, row, -1};
    return beside(graph, from, down);
}

Spot inOrder(const Graph& graph, const Spot& from, bool forward) {
    if (from.edge >= 0) {
        const auto chips = edgesAt(graph, from.node, from.row, true);
        const auto at = std::find(chips.begin(), chips.end(), from.edge);
        const auto n = std::ptrdiff_t(chips.size()), k = at - chips.begin();
        return {from.node, from.row, chips[std::size_t((k + (forward ? 1 : n - 1)) % n)]};
    }
    const auto order = readingOrder(graph);
    const auto at = std::find(order.begin(), order.end(), from.node);
    if (at == order.end()) return from;
    if (forward) return at + 1 == order.end() ? from : Spot{*(at + 1), -1, -1};
    return at == order.begin() ? from : Spot{*(at - 1), -1, -1};
}

} // namespace

std::vector<int> readingOrder(const Graph& graph) {
    std::vector<int> out(graph.nodes.size());
    std::iota(out.begin(), out.end(), 0);
    std::stable_sort(out.begin(), out.end(), [&](int a, int b) {
        const QPointF p = nodeAt(graph, a).position, q = nodeAt(graph, b).position;
        return p.x() != q.x() ? p.x() < q.x() : p.y() < q.y();
    });
    return out;
}

Spot travel(const Graph& graph, const Spot& from, Travel way) {
    const int count = int(graph.nodes.size());
    if (count == 0) return {};
    if (from.node < 0 || from.node >= count) {
        const auto order = readingOrder(graph);
        return {way == Travel::Previous ? order.back() : order.front(), -1, -1};
    }
    switch (way) {
    case Travel::Right:
        return along(graph, from);
    case Travel::Left:
        return back(graph, from);
    case Travel::Up:
    case Travel::Down:
        return vertical(graph, from, way == Travel::Down);
    case Travel::Next:
    case Travel::Previous:
        return inOrder(graph, from, way == Travel::Next);
    }
    return from;
}

QString spoken(const Graph& graph, const Spot& spot) {
    if (spot.node < 0 || spot.node >= int(graph.nodes.size())) return {};
    const Node& node = nodeAt(graph, spot.node);
    if (spot.edge >= 0) {
        const Edge& edge = graph.edges[std::size_t(spot.edge)];
        return tr("Weight of %1: %2 of 100")
            .arg(edge.version.isEmpty() ? nodeAt(graph, edge.to.node).title : edge.version)
            .arg(edge.weight.value_or(0));
    }
    if (spot.row >= 0 && node.kind == Kind::VirtualService && spot.row < int(node.rules.size())) {
        const auto& rule = node.rules[std::size_t(spot.row)];
        QString text = tr("Rule %1: %2 → %3").arg(spot.row + 1).arg(rule.when, rule.then);
        for (const auto& badge : rule.badges) text += QStringLiteral(", ") + badge.tip;
        return text;
    }
    if (spot.row >= 0 && spot.row < int(node.subsets.size())) {
        const auto& s = node.subsets[std::size_t(spot.row)];
        return s.undefined ? tr("Subset %1, not defined").arg(s.name)
               : s.hole    ? tr("Subset %1, selects no pod").arg(s.name)
                           : tr("Subset %1, pods with %2").arg(s.name, s.labels);
    }
    const std::array<QString, 9> kinds{
        tr("Client"),           tr("Gateway"), tr("Virtual service"),          tr("Service"),
        tr("External service"), tr("Version"), tr("Host that nobody defines"), tr("Policy"),
        tr("Namespace")};
    QString text = kinds[std::size_t(node.kind)] + ' ' + node.title;
    if (node.kind == Kind::VirtualService)
        text += node.rules.size() == 1 ? tr(", 1 rule") : tr(", %1 rules").arg(node.rules.size());
    else if (!node.footer.isEmpty())
        text += QStringLiteral(", ") + node.footer;
    for (const auto& chip : node.chips) text += QStringLiteral(", ") + chip.text;
    if (!node.problem.isEmpty()) text += QStringLiteral(". ") + node.problem;
    return text;
}

} // namespace meshwright::ui::graph
