// What one proxy's settings and one pod's policies make of the connection between them.
#pragma once

#include "sim/routing/inbound/mtls_matrix.h"
#include "sim/routing/mesh_index.h"

#include <optional>

namespace meshwright::sim::routing {

struct MtlsVerdict {
    ClientTlsMode client = ClientTlsMode::Auto;
    std::optional<MtlsSetting> server; ///< absent: the pod has no sidecar
    MtlsAnswer answer;
};

/// Nothing for endpoints outside the mesh, and for ports that no service has.
std::optional<MtlsVerdict> mtlsBetween(const MeshIndex& mesh, const Cluster& cluster, const Endpoint& endpoint);

} // namespace meshwright::sim::routing
