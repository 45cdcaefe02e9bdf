// The connection that the client of a recorded request makes, and the proxy
// that takes it.
#pragma once

#include "sim/replay/case.h"
#include "sim/routing/l4/proxy_connections.h"
#include "sim/routing/mesh_index.h"

#include <optional>

namespace meshwright::sim::replay {

/// Nothing where the case names a workload or Service that the mesh does not
/// have.
std::optional<routing::ClientConnection> clientConnection(const routing::MeshIndex& mesh, const CaseRequest& request);

/// The pod that a request to the server's side reaches, or null.
const routing::Pod* targetPod(const routing::MeshIndex& mesh, const CaseRequest& request);

/// The request that a listener hands to a route table.
routing::Request requestOf(const routing::HttpHandOver& handOver);

} // namespace meshwright::sim::replay
