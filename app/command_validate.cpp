#include "app/command.h"
#include "app/load.h"
#include "app/output.h"
#include "model/analyze/analyze.h"
#include "model/analyze/references.h"
#include "model/base/diagnostic_json.h"
#include "model/validate/validate.h"

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

namespace meshwright::app {

namespace {

struct CheckOptions {
    std::vector<std::string> paths;
    bool json = false, strict = false;
};

using Check = model::Diagnostics (*)(const model::Design&);

/// What a cluster refuses, and what it takes but cannot serve.
model::Diagnostics validate(const model::Design& design) {
    auto diagnostics = model::validate(design);
    const auto dangling = model::danglingReferences(design);
    diagnostics.insert(diagnostics.end(), dangling.begin(), dangling.end());
    return diagnostics;
}

/// "2 errors, 1 warning", or "no problems found".
std::string summary(const model::Diagnostics& diagnostics) {
    std::string out;
    const std::pair<model::Severity, const char*> kinds[] = {
        {model::Severity::Error, "error"}, {model::Severity::Warning, "warning"}, {model::Severity::Info, "remark"}};
    for (const auto& [severity, word] : kinds) {
        const auto count = std::count_if(diagnostics.begin(), diagnostics.end(),
                                         [&, wanted = severity](const auto& d) { return d.severity == wanted; });
        if (count == 0) continue;
        out += (out.empty() ? "" : ", ") + std::to_string(count) + " " + word + (count == 1 ? "" : "s");
    }
    return out.empty() ? "no problems found" : out;
}

/// Prints what `check` says; errors, and where `strict` warnings, end with status 1.
int report(const CheckOptions& options, Check check) {
    const auto design = loadDesign(options.paths);
    if (!design) return refuse(design.error(), options.json);
    const auto diagnostics = check(*design);
    if (options.json) {
        print(model::toJson(diagnostics));
    } else {
        for (const auto& d : diagnostics) print(model::toText(d) + '\n');
        say(summary(diagnostics));
    }
    const auto counts = [&](const model::Diagnostic& d) {
        return d.severity == model::Severity::Error || (options.strict && d.severity == model::Severity::Warning);
    };
    return std::any_of(diagnostics.begin(), diagnostics.end(), counts) ? exitErrors : exitClean;
}

std::shared_ptr<CheckOptions> addCheck(CLI::App& command) {
    auto options = std::make_shared<CheckOptions>();
    command.add_option("FILE", options->paths, "Designs: YAML files or folders of them, judged together")->required();
    command.add_flag("--json", options->json, "Print the messages as JSON");
    command.add_flag("--strict", options->strict, "Warnings end with status 1, too");
    return options;
}

} // namespace

void addValidate(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand("validate", "Say what a cluster would refuse or warn about");
    command->footer("Examples:\n"
                    "  meshwright validate bookinfo.yaml\n"
                    "  meshwright validate manifests --json --strict\n");
    auto options = addCheck(*command);
    command->callback([options, &action] { action = [options] { return report(*options, validate); }; });
}

void addAnalyze(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand("analyze", "Say what does not fit together, with Istio's own codes");
    command->footer("Examples:\n"
                    "  meshwright analyze bookinfo.yaml\n"
                    "  meshwright analyze manifests --json\n");
    auto options = addCheck(*command);
    command->callback([options, &action] { action = [options] { return report(*options, model::analyze); }; });
}

} // namespace meshwright::app
