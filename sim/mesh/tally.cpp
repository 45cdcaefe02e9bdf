#include "sim/mesh/tally.h"

#include <algorithm>
#include <numeric>

namespace meshwright::sim::mesh {

Tally::Tally() = default;

std::uint32_t Tally::edge(EdgeName name) {
    const auto [it, fresh] = byName_.try_emplace(name, static_cast<std::uint32_t>(edges_.size()));
    if (fresh) edges_.emplace_back().name = std::move(name);
    return it->second;
}

Cell& Tally::cell(std::uint32_t edge, std::uint32_t pod) {
    Edge& e = edges_[edge];
    for (Cell* known : e.cells)
        if (known->pod == pod) return *known;
    Cell& fresh = cells_.emplace_back();
    fresh.edge = edge;
    fresh.pod = pod;
    e.cells.push_back(&fresh);
    if (pod == outside) {
        outsideCells_.push_back(&fresh);
    } else {
        if (cellsOfPod_.size() <= pod) cellsOfPod_.resize(pod + 1);
        cellsOfPod_[pod].push_back(&fresh);
    }
    return fresh;
}

metrics::Population Edge::count() const {
    metrics::Population sum;
    for (const Cell* cell : cells) {
        sum.merge(cell->count);
        if (cell->pod != Tally::outside) sum.tries += cell->count.arrived();
    }
    return sum;
}

std::uint64_t Edge::arrived() const {
    std::uint64_t sum = 0;
    for (const Cell* cell : cells) sum += cell->count.arrived();
    return sum;
}

metrics::Population Tally::ofPod(std::size_t pod) const {
    metrics::Population sum;
    if (pod >= cellsOfPod_.size()) return sum;
    for (const Cell* cell : cellsOfPod_[pod]) sum.merge(cell->count);
    sum.tries = sum.arrived();
    return sum;
}

metrics::Population Tally::total() const {
    metrics::Population sum;
    for (const Cell* cell : outsideCells_) sum.merge(cell->count);
    sum.tries = outsideTries;
    sum.retries = retries;
    return sum;
}

void Tally::resize(std::size_t podCount, std::size_t workloadCount, std::size_t serviceCount) {
    if (cellsOfPod_.size() < podCount) cellsOfPod_.resize(podCount);
    if (series.size() < workloadCount) series.resize(workloadCount);
    if (services.size() < serviceCount) services.resize(serviceCount);
}

void Tally::nameSeries(std::size_t workload, std::string name) {
    if (!series[workload]) series[workload] = std::make_unique<metrics::SeriesRecorder>(std::move(name));
}

void Tally::second(TimePoint now) {
    totalSeries.advanceTo(now);
    for (auto& one : series)
        if (one) one->advanceTo(now);
    for (Edge& e : edges_) {
        const std::uint64_t arrived = e.arrived();
        e.lastSecond = arrived - e.arrivedBefore;
        e.arrivedBefore = arrived;
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

std::vector<metrics::Flight> Tally::drainFlights(std::size_t most) {
    std::vector<metrics::Flight> out;
    const std::size_t n = hops_.size();
    const auto hopAt = [&](std::size_t i) -> const Hop& { return hops_[(nextHop_ + i) % n]; };
    std::vector<std::size_t> chosen;
    if (n <= most) {
        chosen.resize(n);
        std::iota(chosen.begin(), chosen.end(), std::size_t{0});
    } else {
        std::vector<std::size_t> failed;
        for (std::size_t i = 0; i < n; ++i)
            if (hopAt(i).outcome != metrics::Flight::Outcome::Fine &&
                hopAt(i).outcome != metrics::Flight::Outcome::Mirrored)
                failed.push_back(i);
        const std::size_t seats = std::min(failed.size(), most / 8);
        for (std::size_t i = 0; i < seats; ++i) chosen.push_back(failed[i * failed.size() / seats]);
        const std::size_t rest = most - seats;
        for (std::size_t i = 0; i < rest; ++i) chosen.push_back(i * n / rest);
        std::sort(chosen.begin(), chosen.end());
        chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
    }
    out.reserve(chosen.size());
    for (const std::size_t i : chosen) {
        const Hop& h = hopAt(i);
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
