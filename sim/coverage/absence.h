// Why a rule has no route in any proxy's tables.
#pragma once

#include "sim/coverage/rule_contexts.h"

#include <optional>
#include <string>

namespace meshwright::sim::coverage {

/// Finds the reason for items that no proxy has anything to say of. That no proxy has is proof already: the tables are
/// those that istiod makes; what is looked for here is which condition of istiod's keeps the rule out of them.
class AbsenceExplainer {
public:
    AbsenceExplainer(routing::MeshIndexPtr mesh, const std::vector<routing::ProxyRef>& proxies);

    /// A rule, match block or host of a VirtualService.
    Unreachable explain(const model::Origin& origin) const;

private:
    using VirtualService = model::istio::VirtualService;
    using Reason = std::optional<Unreachable>;

    Reason host(const routing::ResolvedVirtualService& vs, std::size_t index) const;
    Reason httpRule(const model::Origin& origin, std::size_t rule, std::optional<std::size_t> block) const;
    Reason httpRule(const routing::ResolvedVirtualService& vs, std::size_t merged,
                    std::optional<std::size_t> block) const;
    Reason l4Rule(const model::Origin& origin, const std::string& list, std::size_t rule,
                  std::optional<std::size_t> block) const;
    /// What keeps the whole VirtualService away from every proxy; `only` ≥ 0: this one of its hosts.
    Reason wholeService(const routing::ResolvedVirtualService& vs, int only = -1) const;
    Reason byGateway(const routing::ResolvedVirtualService& vs, std::size_t index, int only) const;
    Reason byMesh(const routing::ResolvedVirtualService& vs, int only) const;
    Reason delegate(const model::ResourcePtr& resource) const;
    Reason delegatingRule(const model::ResourcePtr& resource, std::size_t rule) const;
    template <class Match>
    Reason staticConditions(const Match& match, const routing::ResolvedVirtualService& vs,
                            const model::Origin& origin) const;
    /// The earlier block that takes everything wherever the given one could apply.
    Reason afterCatchAll(const routing::ResolvedVirtualService& vs, std::size_t merged, std::size_t block) const;

    RuleContexts contexts_;
    const routing::MeshIndex& mesh_;
};

} // namespace meshwright::sim::coverage
