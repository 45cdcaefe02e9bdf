// Tables after an edit, made from those before it.
#include "sim/routing/compile/virtual_hosts.h"
#include "sim/routing/engine.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace meshwright::sim::routing {

namespace {

/// Two states of one VirtualService.
struct Edit {
    VirtualServicePtr before, after;
};

/// The only VirtualService that differs; nothing where others do too, or where both have other places in the mesh.
std::optional<Edit> onlyEdit(const MeshIndex& before, const MeshIndex& after) {
    const auto &was = before.virtualServices().all(), &is = after.virtualServices().all();
    if (was.size() != is.size()) return std::nullopt;
    std::optional<Edit> out;
    for (std::size_t i = 0; i < is.size(); ++i) {
        if (was[i] == is[i]) continue;
        if (out || !sameSurroundings(*was[i]->resource, *is[i]->resource)) return std::nullopt;
        out = Edit{was[i], is[i]};
    }
    return out;
}

/// A proxy's routes as one VirtualService alone makes them.
class OwnRoutes {
public:
    OwnRoutes(const MeshIndex& mesh, const ProxyScope& scope, const ResolvedVirtualService& vs)
        : context_{mesh, scope, regexes_, made_, diagnostics_, &vs} {}
    OwnRoutes(const OwnRoutes&) = delete;
    OwnRoutes& operator=(const OwnRoutes&) = delete;

    CompileContext& context() { return context_; }
    bool complete() const { return diagnostics_.empty(); }

private:
    RegexPool regexes_;
    RouteCache made_;
    model::Diagnostics diagnostics_;
    CompileContext context_;
};

bool sameHost(const VirtualHost& a, const VirtualHost& b) {
    return a.name == b.name && a.domains == b.domains && a.requireTls == b.requireTls;
}

/// Makes the tables of an edited mesh from those before; gives up where the edit reaches beyond virtual hosts that the
/// VirtualService fills alone.
class Patch {
public:
    Patch(const MeshIndex& previous, const ProxyTables& tables, const MeshIndex& mesh, const Edit& edit)
        : tables_(tables), edit_(edit), before_(previous, *tables.scope, *edit.before),
          after_(mesh, *tables.scope, *edit.after) {}

    std::shared_ptr<const ProxyTables> make() {
        const bool gateway = tables_.scope->proxy.gateway;
        if (!(gateway ? exchangeOnGateway() : exchangeOnSidecar())) return nullptr;
        // what could not be compiled is listed in the order of all rules
        if (!before_.complete() || !after_.complete()) return nullptr;
        auto out = std::make_shared<ProxyTables>(tables_);
        const auto exchange = [&](RouteTablePtr& table) {
            if (const auto it = exchanged_.find(table.get()); it != exchanged_.end()) table = it->second;
        };
        for (auto& [name, table] : out->named) exchange(table);
        for (auto& [port, table] : out->http) exchange(table);
        return out;
    }

private:
    /// A copy of the table, made at the first change.
    RouteTable& writable(const RouteTablePtr& table) {
        auto& copy = exchanged_[table.get()];
        if (!copy) copy = std::make_shared<RouteTable>(*table);
        return *copy;
    }

    bool exchangeOnGateway() {
        for (const auto& [name, servers] : mergeGateways(after_.context().mesh, tables_.scope->proxy).byRouteName) {
            const auto known = tables_.named.find(name);
            if (known == tables_.named.end() || !known->second) return false;
            const auto was = gatewayTable(before_.context(), name, servers),
                       is = gatewayTable(after_.context(), name, servers);
            if (!exchange(known->second, *was, *is)) return false;
        }
        return true;
    }

    /// False where the virtual hosts that the VirtualService filled are shared with others, or are not the same ones
    /// before and after.
    bool exchange(const RouteTablePtr& table, const RouteTable& was, const RouteTable& is) {
        if (was.virtualHosts.size() != is.virtualHosts.size()) return false;
        for (std::size_t i = 0; i < is.virtualHosts.size(); ++i) {
            const VirtualHostPtr &before = was.virtualHosts[i], &after = is.virtualHosts[i];
            if (!sameHost(*before, *after) || before->routes.empty() != after->routes.empty()) return false;
            if (after->routes.empty()) continue;
            const auto at = filledAlone(*table, *before);
            if (!at) return false;
            writable(table).virtualHosts[*at] = after;
        }
        return true;
    }

    /// Place of the virtual host that has no routes but those of `own`.
    std::optional<std::size_t> filledAlone(const RouteTable& table, const VirtualHost& own) const {
        const auto& all = table.virtualHosts;
        const auto it =
            std::lower_bound(all.begin(), all.end(), own.name,
                             [](const VirtualHostPtr& vh, const std::string& name) { return vh->name < name; });
        if (it == all.end() || !sameHost(**it, own) || (*it)->routes.size() != own.routes.size()) return std::nullopt;
        const bool alone = std::all_of((*it)->routes.begin(), (*it)->routes.end(),
                                       [&](const RoutePtr& r) { return r->origin.resource == edit_.before->resource; });
        if (!alone) return std::nullopt;
        return static_cast<std::size_t>(it - all.begin());
    }

    bool exchangeOnSidecar() {
        const ProxyScope& scope = *tables_.scope;
        if (!importsTheSame(after_.context().mesh, scope, *edit_.before, *edit_.after)) return false;
        struct Routes {
            std::vector<RoutePtr> before, after;
        };
        std::map<std::uint32_t, Routes> byPort;
        for (const auto& [name, table] : tables_.named) {
            if (!table) continue;
            const std::uint32_t port = portOf(name);
            const auto [routes, fresh] = byPort.try_emplace(port);
            auto& [before, after] = routes->second;
            if (fresh) {
                before = sidecarRoutes(before_.context(), port, edit_.before);
                after = sidecarRoutes(after_.context(), port, edit_.after);
                if (before.empty() != after.empty()) return false;
            }
            // each virtual host of a sidecar belongs to one VirtualService
            for (std::size_t i = 0; i < table->virtualHosts.size(); ++i) {
                const VirtualHost& known = *table->virtualHosts[i];
                if (known.origin.resource != edit_.before->resource) continue;
                auto host = std::make_shared<VirtualHost>(known);
                host->routes = after;
                host->origin.resource = edit_.after->resource;
                writable(table).virtualHosts[i] = std::move(host);
            }
        }
        return true;
    }

    /// "80", or "reviews.default.svc.cluster.local:9080"
    static std::uint32_t portOf(const std::string& table) {
        const std::size_t colon = table.rfind(':');
        const char* const begin = table.data() + (colon == std::string::npos ? 0 : colon + 1);
        std::uint32_t port = 0;
        std::from_chars(begin, table.data() + table.size(), port);
        return port;
    }

    const ProxyTables& tables_;
    const Edit& edit_;
    OwnRoutes before_, after_;
    std::map<const RouteTable*, std::shared_ptr<RouteTable>> exchanged_;
};

} // namespace

std::shared_ptr<const ProxyTables> recompile(const MeshIndexPtr& previous,
                                             const std::shared_ptr<const ProxyTables>& tables, const MeshIndexPtr& mesh,
                                             const ProxyRef& proxy) {
    const bool sameElse = mesh->sameButVirtualServices(*previous);
    const bool placesMayMove = !tables->diagnostics.empty(); // they say lines
    if (sameElse && !placesMayMove) {
        if (mesh->virtualServices().all() == previous->virtualServices().all()) return tables;
        if (const auto edit = onlyEdit(*previous, *mesh); edit && tables->scope)
            if (auto out = Patch(*previous, *tables, *mesh, *edit).make()) return out;
    }
    return compile(mesh, proxy);
}

} // namespace meshwright::sim::routing
