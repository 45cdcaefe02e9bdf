#include "app/load.h"

#include "app/command.h"
#include "app/output.h"
#include "model/base/diagnostic_json.h"

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

} // namespace

tl::expected<model::Design, Refusal> loadDesign(const std::vector<std::string>& paths) {
    auto design = model::Design::fromPaths(paths);
    if (design) return std::move(*design);
    const bool named = std::all_of(paths.begin(), paths.end(), readable);
    return tl::unexpected(Refusal{std::move(design.error()), named ? exitErrors : exitBadUse});
}

int refuse(const Refusal& refusal, bool json) {
    if (json)
        print(model::toJson(refusal.diagnostics));
    else
        say(refusal.diagnostics);
    return refusal.exitStatus;
}

} // namespace meshwright::app
