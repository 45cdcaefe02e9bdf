// The plain, literal reading of Envoy's rules: which virtual host, and whether one route's conditions hold.
#pragma once

#include "sim/routing/engine.h"

#include <functional>
#include <string>
#include <string_view>

namespace meshwright::sim::routing {

/// A request with its path split, so that many routes can be tested against it. Refers to the request.
struct RequestView {
    const Request& request;
    std::string_view path; ///< without query

    explicit RequestView(const Request& r);
};

/// Calls `take` with each value of a header, each line on its own; pseudo-headers and Host are the request's own.
template <class Take> void visitValues(const Request& request, std::string_view name, Take&& take) {
    if (name == "host" || name == ":authority") return take(std::string_view(request.authority));
    if (name == ":method") return take(std::string_view(request.method));
    if (name == ":scheme") return take(std::string_view(request.scheme));
    if (name == ":path") return take(std::string_view(request.path));
    for (const auto& [key, value] : request.headers)
        if (key == name) take(std::string_view(value));
}

bool matches(const PathMatcher& matcher, std::string_view path);
/// Several lines of one header are tested one by one: any may fit, inverted none may.
bool matches(const HeaderMatcher& matcher, const RequestView& request);
bool matches(const QueryMatcher& matcher, const RequestView& request);
/// Envoy: source/common/router/config_impl.cc (RouteEntryImplBase::matchRoute).
bool matches(const RouteMatch& match, const RequestView& request);

/// Host as it is looked up: lower case, without a port where the table ignores ports.
std::string hostKey(std::string_view authority, bool ignorePort);
/// Exact, then the longest `*suffix`, then the longest `prefix*`, then `*`. Tests every domain of every host.
/// Envoy: source/common/router/config_impl.cc (RouteMatcher::findVirtualHost).
const VirtualHost* findVirtualHost(const RouteTable& table, std::string_view authority);

/// Every route of the host in order. Null where none fits.
const Route* findRoute(const VirtualHost& host, const RequestView& request);

} // namespace meshwright::sim::routing
