#include "sim/routing/match/table_index.h"

#include <algorithm>
#include <optional>

namespace meshwright::sim::routing {

namespace {

/// Places at which the virtual hosts differ in anything but their domains; nothing where they differ in more.
std::optional<std::vector<std::size_t>> changedHosts(const RouteTable& before, const RouteTable& after) {
    const auto &was = before.virtualHosts, &is = after.virtualHosts;
    if (was.size() != is.size() || before.ignorePortInHost != after.ignorePortInHost) return std::nullopt;
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < is.size(); ++i) {
        if (was[i] == is[i]) continue;
        if (was[i]->domains != is[i]->domains) return std::nullopt;
        out.push_back(i);
    }
    return out;
}

} // namespace

TableIndex::TableIndex(RouteTablePtr table) : table_(std::move(table)), hosts_(std::make_shared<HostIndex>(table_)) {
    for (const auto& host : table_->virtualHosts) add(host);
}

TableIndex::TableIndex(RouteTablePtr table, const TableIndex& previous) : table_(std::move(table)) {
    const auto changed = changedHosts(*previous.table_, *table_);
    if (!changed) {
        *this = TableIndex(table_);
        return;
    }
    hosts_ = previous.hosts_;
    routes_ = previous.routes_;
    for (const std::size_t i : *changed) {
        routes_.erase(previous.table_->virtualHosts[i].get());
        add(table_->virtualHosts[i]);
    }
}

void TableIndex::add(const VirtualHostPtr& host) {
    if (host->routes.size() > RouteIndex::shortList)
        routes_.try_emplace(host.get(), std::make_shared<const RouteIndex>(host));
}

const VirtualHost* TableIndex::findHost(std::string_view authority) const {
    const auto place = hosts_->find(authority);
    return place ? table_->virtualHosts[*place].get() : nullptr;
}

const Route* TableIndex::findRoute(const VirtualHost& host, const RequestView& request) const {
    const auto it = routes_.find(&host);
    return it == routes_.end() ? routing::findRoute(host, request) : it->second->find(request);
}

} // namespace meshwright::sim::routing
