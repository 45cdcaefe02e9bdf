// The `hosts` of a Sidecar's egress listener, sorted for testing services and VirtualServices against them.
#pragma once

#include "model/base/host.h"

#include <map>
#include <string>
#include <unordered_set>
#include <vector>

namespace meshwright::sim::routing {

/// Hosts imported from one namespace (or from `*`). Istio: pilot/pkg/model/sidecar.go (hostClassification).
class ImportedHosts {
public:
    void add(const model::Host& host) {
        if (!host.isWildcard()) exact_.insert(host.text);
        all_.push_back(host);
    }
    void exclude(const model::Host& host) { excluded_.push_back(host); }

    bool excluded(const model::Host& host) const;
    /// A service is imported where its host is a subset of an entry.
    bool matchesService(const model::Host& host) const;
    /// A VirtualService is imported where one of its hosts overlaps an entry, in either direction.
    bool matchesVirtualService(const model::Host& host) const;

private:
    std::unordered_set<std::string> exact_;
    std::vector<model::Host> all_, excluded_;
};

using HostsByNamespace = std::map<std::string, ImportedHosts>;

/// `entries` are "namespace/host" with `.` (the proxy's own), `*` and `~` (excluded); others are ignored.
HostsByNamespace classifyHosts(const std::vector<std::string>& entries, const std::string& ownNamespace);

} // namespace meshwright::sim::routing
