// A proxy's tables as the recordings had them.
#pragma once

#include "sim/routing/engine.h"

namespace meshwright::sim::replay {

/// The recorder gives its proxies no cluster that passes a service's requests on to where they were meant to go: there
/// is no such place on its loopback interface. What is passed through outside any service goes to its one echo.
std::shared_ptr<const routing::ProxyTables> recordedTables(const routing::MeshIndexPtr& mesh,
                                                           const routing::ProxyRef& proxy);

} // namespace meshwright::sim::replay
