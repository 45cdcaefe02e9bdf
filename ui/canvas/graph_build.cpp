// Nodes and edges come from model/graph; here they get what a card shows: rules in words, policies, subsets, pods.
#include "model/design/design.h"
#include "model/graph/mesh_graph.h"
#include "ui/canvas/graph_model.h"
#include "ui/text.h"

#include <QCoreApplication>
#include <QSet>
#include <algorithm>
#include <map>

namespace meshwright::ui::graph {

using model::Design;
using model::Host;
using model::ResourcePtr;
namespace istio = model::istio;

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Graph", text);
}
bool contains(const istio::Labels& all, const istio::Labels& some) {
    return std::all_of(some.begin(), some.end(), [&](const auto& label) {
        const auto found = all.find(label.first);
        return found != all.end() && found->second == label.second;
    });
}

QString labelText(const istio::Labels& labels) {
    QStringList parts;
    for (const auto& [key, value] : labels) parts << q(key) + "=" + q(value);
    return parts.join(QStringLiteral(", "));
}

QString iconOf(istio::PolicyKind kind) {
    switch (kind) {
    case istio::PolicyKind::Balancer:
        return QStringLiteral("balance");
    case istio::PolicyKind::Limits:
        return QStringLiteral("limit");
    case istio::PolicyKind::Ejection:
        return QStringLiteral("eject");
    case istio::PolicyKind::Tls:
        return QStringLiteral("lock");
    }
    return {};
}

QString iconOfExtra(const std::string& words) {
    if (words.find("timeout") == 0) return QStringLiteral("clock");
    if (words.find("retr") != std::string::npos) return QStringLiteral("retry");
    if (words.find("delay") == 0 || words.find("abort") == 0) return QStringLiteral("bug");
    if (words.find("mirror") == 0) return QStringLiteral("mirror");
    return QStringLiteral("info");
}

QString keyOf(const model::ResourceId& id) {
    return q(id.kind) + "/" + q(id.ns) + "/" + q(id.name);
}

QString versionOf(const model::Resource& workload, const istio::Labels& labels) {
    const auto found = labels.find("version");
    return q(found != labels.end() ? found->second : workload.meta.name);
}

class Builder {
public:
    explicit Builder(const Design& design) : design_(design), mesh_(model::graph::meshGraph(design)) {}

    Graph run() {
        for (const auto& node : mesh_.nodes) addNode(node);
        for (const auto& edge : mesh_.edges) addEdge(edge);
        addUnknownHosts();
        place();
        return std::move(graph_);
    }

private:
    int add(Node node) {
        graph_.nodeByKey.insert(node.key, static_cast<int>(graph_.nodes.size()));
        graph_.nodes.push_back(std::move(node));
        return static_cast<int>(graph_.nodes.size()) - 1;
    }
    Node& at(int index) { return graph_.nodes[static_cast<std::size_t>(index)]; }

    void addNode(const model::graph::MeshNode& mesh) {
        const model::Resource& r = *mesh.resource;
        Node node;
        node.key = q(mesh.id);
        node.title = q(mesh.name);
        node.target = {r.id(), {}};
        using MeshKind = model::graph::NodeKind;
        switch (mesh.kind) {
        case MeshKind::Source:
            describeClient(node, r, mesh.name);
            break;
        case MeshKind::Gateway:
            describeGateway(node, r);
            break;
        case MeshKind::VirtualService:
            describeVirtualService(node, r);
            break;
        case MeshKind::Service:
            describeService(node, r);
            break;
        case MeshKind::External:
            describeExternal(node, r);
            break;
        case MeshKind::Workload:
            describeWorkload(node, r);
            break;
        }
        add(std::move(node));
    }

    Edge& connect(End from, End to) {
        Edge edge;
        edge.from = from;
        edge.to = to;
        edge.key =
            QStringLiteral("%1:%2>%3:%4").arg(at(from.node).key).arg(from.port).arg(at(to.node).key).arg(to.port);
        graph_.edges.push_back(std::move(edge));
        return graph_.edges.back();
    }

    void describeGateway(Node& node, const model::Resource& r) {
        node.kind = Kind::Gateway;
        QStringList hosts;
        for (const auto& server : r.as<istio::Gateway>()->servers) {
            const QString port = QStringLiteral("%1 %2").arg(server.port.number).arg(q(server.port.protocol));
            for (const auto& host : server.hosts) hosts << (host == "*" ? tr("any host") : q(host)) + " : " + port;
        }
        node.subtitle = tr("gateway");
        node.footer = hosts.join(QStringLiteral(", "));
    }

    static void addRule(Node& node, const std::string& field, QString when, QString then,
                        std::vector<Badge> badges = {}) {
        RuleRow row;
        row.field = field;
        row.when = std::move(when);
        row.then = std::move(then);
        row.badges = std::move(badges);
        node.rules.push_back(std::move(row));
    }

    template <class Rules> static void addPlainRules(Node& node, const Rules& rules, const std::string& name) {
        for (std::size_t i = 0; i < rules.size(); ++i) {
            QStringList to;
            for (const auto& d : rules[i].route)
                to << q(d.destination.subset.empty() ? d.destination.host.text : d.destination.subset);
            addRule(node, "spec." + name + "[" + std::to_string(i) + "]", tr("%1 connections").arg(q(name).toUpper()),
                    to.join(QStringLiteral(" · ")));
        }
    }

    void describeVirtualService(Node& node, const model::Resource& r) {
        const auto& vs = *r.as<istio::VirtualService>();
        node.kind = Kind::VirtualService;
        QStringList hosts;
        for (const auto& host : vs.hosts) hosts << (host.text == "*" ? tr("any host") : q(host.text));
        node.subtitle = hosts.join(QStringLiteral(", "));
        for (std::size_t i = 0; i < vs.http.size(); ++i) {
            const auto& http = vs.http[i];
            std::vector<Badge> badges;
            for (const auto& words : istio::describeExtras(http))
                badges.push_back({iconOfExtra(words), q(words), q(words)});
            const std::string when = istio::describeCondition(http);
            addRule(node, "spec.http[" + std::to_string(i) + "]",
                    i > 0 && when == "every request" ? tr("otherwise") : q(when), q(istio::describeAction(http)),
                    std::move(badges));
        }
        addPlainRules(node, vs.tls, "tls");
        addPlainRules(node, vs.tcp, "tcp");
    }

    /// The destination rule for a host that is looked up from a namespace: own namespace first, exact before wildcard.
    ResourcePtr destinationRule(const std::string& fqdn, const std::string& ns) const {
        ResourcePtr best;
        int bestRank = 0;
        for (const auto& r : design_.all<istio::DestinationRule>()) {
            const Host host = model::resolveShortName(r->as<istio::DestinationRule>()->host, r->meta.ns);
            if (!Host(fqdn).subsetOf(host)) continue;
            const int rank = 1 + (r->meta.ns == ns ? 2 : 0) + (host.isWildcard() ? 0 : 1);
            if (rank > bestRank) {
                best = r;
                bestRank = rank;
            }
        }
        return best;
    }

    void describePolicy(Node& node, const std::string& fqdn, const std::string& ns) {
        const ResourcePtr rule = destinationRule(fqdn, ns);
        if (!rule) return;
        const auto& dr = *rule->as<istio::DestinationRule>();
        node.policy = rule->id();
        if (dr.trafficPolicy)
            for (const auto& words : istio::describe(*dr.trafficPolicy))
                node.chips.push_back({iconOf(words.kind), q(words.brief), q(words.full)});
        for (std::size_t i = 0; i < dr.subsets.size(); ++i) {
            SubsetRow row;
            row.name = q(dr.subsets[i].name);
            row.labels = labelText(dr.subsets[i].labels);
            row.version = row.name;
            row.hole = true;
            row.field = "spec.subsets[" + std::to_string(i) + "]";
            node.subsets.push_back(std::move(row));
        }
        policies_[node.key] = rule;
    }

    void describeService(Node& node, const model::Resource& r) {
        node.kind = Kind::Service;
        QStringList ports;
        for (const auto& port : r.as<model::kube::Service>()->ports)
            ports << (port.name.empty() ? QString::number(port.port)
                                        : QStringLiteral("%1 %2").arg(q(port.name)).arg(port.port));
        node.subtitle = ports.join(QStringLiteral(", "));
        describePolicy(node, model::resolveShortName(r.meta.name, r.meta.ns).text, r.meta.ns);
    }

    void describeExternal(Node& node, const model::Resource& r) {
        node.kind = Kind::External;
        QStringList hosts;
        for (const auto& host : r.as<istio::ServiceEntry>()->hosts) hosts << q(host.text);
        node.subtitle = hosts.join(QStringLiteral(", "));
        if (!hosts.isEmpty()) describePolicy(node, hosts.front().toStdString(), r.meta.ns);
    }

    void describeWorkload(Node& node, const model::Resource& r) {
        const auto& d = *r.as<model::kube::Deployment>();
        node.kind = Kind::Workload;
        node.version = versionOf(r, d.podTemplate.metadata.labels);
        const auto replicas = std::clamp<std::int64_t>(d.replicas.value_or(1), 0, 1000);
        for (std::int64_t k = 0; k < replicas; ++k) node.pods.push_back({q(r.meta.name + "-" + std::to_string(k))});
        node.subtitle = labelText(d.podTemplate.metadata.labels);
        node.footer = replicas == 1 ? tr("1 pod") : tr("%1 pods").arg(replicas);
    }

    void describeClient(Node& node, const model::Resource& r, const std::string& name) {
        node.kind = Kind::Client;
        const auto& all = r.as<model::scenario::Scenario>()->traffic;
        const auto found = std::find_if(all.begin(), all.end(), [&](const auto& t) { return t.name == name; });
        if (found == all.end()) return;
        node.target.field = "spec.traffic[" + std::to_string(found - all.begin()) + "]";
        node.subtitle = q(found->host);
        if (found->arrivals == "users" && found->users)
            node.footer = tr("%1 users").arg(found->users->count);
        else if (!found->profile.empty())
            node.footer = tr("%1 rps at most").arg(peak(*found));
        else
            node.footer = tr("%1 rps").arg(found->rate);
        if (!found->from.workload.empty())
            node.sender = QStringLiteral("workload/%1/%2")
                              .arg(q(found->from.ns.empty() ? r.meta.ns : found->from.ns), q(found->from.workload));
    }

    static double peak(const model::scenario::Traffic& traffic) {
        double out = traffic.rate;
        for (const auto& step : traffic.profile) out = std::max(out, step.rate);
        return out;
    }

    /// A rule may name a host that nobody defined: it gets a card that says so.
    int unknownHost(const std::string& host, const std::string& ns) {
        const QString key = QStringLiteral("Host//") + q(model::resolveShortName(host, ns).text);
        if (const int known = graph_.indexOf(key); known >= 0) return known;
        Node node;
        node.key = key;
        node.kind = Kind::Unknown;
        node.title = q(host);
        node.subtitle = tr("nobody defines this host");
        return add(std::move(node));
    }

    int subsetPort(int service, const std::string& subset) {
        if (subset.empty()) return -1;
        auto& rows = at(service).subsets;
        const auto found =
            std::find_if(rows.begin(), rows.end(), [&](const auto& row) { return row.name == q(subset); });
        if (found != rows.end()) return static_cast<int>(found - rows.begin());
        SubsetRow row;
        row.name = row.version = q(subset);
        row.hole = row.undefined = true;
        rows.push_back(std::move(row));
        return static_cast<int>(rows.size()) - 1;
    }

    /// The row of a rule's field ("spec.http[1].route[0]"), -1 where the card has none.
    static int rowOf(const Node& node, const std::string& field) {
        for (std::size_t i = 0; i < node.rules.size(); ++i)
            if (field.rfind(node.rules[i].field, 0) == 0) return static_cast<int>(i);
        return -1;
    }

    void addEdge(const model::graph::MeshEdge& mesh) {
        const int from = static_cast<int>(mesh.from), to = static_cast<int>(mesh.to);
        using MeshKind = model::graph::EdgeKind;
        switch (mesh.kind) {
        case MeshKind::Sends:
        case MeshKind::Admits:
            connect({from, -1}, {to, -1});
            break;
        case MeshKind::Calls:
            connect({from, -1}, {to, -1}).tip = tr("%1 calls %2").arg(at(from).title, at(to).title);
            break;
        case MeshKind::Selects:
            connectWorkload(from, to);
            break;
        case MeshKind::Delegates:
            connect({from, rowOf(at(from), mesh.origin.field)}, {to, -1}).tip = tr("delegates to %1").arg(at(to).title);
            break;
        case MeshKind::Routes:
        case MeshKind::Mirrors:
            connectRule(*mesh.origin.resource, mesh.origin.field, mesh.subset, mesh.kind == MeshKind::Mirrors, from,
                        to);
            seen_.insert(at(from).key + q(mesh.origin.field));
            break;
        }
    }

    void connectRule(const model::Resource& r, const std::string& field, const std::string& subset, bool mirror,
                     int from, int to) {
        const int row = rowOf(at(from), field);
        Edge& edge = connect({from, row}, {to, subsetPort(to, subset)});
        edge.key += QStringLiteral("#") + q(field);
        edge.version = q(subset);
        edge.mirror = mirror;
        edge.tip = (mirror ? tr("mirror to %1") : tr("to %1")).arg(subset.empty() ? at(to).title : q(subset));
        const auto& http = r.as<istio::VirtualService>()->http;
        if (mirror || row < 0 || row >= static_cast<int>(http.size()) || http[std::size_t(row)].route.size() < 2)
            return;
        const std::size_t destination = std::stoul(field.substr(field.rfind('[') + 1));
        edge.weight = static_cast<int>(http[std::size_t(row)].route[destination].weight);
        edge.weightRef = WeightRef{r.id(), at(from).rules[std::size_t(row)].field, destination};
    }

    void addUnknownHosts() {
        for (const auto& r : design_.all<istio::VirtualService>()) {
            const auto& http = r->as<istio::VirtualService>()->http;
            const int from = graph_.indexOf(keyOf(r->id()));
            const auto look = [&](const istio::Destination& d, const std::string& field, bool mirror) {
                if (seen_.contains(at(from).key + q(field)) || d.host.empty()) return;
                connectRule(*r, field, d.subset, mirror, from, unknownHost(d.host.text, r->meta.ns));
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
    void connectWorkload(int service, int to) {
        const auto workload = design_.find(at(to).target.object);
        const auto& labels = workload->as<model::kube::Deployment>()->podTemplate.metadata.labels;
        const QString version = at(to).version;
        bool any = false;
        if (const auto found = policies_.find(at(service).key); found != policies_.end()) {
            const auto& subsets = found->second->as<istio::DestinationRule>()->subsets;
            for (std::size_t i = 0; i < subsets.size(); ++i) {
                if (!contains(labels, subsets[i].labels)) continue;
                auto& row = at(service).subsets[i];
                row.hole = at(to).pods.empty() && row.hole;
                row.version = version;
                Edge& edge = connect({service, static_cast<int>(i)}, {to, -1});
                edge.version = version;
                edge.tip = tr("%1: pods with %2").arg(row.name, row.labels);
                any = true;
            }
        }
        if (any) return;
        Edge& edge = connect({service, -1}, {to, -1});
        edge.version = version;
        edge.tip = tr("pods of %1").arg(at(to).title);
    }

    void place() {
        for (const auto& r : design_.all<model::scenario::Canvas>())
            for (const auto& p : r->as<model::scenario::Canvas>()->nodes) {
                const int index = graph_.indexOf(q(p.node));
                if (index < 0) continue;
                at(index).position = {p.x, p.y};
                at(index).placed = true;
            }
    }

    const Design& design_;
    model::graph::MeshGraph mesh_;
    Graph graph_;
    std::map<QString, ResourcePtr> policies_;
    QSet<QString> seen_; ///< rule fields whose destination has a card
};

} // namespace

Graph build(const Design& design) {
    return Builder(design).run();
}

void markProblems(Graph& graph, const model::Diagnostics& diagnostics) {
    for (const auto& d : diagnostics) {
        if (d.severity == model::Severity::Info) continue;
        const model::ResourceId id{d.kind, d.ns, d.name};
        for (auto& node : graph.nodes) {
            if (node.target.object != id && !(node.policy && *node.policy == id)) continue;
            if (!node.target.field.empty() && d.field.rfind(node.target.field, 0) != 0) continue;
            ++(d.severity == model::Severity::Error ? node.errors : node.warnings);
            if (node.problem.isEmpty()) node.problem = QString::fromStdString(d.message);
        }
    }
}

} // namespace meshwright::ui::graph
