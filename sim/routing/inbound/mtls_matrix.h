// Whether a client's TLS settings and a server's PeerAuthentication go together.
#pragma once

#include "sim/routing/inbound/peer_authentication.h"
#include "sim/routing/registry/protocol.h"

#include <optional>
#include <string>

namespace meshwright::sim::routing {

/// What the client's side does: no sidecar at all, no `tls` in its DestinationRule (auto mTLS), or a mode of it.
enum class ClientTlsMode { NoSidecar, Auto, Disable, IstioMutual, Simple };

/// What becomes of the connection.
enum class MtlsResult {
    Plain,       ///< plain text reaches the application
    Mutual,      ///< the sidecars speak mTLS, the application gets plain text
    Application, ///< TLS bytes reach the application, which must end them itself
    Refused      ///< closed by the server's sidecar, or by an application that cannot read the bytes
};

struct MtlsAnswer {
    MtlsResult result = MtlsResult::Refused;
    std::string reason; ///< one plain sentence
};

/// `server` absent: the server has no sidecar. Follows the same filter chains as a recorded connection does.
/// Istio: pilot/pkg/networking/core/filterchain_options.go, cluster_tls.go; pilot/pkg/xds/endpoints/mtls_checker.go.
MtlsAnswer pairMtls(ClientTlsMode client, std::optional<MtlsMode> server, Protocol port);

/// "auto mTLS", "DISABLE", …
const char* toText(ClientTlsMode mode);

} // namespace meshwright::sim::routing
