// The proxies of a design that may see different rules.
#pragma once

#include "sim/routing/mesh_index.h"

#include <vector>

namespace meshwright::sim::coverage {

/// Gateways first, then sidecars, both in the order of the design. Of workloads whose namespace, Sidecar and labels (as
/// far as any rule asks for them) are the same, the first stands for all.
std::vector<routing::ProxyRef> proxiesOf(const routing::MeshIndex& mesh);

/// "gateway istio=ingressgateway of istio-system", "workload client of default"
std::string inWords(const routing::ProxyRef& proxy);

} // namespace meshwright::sim::coverage
