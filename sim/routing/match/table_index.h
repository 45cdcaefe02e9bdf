// Look-up tables over one route table: the host by hash, the routes by path and header. They give the same answers as
// reading the rules one by one (conditions.h), without reading those that cannot fit.
#pragma once

#include "sim/routing/match/host_index.h"
#include "sim/routing/match/route_index.h"

namespace meshwright::sim::routing {

/// Immutable; keeps the table.
class TableIndex {
public:
    explicit TableIndex(RouteTablePtr table);
    /// The index of `table`, given that of a table before an edit. Where both have the same hosts, only those whose
    /// routes differ are indexed anew.
    TableIndex(RouteTablePtr table, const TableIndex& previous);

    const VirtualHost* findHost(std::string_view authority) const;
    /// `host` must be the table's own.
    const Route* findRoute(const VirtualHost& host, const RequestView& request) const;

private:
    void add(const VirtualHostPtr& host);

    RouteTablePtr table_;
    std::shared_ptr<const HostIndex> hosts_;
    /// Of the hosts with many routes.
    std::unordered_map<const VirtualHost*, std::shared_ptr<const RouteIndex>> routes_;
};

} // namespace meshwright::sim::routing
