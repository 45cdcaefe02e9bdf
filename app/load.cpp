#include "app/load.h"

#include "app/command.h"
#include "app/output.h"
#include "model/base/diagnostic_json.h"
#include "model/design/salvage.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace meshwright::app {

namespace {

bool readable(const std::string& path) {
    std::error_code ignored;
    const auto status = std::filesystem::status(path, ignored);
    return (std::filesystem::is_regular_file(status) || std::filesystem::is_directory(status)) &&
           access(path.c_str(), R_OK) == 0;
}

tl::unexpected<Refusal> refused(const std::vector<std::string>& paths, model::Diagnostics why) {
    const bool named = std::all_of(paths.begin(), paths.end(), readable);
    return tl::unexpected(Refusal{std::move(why), named ? exitErrors : exitBadUse});
}

} // namespace

tl::expected<model::Design, Refusal> loadDesign(const std::vector<std::string>& paths) {
    auto design = model::Design::fromPaths(paths);
    if (design) return std::move(*design);
    return refused(paths, std::move(design.error()));
}

tl::expected<model::Design, Refusal> loadAround(const std::vector<std::string>& paths, model::Diagnostics& broken) {
    auto read = model::readAround(paths);
    if (!read) return refused(paths, std::move(read.error()));
    broken = std::move(read->broken);
    return std::move(read->design);
}

int refuse(const Refusal& refusal, bool json) {
    if (json)
        print(model::toJson(refusal.diagnostics));
    else
        say(refusal.diagnostics);
    return refusal.exitStatus;
}

} // namespace meshwright::app
