// Connections by which a filter chain of a listener is chosen.
#pragma once

#include "sim/routing/l4/listener.h"

#include <optional>
#include <string>

namespace meshwright::sim::coverage {

struct ChainConnection {
    routing::ConnectionTraits traits;
    std::string address; ///< of the destination; empty where any will do
};

/// A connection that the listener hands to this chain, or nothing. `sni` and `destination`: only such connections.
/// Names and ranges of the chain itself are tried, and what no chain names, so nothing else could fit.
std::optional<ChainConnection> connectionFor(const routing::Listener& listener, const routing::FilterChain& chain,
                                             const std::string& sni = {}, const std::string& destination = {});

/// Name for which a pattern of SNI stands: "*.example.com" → "www.example.com", "*" → "any.example".
std::string exampleName(const std::string& pattern);

} // namespace meshwright::sim::coverage
