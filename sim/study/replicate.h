// One design over many seeds.
#pragma once

#include "sim/mesh/simulation.h"
#include "sim/study/interval.h"
#include "sim/study/parallel.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace meshwright::sim::study {

struct StudyOptions {
    std::size_t runs = 30;
    unsigned threads = 0; ///< 0 = one a processor; the results do not depend on it
    double confidence = 0.95;
    mesh::RunOptions run;                                   ///< its seed is the study's; absent = the scenario's
    std::function<void(std::size_t, std::size_t)> progress; ///< (runs done, runs wanted), on any thread, one at a time
    KeepGoing keepGoing;
};

/// The seed of one run of a study: distinct for distinct numbers, and far from those of a study with another seed.
std::uint64_t runSeed(std::uint64_t studySeed, std::size_t run);

/// The seed that a study starts from: the options', else the design's scenario's.
std::uint64_t studySeed(const model::Design& design, const mesh::RunOptions& options);

/// What one run says about one quantity ("total/p99_ms"). Left out where the run has too few answers to say it.
using Measures = std::vector<std::pair<std::string, double>>;

/// Rates, shares of success, latencies and retries of the whole and of each version, with its share of the requests.
Measures measuresOf(const metrics::Snapshot& end);

struct RunRecord {
    std::uint64_t seed = 0, hash = 0;
    std::string stopped; ///< why the run ended early; empty = it did not
    Measures measures;
};

struct MetricSummary {
    std::string name;
    Interval interval; ///< `samples` counts the runs that could say it
};

struct Study {
    std::uint64_t seed = 0;
    std::vector<RunRecord> runs;
    std::vector<MetricSummary> metrics;
    std::uint64_t hash = 0; ///< of all runs' hashes in order
    bool complete = true;   ///< false where `keepGoing` ended it early

    const MetricSummary* find(std::string_view name) const;
};

/// Intervals over records, in the order in which the metrics first appear.
Study summarise(std::uint64_t seed, std::vector<RunRecord> runs, double confidence);

/// Refused as Simulation::create refuses, or where `runs` is 0 or beyond 1,000,000.
tl::expected<Study, model::Diagnostics> replicate(const model::Design& design, const StudyOptions& options);

} // namespace meshwright::sim::study
