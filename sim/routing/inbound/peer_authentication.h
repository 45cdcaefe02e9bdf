// The mTLS mode that a server demands of its clients.
#pragma once

#include "model/design/resource.h"
#include "sim/routing/l4/explanation.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace meshwright::sim::routing {

enum class MtlsMode { Disable, Permissive, Strict };

/// "STRICT"
const char* toText(MtlsMode mode);

/// A mode and the field that set it; no origin: the mesh's default, PERMISSIVE.
struct MtlsSetting {
    MtlsMode mode = MtlsMode::Permissive;
    model::Origin origin;
};

/// Every PeerAuthentication that concerns one workload, as one.
struct PeerAuthenticationSettings {
    MtlsSetting workload;
    std::map<std::uint32_t, MtlsSetting> ports; ///< by the workload's own port

    const MtlsSetting& forPort(std::uint32_t port) const;
};

/// `policies` are all of the mesh's, oldest first. The workload's own policy comes before its namespace's, and that
/// before the root namespace's; the oldest of each level counts, UNSET inherits, only the workload's own may set ports.
/// Istio: pilot/pkg/model/authentication.go, pilot/pkg/security/authn/policy_applier.go (ComposePeerAuthentication).
PeerAuthenticationSettings composePeerAuthentication(const std::vector<model::ResourcePtr>& policies,
                                                     const std::string& rootNamespace, const std::string& ns,
                                                     const model::istio::Labels& labels,
                                                     const Explainer& explain = Explainer());

} // namespace meshwright::sim::routing
