// Nodes and edges come from model/graph; here they get ports, versions and places.
#include "ui/canvas/graph_builder.h"
#include "ui/canvas/graph_words.h"

#include <algorithm>

namespace meshwright::ui::graph {

using model::Design;
namespace istio = model::istio;

namespace {

/// The namespace whose policies are for the whole mesh, as installed by default.
constexpr auto rootNamespace = "istio-system";

bool contains(const istio::Labels& all, const istio::Labels& some) {
    return std::all_of(some.begin(), some.end(), [&](const auto& label) {
        const auto found = all.find(label.first);
        return found != all.end() && found->second == label.second;
    });
}

} // namespace

int rowOf(const Node& node, const std::string& field) {
    for (std::size_t i = 0; i < node.rules.size(); ++i)
        if (field.rfind(node.rules[i].field, 0) == 0) return static_cast<int>(i);
    return -1;
}

void describeRuleEdge(Edge& edge, const model::Resource& r, const std::string& field, int row) {
    edge.weight.reset();
    edge.weightRef.reset();
    edge.badges.clear();
    const auto& http = r.as<istio::VirtualService>()->http;
    if (row < 0 || row >= static_cast<int>(http.size())) return;
    const auto& rule = http[std::size_t(row)];
    if (edge.mirror) {
        edge.badges.push_back(
            {QStringLiteral("mirror"), tr("mirror"), tr("A copy of each request; nobody waits for it")});
        return;
    }
    for (auto& badge : ruleBadges(rule))
        if (badge.icon != QLatin1String("mirror") && badge.icon != QLatin1String("info")) edge.badges.push_back(badge);
    if (rule.route.size() < 2) return;
    const std::size_t destination = std::stoul(field.substr(field.rfind('[') + 1));
    edge.weight = static_cast<int>(rule.route[destination].weight);
    edge.weightRef = WeightRef{r.id(), "spec.http[" + std::to_string(row) + "]", destination};
}

Builder::Builder(const Design& design)
    : design_(design), mesh_(model::graph::meshGraph(design)), rules_(design, rootNamespace),
      peerPolicies_(design.all<istio::PeerAuthentication>()) {}

Graph Builder::run() {
    for (const auto& node : mesh_.nodes) addNode(node);
    for (const auto& edge : mesh_.edges) addEdge(edge);
    addUnknownHosts();
    place();
    return std::move(graph_);
}

int Builder::add(Node node) {
    graph_.nodeByKey.insert(node.key, static_cast<int>(graph_.nodes.size()));
    graph_.nodes.push_back(std::move(node));
    return static_cast<int>(graph_.nodes.size()) - 1;
}

Edge& Builder::connect(End from, End to) {
    Edge edge;
    edge.from = from;
    edge.to = to;
    edge.key = QStringLiteral("%1:%2>%3:%4").arg(at(from.node).key).arg(from.port).arg(at(to.node).key).arg(to.port);
    graph_.edges.push_back(std::move(edge));
    return graph_.edges.back();
}

void Builder::addNode(const model::graph::MeshNode& mesh) {
    Node node = describe(mesh);
    const auto& r = *mesh.resource;
    if (node.kind == Kind::Service)
        addPolicyOf(node, model::resolveShortName(r.meta.name, r.meta.ns).text, r.meta.ns);
    else if (const auto* e = r.as<istio::ServiceEntry>(); e && !e->hosts.empty())
        addPolicyOf(node, e->hosts.front().text, r.meta.ns);
    add(std::move(node));
}

void Builder::addPolicyOf(Node& node, const std::string& host, const std::string& ns) {
    // As a client without labels in the service's own namespace sees it.
    const auto rule = rules_.find(ns, {}, ns, host);
    if (!rule) return;
    describePolicy(node, *rule);
    policies_[node.key] = rule;
}

/// A rule may name a host that nobody defined: it gets a card that says so.
int Builder::unknownHost(const std::string& host, const std::string& ns) {
    const QString key = QStringLiteral("Host//") + q(model::resolveShortName(host, ns).text);
    if (const int known = graph_.indexOf(key); known >= 0) return known;
    Node node;
    node.key = key;
    node.kind = Kind::Unknown;
    node.title = q(host);
    node.subtitle = tr("nobody defines this host");
    return add(std::move(node));
}

int Builder::subsetPort(int service, const std::string& subset) {
    if (subset.empty()) return -1;
    auto& rows = at(service).subsets;
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const auto& row) { return row.name == q(subset); });
    if (found != rows.end()) return static_cast<int>(found - rows.begin());
    SubsetRow row;
    row.name = row.version = q(subset);
    row.hole = row.undefined = true;
    rows.push_back(std::move(row));
    return static_cast<int>(rows.size()) - 1;
}

void Builder::addEdge(const model::graph::MeshEdge& mesh) {
    const int from = static_cast<int>(mesh.from), to = static_cast<int>(mesh.to);
    const Selected origin{mesh.origin.resource->id(), mesh.origin.field};
    using MeshKind = model::graph::EdgeKind;
    switch (mesh.kind) {
    case MeshKind::Sends:
    case MeshKind::Admits:
        connect({from, -1}, {to, -1}).origin = origin;
        break;
    case MeshKind::Calls: {
        Edge& edge = connect({from, -1}, {to, -1});
        edge.tip = tr("%1 calls %2").arg(at(from).title, at(to).title);
        edge.origin = origin;
        break;
    }
    case MeshKind::Guards: {
        Edge& edge = connect({from, -1}, {to, -1});
        edge.tip = tr("%1 is for the pods of %2").arg(at(from).title, at(to).title);
        edge.guard = true;
        edge.origin = origin;
        break;
    }
    case MeshKind::Selects:
        connectWorkload(from, to);
        break;
    case MeshKind::Delegates: {
        Edge& edge = connect({from, rowOf(at(from), mesh.origin.field)}, {to, -1});
        edge.tip = tr("delegates to %1").arg(at(to).title);
        edge.origin = origin;
        break;
    }
    case MeshKind::Routes:
    case MeshKind::Mirrors:
        connectRule(*mesh.origin.resource, mesh.origin.field, mesh.subset, mesh.kind == MeshKind::Mirrors, from, to);
        seen_.insert(at(from).key + q(mesh.origin.field));
        break;
    }
}

void Builder::connectRule(const model::Resource& r, const std::string& field, const std::string& subset, bool mirror,
                          int from, int to) {
    const int row = rowOf(at(from), field);
    Edge& edge = connect({from, row}, {to, subsetPort(to, subset)});
    edge.key += QStringLiteral("#") + q(field);
    edge.version = q(subset);
    edge.mirror = mirror;
    edge.tip = (mirror ? tr("mirror to %1") : tr("to %1")).arg(subset.empty() ? at(to).title : q(subset));
    edge.origin = Selected{r.id(), field};
    describeRuleEdge(edge, r, field, row);
}

void Builder::addUnknownHosts() {
    for (const auto& r : design_.all<istio::VirtualService>()) {
        const auto& http = r->as<istio::VirtualService>()->http;
        const int from = graph_.indexOf(q(model::graph::nodeId(*r)));
        if (from < 0) continue;
        const auto look = [&](const istio::Destination& d, const std::string& field, bool mirror) {
            if (seen_.contains(at(from).key + q(field)) || d.host.empty()) return;
            const int to = unknownHost(d.host.text, r->meta.ns);
            connectRule(*r, field, d.subset, mirror, from, to);
        };
        for (std::size_t i = 0; i < http.size(); ++i) {
            const std::string rule = "spec.http[" + std::to_string(i) + "]";
            for (std::size_t k = 0; k < http[i].route.size(); ++k)
                look(http[i].route[k].destination, rule + ".route[" + std::to_string(k) + "]", false);
            if (http[i].mirror) look(*http[i].mirror, rule + ".mirror", true);
        }
    }
}

/// A version hangs on each subset port whose labels its pods have; on the service's head where no subset takes it.
void Builder::connectWorkload(int service, int to) {
    const auto& workload = *mesh_.nodes[std::size_t(to)].resource;
    const auto& labels = workload.as<model::kube::Deployment>()->podTemplate.metadata.labels;
    const auto badges =
        peerPolicies_.empty()
            ? std::vector<Badge>{}
            : mtlsBadges(sim::routing::composePeerAuthentication(peerPolicies_, rootNamespace, workload.meta.ns, labels)
                             .workload);
    const QString version = at(to).version;
    bool any = false;
    if (const auto found = policies_.find(at(service).key); found != policies_.end()) {
        const auto& subsets = found->second->rule.subsets;
        for (std::size_t i = 0; i < subsets.size(); ++i) {
            if (!contains(labels, subsets[i].labels)) continue;
            auto& row = at(service).subsets[i];
            row.hole = at(to).pods.empty() && row.hole;
            row.version = version;
            Edge& edge = connect({service, static_cast<int>(i)}, {to, -1});
            edge.version = version;
            edge.tip = tr("%1: pods with %2").arg(row.name, row.labels);
            edge.badges = badges;
            any = true;
        }
    }
    if (any) return;
    Edge& edge = connect({service, -1}, {to, -1});
    edge.version = version;
    edge.tip = tr("pods of %1").arg(at(to).title);
    edge.badges = badges;
}

void Builder::place() {
    for (const auto& r : design_.all<model::scenario::Canvas>())
        for (const auto& p : r->as<model::scenario::Canvas>()->nodes) {
            const int index = graph_.indexOf(q(p.node));
            if (index < 0) continue;
            at(index).position = {p.x, p.y};
            at(index).placed = at(index).byDesign = true;
        }
}

Graph build(const Design& design) {
    return Builder(design).run();
}

void markProblems(Graph& graph, const model::Diagnostics& diagnostics) {
    QMultiHash<QString, int> cards;
    const auto keyOf = [](const model::ResourceId& id) { return q(id.kind + "/" + id.ns + "/" + id.name); };
    if (diagnostics.empty()) return;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        cards.insert(keyOf(graph.nodes[i].target.object), int(i));
        if (graph.nodes[i].policy) cards.insert(keyOf(*graph.nodes[i].policy), int(i));
    }
    for (const auto& d : diagnostics) {
        if (d.severity == model::Severity::Info) continue;
        for (const int i : cards.values(keyOf({d.kind, d.ns, d.name}))) {
            Node& node = graph.nodes[std::size_t(i)];
            if (!node.target.field.empty() && d.field.rfind(node.target.field, 0) != 0) continue;
            ++(d.severity == model::Severity::Error ? node.errors : node.warnings);
            if (node.problem.isEmpty()) node.problem = QString::fromStdString(d.message);
        }
    }
}

} // namespace meshwright::ui::graph
