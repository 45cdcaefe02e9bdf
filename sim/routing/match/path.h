// Request paths as Envoy reads them.
#pragma once

#include "sim/routing/engine.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meshwright::sim::routing {

/// The part before '?' (and '#').
std::string_view pathOnly(std::string_view path);

/// Value of the first query parameter of that name, undecoded; "" for one without '='. Null where absent.
/// Envoy: source/common/http/utility.cc (parseQueryString).
std::optional<std::string_view> queryParameter(std::string_view path, std::string_view name);

/// The methods that Envoy's HTTP/1 parser knows.
std::vector<std::string_view> requestMethods();

/// False where Envoy's HTTP/1 parser refuses the request: an unknown method, or a byte that no path may have.
/// Envoy: source/common/http/http1/balsa_parser.cc.
bool isValidRequestLine(std::string_view method, std::string_view path);

/// The path as the route table sees it; none where Envoy refuses it with 400 (a fragment, a NUL).
/// Envoy: source/common/http/conn_manager_utility.cc (maybeNormalizePath), path_utility.cc.
std::optional<std::string> normalizePath(std::string_view path, MeshConfig::PathNormalization mode);

} // namespace meshwright::sim::routing
