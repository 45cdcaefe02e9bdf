#include "app/command.h"
#include "app/load.h"
#include "app/options.h"
#include "app/output.h"
#include "model/exporters/bundle.h"
#include "sim/replay/runner.h"

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

namespace meshwright::app {

namespace {

struct ReplayOptions {
    std::string cases, out;
    std::optional<std::uint64_t> seed;
    bool json = false;
};

int replay(const ReplayOptions& options) {
    tl::expected<std::vector<sim::replay::Outcome>, model::Diagnostics> outcomes;
    {
        Progress progress("cases", Progress::Lines::Never);
        outcomes = sim::replay::replay(options.cases, options.seed.value_or(1), sim::replay::standardEvaluators(),
                                       [&](std::size_t done, std::size_t whole) {
                                           progress.show(static_cast<double>(done), static_cast<double>(whole));
                                       });
    }
    if (!outcomes) {
        std::error_code ignored;
        const bool named = std::filesystem::is_regular_file(options.cases, ignored);
        return refuse({outcomes.error(), named ? exitErrors : exitBadUse}, options.json);
    }
    const auto json = sim::replay::toJson(*outcomes);
    if (options.out.empty()) {
        print(json);
        return exitClean;
    }
    // As a compiler does with -o: the outcomes of an earlier run are replaced.
    if (const auto written = model::exporters::writeFile(options.out, toText(json), true); !written) {
        say({written.error()});
        return exitErrors;
    }
    say(std::to_string(outcomes->size()) + " outcomes written to '" + options.out + "'.");
    return exitClean;
}

} // namespace

void addReplay(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand("replay", "Run recorded cases through the simulator and write their outcomes");
    auto options = std::make_shared<ReplayOptions>();
    command->add_option("CASES", options->cases, "Case file (JSON); designs are found beside it")->required();
    addSeed(*command, options->seed, "Seed of all chance; 1 where absent");
    command->add_option("-o,--output", options->out, "File for the outcomes; standard output where absent")
        ->type_name("OUTCOMES.json");
    command->add_flag("--json", options->json, "Print refusals as JSON, too; outcomes always are");
    command->footer("Example:\n"
                    "  meshwright replay tests/fidelity/recorded/seed/cases.json -o ours.json\n"
                    "  tests/fidelity/oracle/compare.py tests/fidelity/recorded/seed/outcomes.json ours.json\n");
    command->callback([options, &action] { action = [options] { return replay(*options); }; });
}

} // namespace meshwright::app
