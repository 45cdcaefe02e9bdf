// Why no proxy gets any route of a VirtualService, or none for one of its hosts.
#include "sim/coverage/absence.h"

#include <algorithm>

namespace meshwright::sim::coverage {

namespace {

using model::Host;
using model::Origin;
using model::ResourcePtr;
using routing::ResolvedVirtualService;

std::string names(const std::vector<Host>& hosts) {
    std::string out;
    for (const auto& h : hosts) out += (out.empty() ? "" : ", ") + h.text;
    return out;
}

/// One of the hosts, or all.
std::vector<Host> hostsOf(const ResolvedVirtualService& vs, int only) {
    if (only < 0) return vs.spec.hosts;
    return {vs.spec.hosts[static_cast<std::size_t>(only)]};
}

bool overlap(const std::vector<Host>& a, const std::vector<Host>& b) {
    return std::any_of(a.begin(), a.end(), [&](const Host& x) {
        return std::any_of(b.begin(), b.end(), [&](const Host& y) { return x.matches(y); });
    });
}

bool contains(const std::vector<routing::VirtualServicePtr>& list, const ResolvedVirtualService& vs) {
    return std::any_of(list.begin(), list.end(), [&](const auto& s) { return s.get() == &vs; });
}

} // namespace

AbsenceExplainer::Reason AbsenceExplainer::wholeService(const ResolvedVirtualService& vs, int only) const {
    if (vs.exportTo.isNone() && !vs.exportTo.isPublic())
        return Unreachable{"exportTo '~' hides the VirtualService from every proxy", {vs.resource, "spec.exportTo"}};
    if (vs.spec.gateways.empty()) return byMesh(vs, only);
    Reason first;
    for (std::size_t i = 0; i < vs.spec.gateways.size(); ++i) {
        auto reason = vs.spec.gateways[i] == "mesh" ? byMesh(vs, only) : byGateway(vs, i, only);
        if (!reason) return std::nullopt;
        if (!first) first = std::move(reason);
    }
    return first;
}

AbsenceExplainer::Reason AbsenceExplainer::byGateway(const ResolvedVirtualService& vs, std::size_t index,
                                                     int only) const {
    const std::string& name = vs.spec.gateways[index];
    const auto& all = mesh_.gateways();
    const auto gateway = std::find_if(all.begin(), all.end(),
                                      [&](const ResourcePtr& g) { return g->meta.ns + "/" + g->meta.name == name; });
    if (gateway == all.end())
        return Unreachable{"it is bound to Gateway " + name + ", which does not exist",
                           {vs.resource, "spec.gateways[" + std::to_string(index) + "]"}};
    bool visible = false;
    Reason reason;
    for (const auto& view : contexts_.views()) {
        if (!view.proxy.isGateway()) continue;
        visible = visible || contains(mesh_.virtualServices().forGateway(view.scope->proxy.ns, name), vs);
        for (const auto& dropped : view.merged.dropped)
            if (dropped.server->gatewayName == name && !reason)
                reason = Unreachable{"a server of Gateway " + name + " is left out, because " + dropped.reason,
                                     dropped.server->origin};
        for (const auto& port : view.merged.ports)
            for (const auto& server : port.servers) {
                if (server->gatewayName != name) continue;
                const auto hosts = RuleContexts::hostsFor(*server, vs.ns());
                if (overlap(hosts, hostsOf(vs, only))) {
                    const bool readsNoHttp = server->routeName.empty() && !vs.spec.http.empty();
                    if (!readsNoHttp && visible) return std::nullopt;
                    if (readsNoHttp) reason = Unreachable{"Gateway " + name + " reads no HTTP here", server->origin};
                    continue;
                }
                const std::string takes = hosts.empty() ? "no host of namespace " + vs.ns() : names(hosts);
                if (!reason)
                    reason = Unreachable{"it shares no host with Gateway " + name + ", whose server takes " + takes,
                                         {server->gateway, server->origin.field + ".hosts"}};
            }
    }
    if (!visible)
        return Unreachable{"exportTo hides the VirtualService from the namespaces of the gateways' pods (" +
                               contexts_.namespacesOf(true) + ")",
                           {vs.resource, "spec.exportTo"}};
    if (!reason) reason = Unreachable{"no server of Gateway " + name + " listens", {*gateway, "spec.servers"}};
    return reason;
}

AbsenceExplainer::Reason AbsenceExplainer::byMesh(const ResolvedVirtualService& vs, int only) const {
    bool any = false, visible = false, imported = false, free = false;
    const ResolvedVirtualService* older = nullptr;
    ResourcePtr sidecar;
    const auto hosts = hostsOf(vs, only);
    for (const auto& view : contexts_.views()) {
        if (view.proxy.isGateway()) continue;
        any = true;
        if (!contains(mesh_.virtualServices().forGateway(view.scope->proxy.ns, "mesh"), vs)) continue;
        visible = true;
        if (view.scope->sidecar) sidecar = view.scope->sidecar;
        for (const auto& listener : view.scope->listeners) {
            if (!contains(listener.virtualServices, vs)) continue;
            imported = true;
            // a sidecar gives each host to the first VirtualService that has it
            for (const Host& h : hosts) {
                const auto first =
                    std::find_if(listener.virtualServices.begin(), listener.virtualServices.end(), [&](const auto& s) {
                        return std::find(s->spec.hosts.begin(), s->spec.hosts.end(), h) != s->spec.hosts.end();
                    });
                if (first == listener.virtualServices.end() || first->get() == &vs)
                    free = true;
                else if (!older)
                    older = first->get();
            }
        }
    }
    if (!any)
        return Unreachable{"it counts for sidecars only, and the design has no workload that could have one",
                           {vs.resource, "spec.gateways"}};
    if (!visible)
        return Unreachable{"exportTo hides the VirtualService from the namespaces of all workloads (" +
                               contexts_.namespacesOf(false) + ")",
                           {vs.resource, "spec.exportTo"}};
    if (!imported) return Unreachable{"no Sidecar imports its hosts", {sidecar ? sidecar : vs.resource, "spec.egress"}};
    if (!free && older)
        return Unreachable{"its host already belongs to " +
                               mesh_.places().toText(Origin{older->resource, "spec.hosts"}) +
                               ", which is older and has it alone on sidecars",
                           {older->resource, "spec.hosts"}};
    return std::nullopt;
}

} // namespace meshwright::sim::coverage
