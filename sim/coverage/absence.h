// Why a rule has no route in any proxy's tables.
#pragma once

#include "sim/coverage/item_table.h"
#include "sim/routing/compile/gateway_servers.h"
#include "sim/routing/compile/scope.h"
#include "sim/routing/mesh_index.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meshwright::sim::coverage {

/// Finds the reason for items that no proxy has anything to say of. That no proxy has is proof already: these are the
/// tables that istiod makes; what is looked for here is which condition of istiod's keeps the rule out of them.
class AbsenceExplainer {
public:
    AbsenceExplainer(routing::MeshIndexPtr mesh, const std::vector<routing::ProxyRef>& proxies);

    /// A rule, match block or host of a VirtualService.
    Unreachable explain(const model::Origin& origin) const;

private:
    using VirtualService = model::istio::VirtualService;
    struct View {
        routing::ProxyRef proxy;
        std::shared_ptr<const routing::ProxyScope> scope;
    };

    std::optional<Unreachable> wholeService(const routing::ResolvedVirtualService& vs,
                                            const model::Origin& origin) const;
    std::optional<Unreachable> byGateway(const routing::ResolvedVirtualService& vs, std::size_t index,
                                         const model::Origin& origin) const;
    std::optional<Unreachable> byMesh(const routing::ResolvedVirtualService& vs, const model::Origin& origin) const;
    std::optional<Unreachable> delegate(const model::ResourcePtr& resource) const;
    std::optional<Unreachable> delegatingRule(const model::ResourcePtr& resource, std::size_t rule) const;
    /// Conditions of a match block that no proxy fulfils.
    template <class Match>
    std::optional<Unreachable> staticConditions(const Match& match, const model::ResourcePtr& resource,
                                                const std::string& field) const;
    std::optional<Unreachable> afterCatchAll(const model::ResourcePtr& resource, std::size_t rule,
                                             std::size_t block) const;
    const routing::ResolvedVirtualService* resolved(const model::ResourcePtr& resource) const;
    std::string namespacesOf(bool gateways) const;

    routing::MeshIndexPtr mesh_;
    std::vector<View> views_;
    std::map<std::size_t, routing::MergedGateway> merged_; ///< by view
};

} // namespace meshwright::sim::coverage
