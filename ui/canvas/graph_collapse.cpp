// Namespaces closed to one card each.
#include "ui/canvas/graph_model.h"
#include "ui/canvas/graph_words.h"

#include <QSet>
#include <algorithm>

namespace meshwright::ui::graph {

namespace {

QString namespaceOf(const Node& node) {
    return QString::fromStdString(node.target.object.ns);
}

Node groupCard(const QString& ns, const std::vector<const Node*>& members) {
    Node group;
    group.key = QStringLiteral("Namespace//") + ns;
    group.kind = Kind::Group;
    group.title = ns;
    group.subtitle = tr("namespace");
    group.placed = true;
    group.position = members.front()->position;
    std::size_t services = 0, versions = 0;
    for (const auto* m : members) {
        group.position.setX(std::min(group.position.x(), m->position.x()));
        group.position.setY(std::min(group.position.y(), m->position.y()));
        group.errors += m->errors;
        group.warnings += m->warnings;
        if (group.problem.isEmpty()) group.problem = m->problem;
        services += m->kind == Kind::Service;
        versions += m->kind == Kind::Workload;
    }
    group.footer = tr("%1 services, %2 versions").arg(services).arg(versions);
    return group;
}

} // namespace

void collapse(Graph& graph, const QStringList& namespaces) {
    QHash<QString, std::vector<const Node*>> members;
    for (const auto& node : graph.nodes)
        if (!node.target.object.name.empty() && namespaces.contains(namespaceOf(node)))
            members[namespaceOf(node)].push_back(&node);
    if (members.isEmpty()) return;
    Graph out;
    const auto add = [&](Node node) {
        out.nodeByKey.insert(node.key, int(out.nodes.size()));
        out.nodes.push_back(std::move(node));
        return int(out.nodes.size()) - 1;
    };
    std::vector<int> to(graph.nodes.size(), -1);
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const auto& node = graph.nodes[i];
        const QString ns = namespaceOf(node);
        if (node.target.object.name.empty() || !members.contains(ns)) {
            to[i] = add(node);
            continue;
        }
        const int known = out.indexOf(QStringLiteral("Namespace//") + ns);
        to[i] = known >= 0 ? known : add(groupCard(ns, members[ns]));
    }
    QSet<QString> seen;
    for (auto edge : graph.edges) {
        const int a = to[std::size_t(edge.from.node)], b = to[std::size_t(edge.to.node)];
        const bool closedFrom = out.nodes[std::size_t(a)].kind == Kind::Group,
                   closedTo = out.nodes[std::size_t(b)].kind == Kind::Group;
        if (a == b && closedFrom) continue;
        if (closedFrom) edge.from.port = -1;
        if (closedTo) edge.to.port = -1;
        edge.from.node = a;
        edge.to.node = b;
        if (closedFrom || closedTo) {
            // Many lines become one; a weight would be that of one of them.
            edge.key = QStringLiteral("%1:%2>%3:%4")
                           .arg(out.nodes[std::size_t(a)].key)
                           .arg(edge.from.port)
                           .arg(out.nodes[std::size_t(b)].key)
                           .arg(edge.to.port);
            edge.weight.reset();
            edge.weightRef.reset();
            edge.badges.clear();
            edge.origin.reset();
            if (seen.contains(edge.key)) continue;
            seen.insert(edge.key);
        }
        out.edges.push_back(std::move(edge));
    }
    graph = std::move(out);
}

} // namespace meshwright::ui::graph
