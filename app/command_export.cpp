#include "app/command.h"
#include "app/load.h"
#include "app/output.h"
#include "app/write.h"
#include "model/exporters/export.h"

#include <memory>

namespace meshwright::app {

namespace {

struct ExportOptions {
    std::vector<std::string> paths;
    std::string format, folder;
    bool json = false, force = false;
};

int exportDesign(const ExportOptions& options) {
    const auto design = loadDesign(options.paths);
    if (!design) return refuse(design.error(), options.json);
    const auto exported = model::exporters::findTarget(options.format)->write(*design);
    say(exported.notes);
    if (exported.files.empty()) {
        say(options.format == "istio"
                ? "The design holds nothing that a cluster takes: only a Scenario or Canvas, which stay here."
                : "The design holds nothing that can be written for " + options.format + ".");
        return exitErrors;
    }
    if (options.folder.empty()) {
        print(options.format == "istio" ? model::exporters::bundleText(*design) : model::exporters::textOf(exported));
        return exitClean;
    }
    const int status = writeInto(options.folder, exported.files, options.force);
    if (status == exitClean) say(std::to_string(exported.files.size()) + " files written to '" + options.folder + "'");
    return status;
}

} // namespace

void addExport(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand("export", "Write the manifests that a cluster takes");
    auto options = std::make_shared<ExportOptions>();
    command->add_option("FILE", options->paths, "Designs: YAML files or folders of them")->required();
    std::vector<std::string> names;
    for (const auto& target : model::exporters::targets()) names.emplace_back(target.id);
    command->add_option("--to", options->format, "What to write: the design's own manifests, or for another program")
        ->required()
        ->check(CLI::IsMember(names));
    command->add_option("-o,--output", options->folder, "Folder for one file an object; standard output where absent")
        ->type_name("DIR");
    command->add_flag("--force", options->force, "Replace files that exist with other content");
    command->add_flag("--json", options->json, "Print refusals as JSON");
    command->footer("Examples:\n"
                    "  meshwright export bookinfo.yaml --to istio -o manifests\n"
                    "  meshwright export bookinfo.yaml --to istio | kubectl apply -f -\n"
                    "  meshwright export canary.yaml --to argo-rollouts -o rollout\n");
    command->callback([options, &action] { action = [options] { return exportDesign(*options); }; });
}

} // namespace meshwright::app
