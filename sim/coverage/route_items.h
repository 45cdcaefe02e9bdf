// Which items of a design a route or a filter chain stands for.
#pragma once

#include "sim/coverage/item_table.h"
#include "sim/routing/compile/scope.h"
#include "sim/routing/l4/listener.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace meshwright::sim::coverage {

/// One destination or mirror that a route sends to.
struct RouteTarget {
    std::size_t item = ItemTable::none;
    std::string cluster;
    model::Origin origin;
};

class RouteItems {
public:
    RouteItems(const routing::MeshIndex& mesh, const ItemTable& items);

    /// The rule, the match block, and rules of other objects that delegate to it under one of the host's names.
    std::vector<std::size_t> rules(const routing::VirtualHost& host, const routing::Route& route) const;
    std::vector<RouteTarget> targets(const routing::Forward& forward) const;
    /// The rule of a chain that forwards bytes, and those of its match blocks that ask for no more than the chain.
    std::vector<std::size_t> rules(const routing::FilterChain& chain, const routing::TcpProxy& proxy) const;
    /// Hosts of the VirtualService that such a connection is for: those that fit its SNI, or a service on its port.
    std::vector<std::size_t> hosts(const routing::MeshIndex& mesh, const routing::Listener& listener,
                                   const routing::TcpProxy& proxy, const std::string& sni) const;
    /// The DestinationRule's subset that a cluster is made of, as this proxy sees it.
    std::size_t subset(const routing::MeshIndex& mesh, const routing::ProxyScope& scope,
                       const routing::Cluster& cluster) const;

    /// VirtualServices that an object's rules belong to: itself, or those that delegate to it.
    const std::vector<routing::VirtualServicePtr>& owners(const model::ResourcePtr& resource) const;
    /// Names of a virtual host that are one of the VirtualService's `hosts[index]`.
    static std::vector<std::string> domainsOf(const routing::VirtualHost& host, bool gateway,
                                              const routing::ResolvedVirtualService& vs, std::size_t index);

private:
    const ItemTable& items_;
    std::map<const model::Resource*, std::vector<routing::VirtualServicePtr>> owners_;
};

/// Why a cluster that a rule names does not exist; one phrase.
std::string whyNoCluster(const routing::MeshIndex& mesh, const std::string& cluster);
/// What requests to a cluster meet where nobody serves it; empty where somebody does.
std::string emptyNote(const routing::Cluster& cluster);

} // namespace meshwright::sim::coverage
