// Paths as a proxy compares and forwards them.
#pragma once

#include "sim/routing/engine.h"

#include <optional>
#include <string>
#include <string_view>

namespace meshwright::sim::routing {

/// The path (query kept) after what MeshConfig.pathNormalization asks for; nothing where Envoy refuses it (400).
/// Istio: listener_builder.go (buildHTTPConnectionManager); Envoy: source/common/http/path_utility.cc.
std::optional<std::string> normalizePath(std::string_view path, MeshConfig::PathNormalization mode);

} // namespace meshwright::sim::routing
