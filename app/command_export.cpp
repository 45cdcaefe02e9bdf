#include "app/command.h"
#include "app/load.h"
#include "app/output.h"
#include "app/write.h"
#include "model/exporters/bundle.h"

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
    const auto files = model::exporters::bundleFiles(*design);
    if (files.empty()) {
        say("The design holds nothing that a cluster takes: only a Scenario or Canvas, which stay here.");
        return exitErrors;
    }
    if (options.folder.empty()) {
        print(model::exporters::bundleText(*design));
        return exitClean;
    }
    const int status = writeInto(options.folder, files, options.force);
    if (status == exitClean) say(std::to_string(files.size()) + " files written to '" + options.folder + "'");
    return status;
}

} // namespace

void addExport(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand("export", "Write the manifests that a cluster takes");
    auto options = std::make_shared<ExportOptions>();
    command->add_option("FILE", options->paths, "Designs: YAML files or folders of them")->required();
    command->add_option("--to", options->format, "What to write: istio (the design's own manifests)")
        ->required()
        ->check(CLI::IsMember({"istio"}));
    command->add_option("-o,--output", options->folder, "Folder for one file an object; standard output where absent")
        ->type_name("DIR");
    command->add_flag("--force", options->force, "Replace files that exist with other content");
    command->add_flag("--json", options->json, "Print refusals as JSON");
    command->footer("Examples:\n"
                    "  meshwright export bookinfo.yaml --to istio -o manifests\n"
                    "  meshwright export bookinfo.yaml --to istio | kubectl apply -f -\n");
    command->callback([options, &action] { action = [options] { return exportDesign(*options); }; });
}

} // namespace meshwright::app
