// What the labels of a pod say about it.
#pragma once

#include "sim/routing/registry/service.h"

#include <string>

namespace meshwright::sim::routing {

/// The value of a label or annotation, or null.
const std::string* labelOf(const Labels& labels, const char* key);

/// Locality of a pod, "region/zone/subzone" as far as its labels say: Istio's own label wins over the well-known labels
/// of its node.
std::string localityOf(const Labels& labels);

} // namespace meshwright::sim::routing
