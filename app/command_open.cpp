#include "app/command.h"
#include "app/output.h"

#ifdef MESHWRIGHT_WITH_UI
#include "ui/open_window.h"
#endif

#include <cstdlib>
#include <filesystem>
#include <memory>

namespace meshwright::app {

#ifdef MESHWRIGHT_WITH_UI

namespace {

bool isSet(const char* variable) {
    const char* value = std::getenv(variable);
    return value != nullptr && *value != '\0';
}

bool hasDisplay() {
    return isSet("DISPLAY") || isSet("WAYLAND_DISPLAY") || isSet("QT_QPA_PLATFORM");
}

int open(const ui::OpenOptions& options) {
    std::error_code ignored;
    if (!options.file.empty() && !std::filesystem::exists(options.file, ignored)) {
        say("There is no file or folder '" + options.file + "'; check the name.");
        return exitBadUse;
    }
    if (!hasDisplay()) {
        if (options.screenshotPath.empty()) {
            say("There is no display for a window here (neither DISPLAY nor WAYLAND_DISPLAY is set). "
                "Without one, 'meshwright simulate FILE' runs a design and 'meshwright open FILE --screenshot OUT.png' "
                "draws it.");
            return exitErrors;
        }
        setenv("QT_QPA_PLATFORM", "offscreen", 1);
    }
    return ui::openWindow(options);
}

} // namespace

void addOpen(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand("open", "Open the window, on the start page or on FILE");
    auto options = std::make_shared<ui::OpenOptions>();
    command->add_option("FILE", options->file, "Design to open: a YAML file or a folder of them");
    command->add_option("--screenshot", options->screenshotPath, "Draw the window into this PNG file and leave")
        ->type_name("OUT.png");
    command->add_option("--run-for", options->runSeconds, "Simulated seconds to run at once")
        ->type_name("SECONDS")
        ->check(CLI::Range(0.0, 86'400.0));
    command->add_option("--select", options->select, "Node to select, such as VirtualService/default/reviews")
        ->type_name("KIND/NS/NAME");
    command->add_option("--panel", options->panel, "Panel in front, such as yaml, problems or charts")
        ->type_name("PANEL");
    command->add_option("--theme", options->theme, "Colours; as the system where absent")
        ->check(CLI::IsMember({"light", "dark"}));
    command->add_option("--width", options->width, "Width of the window in pixels")->check(CLI::Range(320, 16'384));
    command->add_option("--height", options->height, "Height of the window in pixels")->check(CLI::Range(240, 16'384));
    command->add_option("--zoom", options->zoom, "Zoom of the canvas; 0 shows the whole design")
        ->check(CLI::Range(0.0, 8.0));
    command->add_option("--plan", options->plan, "Begin with a plan, such as canary, mirror or strict-mtls")
        ->type_name("PLAN");
    command->add_flag("--presentation", options->presentation, "Only the canvas, large, as for a projector");
    command->footer("Examples:\n"
                    "  meshwright open bookinfo.yaml\n"
                    "  meshwright open bookinfo.yaml --run-for 20 --panel charts --screenshot bookinfo.png\n");
    command->callback([options, &action] { action = [options] { return open(*options); }; });
}

int openStartPage() {
    return open({});
}

#else

void addOpen(CLI::App&, Action&) {}

int openStartPage() {
    say("This build has no window; run 'meshwright --help' to see what it can do.");
    return exitBadUse;
}

#endif

} // namespace meshwright::app
