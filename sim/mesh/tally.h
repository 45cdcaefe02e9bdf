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

/// What one pod was asked by way of one edge: the finest population there is. An edge, a pod and a version are sums of
/// these, so that every try is counted in one place.
struct Cell {
    metrics::Population count;
    std::uint32_t edge = 0, pod = 0;            ///< an edge into the mesh has one cell, of no pod
    std::uint32_t runningCluster = 0xffffffffu; ///< that the latest of them went through
};

/// One way, and the cells that it consists of.
struct Edge {
    EdgeName name;
    std::vector<Cell*> cells;
    std::uint64_t arrivedBefore = 0, lastSecond = 0; ///< until the running second began, and in the one before it

    metrics::Population count() const;
    std::uint64_t arrived() const;
};

class Tally {
public:
    Tally();

    std::uint32_t edge(EdgeName name);
    const std::deque<Edge>& edges() const { return edges_; }
    /// The cell of an edge and a pod, made where it is new. Its address stays.
    Cell& cell(std::uint32_t edge, std::uint32_t pod);
    static constexpr std::uint32_t outside = 0xffffffffu; ///< the pod of an edge into the mesh

    /// Makes room for these many pods, workloads and services.
    void resize(std::size_t pods, std::size_t workloads, std::size_t services);
    void nameSeries(std::size_t workload, std::string name);

    /// All that a pod was asked.
    metrics::Population ofPod(std::size_t pod) const;
    /// What the outside asked, with the tries and retries of all of the mesh.
    metrics::Population total() const;

    std::uint64_t outsideTries = 0, retries = 0, answers = 0;
    std::deque<metrics::Population> services; ///< addresses stay
    metrics::SeriesRecorder totalSeries{"total"};
    std::vector<std::unique_ptr<metrics::SeriesRecorder>> series; ///< by workload; null where nothing was asked of it

    /// A second has passed: rates of edges move on, and windows of series close.
    void second(TimePoint now);

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
    /// At most `most` of what there is, spread evenly over it: the mix of ways and outcomes stays what it was, but for
    /// failures, of which a few are always among them.
    std::vector<metrics::Flight> drainFlights(std::size_t most = mostHops);

    static constexpr std::size_t mostHops = 20'000;

private:
    std::deque<Edge> edges_;
    std::deque<Cell> cells_; ///< stable addresses
    std::vector<std::vector<Cell*>> cellsOfPod_;
    std::vector<Cell*> outsideCells_;
    std::map<EdgeName, std::uint32_t> byName_;
    std::vector<Hop> hops_; ///< a ring of `mostHops`
    std::size_t nextHop_ = 0;
    std::uint64_t hash_ = 0x6d657368;
};

/// The flags of a population as text.
metrics::Totals totalsOf(const metrics::Population& population);

} // namespace meshwright::sim::mesh
