#include "sim/routing/compile/egress_hosts.h"

#include <algorithm>

namespace meshwright::sim::routing {

bool ImportedHosts::excluded(const model::Host& host) const {
    return std::any_of(excluded_.begin(), excluded_.end(), [&](const auto& e) { return host.subsetOf(e); });
}

bool ImportedHosts::matchesService(const model::Host& host) const {
    if (exact_.count(host.text)) return true;
    return std::any_of(all_.begin(), all_.end(), [&](const model::Host& imported) {
        return (host.isWildcard() || imported.isWildcard()) && host.subsetOf(imported);
    });
}

bool ImportedHosts::matchesVirtualService(const model::Host& host) const {
    if (exact_.count(host.text)) return true;
    return std::any_of(all_.begin(), all_.end(), [&](const model::Host& imported) {
        return (host.isWildcard() || imported.isWildcard()) && host.matches(imported);
    });
}

HostsByNamespace classifyHosts(const std::vector<std::string>& entries, const std::string& ownNamespace) {
    HostsByNamespace out;
    for (const auto& entry : entries) {
        const std::size_t slash = entry.find('/');
        if (slash == std::string::npos || entry.find('/', slash + 1) != std::string::npos) continue;
        std::string ns = entry.substr(0, slash);
        const bool excluded = !ns.empty() && ns.front() == '~';
        if (excluded) {
            ns.erase(0, 1);
            if (ns.empty()) ns = "*";
        }
        if (ns == ".") ns = ownNamespace;
        const model::Host host(entry.substr(slash + 1));
        if (excluded)
            out[ns].exclude(host);
        else
            out[ns].add(host);
    }
    return out;
}

} // namespace meshwright::sim::routing
