#include "sim/routing/compile/clusters.h"
#include "sim/routing/compile/sidecar_listeners.h"
#include "sim/routing/compile/virtual_hosts.h"
#include "sim/routing/engine.h"

namespace meshwright::sim::routing {

namespace {

void compileGateway(CompileContext& context, ProxyTables& out) {
    const MergedGateway merged = mergeGateways(context.mesh, context.scope.proxy);
    for (const auto& [name, servers] : merged.byRouteName) out.named[name] = gatewayTable(context, name, servers);
    for (const auto& port : merged.ports)
        if (isHttp(port.protocol)) out.http[port.number] = out.named[port.routeName];
}

void compileSidecar(CompileContext& context, ProxyTables& out) {
    const SidecarListeners listeners = sidecarListeners(context.scope);
    auto tableOf = [&](std::uint32_t port) -> const RouteTablePtr& {
        auto& slot = out.named[std::to_string(port)];
        if (!slot) slot = sidecarTable(context, port);
        return slot;
    };
    for (const std::uint32_t port : listeners.http) out.http[port] = tableOf(port);
    for (const auto& [host, port] : listeners.sniffed) {
        const RouteTablePtr& all = tableOf(port);
        if (all) out.named[host + ":" + std::to_string(port)] = sniffedTable(*all, host, port);
    }
}

} // namespace

std::shared_ptr<const ProxyTables> compile(const MeshIndexPtr& mesh, const ProxyRef& proxy) {
    auto out = std::make_shared<ProxyTables>();
    const auto scope = scopeOf(*mesh, proxy);
    RegexPool regexes;
    RouteCache made;
    CompileContext context{*mesh, *scope, regexes, made, out->diagnostics};
    if (scope->proxy.gateway)
        compileGateway(context, *out);
    else
        compileSidecar(context, *out);
    out->pathNormalization = mesh->config().pathNormalization;
    out->clusters = buildClusters(*mesh, *scope);
    out->scope = scope;
    return out;
}

} // namespace meshwright::sim::routing
