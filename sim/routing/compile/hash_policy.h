// Consistent hashing belongs to the route in Envoy, but to the DestinationRule in Istio.
#pragma once

#include "sim/routing/compile/scope.h"
#include "sim/routing/tables.h"

#include <optional>

namespace meshwright::sim::routing {

/// Istio: route.go (ConsistentHashToHashPolicy). Null where no key field is set.
std::optional<HashPolicy> translateHash(const model::istio::ConsistentHash& hash);

/// The setting that applies to a destination of a VirtualService: subset before port before host; port-level settings
/// count only where the destination names its port. Istio: route.go (HashForHTTPDestination).
const model::istio::ConsistentHash* hashForDestination(const model::istio::DestinationRule& rule,
                                                       const model::istio::Destination& destination);

/// The setting of a service without a VirtualService. Istio: route.go (hashForService).
const model::istio::ConsistentHash* hashForService(const model::istio::DestinationRule& rule, std::uint32_t port);

} // namespace meshwright::sim::routing
