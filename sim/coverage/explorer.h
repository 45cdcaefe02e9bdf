// Looks at everything that one proxy sends by, and tells the item table what it finds.
#pragma once

#include "sim/coverage/item_table.h"
#include "sim/coverage/route_items.h"
#include "sim/coverage/route_solver.h"
#include "sim/routing/compile/scope.h"
#include "sim/routing/l4/proxy_connections.h"

#include <memory>
#include <string>

namespace meshwright::sim::coverage {

class Explorer {
public:
    Explorer(routing::MeshIndexPtr mesh, const RouteItems& routeItems, ItemTable& items);

    /// Every route table and filter chain of one proxy.
    void visit(const routing::ProxyRef& proxy);

private:
    /// One way into a route table.
    struct View {
        const routing::RouteTable* table = nullptr;
        Witness witness; ///< without its request
    };
    struct Here; ///< the proxy being visited

    void visitTable(const Here& here, const View& view);
    void visitHost(const Here& here, const View& view, const routing::VirtualHost& host);
    void visitNames(const Here& here, const View& view, const routing::VirtualHost& host, const RouteSolver& solver);
    void visitChain(const Here& here, const routing::Listener& listener, const routing::FilterChain& chain);
    void visitOtherNames(const routing::Listener& listener, const routing::FilterChain& chain,
                         routing::ConnectionTraits traits, Witness witness);
    void settle(const Here& here, const View& view, const routing::VirtualHost& host, const routing::Route& route,
                const RouteVerdict& verdict);
    void reachForward(const Here& here, const Witness& witness, const routing::Forward& forward);
    void reachDestination(const Here& here, const Witness& witness, const std::string& cluster,
                          const model::Origin& destination);
    void deny(const std::vector<std::size_t>& items, const Unreachable& proof, ProofStrength strength);

    routing::MeshIndexPtr mesh_;
    const RouteItems& routeItems_;
    ItemTable& items_;
};

} // namespace meshwright::sim::coverage
