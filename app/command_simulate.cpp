#include "app/command.h"
#include "app/load.h"
#include "app/options.h"
#include "app/output.h"
#include "app/write.h"
#include "sim/mesh/simulation.h"
#include "sim/metrics/report.h"

#include <csignal>
#include <memory>
#include <nlohmann/json.hpp>

namespace meshwright::app {

namespace {

using model::Duration;
using model::TimePoint;
using sim::mesh::Simulation;

struct SimulateOptions {
    std::vector<std::string> paths;
    std::optional<std::uint64_t> seed;
    std::optional<Duration> duration;
    std::string scenario, csvFolder;
    bool json = false, progress = false, force = false;
};

volatile std::sig_atomic_t interrupted = 0;

extern "C" void interrupt(int) {
    interrupted = 1;
}

/// Runs to the horizon in slices, so that the bar moves; false where Ctrl+C stopped it.
bool runToEnd(Simulation& simulation, Progress& progress) {
    constexpr int slices = 200;
    const double whole = simulation.horizon().sinceStart().inSeconds();
    const Duration slice{std::max<std::int64_t>(1, simulation.horizon().ns / slices)};
    const auto keepGoing = [] { return interrupted == 0; };
    while (!simulation.finished()) {
        const TimePoint before = simulation.now();
        progress.show(before.sinceStart().inSeconds(), whole);
        if (!simulation.advanceTo(std::min(before + slice, simulation.horizon()), keepGoing)) return interrupted == 0;
    }
    progress.show(whole, whole);
    return true;
}

int writeCsv(const std::vector<sim::metrics::CsvFile>& tables, const SimulateOptions& options) {
    std::vector<model::exporters::BundleFile> files;
    for (const auto& table : tables) files.push_back({table.name, table.text});
    return writeInto(options.csvFolder, files, options.force);
}

int simulate(const SimulateOptions& options) {
    const auto design = loadDesign(options.paths);
    if (!design) return refuse(design.error(), options.json);
    const auto problems = design->diagnostics();
    if (model::hasErrors(problems)) return refuse({problems, exitErrors}, options.json);
    say(problems);

    sim::mesh::RunOptions run;
    run.seed = options.seed;
    run.duration = options.duration;
    run.scenario = options.scenario;
    auto simulation = Simulation::create(*design, run);
    if (!simulation) return refuse({simulation.error(), exitErrors}, options.json);

    std::signal(SIGINT, interrupt);
    bool whole = false;
    {
        Progress progress("s simulated", options.progress ? Progress::Lines::Tenths : Progress::Lines::Never);
        whole = runToEnd(*simulation, progress);
    }
    auto snapshot = simulation->snapshot();
    if (!whole && snapshot.stopped.empty()) snapshot.stopped = "interrupted";
    if (!snapshot.stopped.empty()) say("The run stopped early: " + snapshot.stopped);

    sim::metrics::RunInfo info{
        simulation->seed(), simulation->horizon().sinceStart(), simulation->hash(), simulation->ledger().causes(), {}};
    if (const auto* rollout = simulation->rollout()) info.rollout = *rollout;
    info.examples = simulation->ledger().stories();
    if (options.json) print(sim::metrics::toJson(snapshot, info));
    if (!options.csvFolder.empty()) {
        if (const int status = writeCsv(sim::metrics::toCsv(snapshot, info), options); status != exitClean)
            return status;
    } else if (!options.json) {
        print(sim::metrics::toText(snapshot, info));
    }
    return snapshot.stopped.empty() ? exitClean : exitErrors;
}

} // namespace

void addSimulate(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand("simulate", "Run the design's scenario and print what happened");
    auto options = std::make_shared<SimulateOptions>();
    command->add_option("FILE", options->paths, "Designs: YAML files or folders of them")->required();
    addSeed(*command, options->seed, "Seed of all chance; the scenario's where absent");
    addDuration(*command, "--for", options->duration, "Simulated time, such as 90s or 5m; the scenario's where absent");
    command->add_option("--scenario", options->scenario, "Name of the Scenario to run; the first where absent")
        ->type_name("NAME");
    auto* json = command->add_flag("--json", options->json, "Print the result as JSON");
    command->add_option("--csv", options->csvFolder, "Write the result as CSV files into this folder")
        ->type_name("DIR")
        ->excludes(json);
    command->add_flag("--progress", options->progress, "Say how far the run is, also where there is no terminal");
    command->add_flag("--force", options->force, "Replace CSV files that exist");
    command->footer("Examples:\n"
                    "  meshwright simulate bookinfo.yaml\n"
                    "  meshwright simulate bookinfo.yaml --seed 7 --for 5m --json > run.json\n"
                    "  meshwright simulate bookinfo.yaml --csv run\n");
    command->callback([options, &action] { action = [options] { return simulate(*options); }; });
}

} // namespace meshwright::app
