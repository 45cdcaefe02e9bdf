// Which pods a set of labels picks.
#pragma once

#include "model/design/design.h"

#include <string>
#include <string_view>
#include <vector>

namespace meshwright::model::assist {

/// Pods of one workload.
struct PickedPods {
    std::string workload, ns;
    std::int64_t count = 1;
};

/// The workloads whose pods carry all of `labels`, in the order of the design. `ns` empty: of every namespace.
std::vector<PickedPods> podsWith(const Design& design, const istio::Labels& labels, std::string_view ns);

/// The pods that the labels at `field` of an object pick: those of its namespace, of all namespaces for gateways and
/// for policies of the root namespace, and of the service behind the host for subsets.
std::vector<PickedPods> podsPickedBy(const Design& design, const ResourceId& object, std::string_view field,
                                     const istio::Labels& labels);

/// "reviews-v1 (2 pods) and reviews-v2 (1 pod)"; "no pod" where none is picked.
std::string inWords(const std::vector<PickedPods>& pods);

} // namespace meshwright::model::assist
