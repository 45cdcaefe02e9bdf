// Whether a client's certificate is what a server's filter chain asks for.
#pragma once

#include "sim/routing/l4/connection.h"
#include "sim/routing/l4/listener.h"

#include <string>

namespace meshwright::sim::routing {

/// Why the server ends a handshake, in the words of Envoy's access log; empty where it succeeds.
std::string handshakeFailure(const DownstreamTls& server, const ClientTls& client);

} // namespace meshwright::sim::routing
