#include "app/write.h"

#include "app/command.h"
#include "app/output.h"

#include <filesystem>

namespace meshwright::app {

int writeInto(const std::string& folder, const std::vector<model::exporters::BundleFile>& files, bool force) {
    const auto written = model::exporters::writeFiles(folder, files, force);
    if (written) return exitClean;
    say(model::Diagnostics{written.error()});
    std::error_code ignored;
    const bool taken = !force && std::filesystem::is_regular_file(written.error().file, ignored);
    if (taken) say("With --force it is replaced.");
    return taken ? exitBadUse : exitErrors;
}

} // namespace meshwright::app
