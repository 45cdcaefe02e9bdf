#include "model/design/design.h"
#include "ui/canvas/graph_model.h"

#include <QCoreApplication>
#include <algorithm>
#include <map>

namespace meshwright::ui::graph {

using model::Design;
using model::Host;
using model::ResourcePtr;
namespace istio = model::istio;

namespace {

QString tr(const char* text) { return QCoreApplication::translate("Graph", text); }
QString q(const std::string& text) { return QString::fromStdString(text); }

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
    case istio::PolicyKind::Balancer: return QStringLiteral("balance");
    case istio::PolicyKind::Limits: return QStringLiteral("limit");
    case istio::PolicyKind::Ejection: return QStringLiteral("eject");
    case istio::PolicyKind::Tls: return QStringLiteral("lock");
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

QString keyOf(const model::ResourceId& id) { return q(id.kind) + "/" + q(id.ns) + "/" + q(id.name); }

QString versionOf(const model::Resource& workload, const istio::Labels& labels) {
    const auto found = labels.find("version");
    return q(found != labels.end() ? found->second : workload.meta.name);
}

class Builder {
public:
    explicit Builder(const Design& design) : design_(design) {}

    Graph run() {
        addGateways();
        addVirtualServices();
        addServices();
        addWorkloads();
        connectRules();
        connectServices();
        connectGateways();
        addClients();
        connectCalls();
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

    int addResource(const model::Resource& r, Kind kind) {
        Node node;
        node.key = keyOf(r.id());
        node.kind = kind;
        node.target = {r.id(), {}};
        node.title = q(r.meta.name);
        return add(std::move(node));
    }

    Edge& connect(End from, End to) {
        Edge edge;
        edge.from = from;
        edge.to = to;
        edge.key = QStringLiteral("%1:%2>%3:%4").arg(at(from.node).key).arg(from.port).arg(at(to.node).key).arg(to.port);
        graph_.edges.push_back(std::move(edge));
        return graph_.edges.back();
    }

    bool connected(int from, int to) const {
        return std::any_of(graph_.edges.begin(), graph_.edges.end(),
                           [&](const Edge& e) { return e.from.node == from && e.to.node == to; });
    }

    void addGateways() {
        for (const auto& r : design_.all<istio::Gateway>()) {
            Node& node = at(addResource(*r, Kind::Gateway));
            QStringList hosts;
            for (const auto& server : r->as<istio::Gateway>()->servers) {
                const QString port = QStringLiteral("%1 %2").arg(server.port.number).arg(q(server.port.protocol));
                for (const auto& host : server.hosts) hosts << (host == "*" ? tr("any host") : q(host)) + " : " + port;
            }
            node.subtitle = tr("gateway");
            node.footer = hosts.join(QStringLiteral(", "));
        }
    }

    void addVirtualServices() {
        for (const auto& r : design_.all<istio::VirtualService>()) {
            const auto& vs = *r->as<istio::VirtualService>();
            Node& node = at(addResource(*r, Kind::VirtualService));
            QStringList hosts;
            for (const auto& host : vs.hosts) hosts << (host.text == "*" ? tr("any host") : q(host.text));
            node.subtitle = hosts.join(QStringLiteral(", "));
            for (std::size_t i = 0; i < vs.http.size(); ++i) {
                const auto& http = vs.http[i];
                RuleRow row;
                row.field = "spec.http[" + std::to_string(i) + "]";
                const std::string when = istio::describeCondition(http);
                row.when = i > 0 && when == "every request" ? tr("otherwise") : q(when);
                row.then = q(istio::describeAction(http));
                for (const auto& words : istio::describeExtras(http)) row.badges.push_back({iconOfExtra(words), q(words), q(words)});
                node.rules.push_back(std::move(row));
            }
        }
    }

    /// The destination rule for a host that is looked up from a namespace: own namespace first, exact before wildcard.
    ResourcePtr destinationRule(const std::string& fqdn, const std::string& ns) const {
        ResourcePtr best;
        int bestRank = 0;
        for (const auto& r : design_.all<istio::DestinationRule>()) {
            const Host host = model::resolveShortName(r->as<istio::DestinationRule>()->host, r->meta.ns);
            if (!Host(fqdn).subsetOf(host)) continue;
            const int rank = 1 + (r->meta.ns == ns ? 2 : 0) + (host.isWildcard() ? 0 : 1);
            if (rank > bestRank) { best = r; bestRank = rank; }
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

    void addServices() {
        for (const auto& r : design_.all<model::kube::Service>()) {
            const auto& service = *r->as<model::kube::Service>();
            const int index = addResource(*r, Kind::Service);
            Node& node = at(index);
            QStringList ports;
            for (const auto& port : service.ports)
                ports << (port.name.empty() ? QString::number(port.port) : QStringLiteral("%1 %2").arg(q(port.name)).arg(port.port));
            node.subtitle = ports.join(QStringLiteral(", "));
            const std::string fqdn = model::resolveShortName(r->meta.name, r->meta.ns).text;
            describePolicy(node, fqdn, r->meta.ns);
            hosts_[fqdn] = index;
            services_.push_back({index, r});
        }
        for (const auto& r : design_.all<istio::ServiceEntry>()) {
            const auto& entry = *r->as<istio::ServiceEntry>();
            const int index = addResource(*r, Kind::External);
            QStringList hosts;
            for (const auto& host : entry.hosts) {
                hosts << q(host.text);
                hosts_[host.text] = index;
                if (&host == &entry.hosts.front()) describePolicy(at(index), host.text, r->meta.ns);
            }
            at(index).subtitle = hosts.join(QStringLiteral(", "));
        }
    }

    void addWorkloads() {
        for (const auto& r : design_.all<model::kube::Deployment>()) {
            const auto& d = *r->as<model::kube::Deployment>();
            Node& node = at(addResource(*r, Kind::Workload));
            node.version = versionOf(*r, d.podTemplate.metadata.labels);
            const auto replicas = std::clamp<std::int64_t>(d.replicas.value_or(1), 0, 1000);
            for (std::int64_t k = 0; k < replicas; ++k)
                node.pods.push_back({q(r->meta.name + "-" + std::to_string(k))});
            node.subtitle = labelText(d.podTemplate.metadata.labels);
            node.footer = replicas == 1 ? tr("1 pod") : tr("%1 pods").arg(replicas);
        }
    }

    /// The card of a host, made where nobody defined it: a rule may name what does not exist.
    int hostNode(const std::string& host, const std::string& ns) {
        const std::string fqdn = model::resolveShortName(host, ns).text;
        if (const auto found = hosts_.find(fqdn); found != hosts_.end()) return found->second;
        for (const auto& [known, index] : hosts_)
            if (Host(fqdn).subsetOf(Host(known))) return index;
        Node node;
        node.key = QStringLiteral("Host//") + q(fqdn);
        node.kind = Kind::Unknown;
        node.title = q(host);
        node.subtitle = tr("nobody defines this host");
        const int index = add(std::move(node));
        hosts_[fqdn] = index;
        return index;
    }

    int subsetPort(int service, const std::string& subset) {
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

    void connectRules() {
        for (const auto& r : design_.all<istio::VirtualService>()) {
            const auto& vs = *r->as<istio::VirtualService>();
            const int from = graph_.indexOf(keyOf(r->id()));
            for (std::size_t i = 0; i < vs.http.size(); ++i) connectRule(*r, vs.http[i], from, static_cast<int>(i));
        }
    }

    void connectRule(const model::Resource& r, const istio::HttpRoute& http, int from, int row) {
        const std::string rule = "spec.http[" + std::to_string(row) + "]";
        for (std::size_t k = 0; k < http.route.size(); ++k) {
            const auto& destination = http.route[k].destination;
            const int to = hostNode(destination.host.text, r.meta.ns);
            Edge& edge = connect({from, row}, {to, subsetPort(to, destination.subset)});
            edge.version = q(destination.subset);
            if (http.route.size() > 1) {
                edge.weight = static_cast<int>(http.route[k].weight);
                edge.weightRef = WeightRef{r.id(), rule, k};
            }
            edge.key += QStringLiteral("#%1").arg(k);
            edge.tip = tr("%1 → %2").arg(at(from).title, q(destination.subset.empty() ? destination.host.text : destination.subset));
        }
        const auto mirror = [&](const istio::Destination& destination) {
            const int to = hostNode(destination.host.text, r.meta.ns);
            Edge& edge = connect({from, row}, {to, subsetPort(to, destination.subset)});
            edge.mirror = true;
            edge.version = q(destination.subset);
            edge.key += QStringLiteral("#mirror");
            edge.tip = tr("mirror to %1").arg(q(destination.subset.empty() ? destination.host.text : destination.subset));
        };
        if (http.mirror) mirror(*http.mirror);
        for (const auto& m : http.mirrors) mirror(m.destination);
        if (http.delegate) {
            const std::string ns = http.delegate->ns.empty() ? r.meta.ns : http.delegate->ns;
            const int to = graph_.indexOf(keyOf({"VirtualService", ns, http.delegate->name}));
            if (to >= 0) connect({from, row}, {to, -1}).tip = tr("delegates to %1").arg(at(to).title);
        }
    }

    void connectServices() {
        for (const auto& [index, r] : services_) {
            const auto& selector = r->as<model::kube::Service>()->selector;
            if (selector.empty()) continue;
            for (const auto& w : design_.all<model::kube::Deployment>()) {
                const auto& labels = w->as<model::kube::Deployment>()->podTemplate.metadata.labels;
                if (w->meta.ns != r->meta.ns || !contains(labels, selector)) continue;
                connectWorkload(index, *w, labels);
            }
        }
    }

    void connectWorkload(int service, const model::Resource& workload, const istio::Labels& labels) {
        const int to = graph_.indexOf(keyOf(workload.id()));
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

    static bool hasGateway(const istio::VirtualService& vs, const std::string& ns, const model::ResourceId& gateway) {
        return std::any_of(vs.gateways.begin(), vs.gateways.end(), [&](const std::string& name) {
            const auto slash = name.find('/');
            return slash == std::string::npos ? name == gateway.name && ns == gateway.ns
                                              : name.substr(slash + 1) == gateway.name &&
                                                    (name.substr(0, slash) == gateway.ns || name.substr(0, slash) == ".");
        });
    }

    void connectGateways() {
        for (const auto& g : design_.all<istio::Gateway>()) {
            const int from = graph_.indexOf(keyOf(g->id()));
            for (const auto& r : design_.all<istio::VirtualService>())
                if (hasGateway(*r->as<istio::VirtualService>(), r->meta.ns, g->id()))
                    connect({from, -1}, {graph_.indexOf(keyOf(r->id())), -1});
        }
    }

    /// Where a request for `host` goes from inside the mesh: the virtual service for it, else the host itself.
    int entry(const std::string& host, const std::string& ns) {
        const Host fqdn = model::resolveShortName(host, ns);
        for (const auto& r : design_.all<istio::VirtualService>()) {
            const auto& vs = *r->as<istio::VirtualService>();
            const bool mesh = vs.gateways.empty() || std::find(vs.gateways.begin(), vs.gateways.end(), "mesh") != vs.gateways.end();
            if (!mesh) continue;
            for (const auto& own : vs.hosts)
                if (fqdn.subsetOf(model::resolveShortName(own, r->meta.ns))) return graph_.indexOf(keyOf(r->id()));
        }
        return hostNode(host, ns);
    }

    void addClients() {
        for (const auto& r : design_.all<model::scenario::Scenario>()) {
            const auto& traffic = r->as<model::scenario::Scenario>()->traffic;
            for (std::size_t i = 0; i < traffic.size(); ++i) addClient(*r, traffic[i], i);
        }
    }

    void addClient(const model::Resource& r, const model::scenario::Traffic& traffic, std::size_t index) {
        Node node;
        const std::string name = traffic.name.empty() ? "traffic-" + std::to_string(index) : traffic.name;
        node.key = QStringLiteral("Traffic/%1/%2").arg(q(r.meta.ns), q(name));
        node.kind = Kind::Client;
        node.target = {r.id(), "spec.traffic[" + std::to_string(index) + "]"};
        node.title = q(name);
        node.subtitle = q(traffic.host);
        if (traffic.arrivals == "users" && traffic.users) node.footer = tr("%1 users").arg(traffic.users->count);
        else if (!traffic.profile.empty()) node.footer = tr("%1 steps, %2 rps at most").arg(traffic.profile.size()).arg(peak(traffic));
        else node.footer = tr("%1 rps").arg(traffic.rate);
        const int from = add(std::move(node));
        const std::string ns = traffic.from.ns.empty() ? r.meta.ns : traffic.from.ns;
        if (traffic.from.gateway.empty()) {
            if (!traffic.from.workload.empty()) {
                const int sender = graph_.indexOf(keyOf({"Deployment", ns, traffic.from.workload}));
                if (sender >= 0) {
                    connect({from, -1}, {sender, -1}).tip = tr("sends from %1").arg(at(sender).title);
                    const int to = entry(traffic.host, ns);
                    if (!connected(sender, to)) connect({sender, -1}, {to, -1});
                    return;
                }
            }
            // Its sidecar is drawn as the client itself.
            at(from).sender = QStringLiteral("workload/%1/%2").arg(q(ns), q(traffic.from.workload));
            connect({from, -1}, {entry(traffic.host, ns), -1});
            return;
        }
        for (const auto& g : design_.all<istio::Gateway>())
            if (contains(traffic.from.gateway, g->as<istio::Gateway>()->selector))
                connect({from, -1}, {graph_.indexOf(keyOf(g->id())), -1});
    }

    static double peak(const model::scenario::Traffic& traffic) {
        double out = traffic.rate;
        for (const auto& step : traffic.profile) out = std::max(out, step.rate);
        return out;
    }

    void connectCalls() {
        for (const auto& r : design_.all<model::scenario::Scenario>())
            for (const auto& behaviour : r->as<model::scenario::Scenario>()->services)
                for (const auto& w : design_.all<model::kube::Deployment>()) {
                    if (!behaves(behaviour, *w, *r)) continue;
                    for (const auto& group : behaviour.calls)
                        for (const auto& call : group.calls) {
                            const int from = graph_.indexOf(keyOf(w->id()));
                            const int to = entry(call.host, w->meta.ns);
                            if (!connected(from, to)) connect({from, -1}, {to, -1}).tip = tr("%1 calls %2").arg(at(from).title, q(call.host));
                        }
                }
    }

    bool behaves(const model::scenario::Behaviour& b, const model::Resource& workload, const model::Resource& scenario) const {
        const std::string ns = b.ns.empty() ? scenario.meta.ns : b.ns;
        if (workload.meta.ns != ns) return false;
        if (!b.workload.empty()) return b.workload == workload.meta.name;
        if (b.service.empty()) return false;
        const auto service = design_.find({"Service", ns, b.service});
        if (!service || !service->as<model::kube::Service>()) return false;
        const auto& selector = service->as<model::kube::Service>()->selector;
        return !selector.empty() &&
               contains(workload.as<model::kube::Deployment>()->podTemplate.metadata.labels, selector);
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
    Graph graph_;
    std::map<std::string, int> hosts_; ///< by full name
    std::map<QString, ResourcePtr> policies_;
    std::vector<std::pair<int, ResourcePtr>> services_;
};

} // namespace

Graph build(const Design& design) { return Builder(design).run(); }

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
