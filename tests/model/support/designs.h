// What several tests of the model need: designs from text, and the recorded ones.
#pragma once

#include "model/design/design.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

namespace meshwright::model::test {

inline Design designOf(const std::string& text, const std::string& file = "design.yaml") {
    auto design = Design::fromText(text, file);
    if (!design) throw std::runtime_error(toText(design.error().front()));
    return *design;
}

inline std::string contentOf(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

/// The recorded designs (not the documents that are refused on purpose), sorted by name, every `step`-th one.
inline std::vector<std::string> recordedDesigns(std::size_t step = 1) {
    std::vector<std::string> all, out;
    const std::filesystem::path root = std::string(MESHWRIGHT_SOURCE_DIR) + "/tests/fidelity/recorded";
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root))
        if (entry.path().extension() == ".yaml" && entry.path().parent_path().filename() != "validate-more")
            all.push_back(entry.path().string());
    std::sort(all.begin(), all.end());
    for (std::size_t i = 0; i < all.size(); i += step) out.push_back(all[i]);
    return out;
}

} // namespace meshwright::model::test
