#include "app/command.h"
#include "app/load.h"
#include "app/options.h"
#include "app/output.h"
#include "sim/study/report.h"

#include <csignal>
#include <memory>
#include <nlohmann/json.hpp>

namespace meshwright::app {

namespace {

struct StudyOptions {
    std::vector<std::string> paths, against;
    std::optional<std::uint64_t> seed;
    std::optional<model::Duration> duration;
    std::string scenario;
    std::size_t runs = 0; ///< 0: 30 of a study, 1,000 of a rehearsal
    unsigned threads = 0;
    bool rehearse = false, json = false, progress = false;
    double badErrors = 5, badSlow = 1;
};

volatile std::sig_atomic_t stopWanted = 0;

extern "C" void wantStop(int) {
    stopWanted = 1;
}

sim::mesh::RunOptions runOptions(const StudyOptions& options) {
    sim::mesh::RunOptions run;
    run.seed = options.seed;
    run.duration = options.duration;
    run.scenario = options.scenario;
    return run;
}

/// Prints what a study found, or why it was refused.
template <class Result> int show(const tl::expected<Result, model::Diagnostics>& result, bool json) {
    if (!result) return refuse({result.error(), exitErrors}, json);
    if (json)
        print(nlohmann::ordered_json(sim::study::toJson(*result)));
    else
        print(sim::study::toText(*result));
    return exitClean;
}

template <class Options> Options studyOptions(const StudyOptions& given, std::size_t usualRuns, Progress& progress) {
    Options options;
    options.runs = given.runs ? given.runs : usualRuns;
    options.threads = given.threads;
    options.run = runOptions(given);
    options.progress = [&progress](std::size_t done, std::size_t wanted) {
        progress.show(static_cast<double>(done), static_cast<double>(wanted));
    };
    options.keepGoing = [] { return stopWanted == 0; };
    return options;
}

int study(const StudyOptions& options) {
    const auto design = loadDesign(options.paths);
    if (!design) return refuse(design.error(), options.json);
    std::signal(SIGINT, wantStop);
    Progress progress("runs", options.progress ? Progress::Lines::Tenths : Progress::Lines::Never);
    if (options.rehearse) {
        auto wanted = studyOptions<sim::study::RehearsalOptions>(options, 1'000, progress);
        wanted.bad.errors = {options.badErrors};
        wanted.bad.slow = options.badSlow;
        return show(sim::study::rehearse(*design, wanted), options.json);
    }
    const auto wanted = studyOptions<sim::study::StudyOptions>(options, 30, progress);
    if (options.against.empty()) return show(sim::study::replicate(*design, wanted), options.json);
    const auto other = loadDesign(options.against);
    if (!other) return refuse(other.error(), options.json);
    return show(sim::study::compare(*design, *other, wanted), options.json);
}

} // namespace

void addStudy(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand("study", "Run a design over many seeds: means with 95 % intervals, comparisons, "
                                                "rehearsals of a rollout plan");
    auto options = std::make_shared<StudyOptions>();
    command->add_option("FILE", options->paths, "Designs: YAML files or folders of them")->required();
    auto* against = command->add_option("--against", options->against, "Compare with this design over the same seeds")
                        ->type_name("FILE");
    auto* rehearse = command->add_flag("--rehearse", options->rehearse,
                                       "Rehearse the rollout plan with the canary as designed and with a bad one");
    against->excludes(rehearse);
    command->add_option("--runs", options->runs, "Number of runs; 30 where absent, 1,000 of each canary in a rehearsal")
        ->check(CLI::Range(1, 1'000'000))
        ->type_name("N");
    command->add_option("--bad-errors", options->badErrors, "Per cent of the bad canary's answers that fail")
        ->check(CLI::Range(0.0, 100.0))
        ->type_name("PERCENT")
        ->needs(rehearse);
    command->add_option("--bad-slow", options->badSlow, "Factor by which the bad canary is slower")
        ->check(CLI::Range(0.001, 1'000.0))
        ->type_name("FACTOR")
        ->needs(rehearse);
    command
        ->add_option("--threads", options->threads,
                     "Threads; one a processor where absent; results do not depend on it")
        ->check(CLI::Range(1, 1'024))
        ->type_name("N");
    addSeed(*command, options->seed, "Seed of the study; the scenario's where absent");
    addDuration(*command, "--for", options->duration, "Simulated time of a run; the scenario's where absent");
    command->add_option("--scenario", options->scenario, "Name of the Scenario to run; the first where absent")
        ->type_name("NAME");
    command->add_flag("--json", options->json, "Print the result as JSON");
    command->add_flag("--progress", options->progress, "Say how far the work is, also where there is no terminal");
    command->footer("Examples:\n"
                    "  meshwright study canary.yaml --runs 100\n"
                    "  meshwright study before.yaml --against after.yaml\n"
                    "  meshwright study canary.yaml --rehearse --bad-errors 5\n");
    command->callback([options, &action] { action = [options] { return study(*options); }; });
}

} // namespace meshwright::app
