#include "ui/requests/request_ways.h"

#include <algorithm>

namespace meshwright::ui {

using sim::mesh::LifeSpan;
using sim::mesh::SpanKind;

const std::vector<int>& RequestWays::way(const std::string& from, const std::string& to,
                                         const std::string& virtualService, int rule, bool mirror) {
    const auto key = std::tuple(from, to, virtualService, rule, mirror);
    if (const auto it = known_.find(key); it != known_.end()) return it->second;
    return known_[key] = graph_.wayOf(from, to, virtualService, rule, mirror);
}

std::vector<int> RequestWays::of(const sim::mesh::RequestLife& life, bool failedOnly) {
    std::vector<int> out;
    const auto add = [&](const std::vector<int>& edges) {
        for (const int e : edges)
            if (std::find(out.begin(), out.end(), e) == out.end()) out.push_back(e);
    };
    bool first = true;
    for (const LifeSpan& hop : life.spans) {
        if (hop.kind != SpanKind::Hop || !hop.decision) continue;
        const bool outermost = std::exchange(first, false);
        if (outermost && (!failedOnly || life.failed))
            add(way("client/" + life.source, hop.decision->node, "", -1, false));
    }
    for (const LifeSpan& s : life.spans) {
        if (s.kind != SpanKind::Try || s.parent < 0) continue;
        const LifeSpan& hop = life.spans[std::size_t(s.parent)];
        if (!hop.decision || (failedOnly && s.status != 0 && s.status < 500)) continue;
        add(way(hop.decision->node, s.node, hop.decision->virtualService, hop.decision->rule, hop.mirrored));
    }
    return out;
}

std::vector<std::pair<int, int>> RequestWays::rulesOf(const sim::mesh::RequestLife& life) const {
    std::vector<std::pair<int, int>> out;
    for (const LifeSpan& hop : life.spans) {
        if (hop.kind != SpanKind::Hop || !hop.decision || hop.decision->virtualService.empty()) continue;
        const int node =
            graph_.indexOf(QStringLiteral("VirtualService/") + QString::fromStdString(hop.decision->virtualService));
        const std::pair row{node, hop.decision->rule};
        if (node >= 0 && std::find(out.begin(), out.end(), row) == out.end()) out.push_back(row);
    }
    return out;
}

} // namespace meshwright::ui
