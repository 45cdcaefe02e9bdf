#include "sim/coverage/rule_contexts.h"

#include <algorithm>
#include <set>

namespace meshwright::sim::coverage {

using model::Host;
using routing::ResolvedVirtualService;

RuleContexts::RuleContexts(routing::MeshIndexPtr mesh, const std::vector<routing::ProxyRef>& proxies)
    : mesh_(std::move(mesh)) {
    for (const auto& p : proxies) {
        View view{p, routing::scopeOf(*mesh_, p), {}};
        if (p.isGateway()) view.merged = routing::mergeGateways(*mesh_, view.scope->proxy);
        views_.push_back(std::move(view));
    }
}

std::vector<Host> RuleContexts::hostsFor(const routing::GatewayServer& server, const std::string& ns) {
    std::vector<Host> out;
    for (const auto& h : server.hosts) {
        const std::size_t slash = h.find('/');
        if (slash == std::string::npos)
            out.emplace_back(h);
        else if (const std::string owner = h.substr(0, slash); owner == ns || owner == "*")
            out.emplace_back(h.substr(slash + 1));
    }
    return out;
}

std::string RuleContexts::namespacesOf(bool gateways) const {
    std::set<std::string> names;
    for (const auto& v : views_)
        if (v.proxy.isGateway() == gateways) names.insert(v.scope->proxy.ns);
    std::string out;
    for (const auto& n : names) out += (out.empty() ? "" : ", ") + n;
    return out;
}

std::vector<RuleContext> RuleContexts::of(const ResolvedVirtualService& vs) const {
    std::vector<RuleContext> out;
    const auto overlaps = [&](const Host& host) {
        return std::any_of(vs.spec.hosts.begin(), vs.spec.hosts.end(), [&](const Host& h) { return h.matches(host); });
    };
    for (std::size_t v = 0; v < views_.size(); ++v) {
        const View& view = views_[v];
        for (const auto& port : view.merged.ports)
            for (const auto& server : port.servers) {
                const auto seen = mesh_->virtualServices().forGateway(view.scope->proxy.ns, server->gatewayName);
                const auto hosts = hostsFor(*server, vs.ns());
                if (std::any_of(seen.begin(), seen.end(), [&](const auto& s) { return s.get() == &vs; }) &&
                    std::any_of(hosts.begin(), hosts.end(), overlaps))
                    out.push_back({v, server->gatewayName, server->port()});
            }
        if (view.proxy.isGateway()) continue;
        for (const auto& listener : view.scope->listeners) {
            const auto& seen = listener.virtualServices;
            // a sidecar gives each host to the first VirtualService that has it
            const auto owns = [&](const Host& h) {
                const auto first = std::find_if(seen.begin(), seen.end(), [&](const auto& s) {
                    return std::find(s->spec.hosts.begin(), s->spec.hosts.end(), h) != s->spec.hosts.end();
                });
                return first != seen.end() && first->get() == &vs;
            };
            if (std::none_of(vs.spec.hosts.begin(), vs.spec.hosts.end(), owns)) continue;
            std::set<std::uint32_t> ports{80};
            for (const auto& service : listener.services)
                if (overlaps(service->hostname))
                    for (const auto& p : service->ports) ports.insert(p.number);
            for (const std::uint32_t p : ports) out.push_back({v, "mesh", p});
        }
    }
    return out;
}

} // namespace meshwright::sim::coverage
