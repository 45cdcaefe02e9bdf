#include "model/graph/mesh_graph.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <tuple>

namespace meshwright::model::graph {

namespace {

using istio::Labels;

bool contains(const Labels& all, const Labels& some) {
    return std::all_of(some.begin(), some.end(), [&](const auto& label) {
        const auto found = all.find(label.first);
        return found != all.end() && found->second == label.second;
    });
}

class Builder {
public:
    explicit Builder(const Design& design) : resources_(design.resources()) {}

    MeshGraph build() {
        for (const auto& r : resources_) addNodes(r);
        for (const auto& r : resources_) addPolicy(r);
        for (const auto& r : resources_) {
            if (const auto* s = r->as<scenario::Scenario>()) sends(r, *s);
            if (const auto* g = r->as<istio::Gateway>()) admits(r, *g);
            if (const auto* v = r->as<istio::VirtualService>()) routes(r, *v);
            if (const auto* s = r->as<kube::Service>()) selects(r, *s);
            if (const auto* e = r->as<istio::ServiceEntry>()) selects(r, *e);
        }
        for (const auto& r : resources_) {
            if (const auto* s = r->as<scenario::Scenario>()) calls(r, *s);
            if (const auto* p = r->as<istio::PeerAuthentication>()) guards(r, p->selector, {});
            if (const auto* p = r->as<istio::AuthorizationPolicy>()) guards(r, p->selector, targets(*p));
            if (const auto* p = r->as<istio::RequestAuthentication>()) guards(r, p->selector, targets(*p));
        }
        return std::move(graph_);
    }

private:
    void add(NodeKind kind, std::string id, std::string name, const ResourcePtr& r) {
        if (!index_.emplace(id, graph_.nodes.size()).second) return;
        graph_.nodes.push_back({std::move(id), kind, std::move(name), r});
    }

    void addNodes(const ResourcePtr& r) {
        if (const auto* s = r->as<scenario::Scenario>())
            for (const auto& t : s->traffic) add(NodeKind::Source, sourceId(*r, t), t.name, r);
        const auto node = [&](NodeKind kind) { add(kind, nodeId(*r), r->meta.name, r); };
        if (r->as<istio::Gateway>()) node(NodeKind::Gateway);
        if (r->as<istio::VirtualService>()) node(NodeKind::VirtualService);
        if (r->as<kube::Service>()) {
            node(NodeKind::Service);
            byName_.emplace("Service/" + r->meta.ns + "/" + r->meta.name, r);
            addHost(Host(r->meta.name + "." + r->meta.ns + ".svc.cluster.local"), *r);
        }
        if (const auto* e = r->as<istio::ServiceEntry>()) {
            node(NodeKind::External);
            for (const auto& host : e->hosts) addHost(resolveShortName(host, r->meta.ns), *r);
        }
        if (const auto* d = r->as<kube::Deployment>()) {
            node(NodeKind::Workload);
            byName_.emplace("Deployment/" + r->meta.ns + "/" + r->meta.name, r);
            for (const auto& [key, value] : d->podTemplate.metadata.labels)
                workloads_[r->meta.ns + "/" + key + "=" + value].push_back(r);
        }
        if (const auto* rule = r->as<istio::DestinationRule>())
            rules_[resolveShortName(rule->host, r->meta.ns).text].push_back(r);
        if (const auto* v = r->as<istio::VirtualService>()) {
            for (const auto& name : v->gateways)
                byGateway_[name.find('/') == std::string::npos ? r->meta.ns + "/" + name : name].push_back(r);
            if (!isInMesh(*v)) return;
            for (const auto& host : v->hosts) {
                const Host whole = resolveShortName(host, r->meta.ns);
                (whole.isWildcard() ? wildcardServices_ : virtualServices_[whole.text]).emplace_back(whole, nodeId(*r));
            }
        }
    }

    void addPolicy(const ResourcePtr& r) {
        const auto* rule = r->as<istio::DestinationRule>();
        const bool lost = rule && !resolveShortName(rule->host, r->meta.ns).isWildcard() &&
                          !nodeOfHost(resolveShortName(rule->host, r->meta.ns));
        if (lost || r->as<istio::PeerAuthentication>() || r->as<istio::AuthorizationPolicy>() ||
            r->as<istio::RequestAuthentication>())
            add(NodeKind::Policy, nodeId(*r), r->meta.name, r);
    }

    template <class Policy> static std::vector<istio::TargetRef> targets(const Policy& policy) {
        auto out = policy.targetRefs;
        if (policy.targetRef) out.push_back(*policy.targetRef);
        return out;
    }

    /// To the services all of whose pods are meant, else to the workloads; one for a whole namespace points nowhere.
    void guards(const ResourcePtr& r, const std::optional<istio::WorkloadSelector>& selector,
                const std::vector<istio::TargetRef>& targets) {
        MeshEdge edge;
        edge.kind = EdgeKind::Guards;
        edge.origin = {r, targets.empty() ? "spec.selector" : "spec.targetRefs"};
        for (const auto& t : targets)
            connectOnce(nodeId(*r), t.kind + "/" + (t.ns.empty() ? r->meta.ns : t.ns) + "/" + t.name, edge);
        if (!selector || selector->effective().empty()) return;
        const Labels& labels = selector->effective();
        std::set<std::string> meant, covered;
        const auto& [key, value] = *labels.begin();
        if (const auto found = workloads_.find(r->meta.ns + "/" + key + "=" + value); found != workloads_.end())
            for (const auto& w : found->second)
                if (contains(w->as<kube::Deployment>()->podTemplate.metadata.labels, labels)) meant.insert(nodeId(*w));
        for (const auto& s : resources_) {
            const auto* service = s->as<kube::Service>();
            if (!service || s->meta.ns != r->meta.ns || service->selector.empty()) continue;
            if (!contains(service->selector, labels)) continue;
            connectOnce(nodeId(*r), nodeId(*s), edge);
            const auto& [k, v] = *service->selector.begin();
            if (const auto behind = workloads_.find(s->meta.ns + "/" + k + "=" + v); behind != workloads_.end())
                for (const auto& w : behind->second)
                    if (contains(w->as<kube::Deployment>()->podTemplate.metadata.labels, service->selector))
                        covered.insert(nodeId(*w));
        }
        for (const auto& w : meant)
            if (!covered.count(w)) connectOnce(nodeId(*r), w, edge);
    }

    void addHost(const Host& host, const Resource& r) {
        if (host.isWildcard())
            wildcards_.emplace_back(host, nodeId(r));
        else
            hosts_.emplace(host.text, nodeId(r));
    }

    static std::string sourceId(const Resource& r, const scenario::Traffic& t) {
        return "Traffic/" + r.meta.ns + "/" + t.name;
    }

    void connect(const std::string& from, const std::string& to, MeshEdge edge) {
        const auto a = index_.find(from), b = index_.find(to);
        if (a == index_.end() || b == index_.end()) return;
        edge.from = a->second;
        edge.to = b->second;
        graph_.edges.push_back(std::move(edge));
    }

    /// The node that a host stands for: an equal host, else the most specific wildcard that covers it.
    std::optional<std::string> nodeOfHost(const Host& host) const {
        if (const auto exact = hosts_.find(host.text); exact != hosts_.end()) return exact->second;
        const std::pair<Host, std::string>* best = nullptr;
        for (const auto& entry : wildcards_)
            if (host.subsetOf(entry.first) && (!best || moreSpecific(entry.first, best->first))) best = &entry;
        return best ? std::optional(best->second) : std::nullopt;
    }

    /// A host as a program writes it: reviews, reviews.default, reviews.default.svc or the whole name.
    Host calledHost(const std::string& host, const std::string& ns) const {
        const Host whole = resolveShortName(host, ns);
        if (nodeOfHost(whole)) return whole;
        for (const char* rest : {".svc.cluster.local", ".cluster.local"})
            if (const Host longer(host + rest); nodeOfHost(longer)) return longer;
        return whole;
    }

    static bool isInMesh(const istio::VirtualService& v) {
        return v.gateways.empty() || std::find(v.gateways.begin(), v.gateways.end(), "mesh") != v.gateways.end();
    }

    /// Where a request of the mesh to a host goes first: the virtual services of the host, else the service itself.
    std::vector<std::string> entriesOf(const Host& host) const {
        std::vector<std::string> out;
        if (const auto exact = virtualServices_.find(host.text); exact != virtualServices_.end())
            for (const auto& [name, id] : exact->second) out.push_back(id);
        for (const auto& [name, id] : wildcardServices_)
            if (host.subsetOf(name)) out.push_back(id);
        if (out.empty())
            if (const auto service = nodeOfHost(host)) out.push_back(*service);
        return out;
    }

    void sends(const ResourcePtr& r, const scenario::Scenario& s) {
        for (std::size_t i = 0; i < s.traffic.size(); ++i) {
            const auto& t = s.traffic[i];
            std::vector<std::string> hosts{t.host};
            for (const auto& shape : t.mix)
                if (!shape.host.empty() && std::find(hosts.begin(), hosts.end(), shape.host) == hosts.end())
                    hosts.push_back(shape.host);
            MeshEdge edge;
            edge.kind = EdgeKind::Sends;
            edge.origin = {r, yaml::childPath("spec.traffic", i)};
            for (const auto& host : hosts) {
                if (host.empty()) continue;
                if (t.from.gateway.empty()) {
                    for (const auto& to : entriesOf(calledHost(host, t.from.ns.empty() ? r->meta.ns : t.from.ns)))
                        connect(sourceId(*r, t), to, edge);
                    continue;
                }
                for (const auto& g : resources_) {
                    const auto* gateway = g->as<istio::Gateway>();
                    if (gateway && contains(t.from.gateway, gateway->selector) && letsIn(*gateway, host, t.port))
                        connectOnce(sourceId(*r, t), nodeId(*g), edge);
                }
            }
        }
    }

    void connectOnce(const std::string& from, const std::string& to, const MeshEdge& edge) {
        const auto a = index_.find(from), b = index_.find(to);
        if (a == index_.end() || b == index_.end() || !once_.insert({a->second, b->second, edge.kind}).second) return;
        connect(from, to, edge);
    }

    static Host withoutNamespace(const std::string& host) {
        return host.substr(host.find('/') == std::string::npos ? 0 : host.find('/') + 1);
    }

    static bool letsIn(const istio::Gateway& gateway, const std::string& host, std::int64_t port) {
        return std::any_of(gateway.servers.begin(), gateway.servers.end(), [&](const istio::Server& server) {
            return server.port.number == port &&
                   std::any_of(server.hosts.begin(), server.hosts.end(),
                               [&](const std::string& h) { return Host(host).subsetOf(withoutNamespace(h)); });
        });
    }

    void admits(const ResourcePtr& r, const istio::Gateway& gateway) {
        for (const auto& v : byGateway_[r->meta.ns + "/" + r->meta.name]) {
            const auto* service = v->as<istio::VirtualService>();
            for (std::size_t i = 0; i < service->gateways.size(); ++i) {
                const std::string& name = service->gateways[i];
                if (name != r->meta.ns + "/" + r->meta.name && !(name == r->meta.name && v->meta.ns == r->meta.ns))
                    continue;
                const bool overlap =
                    std::any_of(gateway.servers.begin(), gateway.servers.end(), [&](const istio::Server& server) {
                        return std::any_of(server.hosts.begin(), server.hosts.end(), [&](const std::string& h) {
                            return std::any_of(service->hosts.begin(), service->hosts.end(),
                                               [&](const Host& own) { return withoutNamespace(h).matches(own); });
                        });
                    });
                MeshEdge edge;
                edge.kind = EdgeKind::Admits;
                edge.origin = {v, yaml::childPath("spec.gateways", i)};
                if (overlap) connect(nodeId(*r), nodeId(*v), edge);
            }
        }
    }

    void route(const ResourcePtr& r, const istio::Destination& d, EdgeKind kind, std::optional<double> share,
               std::string field) {
        const auto to = nodeOfHost(resolveShortName(d.host, r->meta.ns));
        if (!to) return;
        MeshEdge edge;
        edge.kind = kind;
        edge.share = share;
        edge.subset = d.subset;
        edge.origin = {r, std::move(field)};
        connect(nodeId(*r), *to, std::move(edge));
    }

    template <class Rules> void rules(const ResourcePtr& r, const Rules& list, const std::string& name) {
        for (std::size_t i = 0; i < list.size(); ++i) {
            const auto total = std::accumulate(list[i].route.begin(), list[i].route.end(), std::int64_t{0},
                                               [](std::int64_t sum, const auto& d) { return sum + d.weight; });
            for (std::size_t k = 0; k < list[i].route.size(); ++k) {
                const double share = list[i].route.size() == 1 ? 1.0
                                     : total > 0
                                         ? static_cast<double>(list[i].route[k].weight) / static_cast<double>(total)
                                         : 0.0;
                route(r, list[i].route[k].destination, EdgeKind::Routes, share,
                      yaml::childPath(yaml::childPath("spec." + name, i) + ".route", k));
            }
        }
    }

    void routes(const ResourcePtr& r, const istio::VirtualService& v) {
        rules(r, v.http, "http");
        rules(r, v.tls, "tls");
        rules(r, v.tcp, "tcp");
        for (std::size_t i = 0; i < v.http.size(); ++i) {
            const auto& rule = v.http[i];
            const std::string field = yaml::childPath("spec.http", i);
            if (rule.mirror) route(r, *rule.mirror, EdgeKind::Mirrors, {}, field + ".mirror");
            for (std::size_t k = 0; k < rule.mirrors.size(); ++k)
                route(r, rule.mirrors[k].destination, EdgeKind::Mirrors, {}, yaml::childPath(field + ".mirrors", k));
            if (!rule.delegate) continue;
            MeshEdge edge;
            edge.kind = EdgeKind::Delegates;
            edge.origin = {r, field + ".delegate"};
            connect(nodeId(*r),
                    "VirtualService/" + (rule.delegate->ns.empty() ? r->meta.ns : rule.delegate->ns) + "/" +
                        rule.delegate->name,
                    edge);
        }
    }

    void selectBy(const ResourcePtr& r, const Labels& selector, const Host& host, const std::string& field) {
        if (selector.empty()) return;
        const auto& [firstKey, firstValue] = *selector.begin();
        for (const auto& w : workloads_[r->meta.ns + "/" + firstKey + "=" + firstValue]) {
            const auto* workload = w->as<kube::Deployment>();
            if (!contains(workload->podTemplate.metadata.labels, selector)) continue;
            MeshEdge edge;
            edge.kind = EdgeKind::Selects;
            edge.origin = {r, field};
            for (const auto& d : rules_[host.text]) {
                for (const auto& subset : d->as<istio::DestinationRule>()->subsets)
                    if (edge.subset.empty() && contains(workload->podTemplate.metadata.labels, subset.labels))
                        edge.subset = subset.name;
            }
            connect(nodeId(*r), nodeId(*w), std::move(edge));
        }
    }

    void selects(const ResourcePtr& r, const kube::Service& s) {
        selectBy(r, s.selector, r->meta.name + "." + r->meta.ns + ".svc.cluster.local", "spec.selector");
    }

    void selects(const ResourcePtr& r, const istio::ServiceEntry& e) {
        if (e.workloadSelector && !e.hosts.empty())
            selectBy(r, e.workloadSelector->effective(), e.hosts.front(), "spec.workloadSelector");
    }

    /// The workloads that a behaviour is about.
    std::vector<std::string> callersOf(const scenario::Behaviour& b, const std::string& ns) const {
        std::vector<std::string> out;
        const auto add = [&](const std::string& name) {
            const auto found = byName_.find("Deployment/" + ns + "/" + name);
            if (found == byName_.end()) return;
            const std::string id = nodeId(*found->second);
            if (std::find(out.begin(), out.end(), id) == out.end()) out.push_back(id);
        };
        if (!b.workload.empty()) add(b.workload);
        const auto dash = b.pod.rfind('-');
        if (dash != std::string::npos && dash + 1 < b.pod.size() &&
            b.pod.find_first_not_of("0123456789", dash + 1) == std::string::npos)
            add(b.pod.substr(0, dash));
        const auto service = byName_.find("Service/" + ns + "/" + b.service);
        if (b.service.empty() || service == byName_.end()) return out;
        const auto& selector = service->second->as<kube::Service>()->selector;
        if (selector.empty()) return out;
        const auto& [key, value] = *selector.begin();
        const auto behind = workloads_.find(ns + "/" + key + "=" + value);
        if (behind == workloads_.end()) return out;
        for (const auto& w : behind->second)
            if (contains(w->as<kube::Deployment>()->podTemplate.metadata.labels, selector)) add(w->meta.name);
        return out;
    }

    void calls(const ResourcePtr& r, const scenario::Scenario& s) {
        for (std::size_t i = 0; i < s.services.size(); ++i) {
            const auto& b = s.services[i];
            const std::string ns = b.ns.empty() ? r->meta.ns : b.ns;
            for (std::size_t g = 0; g < b.calls.size(); ++g)
                for (std::size_t k = 0; k < b.calls[g].calls.size(); ++k) {
                    MeshEdge edge;
                    edge.kind = EdgeKind::Calls;
                    edge.origin = {
                        r, yaml::childPath(
                               yaml::childPath(yaml::childPath("spec.services", i) + ".calls", g) + ".calls", k)};
                    for (const auto& from : callersOf(b, ns))
                        for (const auto& to : entriesOf(calledHost(b.calls[g].calls[k].host, ns)))
                            connectOnce(from, to, edge);
                }
        }
    }

    std::vector<ResourcePtr> resources_;
    MeshGraph graph_;
    std::map<std::string, std::size_t> index_;
    using HostNodes = std::vector<std::pair<Host, std::string>>;
    std::map<std::string, std::string> hosts_; ///< node by exact host
    HostNodes wildcards_, wildcardServices_;
    std::map<std::string, HostNodes> virtualServices_;
    std::map<std::string, std::vector<ResourcePtr>> workloads_, rules_, byGateway_;
    std::map<std::string, ResourcePtr>
        byName_; ///< "Service/ns/name", and workloads of any kind as "Deployment/ns/name"
    std::set<std::tuple<std::size_t, std::size_t, EdgeKind>> once_;
};

} // namespace

std::optional<std::size_t> MeshGraph::find(const std::string& id) const {
    const auto found = std::find_if(nodes.begin(), nodes.end(), [&](const MeshNode& n) { return n.id == id; });
    return found == nodes.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - nodes.begin()));
}

std::string nodeId(const Resource& resource) {
    return resource.kind + "/" + resource.meta.ns + "/" + resource.meta.name;
}

MeshGraph meshGraph(const Design& design) {
    return Builder(design).build();
}

} // namespace meshwright::model::graph
