// The executable: a window, and subcommands over the same core.
#include "app/command.h"
#include "app/output.h"

#include <exception>
#include <new>

namespace {

using namespace meshwright::app;

constexpr const char* description = "Meshwright: draw an Istio mesh, run it, watch it, export it.\n"
                                    "Without a subcommand the window opens. A FILE is a YAML file of Kubernetes and "
                                    "Istio objects, or a folder of them.";

constexpr const char* footer = "Exit status: 0 clean, 1 errors in the design, 2 bad use.\n"
                               "'meshwright SUBCOMMAND --help' shows options and examples.";

int run(int argc, char** argv) {
    CLI::App app(description, "meshwright");
    app.set_version_flag("--version", "meshwright " MESHWRIGHT_VERSION);
    app.set_help_flag("-h,--help", "Print this help and leave");
    app.require_subcommand(0, 1);
    app.footer(footer);

    Action action = openStartPage;
    addOpen(app, action);
    addValidate(app, action);
    addAnalyze(app, action);
    addTrace(app, action);
    addSimulate(app, action);
    addReplay(app, action);
    addCoverage(app, action);
    addExport(app, action);
    addStudy(app, action);

    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& wanted) { // --help and --version
        return app.exit(wanted);
    } catch (const CLI::ParseError& error) {
        say(std::string(error.what()));
        const auto chosen = app.get_subcommands();
        say("Run 'meshwright " + (chosen.empty() ? "" : chosen.front()->get_name() + " ") +
            "--help' to see what is possible.");
        return exitBadUse;
    }
    return action();
}

} // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::bad_alloc&) {
        say("There is not enough memory for this design.");
    } catch (const std::exception& error) {
        say(std::string("Something went wrong inside the program: ") + error.what());
    }
    return exitErrors;
}
