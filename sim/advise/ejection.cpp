// Outlier detection whose limits allow no ejection.
#include "sim/advise/rules.h"

#include <algorithm>
#include <map>

namespace meshwright::sim::advise {

void adviseOnEjection(Context& context) {
    struct Seen {
        std::size_t hosts = 0;
        std::uint32_t percent = 0;
        std::string what;
        Origin origin;
    };
    // Of several clusters that one outlierDetection shapes (subsets, ports) the largest decides whether it can eject.
    std::map<std::pair<const Resource*, std::string>, Seen> largest;
    for (const auto& tables : context.tables())
        for (const auto& [name, cluster] : tables->clusters) {
            if (!cluster->outlier || !cluster->outlier->origin || cluster->endpoints.empty()) continue;
            auto& seen = largest[{cluster->outlier->origin.resource.get(), cluster->outlier->origin.field}];
            if (cluster->endpoints.size() <= seen.hosts) continue;
            seen = {cluster->endpoints.size(), cluster->outlier->maxEjectionPercent,
                    cluster->subset.empty() ? cluster->service
                                            : "subset " + cluster->subset + " of " + cluster->service,
                    cluster->outlier->origin};
        }
    for (const auto& [key, seen] : largest) {
        // Envoy: source/common/upstream/outlier_detection_impl.cc: ejected only while 100 × (ejected + 1) / hosts stays
        // within the limit.
        if (100 <= static_cast<std::uint64_t>(seen.percent) * seen.hosts) continue;
        const auto needed = static_cast<std::int64_t>((100 + seen.hosts - 1) / seen.hosts);
        context.say("MW1104", *seen.origin.resource, seen.origin.field,
                    "No pod is ever ejected: " + std::to_string(seen.percent) + " % of the " +
                        std::to_string(seen.hosts) + (seen.hosts == 1 ? " pod" : " pods") + " of " + seen.what +
                        " is less than one; maxEjectionPercent has to be at least " + std::to_string(needed) + ".",
                    setValue(*seen.origin.resource, seen.origin.field + ".maxEjectionPercent", needed,
                             "Set maxEjectionPercent to " + std::to_string(needed)));
    }
}

} // namespace meshwright::sim::advise
