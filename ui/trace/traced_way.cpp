#include "ui/trace/traced_way.h"

#include "ui/requests/request_ways.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace meshwright::ui {

namespace {

/// 2 of "spec.http[2].match[0]"; -1 where the field is no rule.
int ruleIndex(const std::string& field) {
    constexpr std::string_view list = "spec.http[";
    int index = -1;
    if (const auto at = field.find(list); at != std::string::npos)
        std::from_chars(field.data() + at + list.size(), field.data() + field.size(), index);
    return index;
}

void addEdges(TracedWay& way, const std::vector<int>& edges, const graph::Graph& graph) {
    for (const int e : edges)
        if (const QString& key = graph.edges[std::size_t(e)].key; !way.edges.contains(key)) way.edges << key;
}

/// Rows before the one that matched were tried and failed.
void addRows(TracedWay& way, const graph::Node& node, int matched) {
    for (int row = 0; row < int(node.rules.size()) && row <= matched; ++row) {
        const auto known = std::find_if(way.rows.begin(), way.rows.end(),
                                        [&](const auto& r) { return r.node == node.key && r.row == row; });
        if (known == way.rows.end())
            way.rows.push_back({node.key, row, row == matched});
        else
            known->matched = known->matched || row == matched;
    }
}

} // namespace

TracedWay tracedWay(const sim::mesh::RequestLife& life, const graph::Graph& graph) {
    TracedWay way;
    RequestWays ways(graph);
    addEdges(way, ways.of(life), graph);
    for (const auto& [node, row] : ways.rulesOf(life)) addRows(way, graph.nodes[std::size_t(node)], row);
    return way;
}

TracedWay tracedWay(const sim::routing::Trace& trace, const std::string& node, const graph::Graph& graph) {
    TracedWay way;
    std::string virtualService;
    int rule = -1;
    // One rule may have several match blocks: it matched where one of them did.
    std::map<std::pair<QString, int>, bool> rows;
    for (const auto& route : trace.routes) {
        if (!route.origin || route.origin.resource->kind != "VirtualService") continue;
        const auto& meta = route.origin.resource->meta;
        const QString key = QStringLiteral("VirtualService/") + QString::fromStdString(meta.ns + "/" + meta.name);
        const int row = ruleIndex(route.origin.field);
        if (row < 0 || graph.indexOf(key) < 0) continue;
        bool& matched = rows[{key, row}];
        matched = matched || route.matched;
        if (!route.matched || rule >= 0) continue;
        virtualService = meta.ns + "/" + meta.name;
        rule = row;
    }
    for (const auto& [place, matched] : rows)
        if (matched || rule < 0 || place.second < rule) way.rows.push_back({place.first, place.second, matched});
    const auto add = [&](const sim::routing::DestinationTrace& d, bool mirror) {
        for (const auto& e : d.endpoints)
            addEdges(way, graph.wayOf(node, "workload/" + e.ns + "/" + e.workload, virtualService, rule, mirror),
                     graph);
    };
    for (const auto& d : trace.destinations) add(d, false);
    for (const auto& d : trace.mirrors) add(d, true);
    return way;
}

} // namespace meshwright::ui
