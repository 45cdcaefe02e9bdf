#include "app/command.h"
#include "app/line_diff.h"
#include "app/load.h"
#include "app/output.h"
#include "app/print_diagnostics.h"
#include "model/analyze/analyze.h"
#include "model/analyze/references.h"
#include "model/base/codes.h"
#include "model/base/diagnostic_json.h"
#include "model/exporters/bundle.h"
#include "model/fix/fix.h"
#include "model/fix/sarif.h"
#include "model/validate/suppress.h"
#include "model/validate/validate.h"
#include "sim/advise/advise.h"

#include <algorithm>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

namespace meshwright::app {

namespace {

struct CheckOptions {
    std::vector<std::string> paths, suppressions;
    bool json = false, sarif = false, strict = false, fix = false, diff = false;
};

/// What a subcommand says, and which of it can be fixed.
struct Check {
    model::Diagnostics (*judge)(const model::Design&);
    model::Messages fixable;
};

/// What a cluster refuses, and what it takes but cannot serve.
model::Diagnostics validate(const model::Design& design) {
    auto diagnostics = model::validate(design);
    const auto dangling = model::danglingReferences(design);
    diagnostics.insert(diagnostics.end(), dangling.begin(), dangling.end());
    return diagnostics;
}

/// Istio's messages, and Meshwright's own about what Istio does not see, in file order.
model::Diagnostics analyze(const model::Design& design) {
    auto diagnostics = model::analyze(design);
    for (auto& d : sim::advise::advise(design)) {
        const auto about = design.find({d.kind, d.ns, d.name});
        if (!about || !model::silences(about->meta.annotations, d.code)) diagnostics.push_back(std::move(d));
    }
    std::map<std::string, std::size_t> order;
    for (const auto& file : design.files()) order.emplace(file, order.size());
    const auto key = [&](const model::Diagnostic& d) {
        return std::make_tuple(order[d.file], d.document, d.position.line, d.position.column);
    };
    std::stable_sort(diagnostics.begin(), diagnostics.end(),
                     [&](const auto& a, const auto& b) { return key(a) < key(b); });
    return diagnostics;
}

/// The suppressions of the command line; nothing where one cannot be read, which is then said.
std::optional<std::vector<model::Suppression>> suppressionsOf(const CheckOptions& options) {
    std::vector<model::Suppression> out;
    for (const auto& text : options.suppressions) {
        auto read = model::parseSuppression(text);
        if (!read) {
            say(read.error());
            return std::nullopt;
        }
        if (!model::codeInfo(read->code))
            say("Nothing has the code " + read->code + ", so suppressing it does nothing.");
        out.push_back(std::move(*read));
    }
    return out;
}

void printAs(const CheckOptions& options, const model::Diagnostics& diagnostics, const model::Design& design) {
    if (options.sarif) return print(model::toSarif(diagnostics, design, MESHWRIGHT_VERSION));
    if (options.json) return print(model::toJson(diagnostics));
    print(readable(diagnostics, design));
    say(summary(diagnostics));
}

bool write(const std::string& file, const std::string& text) {
    const auto written = model::exporters::writeFile(file, text, true);
    if (!written) say(model::Diagnostics{written.error()});
    return written.has_value();
}

/// Applies what is offered, writes the files or prints what would change, and says what was done; the design as it is
/// then, or nothing where a file cannot be written.
std::optional<model::Design> repair(const CheckOptions& options, const model::Design& design, Check check) {
    auto fixed = model::applyFixes(design, check.fixable);
    for (const auto& d : fixed.done) say(model::toText(d) + " Fixed: " + d.fix->title + ".");
    for (const auto& d : fixed.skipped) say(model::toText(d) + " Not fixed: " + d.fix->title + " would not help here.");
    for (const auto& file : fixed.design.files()) {
        const std::string before = design.textOf(file), after = fixed.design.textOf(file);
        if (before == after) continue;
        if (options.diff) {
            print(unifiedDiff(file, before, after));
        } else if (!write(file, after)) {
            return std::nullopt;
        }
    }
    return std::move(fixed.design);
}

/// Prints what `check` says; errors, and where `strict` warnings, end with status 1.
int report(const CheckOptions& options, Check check) {
    const auto suppressions = suppressionsOf(options);
    if (!suppressions) return exitBadUse;
    model::Diagnostics broken;
    const bool rewrites = options.fix || options.diff;
    auto design = rewrites ? loadDesign(options.paths) : loadAround(options.paths, broken);
    if (!design && options.sarif) {
        print(model::toSarif(design.error().diagnostics, {}, MESHWRIGHT_VERSION));
        return design.error().exitStatus;
    }
    if (!design) return refuse(design.error(), options.json);
    if (rewrites) {
        auto repaired = repair(options, *design, check);
        if (!repaired) return exitErrors;
        if (options.diff) return exitClean;
        *design = std::move(*repaired);
    }
    auto diagnostics = check.judge(*design);
    diagnostics.insert(diagnostics.begin(), broken.begin(), broken.end());
    std::erase_if(diagnostics, [&](const model::Diagnostic& d) {
        return std::any_of(suppressions->begin(), suppressions->end(),
                           [&](const model::Suppression& s) { return model::silences(s, d); });
    });
    printAs(options, diagnostics, *design);
    const auto counts = [&](const model::Diagnostic& d) {
        return d.severity == model::Severity::Error || (options.strict && d.severity == model::Severity::Warning);
    };
    return std::any_of(diagnostics.begin(), diagnostics.end(), counts) ? exitErrors : exitClean;
}

std::shared_ptr<CheckOptions> addCheck(CLI::App& command) {
    auto options = std::make_shared<CheckOptions>();
    command.add_option("FILE", options->paths, "Designs: YAML files or folders of them, judged together")->required();
    auto* json = command.add_flag("--json", options->json, "Print the messages as JSON");
    command.add_flag("--sarif", options->sarif, "Print the messages as SARIF 2.1.0, for code review and CI")
        ->excludes(json);
    command.add_flag("--strict", options->strict, "Warnings end with status 1, too");
    command
        .add_option("-S,--suppress", options->suppressions,
                    "Leave out a code for an object, such as \"IST0102=Namespace frodo\"; * stands for any text")
        ->expected(1);
    auto* fix =
        command.add_flag("--fix", options->fix, "Apply the offered fixes to the files, then print what is left");
    command.add_flag("--diff", options->diff, "Print what --fix would change, and change nothing")->excludes(fix);
    return options;
}

} // namespace

void addValidate(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand("validate", "Say what a cluster would refuse or warn about");
    command->footer("Examples:\n"
                    "  meshwright validate bookinfo.yaml\n"
                    "  meshwright validate manifests --json --strict\n"
                    "  meshwright validate manifests --diff\n");
    auto options = addCheck(*command);
    command->callback([options, &action] {
        action = [options] { return report(*options, {validate, &model::Checker::validation}); };
    });
}

void addAnalyze(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand("analyze", "Say what does not fit together, with Istio's own codes");
    command->footer("Examples:\n"
                    "  meshwright analyze bookinfo.yaml\n"
                    "  meshwright analyze manifests --sarif > meshwright.sarif\n"
                    "  meshwright analyze manifests -S \"IST0102=Namespace frodo\"\n");
    auto options = addCheck(*command);
    command->callback([options, &action] {
        action = [options] { return report(*options, {analyze, &model::Checker::analysis}); };
    });
}

} // namespace meshwright::app
