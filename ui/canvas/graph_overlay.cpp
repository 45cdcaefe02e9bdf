// The live half of the graph: a snapshot's counters laid over cards and edges.
#include "model/design/design.h"
#include "model/istio/virtual_service.h"
#include "ui/canvas/graph_model.h"
#include "ui/text.h"

#include <algorithm>
#include <map>

namespace meshwright::ui::graph {

using sim::metrics::EdgeState;
using sim::metrics::Snapshot;
using sim::metrics::Totals;

namespace {

/// What one population did between two snapshots.
struct Change {
    double rate = 0, failing = 0;
};

Change change(const Totals& now, const Totals* before, double seconds) {
    const double done = double(now.completed) - (before ? double(before->completed) : 0);
    const double failed = double(now.failed) - (before ? double(before->failed) : 0);
    const double arrived = double(now.arrived) - (before ? double(before->arrived) : 0);
    return {seconds > 0 ? std::max(arrived, done) / seconds : 0, done > 0 ? std::clamp(failed / done, 0.0, 1.0) : 0};
}

void show(Live& live, const Totals& totals, const Change& c) {
    live.present = true;
    live.rate += c.rate;
    live.failing = c.failing;
    live.p99ms = totals.p99.inMilliseconds();
    live.inFlight += totals.inFlight;
    live.queued += totals.queued;
}

/// Adds an edge's traffic; the failing share stays weighted by the rate.
void add(Live& live, double rate, double failing) {
    const double sum = live.rate + rate;
    if (sum > 0) live.failing = (live.failing * live.rate + failing * rate) / sum;
    live.rate = sum;
    live.present = true;
}

template <class T, class Same> const T* match(const std::vector<T>& all, const Same& same) {
    const auto found = std::find_if(all.begin(), all.end(), same);
    return found == all.end() ? nullptr : &*found;
}

void clear(Graph& graph) {
    for (auto& node : graph.nodes) {
        node.live = {};
        for (auto& row : node.rules) row.live = {};
        for (auto& pod : node.pods) pod = {pod.name};
    }
    for (auto& edge : graph.edges) edge.live = {};
}

void showPods(Graph& graph, const Snapshot& now) {
    std::map<QString, std::vector<PodCell>> pods;
    for (const auto& p : now.pods)
        pods[QStringLiteral("Deployment/%1/%2").arg(q(p.ns), q(p.workload))].push_back(
            {q(p.pod), p.active, p.queued, p.capacity, p.down, p.ejected, p.warming, p.ejectedLeft.inSeconds()});
    for (auto& [key, cells] : pods)
        if (const int i = graph.indexOf(key); i >= 0) graph.nodes[std::size_t(i)].pods = std::move(cells);
}

void showNodes(Graph& graph, const Snapshot& now, const Snapshot* before, double seconds) {
    for (const auto& s : now.services) {
        const int i = graph.indexOf(QStringLiteral("Service/%1/%2").arg(q(s.ns), q(s.service)));
        const auto* old =
            before ? match(before->services, [&](const auto& o) { return o.service == s.service && o.ns == s.ns; })
                   : nullptr;
        if (i >= 0)
            show(graph.nodes[std::size_t(i)].live, s.totals, change(s.totals, old ? &old->totals : nullptr, seconds));
    }
    for (const auto& v : now.versions) {
        const int i = graph.indexOf(QStringLiteral("Deployment/%1/%2").arg(q(v.ns), q(v.workload)));
        const auto* old = before ? match(before->versions,
                                         [&](const auto& o) {
                                             return o.workload == v.workload && o.ns == v.ns && o.service == v.service;
                                         })
                                 : nullptr;
        if (i >= 0)
            show(graph.nodes[std::size_t(i)].live, v.totals, change(v.totals, old ? &old->totals : nullptr, seconds));
    }
}

bool sameEdge(const EdgeState& a, const EdgeState& b) {
    return a.from == b.from && a.to == b.to && a.virtualService == b.virtualService && a.rule == b.rule &&
           a.mirror == b.mirror && a.cluster == b.cluster;
}

void showEdges(Graph& graph, const Snapshot& now, const Snapshot* before, double seconds) {
    for (const auto& e : now.edges) {
        const EdgeState* old = before ? match(before->edges, [&](const auto& o) { return sameEdge(o, e); }) : nullptr;
        const Change c = change(e.totals, old ? &old->totals : nullptr, seconds);
        const auto way = graph.wayOf(e.from, e.to, e.virtualService, e.rule, e.mirror);
        for (const int i : way) {
            auto& edge = graph.edges[std::size_t(i)];
            const bool copied = e.mirror && i == way.front() && way.size() > 1;
            if (copied) continue; // the copy is made by the rule: it did not come in as a request of its own
            add(edge.live, c.rate, c.failing);
            if (!e.openBreaker.empty()) edge.live.breaker = q(e.openBreaker);
            auto& sender = graph.nodes[std::size_t(edge.from.node)];
            if (sender.kind == Kind::VirtualService && !e.mirror) {
                add(sender.live, c.rate, c.failing);
                if (edge.from.port >= 0) add(sender.rules[std::size_t(edge.from.port)].live, c.rate, c.failing);
            } else if (sender.kind == Kind::Gateway || (sender.kind == Kind::Client && i == way.front())) {
                add(sender.live, c.rate, c.failing);
            }
        }
    }
}

} // namespace

void showWeights(Graph& graph, const model::Design& effective) {
    for (auto& edge : graph.edges) {
        if (!edge.weightRef) continue;
        const auto resource = effective.find(edge.weightRef->virtualService);
        const auto* vs = resource ? resource->as<model::istio::VirtualService>() : nullptr;
        if (!vs) continue;
        for (std::size_t i = 0; i < vs->http.size(); ++i)
            if (edge.weightRef->rule == "spec.http[" + std::to_string(i) + "]" &&
                edge.weightRef->destination < vs->http[i].route.size())
                edge.weight = static_cast<int>(vs->http[i].route[edge.weightRef->destination].weight);
    }
}

std::vector<int> nodesOfSimulated(const Graph& graph, const std::string& name) {
    const auto slash = name.find('/');
    if (slash == std::string::npos) return {};
    const std::string kind = name.substr(0, slash);
    const QString rest = q(name.substr(slash + 1));
    QString key;
    if (kind == "workload") key = QStringLiteral("Deployment/") + rest;
    if (kind == "gateway") key = QStringLiteral("Gateway/") + rest;
    if (kind == "service") key = QStringLiteral("Service/") + rest;
    std::vector<int> out;
    if (const int i = graph.indexOf(key); i >= 0) out.push_back(i);
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const Node& node = graph.nodes[i];
        if (node.kind != Kind::Client) continue;
        if ((kind == "client" && node.title == rest) || (kind == "workload" && node.sender == q(name)))
            out.push_back(static_cast<int>(i));
    }
    return out;
}

namespace {

int edgeBetween(const Graph& graph, int a, int b) {
    for (std::size_t i = 0; i < graph.edges.size(); ++i)
        if (graph.edges[i].from.node == a && graph.edges[i].to.node == b) return static_cast<int>(i);
    return -1;
}

/// The last two steps: from a rule (or a caller) into a port of a service, and from that port to the version.
bool addEnd(const Graph& graph, int from, int row, bool mirror, int to, std::vector<int>& out) {
    for (std::size_t i = 0; i < graph.edges.size(); ++i) {
        const Edge& into = graph.edges[i];
        if (into.from.node != from || (row >= 0 && into.from.port != row) || into.mirror != mirror) continue;
        if (into.to.node == to) {
            out.push_back(static_cast<int>(i));
            return true;
        }
        for (std::size_t k = 0; k < graph.edges.size(); ++k) {
            const Edge& last = graph.edges[k];
            if (last.from.node != into.to.node || last.to.node != to) continue;
            if (into.to.port >= 0 && last.from.port != into.to.port) continue;
            out.push_back(static_cast<int>(i));
            out.push_back(static_cast<int>(k));
            return true;
        }
    }
    return false;
}

} // namespace

std::vector<int> Graph::wayOf(const std::string& from, const std::string& to, const std::string& virtualService,
                              int rule, bool mirror) const {
    const auto targets = nodesOfSimulated(*this, to);
    if (targets.empty()) return {};
    for (const int a : nodesOfSimulated(*this, from)) {
        if (const int direct = edgeBetween(*this, a, targets.front()); direct >= 0) return {direct};
        std::vector<int> out;
        if (const int vs = virtualService.empty() ? -1 : indexOf(QStringLiteral("VirtualService/") + q(virtualService));
            vs >= 0) {
            const int entry = edgeBetween(*this, a, vs);
            if (entry < 0) continue;
            out.push_back(entry);
            if (addEnd(*this, vs, rule, mirror, targets.front(), out) ||
                addEnd(*this, vs, rule, false, targets.front(), out))
                return out;
            return out;
        }
        if (addEnd(*this, a, -1, false, targets.front(), out)) return out;
    }
    return {};
}

void overlay(Graph& graph, const Snapshot& now, const Snapshot* before) {
    clear(graph);
    const double seconds = (now.now - (before ? before->now : sim::metrics::TimePoint{})).inSeconds();
    showPods(graph, now);
    showNodes(graph, now, before, seconds);
    showEdges(graph, now, before, seconds);
}

} // namespace meshwright::ui::graph
