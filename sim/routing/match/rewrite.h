// What becomes of path and Host on the way on, and where a redirect leads.
#pragma once

#include "sim/routing/engine.h"

#include <string>

namespace meshwright::sim::routing {

/// `path` (with query) after the route's prefix or regular-expression rewrite.
/// Envoy: source/common/router/config_impl.cc (finalizePathHeader).
std::string rewritePath(const RouteMatch& match, const Forward& forward, const std::string& path);

/// Value of Location. Envoy: source/common/http/utility.cc (newUri).
std::string redirectLocation(const RouteMatch& match, const Redirect& redirect, const Request& request);

/// The address of the request itself, which Envoy puts on direct responses with a status of 201 or 3xx.
std::string requestUri(const Request& request);

/// Where a host that demands TLS sends plain requests: the Host as it is, port and all.
std::string httpsLocation(const Request& request);

} // namespace meshwright::sim::routing
