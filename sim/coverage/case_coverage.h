// Which items the requests of a case reach.
#pragma once

#include "sim/coverage/item_table.h"
#include "sim/coverage/route_items.h"

namespace meshwright::sim::coverage {

/// Marks what the case's requests reach and returns how many requests were followed. A request that reaches a rule
/// counts for every destination with a share in it; a connection goes through the proxy's listeners. Requests that are
/// sent straight to a workload concern its own sidecar, which has none of these rules: they count as followed.
std::size_t followCase(const routing::MeshIndexPtr& mesh, const replay::Case& testCase, const RouteItems& routeItems,
                       ItemTable& items);

} // namespace meshwright::sim::coverage
