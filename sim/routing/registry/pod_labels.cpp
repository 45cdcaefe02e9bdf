#include "sim/routing/registry/pod_labels.h"

#include <algorithm>

namespace meshwright::sim::routing {

const std::string* labelOf(const Labels& labels, const char* key) {
    const auto it = labels.find(key);
    return it == labels.end() ? nullptr : &it->second;
}

std::string localityOf(const Labels& labels) {
    if (const auto* own = labelOf(labels, "istio-locality")) {
        std::string text = *own;
        if (text.find('/') == std::string::npos) std::replace(text.begin(), text.end(), '.', '/');
        return text;
    }
    const auto* region = labelOf(labels, "topology.kubernetes.io/region");
    if (!region) return {};
    std::string text = *region;
    if (const auto* zone = labelOf(labels, "topology.kubernetes.io/zone")) {
        text += "/" + *zone;
        if (const auto* subzone = labelOf(labels, "topology.istio.io/subzone")) text += "/" + *subzone;
    }
    return text;
}

} // namespace meshwright::sim::routing
