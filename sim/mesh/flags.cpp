#include "sim/mesh/flags.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace meshwright::sim::mesh {
namespace {

constexpr std::array<std::string_view, 16> names{"DI", "FI", "RL", "NR",  "NC", "URX", "UO", "UH",
                                                 "UF", "UC", "UR", "UPE", "UT", "SI",  "DC", "HOPS"};

} // namespace

std::string flagsText(Flags flags) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if ((flags & (1u << i)) == 0) continue;
        if (!text.empty()) text += ',';
        text += names[i];
    }
    return text.empty() ? "-" : text;
}

Flags flagsOf(const std::string& text) {
    Flags flags = 0;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t comma = std::min(text.find(',', at), text.size());
        const std::string_view name = std::string_view(text).substr(at, comma - at);
        for (std::size_t i = 0; i < names.size(); ++i)
            if (names[i] == name) flags |= 1u << i;
        at = comma + 1;
    }
    return flags;
}

} // namespace meshwright::sim::mesh
