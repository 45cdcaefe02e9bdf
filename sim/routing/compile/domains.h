// The Host values by which a service answers. Istio: pilot/pkg/networking/core/httproute.go.
#pragma once

#include "sim/routing/registry/service.h"

#include <string>
#include <vector>

namespace meshwright::sim::routing {

struct ServiceDomains {
    std::vector<std::string> all;      ///< in istiod's order
    std::vector<std::string> expanded; ///< those of `all` that are short forms
};

/// `port` 0: names without port (the request's port is ignored); else each name also as "name:port".
/// `dnsDomain` is the proxy's, "<ns>.svc.cluster.local".
ServiceDomains domainsOf(const Service& service, std::uint32_t port, const std::string& dnsDomain);

} // namespace meshwright::sim::routing
