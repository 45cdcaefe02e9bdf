// VirtualServices as istiod uses them: names resolved, delegates merged, indexed by gateway and visibility.
#pragma once

#include "model/design/design.h"
#include "sim/routing/registry/visibility.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace meshwright::sim::routing {

using model::Origin;
using model::ResourcePtr;

/// Where one HTTP rule and each of its match blocks stand; they may come from two objects where a delegate is merged.
struct HttpRuleOrigin {
    Origin rule;
    std::vector<Origin> matches;
    Origin destinations;                  ///< parent of "route[i]": the object and rule that own the `route` list
    std::map<std::string, Origin> fields; ///< fields that the root of a delegate filled in, by name
    Origin field(const std::string& name) const;
};

/// One VirtualService with hosts; `spec` has full host and gateway names and no delegates.
struct ResolvedVirtualService {
    ResourcePtr resource;
    model::istio::VirtualService spec;
    std::vector<HttpRuleOrigin> http; ///< parallel to spec.http
    ExportTo exportTo;                ///< "." replaced by its namespace
    /// Objects that this was made from: itself and the delegates it found.
    std::vector<ResourcePtr> sources;

    const std::string& ns() const { return resource->meta.ns; }
    const std::string& name() const { return resource->meta.name; }
    /// "ns/name"
    std::string key() const { return ns() + "/" + name(); }
};
using VirtualServicePtr = std::shared_ptr<const ResolvedVirtualService>;

/// `gateways` entry as istiod compares it: "mesh", or "namespace/name". Istio: config.go (resolveGatewayName).
std::string resolveGatewayName(const std::string& name, const std::string& ns);

/// Whether two states of one VirtualService differ in nothing but their own rules: same age, hosts, gateways and
/// visibility, and no delegates.
bool sameSurroundings(const model::Resource& a, const model::Resource& b);

/// All VirtualServices of a design by gateway name and visibility.
class VirtualServiceIndex {
public:
    VirtualServiceIndex() = default;
    /// `previous` lends what was resolved from the same objects.
    VirtualServiceIndex(const model::Design& design, const std::vector<std::string>& defaultExportTo,
                        const VirtualServiceIndex* previous = nullptr);

    /// What a proxy of `ns` sees for one gateway name ("mesh" or "namespace/name"): private ones first, then those
    /// exported to its namespace, then public ones; each by age. Istio: push_context.go (VirtualServicesForGateway).
    std::vector<VirtualServicePtr> forGateway(const std::string& ns, const std::string& gateway) const;
    /// The same without all others but `only`, which may stand in it several times.
    std::vector<VirtualServicePtr> forGateway(const std::string& ns, const std::string& gateway,
                                              const ResolvedVirtualService& only) const;
    /// All, by age.
    const std::vector<VirtualServicePtr>& all() const { return all_; }

    /// The index of a design in which `after` stands for `before`; nothing where that concerns more than this one
    /// object (another age, other hosts, gateways or visibility, delegates).
    std::optional<VirtualServiceIndex> replaced(const ResourcePtr& before, const ResourcePtr& after,
                                                const std::vector<std::string>& defaultExportTo) const;

private:
    template <class Take> void visit(const std::string& ns, const std::string& gateway, Take&& take) const;

    std::vector<VirtualServicePtr> all_;
    using Key = std::pair<std::string, std::string>; // namespace, gateway
    std::map<Key, std::vector<VirtualServicePtr>> private_, exported_;
    std::map<std::string, std::vector<VirtualServicePtr>> public_;
};

} // namespace meshwright::sim::routing
