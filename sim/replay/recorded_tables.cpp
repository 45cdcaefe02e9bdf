#include "sim/replay/recorded_tables.h"

#include <algorithm>

namespace meshwright::sim::replay {

std::shared_ptr<const routing::ProxyTables> recordedTables(const routing::MeshIndexPtr& mesh,
                                                           const routing::ProxyRef& proxy) {
    auto compiled = routing::compile(mesh, proxy);
    const auto leftOut = [](const auto& entry) {
        return entry.second->discovery == routing::Cluster::Discovery::OriginalDestination &&
               !entry.second->service.empty();
    };
    if (std::none_of(compiled->clusters.begin(), compiled->clusters.end(), leftOut)) return compiled;
    auto out = std::make_shared<routing::ProxyTables>(*compiled);
    auto kept = compiled->clusters.map();
    std::erase_if(kept, leftOut);
    out->clusters = std::move(kept);
    return out;
}

} // namespace meshwright::sim::replay
