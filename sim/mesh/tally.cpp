#include "sim/mesh/tally.h"

namespace meshwright::sim::mesh {

Tally::Tally() = default;

std::uint32_t Tally::edge(EdgeName name) {
    const auto [it, fresh] = byName_.try_emplace(name, static_cast<std::uint32_t>(edges_.size()));
    if (fresh) edges_.emplace_back().name = std::move(name);
    return it->second;
}

void Tally::resize(std::size_t podCount, std::size_t workloadCount, std::size_t serviceCount) {
    if (pods.size() < podCount) pods.resize(podCount);
    if (series.size() < workloadCount) series.resize(workloadCount);
    if (services.size() < serviceCount) services.resize(serviceCount);
}

void Tally::nameSeries(std::size_t workload, std::string name) {
    if (!series[workload]) series[workload] = std::make_unique<metrics::SeriesRecorder>(std::move(name));
}

void Tally::second() {
    for (Edge& e : edges_) {
        e.lastSecond = e.thisSecond;
        e.thisSecond = 0;
    }
}

void Tally::hop(const Hop& h) {
    if (hops_.size() < mostHops) {
        hops_.push_back(h);
        return;
    }
    hops_[nextHop_] = h;
    nextHop_ = (nextHop_ + 1) % mostHops;
}

std::vector<metrics::Flight> Tally::drainFlights() {
    std::vector<metrics::Flight> out;
    out.reserve(hops_.size());
    for (std::size_t i = 0; i < hops_.size(); ++i) {
        const Hop& h = hops_[(nextHop_ + i) % hops_.size()];
        const EdgeName& e = edges_[h.edge].name;
        out.push_back({h.request, e.from, e.to, e.virtualService, e.rule, h.start, h.end, h.outcome, h.status});
    }
    hops_.clear();
    nextHop_ = 0;
    return out;
}

metrics::Totals totalsOf(const metrics::Population& population) {
    metrics::Totals t = population.totals([](std::uint32_t flags) { return flagsText(flags); });
    t.inFlight = static_cast<std::uint32_t>(population.inFlight());
    return t;
}

} // namespace meshwright::sim::mesh
