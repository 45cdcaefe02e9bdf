#include "sim/study/runs.h"

namespace meshwright::sim::study {

namespace {

constexpr std::size_t mostRuns = 1'000'000;

using OneRun = tl::expected<RunRecord, model::Diagnostics>;

OneRun runOnce(const model::Design& design, mesh::RunOptions options) {
    auto simulation = mesh::Simulation::create(design, options);
    if (!simulation) return tl::unexpected(simulation.error());
    simulation->advanceTo(simulation->horizon());
    const auto end = simulation->snapshot();
    return RunRecord{*options.seed, simulation->hash(), end.stopped, measuresOf(end)};
}

} // namespace

model::Diagnostics checkRuns(std::size_t runs) {
    if (runs >= 1 && runs <= mostRuns) return {};
    model::Diagnostic d;
    d.code = "MW0310";
    d.message = "A study of " + std::to_string(runs) + " runs cannot be made: ask for 1 to 1000000 runs.";
    return {d};
}

tl::expected<std::vector<Study>, model::Diagnostics> runAll(const std::vector<const model::Design*>& designs,
                                                            const StudyOptions& options) {
    if (auto complaint = checkRuns(options.runs); !complaint.empty()) return tl::unexpected(complaint);
    if (designs.empty()) return std::vector<Study>{};
    const std::uint64_t seed = studySeed(*designs.front(), options.run);
    const std::size_t total = designs.size() * options.runs;
    Progress progress(total, options.progress);
    auto results = runInParallel(
        total, options.threads,
        [&](std::size_t i) {
            mesh::RunOptions run = options.run;
            run.seed = runSeed(seed, i / designs.size());
            auto one = runOnce(*designs[i % designs.size()], run);
            progress.one();
            return one;
        },
        options.keepGoing);

    std::vector<std::vector<RunRecord>> records(designs.size());
    bool complete = true;
    for (std::size_t i = 0; i < total; ++i) {
        if (!results[i]) {
            complete = false;
        } else if (!*results[i]) {
            return tl::unexpected(results[i]->error());
        } else {
            records[i % designs.size()].push_back(std::move(**results[i]));
        }
    }
    std::vector<Study> studies;
    for (auto& runs : records) {
        studies.push_back(summarise(seed, std::move(runs), options.confidence));
        studies.back().complete = complete;
    }
    return studies;
}

} // namespace meshwright::sim::study
