// A client's connection, and what becomes of it.
#pragma once

#include "sim/routing/l4/explanation.h"
#include "sim/routing/tables.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace meshwright::sim::routing {

struct Listener;
struct FilterChain;

using HeaderLines = std::vector<std::pair<std::string, std::string>>;

/// The client's end of one TLS handshake.
struct ClientTls {
    std::string sni;
    std::vector<std::string> alpn;
    std::string identity; ///< URI of its certificate; empty = it has none
};

/// What the client says once every TLS layer stands.
struct HttpPayload {
    std::string method = "GET", authority, path = "/";
    HeaderLines headers; ///< names lower case; without host
};

/// A connection as its client means it.
struct ClientConnection {
    std::string source, destination; ///< addresses
    std::uint32_t destinationPort = 0;
    std::vector<ClientTls> tls;      ///< outermost first
    std::optional<HttpPayload> http; ///< absent: raw bytes that are neither HTTP nor TLS
};

/// A request as a back end saw it; `method` is "TCP" for raw bytes.
struct SeenRequest {
    std::string method, path, authority;
    HeaderLines headers;
};

/// What became of a connection, in the terms of Envoy's access log.
struct ConnectionOutcome {
    std::string status = "closed"; ///< HTTP code, "ok" (raw bytes were answered) or "closed"
    std::string flags = "-", cluster = "-", workload = "-", pod = "-";
    std::uint32_t tries = 0;
    std::string route, details, body;
    std::vector<std::string> mirrors;
    HeaderLines response;
    std::optional<SeenRequest> upstream;
    Explanation explanation;
    /// What took the connection; owned by the proxy's listeners. Null where nothing did.
    const Listener* listener = nullptr;
    const FilterChain* chain = nullptr;
};

} // namespace meshwright::sim::routing
