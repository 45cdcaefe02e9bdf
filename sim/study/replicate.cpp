#include "sim/study/replicate.h"

#include "sim/kernel/random.h"
#include "sim/metrics/histogram.h"
#include "sim/study/runs.h"

#include <algorithm>
#include <bit>
#include <unordered_map>

namespace meshwright::sim::study {

namespace {

using metrics::Histogram;
using metrics::Totals;
using model::Duration;

void addTotals(Measures& out, const std::string& name, const Totals& totals, double seconds) {
    if (seconds > 0) out.emplace_back(name + "/rate", static_cast<double>(totals.completed) / seconds);
    if (totals.completed == 0) return;
    const auto n = static_cast<double>(totals.completed);
    out.emplace_back(name + "/success_percent", 100 * (1 - static_cast<double>(totals.failed) / n));
    out.emplace_back(name + "/mean_ms", totals.mean.inMilliseconds());
    const std::pair<const char*, std::pair<double, Duration>> percentiles[] = {
        {"/p50_ms", {0.50, totals.p50}}, {"/p95_ms", {0.95, totals.p95}}, {"/p99_ms", {0.99, totals.p99}}};
    for (const auto& [suffix, percentile] : percentiles) {
        if (!Histogram::enoughSamples(totals.completed, percentile.first)) continue;
        out.emplace_back(name + suffix, percentile.second.inMilliseconds());
    }
    out.emplace_back(name + "/retries_per_request", static_cast<double>(totals.retries) / n);
}

} // namespace

std::uint64_t runSeed(std::uint64_t studySeed, std::size_t run) {
    std::uint64_t mixed = studySeed;
    std::uint64_t state = kernel::splitmix64(mixed) + 0x9e3779b97f4a7c15u * static_cast<std::uint64_t>(run);
    return kernel::splitmix64(state); // a bijection of the state: no two runs of one study are equal
}

std::uint64_t studySeed(const model::Design& design, const mesh::RunOptions& options) {
    if (options.seed) return *options.seed;
    for (const auto& resource : design.all<model::scenario::Scenario>()) {
        if (options.scenario.empty() || resource->meta.name == options.scenario) {
            return resource->as<model::scenario::Scenario>()->seed;
        }
    }
    return 1;
}

Measures measuresOf(const metrics::Snapshot& end) {
    Measures out;
    const double seconds = end.now.sinceStart().inSeconds();
    addTotals(out, "total", end.total, seconds);
    std::unordered_map<std::string, std::uint64_t> byService;
    for (const auto& version : end.versions) byService[version.ns + "/" + version.service] += version.totals.completed;
    for (const auto& version : end.versions) {
        const std::string name = version.service + "/" + version.version;
        addTotals(out, name, version.totals, seconds);
        const auto all = byService[version.ns + "/" + version.service];
        if (all > 0) {
            out.emplace_back(name + "/share_percent",
                             100 * static_cast<double>(version.totals.completed) / static_cast<double>(all));
        }
    }
    return out;
}

const MetricSummary* Study::find(std::string_view name) const {
    const auto at = std::find_if(metrics.begin(), metrics.end(), [&](const auto& m) { return m.name == name; });
    return at == metrics.end() ? nullptr : &*at;
}

Study summarise(std::uint64_t seed, std::vector<RunRecord> runs, double confidence) {
    Study study;
    study.seed = seed;
    std::vector<std::pair<std::string, std::vector<double>>> samples;
    std::unordered_map<std::string, std::size_t> places;
    for (const RunRecord& run : runs) {
        study.hash = std::rotl(study.hash, 5) * 0x9e3779b97f4a7c15u + run.hash;
        for (const auto& [name, value] : run.measures) {
            const auto [place, fresh] = places.emplace(name, samples.size());
            if (fresh) samples.emplace_back(name, std::vector<double>{});
            samples[place->second].second.push_back(value);
        }
    }
    for (const auto& [name, values] : samples) study.metrics.push_back({name, meanInterval(values, confidence)});
    study.runs = std::move(runs);
    return study;
}

tl::expected<Study, model::Diagnostics> replicate(const model::Design& design, const StudyOptions& options) {
    auto studies = runAll({&design}, options);
    if (!studies) return tl::unexpected(studies.error());
    return std::move(studies->front());
}

} // namespace meshwright::sim::study
