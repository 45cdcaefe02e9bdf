#include "sim/coverage/coverage.h"

#include "sim/coverage/absence.h"
#include "sim/coverage/case_coverage.h"
#include "sim/coverage/explorer.h"
#include "sim/coverage/proxies.h"

#include <algorithm>
#include <map>

namespace meshwright::sim::coverage {

namespace {

using model::istio::VirtualService;

/// Proxies of the design, and the senders of cases that are none of them.
std::vector<routing::ProxyRef> allProxies(const routing::MeshIndex& mesh, const CoverageOptions& options) {
    auto out = proxiesOf(mesh);
    for (const auto* c : options.cases)
        for (const auto& request : c->requests) {
            if (!request.from) continue;
            routing::ProxyRef from = *request.from;
            if (from.ns.empty()) from.ns = routing::MeshIndex::namespaceOf(from);
            const bool known = std::any_of(out.begin(), out.end(), [&](const auto& p) { return p == from; });
            if (!known) out.push_back(std::move(from));
        }
    return out;
}

/// The rule that a destination or mirror stands in, as written.
const model::istio::HttpRoute* httpRuleOf(const Item& rule) {
    const auto* vs = rule.origin.resource->as<VirtualService>();
    for (std::size_t i = 0; vs && i < vs->http.size(); ++i)
        if (rule.origin.field == "spec.http[" + std::to_string(i) + "]") return &vs->http[i];
    return nullptr;
}

/// Why a destination of a rule that is reached gets nothing.
Unreachable whyNoShare(const Item& item, const Item& rule) {
    const auto* http = httpRuleOf(rule);
    if (http && http->redirect && item.kind == ItemKind::Destination)
        return {"its rule redirects, so nothing is sent on", {rule.origin.resource, rule.origin.field + ".redirect"}};
    if (http && http->directResponse && item.kind == ItemKind::Destination)
        return {"its rule answers itself, so nothing is sent on",
                {rule.origin.resource, rule.origin.field + ".directResponse"}};
    if (item.kind == ItemKind::Mirror) return {"it mirrors 0 % of the requests", item.origin};
    return {"its weight in the split is 0", {item.origin.resource, item.origin.field + ".weight"}};
}

/// Subsets that nothing was sent to.
Unreachable whyUnused(const Item& subset, const routing::MeshIndex& mesh, const ItemTable& items) {
    const auto& rule = *subset.origin.resource->as<model::istio::DestinationRule>();
    const std::string& ns = subset.origin.resource->meta.ns;
    const std::string host = model::resolveShortName(rule.host, ns).text;
    const std::string name = subset.name.substr(subset.name.rfind(' ') + 1);
    const Item* named = nullptr;
    for (const auto& vs : mesh.virtualServices().all())
        for (std::size_t i = 0; i < vs->http.size() && !named; ++i)
            for (std::size_t d = 0; d < vs->spec.http[i].route.size(); ++d) {
                const auto& to = vs->spec.http[i].route[d].destination;
                if (to.subset != name || !model::Host(to.host).subsetOf(host)) continue;
                const auto& owner = vs->http[i].destinations;
                const std::size_t item =
                    items.find({owner.resource, owner.field + ".route[" + std::to_string(d) + "]"});
                if (item != ItemTable::none) named = &items.items()[item];
            }
    if (!named) return {"no rule sends to it", subset.origin};
    if (named->reachable()) return {"requests for it use another DestinationRule for " + rule.host.text, named->origin};
    const auto* proof = std::get_if<Unreachable>(&named->verdict);
    return {"no request reaches " + mesh.places().toText(named->origin) + ", which names it" +
                (proof ? ": " + proof->reason : ""),
            named->origin};
}

/// Fills in what no proxy had anything to say of.
void finish(ItemTable& items, const routing::MeshIndexPtr& mesh, const std::vector<routing::ProxyRef>& proxies) {
    const AbsenceExplainer absence(mesh, proxies);
    // rules first: their blocks and destinations refer to them, subsets to destinations
    for (std::size_t i = 0; i < items.items().size(); ++i) {
        const Item& item = items.items()[i];
        if (items.known(i) || item.kind == ItemKind::Subset || item.kind == ItemKind::Destination ||
            item.kind == ItemKind::Mirror)
            continue;
        items.deny(i, absence.explain(item.origin), ProofStrength::Absent);
    }
    for (std::size_t i = 0; i < items.items().size(); ++i) {
        const Item& item = items.items()[i];
        if (items.known(i) || items.parent(i) == ItemTable::none) continue;
        const Item& rule = items.items()[items.parent(i)];
        if (rule.reachable())
            items.deny(i, whyNoShare(item, rule), ProofStrength::Consequence);
        else if (const auto* proof = std::get_if<Unreachable>(&rule.verdict))
            items.deny(i, {"its rule is never reached: " + proof->reason, proof->culprit}, ProofStrength::Consequence);
        else
            items.doubt(i, "its rule is undecided: " + std::get<Undecided>(rule.verdict).reason);
    }
    for (std::size_t i = 0; i < items.items().size(); ++i)
        if (!items.known(i)) items.deny(i, whyUnused(items.items()[i], *mesh, items), ProofStrength::Absent);
}

} // namespace

const char* toText(ItemKind kind) {
    switch (kind) {
    case ItemKind::VirtualHost:
        return "virtual host";
    case ItemKind::Rule:
        return "rule";
    case ItemKind::MatchBlock:
        return "match block";
    case ItemKind::Destination:
        return "destination";
    case ItemKind::Mirror:
        return "mirror";
    case ItemKind::Subset:
        return "subset";
    }
    return "";
}

std::size_t CoverageReport::reachable() const {
    return static_cast<std::size_t>(
        std::count_if(items.begin(), items.end(), [](const Item& i) { return i.reachable(); }));
}

std::size_t CoverageReport::unreachable() const {
    return static_cast<std::size_t>(
        std::count_if(items.begin(), items.end(), [](const Item& i) { return i.unreachable(); }));
}

std::size_t CoverageReport::undecided() const {
    return items.size() - reachable() - unreachable();
}

const Item* CoverageReport::find(const model::Origin& origin) const {
    const auto it = std::find_if(items.begin(), items.end(), [&](const Item& i) {
        return i.origin.resource == origin.resource && i.origin.field == origin.field;
    });
    return it == items.end() ? nullptr : &*it;
}

CoverageReport coverage(const model::Design& design, const routing::MeshConfig& config,
                        const CoverageOptions& options) {
    const auto mesh = routing::indexMesh(design, config);
    CoverageReport out;
    out.places = mesh->places();
    out.proxies = allProxies(*mesh, options);
    ItemTable items(*mesh);
    const RouteItems routeItems(*mesh, items);
    Explorer explorer(mesh, routeItems, items);
    for (const auto& proxy : out.proxies) explorer.visit(proxy);
    finish(items, mesh, out.proxies);
    out.withCases = !options.cases.empty();
    for (const auto* c : options.cases) out.caseRequests += followCase(mesh, *c, routeItems, items);
    out.items = items.take();
    // virtual hosts of services were found on the way
    std::map<const model::Resource*, std::size_t> order;
    for (const auto& resource : design.resources()) order.emplace(resource.get(), order.size());
    std::stable_sort(out.items.begin(), out.items.end(), [&](const Item& a, const Item& b) {
        return order[a.origin.resource.get()] < order[b.origin.resource.get()];
    });
    return out;
}

} // namespace meshwright::sim::coverage
