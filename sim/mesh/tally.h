// Counts everything that happens in a run and turns it into snapshots: totals, edges, series, flights, and the hash.
#pragma once

#include "sim/kernel/random.h"
#include "sim/mesh/flags.h"
#include "sim/metrics/population.h"
#include "sim/metrics/series.h"
#include "sim/metrics/snapshot.h"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

namespace meshwright::sim::mesh {

using model::Duration;
using model::TimePoint;

/// Which way requests go: from one node to another by one rule.
struct EdgeName {
    std::string from, to, virtualService;
    int rule = -1;
    std::string cluster;
    bool mirror = false;
    friend auto operator<=>(const EdgeName&, const EdgeName&) = default;
};

/// Running counts of one edge.
struct Edge {
    EdgeName name;
    metrics::Population count;
    std::uint64_t thisSecond = 0, lastSecond = 0;
    std::uint32_t runningCluster = 0xffffffffu; ///< one of those behind it, for its breaker's state
};

class Tally {
public:
    Tally();

    std::uint32_t edge(EdgeName name);
    Edge& edgeAt(std::uint32_t i) { return edges_[i]; }
    const std::deque<Edge>& edges() const { return edges_; }

    /// Makes room for these many pods, workloads and services.
    void resize(std::size_t pods, std::size_t workloads, std::size_t services);
    void nameSeries(std::size_t workload, std::string name);

    metrics::Population total;
    std::vector<metrics::Population> pods, services; ///< a workload is the sum of its pods
    metrics::SeriesRecorder totalSeries{"total"};
    std::vector<std::unique_ptr<metrics::SeriesRecorder>> series; ///< by workload; null where nothing was asked of it

    /// A second has passed: rates of edges move on.
    void second();

    /// Mixes what happened into the run's hash; the order of calls is part of it.
    void mix(std::uint64_t a, std::uint64_t b) {
        hash_ ^= a * 0x9e3779b97f4a7c15u;
        hash_ = std::rotl(hash_, 27) * 0xbf58476d1ce4e5b9u + b;
    }
    std::uint64_t hash() const {
        std::uint64_t state = hash_;
        return kernel::splitmix64(state);
    }

    /// A hop that ended, to be drawn; only kept where wanted.
    struct Hop {
        std::uint64_t request = 0;
        std::uint32_t edge = 0;
        TimePoint start, end;
        metrics::Flight::Outcome outcome = metrics::Flight::Outcome::Fine;
        int status = 200;
    };
    bool keepHops = false;
    void hop(const Hop& h);
    std::vector<metrics::Flight> drainFlights();

private:
    static constexpr std::size_t mostHops = 20'000;
    std::deque<Edge> edges_; ///< stable addresses
    std::map<EdgeName, std::uint32_t> byName_;
    std::vector<Hop> hops_; ///< a ring of `mostHops`
    std::size_t nextHop_ = 0;
    std::uint64_t hash_ = 0x6d657368;
};

/// The flags of a population as text.
metrics::Totals totalsOf(const metrics::Population& population);

} // namespace meshwright::sim::mesh
