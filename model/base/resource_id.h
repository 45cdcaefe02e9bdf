// What names an object in a cluster.
#pragma once

#include <compare>
#include <string>

namespace meshwright::model {

/// `kind` is Kubernetes' kind; group and version stay in Resource::apiVersion.
struct ResourceId {
    std::string kind, ns, name;

    friend auto operator<=>(const ResourceId&, const ResourceId&) = default;
    friend bool operator==(const ResourceId&, const ResourceId&) = default;
};

/// "VirtualService reviews.default"
std::string toText(const ResourceId& id);

} // namespace meshwright::model
