#include "sim/routing/l4/tls_handshake.h"

#include <algorithm>

namespace meshwright::sim::routing {

std::string handshakeFailure(const DownstreamTls& server, const ClientTls& client) {
    if (client.identity.empty())
        return server.requireClientCertificate
                   ? "TLS_error:|268435648:SSL_routines:OPENSSL_internal:PEER_DID_NOT_RETURN_A_CERTIFICATE:"
                     "peer_did_not_provide_required_client_certificate:TLS_error_end"
                   : "";
    if (!server.verifiesClient || (server.sanPrefixes.empty() && server.sanExact.empty())) return {};
    const auto& id = client.identity;
    const bool fits = std::any_of(server.sanPrefixes.begin(), server.sanPrefixes.end(),
                                  [&](const std::string& prefix) { return id.starts_with(prefix); }) ||
                      std::find(server.sanExact.begin(), server.sanExact.end(), id) != server.sanExact.end();
    return fits ? ""
                : "TLS_error:|268435581:SSL_routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:verify_cert_failed:"
                  "_SAN_matcher,_certificate_SANs_are_[" +
                      id + "]:TLS_error_end";
}

} // namespace meshwright::sim::routing
