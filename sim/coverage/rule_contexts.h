// Where istiod makes routes of a VirtualService: by which proxy, for which gateway and port.
#pragma once

#include "sim/coverage/item_table.h"
#include "sim/routing/compile/gateway_servers.h"
#include "sim/routing/compile/scope.h"
#include "sim/routing/mesh_index.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace meshwright::sim::coverage {

struct RuleContext {
    std::size_t view = 0; ///< of RuleContexts::views
    std::string gateway;  ///< "mesh" or "namespace/name"
    std::uint32_t port = 0;
};

class RuleContexts {
public:
    struct View {
        routing::ProxyRef proxy;
        std::shared_ptr<const routing::ProxyScope> scope;
        routing::MergedGateway merged; ///< of a gateway
    };

    RuleContexts(routing::MeshIndexPtr mesh, const std::vector<routing::ProxyRef>& proxies);

    const routing::MeshIndex& mesh() const { return *mesh_; }
    const std::vector<View>& views() const { return views_; }
    std::vector<RuleContext> of(const routing::ResolvedVirtualService& vs) const;
    /// Hosts of a server that VirtualServices of a namespace may use.
    static std::vector<model::Host> hostsFor(const routing::GatewayServer& server, const std::string& ns);
    /// Namespaces of the gateways' or the workloads' pods, for a sentence.
    std::string namespacesOf(bool gateways) const;

    /// The part of a match block that is settled when routes are made. Istio: route.go (sourceMatchHTTP).
    template <class Match>
    bool gatewayFits(const Match& match, const std::string& ns, const RuleContext& context) const {
        if (match.gateways.empty()) return true;
        for (const auto& g : match.gateways)
            if (routing::resolveGatewayName(g, ns) == context.gateway) return true;
        return false;
    }
    template <class Match> bool sourceFits(const Match& match, const RuleContext& context) const {
        if (!match.gateways.empty()) return true;
        const auto& proxy = views_[context.view].scope->proxy;
        return routing::subsetOf(match.sourceLabels, proxy.labels) &&
               (match.sourceNamespace.empty() || match.sourceNamespace == proxy.ns);
    }
    template <class Match> static bool portFits(const Match& match, const RuleContext& context) {
        return match.port == 0 || match.port == context.port;
    }
    template <class Match> bool fits(const Match& match, const std::string& ns, const RuleContext& context) const {
        return gatewayFits(match, ns, context) && sourceFits(match, context) && portFits(match, context);
    }

private:
    routing::MeshIndexPtr mesh_;
    std::vector<View> views_;
};

} // namespace meshwright::sim::coverage
