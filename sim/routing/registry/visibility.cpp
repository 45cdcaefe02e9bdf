#include "sim/routing/registry/visibility.h"

#include <algorithm>

namespace meshwright::sim::routing {

ExportTo::ExportTo(const std::vector<std::string>& written, const std::vector<std::string>& defaults)
    : values(written.empty() ? defaults : written) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
}

bool ExportTo::contains(std::string_view value) const {
    return std::find(values.begin(), values.end(), value) != values.end();
}

bool ExportTo::visibleTo(std::string_view client, std::string_view owner) const {
    return isPublic() || (contains(".") && client == owner) || contains(client);
}

} // namespace meshwright::sim::routing
