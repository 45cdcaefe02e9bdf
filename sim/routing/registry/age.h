// Age of objects: istiod settles most conflicts in favour of the older object.
#pragma once

#include "model/design/resource.h"

#include <cstdint>

namespace meshwright::sim::routing {

/// Creation time in seconds since 1970. An object without a time stamp counts as created with the mesh itself:
/// Kubernetes objects before Istio's, both before any that carries a time stamp of a running cluster.
std::int64_t creationSeconds(const model::Resource& resource);

/// Istio's order of objects: creation time, then name, then namespace.
/// Istio: pilot/pkg/model/config.go (configCompareByCreationTime).
bool olderThan(const model::Resource& a, const model::Resource& b);

} // namespace meshwright::sim::routing
