#include "app/command.h"
#include "app/load.h"
#include "app/output.h"
#include "sim/coverage/coverage.h"
#include "sim/coverage/report.h"
#include "sim/replay/case.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

namespace meshwright::app {

namespace {

namespace fs = std::filesystem;

struct CoverageArguments {
    std::vector<std::string> paths;
    std::string cases;
    bool json = false, strict = false;
};

/// A case file, and those of its cases that are about the design at hand.
struct ChosenCases {
    std::vector<sim::replay::Case> all;
    std::vector<const sim::replay::Case*> chosen;
};

/// Cases whose design is one of `paths`. Where their mesh configurations differ, those that agree with the first.
tl::expected<ChosenCases, Refusal> chooseCases(const CoverageArguments& arguments) {
    ChosenCases out;
    if (arguments.cases.empty()) return out;
    auto read = sim::replay::readCases(arguments.cases);
    if (!read) {
        std::error_code ignored;
        const bool named = fs::is_regular_file(arguments.cases, ignored);
        return tl::unexpected(Refusal{std::move(read.error()), named ? exitErrors : exitBadUse});
    }
    out.all = std::move(*read);
    const fs::path folder = fs::path(arguments.cases).parent_path();
    for (const auto& c : out.all) {
        std::error_code ignored;
        const bool ours = std::any_of(arguments.paths.begin(), arguments.paths.end(), [&](const std::string& path) {
            return fs::equivalent(folder / c.design, path, ignored);
        });
        if (ours && (out.chosen.empty() || out.chosen.front()->meshConfig == c.meshConfig)) out.chosen.push_back(&c);
    }
    if (out.chosen.empty()) {
        model::Diagnostic nothing;
        nothing.code = "MW0001";
        nothing.file = arguments.cases;
        nothing.message = "no case of this file is about " + arguments.paths.front() +
                          "; name the design that its cases name, or leave out --cases";
        return tl::unexpected(Refusal{{std::move(nothing)}, exitBadUse});
    }
    return out;
}

int coverage(const CoverageArguments& arguments) {
    const auto design = loadDesign(arguments.paths);
    if (!design) return refuse(design.error(), arguments.json);
    const auto cases = chooseCases(arguments);
    if (!cases) return refuse(cases.error(), arguments.json);
    const auto problems = design->diagnostics();
    if (!arguments.json) say(problems);

    sim::routing::MeshConfig config;
    if (!cases->chosen.empty()) {
        auto read = sim::routing::MeshConfig::fromYaml(cases->chosen.front()->meshConfig);
        if (!read) return refuse({std::move(read.error()), exitErrors}, arguments.json);
        config = std::move(*read);
    }
    const auto report = sim::coverage::coverage(*design, config, {cases->chosen});
    if (arguments.json)
        print(toJson(report));
    else
        print(sim::coverage::toText(report));
    if (model::hasErrors(problems)) return exitErrors;
    return arguments.strict && report.unreachable() > 0 ? exitErrors : exitClean;
}

} // namespace

void addCoverage(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand("coverage", "Give a request that reaches each rule, or say why there is none");
    auto arguments = std::make_shared<CoverageArguments>();
    command->add_option("FILE", arguments->paths, "Designs: YAML files or folders of them, taken together")->required();
    command->add_option("--cases", arguments->cases, "Case file (JSON): say what its requests for this design reach")
        ->type_name("CASES.json");
    command->add_flag("--json", arguments->json, "Print the report as JSON");
    command->add_flag("--strict", arguments->strict, "End with status 1 where something can never be reached");
    command->footer("Examples:\n"
                    "  meshwright coverage bookinfo.yaml\n"
                    "  meshwright coverage shop.yaml --cases cases.json --json --strict\n");
    command->callback([arguments, &action] { action = [arguments] { return coverage(*arguments); }; });
}

} // namespace meshwright::app
