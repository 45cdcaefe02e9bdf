#include "sim/coverage/absence.h"

#include <algorithm>
#include <set>

namespace meshwright::sim::coverage {

namespace {

using model::Host;
using model::Origin;
using model::ResourcePtr;
using model::istio::HttpMatch;
using routing::ResolvedVirtualService;

std::string element(const std::string& list, std::size_t i) {
    return list + "[" + std::to_string(i) + "]";
}

/// Reads "spec.http[2].match[1]": the list, its index, and the block where there is one.
struct Place {
    std::string list;
    std::size_t index = 0;
    std::optional<std::size_t> block;
};
std::optional<Place> placeOf(const std::string& field) {
    const std::size_t open = field.find('['), close = field.find(']');
    if (!field.starts_with("spec.") || open == std::string::npos || close == std::string::npos) return std::nullopt;
    Place out{field.substr(5, open - 5), std::stoul(field.substr(open + 1, close - open - 1)), std::nullopt};
    const std::string rest = field.substr(close + 1);
    if (rest.starts_with(".match[")) out.block = std::stoul(rest.substr(7));
    return out;
}

/// A block that every request fulfils, as far as its path, headers and parameters go.
/// Istio: route.go (IsCatchAllRoute).
bool takesEverything(const HttpMatch& match) {
    if (match.method || match.authority || match.scheme || !match.headers.empty() || !match.withoutHeaders.empty() ||
        !match.queryParams.empty())
        return false;
    return !match.uri || match.uri->prefix == "/" || match.uri->regex == ".*";
}

template <class Items> std::string quoted(const Items& items) {
    std::string out;
    for (const auto& s : items) out += (out.empty() ? "" : ", ") + s;
    return out;
}

bool same(const Origin& a, const Origin& b) {
    return a.resource == b.resource && a.field == b.field;
}

} // namespace

AbsenceExplainer::AbsenceExplainer(routing::MeshIndexPtr mesh, const std::vector<routing::ProxyRef>& proxies)
    : contexts_(std::move(mesh), proxies), mesh_(contexts_.mesh()) {}

Unreachable AbsenceExplainer::explain(const Origin& origin) const {
    const auto place = placeOf(origin.field);
    const auto* written = origin.resource->as<VirtualService>();
    Reason reason;
    if (written && place) {
        if (written->hosts.empty()) reason = delegate(origin.resource);
        for (const auto& vs : mesh_.virtualServices().all()) {
            if (vs->resource != origin.resource || reason) continue;
            reason = place->list == "hosts" ? host(*vs, place->index) : wholeService(*vs);
        }
        if (!reason && place->list == "http") reason = httpRule(origin, place->index, place->block);
        if (!reason && place->list != "http" && place->list != "hosts")
            reason = l4Rule(origin, place->list, place->index, place->block);
    }
    return reason ? *reason : Unreachable{"istiod makes no route of it for any proxy of this design", origin};
}

AbsenceExplainer::Reason AbsenceExplainer::host(const ResolvedVirtualService& vs, std::size_t index) const {
    if (auto reason = wholeService(vs, static_cast<int>(index))) return reason;
    const auto& written = *vs.resource->as<VirtualService>();
    if (written.http.empty()) return Unreachable{"the VirtualService has no http rules", {vs.resource, "spec"}};
    if (const auto rule = httpRule({vs.resource, "spec.http[0]"}, 0, std::nullopt))
        return Unreachable{"none of its rules counts: " + rule->reason, rule->culprit};
    return std::nullopt;
}

AbsenceExplainer::Reason AbsenceExplainer::httpRule(const Origin& origin, std::size_t rule,
                                                    std::optional<std::size_t> block) const {
    const auto& written = origin.resource->as<VirtualService>()->http;
    if (rule >= written.size()) return std::nullopt;
    if (written[rule].delegate)
        if (auto reason = delegatingRule(origin.resource, rule)) return reason;
    const Origin own{origin.resource, element("spec.http", rule)};
    bool merged = false;
    for (const auto& vs : mesh_.virtualServices().all())
        for (std::size_t k = 0; k < vs->http.size(); ++k) {
            if (!same(vs->http[k].rule, own)) continue;
            merged = true;
            std::optional<std::size_t> wanted;
            for (std::size_t m = 0; block && m < vs->http[k].matches.size(); ++m)
                if (same(vs->http[k].matches[m], origin)) wanted = m;
            if (auto reason = httpRule(*vs, k, wanted)) return reason;
        }
    if (!merged && !written[rule].delegate)
        return Unreachable{"its conditions agree with none of the rules that delegate to it", origin};
    return std::nullopt;
}

AbsenceExplainer::Reason AbsenceExplainer::httpRule(const ResolvedVirtualService& vs, std::size_t merged,
                                                    std::optional<std::size_t> block) const {
    const auto& matches = vs.spec.http[merged].match;
    Reason first;
    for (std::size_t m = 0; m < matches.size() && !first; ++m)
        if (!block || *block == m) first = staticConditions(matches[m], vs, vs.http[merged].matches[m]);
    if (first) return first;
    return afterCatchAll(vs, merged, block.value_or(0));
}

AbsenceExplainer::Reason AbsenceExplainer::afterCatchAll(const ResolvedVirtualService& vs, std::size_t merged,
                                                         std::size_t block) const {
    const auto& rules = vs.spec.http;
    const auto reason = [&](const Origin& culprit) {
        return Unreachable{"istiod leaves out everything after " + mesh_.places().toText(culprit) +
                               ", which takes every request",
                           culprit};
    };
    for (const auto& context : contexts_.of(vs)) {
        if (block < rules[merged].match.size() && !contexts_.fits(rules[merged].match[block], vs.ns(), context))
            continue;
        for (std::size_t i = 0; i <= merged; ++i) {
            if (i < merged && rules[i].match.empty()) return reason(vs.http[i].rule);
            for (std::size_t m = 0; m < rules[i].match.size(); ++m) {
                if (i == merged && m >= block) break;
                if (takesEverything(rules[i].match[m]) && contexts_.fits(rules[i].match[m], vs.ns(), context))
                    return reason(vs.http[i].matches[m]);
            }
        }
    }
    return std::nullopt;
}

template <class Match>
AbsenceExplainer::Reason AbsenceExplainer::staticConditions(const Match& match, const ResolvedVirtualService& vs,
                                                            const Origin& origin) const {
    auto contexts = contexts_.of(vs);
    const auto keep = [&](auto&& fits) {
        contexts.erase(std::remove_if(contexts.begin(), contexts.end(), [&](const auto& c) { return !fits(c); }),
                       contexts.end());
        return !contexts.empty();
    };
    const auto at = [&](const char* field) { return Origin{origin.resource, origin.field + "." + field}; };
    if (!keep([&](const RuleContext& c) { return contexts_.gatewayFits(match, vs.ns(), c); })) {
        for (const auto& g : match.gateways) {
            const std::string name = routing::resolveGatewayName(g, vs.ns());
            for (std::size_t i = 0; i < vs.spec.gateways.size(); ++i)
                if (vs.spec.gateways[i] == name)
                    if (auto reason = name == "mesh" ? byMesh(vs, -1) : byGateway(vs, i, -1)) return reason;
        }
        if (!match.gateways.empty())
            return Unreachable{"it asks for gateway " + quoted(match.gateways) +
                                   ", to which the VirtualService is not bound",
                               at("gateways")};
        return std::nullopt;
    }
    const bool meshToo =
        std::any_of(contexts.begin(), contexts.end(), [](const auto& c) { return c.gateway == "mesh"; });
    if (!keep([&](const RuleContext& c) { return contexts_.sourceFits(match, c); })) {
        const std::string who =
            meshToo ? "no workload that gets the rule" : "no pod of the gateways that it is bound to";
        if (!match.sourceLabels.empty()) return Unreachable{who + " has its sourceLabels", at("sourceLabels")};
        return Unreachable{who + " is in namespace " + match.sourceNamespace, at("sourceNamespace")};
    }
    std::set<std::string> ports;
    for (const auto& c : contexts) ports.insert(std::to_string(c.port));
    if (!keep([&](const RuleContext& c) { return RuleContexts::portFits(match, c); }))
        return Unreachable{"it asks for port " + std::to_string(match.port) + ", and its hosts are called on " +
                               quoted(ports) + " only",
                           at("port")};
    return std::nullopt;
}

AbsenceExplainer::Reason AbsenceExplainer::l4Rule(const Origin& origin, const std::string& list, std::size_t rule,
                                                  std::optional<std::size_t> block) const {
    const auto explainRule = [&](const auto& rules, const ResolvedVirtualService& vs) -> Reason {
        if (rule >= rules.size()) return std::nullopt;
        if (rules[rule].route.empty()) return Unreachable{"the rule has no route", origin};
        const std::string field = element("spec." + list, rule);
        for (std::size_t m = 0; m < rules[rule].match.size(); ++m) {
            if (block && *block != m) continue;
            if (auto reason =
                    staticConditions(rules[rule].match[m], vs, {origin.resource, element(field + ".match", m)}))
                return reason;
        }
        return Unreachable{list == "tls"
                               ? "no listener hands on TLS unopened for its hosts, or an earlier rule has its SNI"
                               : "no listener reads raw TCP for its hosts, or an earlier rule takes every "
                                 "connection",
                           origin};
    };
    for (const auto& vs : mesh_.virtualServices().all())
        if (vs->resource == origin.resource)
            return list == "tls" ? explainRule(vs->spec.tls, *vs) : explainRule(vs->spec.tcp, *vs);
    return std::nullopt;
}

AbsenceExplainer::Reason AbsenceExplainer::delegate(const ResourcePtr& resource) const {
    for (const auto& vs : mesh_.virtualServices().all()) {
        const auto& rules = vs->resource->as<VirtualService>()->http;
        for (std::size_t i = 0; i < rules.size(); ++i) {
            if (!rules[i].delegate || rules[i].delegate->name != resource->meta.name) continue;
            const std::string& ns = rules[i].delegate->ns;
            if ((ns.empty() ? vs->ns() : ns) != resource->meta.ns) continue;
            if (auto reason = wholeService(*vs)) return reason;
            const Origin rule{vs->resource, element("spec.http", i)};
            const bool kept = std::any_of(vs->http.begin(), vs->http.end(),
                                          [&](const auto& h) { return h.rule.resource == resource; });
            if (kept) return std::nullopt;
            return Unreachable{"it is not exported to the namespace of " + mesh_.places().toText(rule) +
                                   ", which delegates to it, or its conditions contradict the ones there",
                               rule};
        }
    }
    return Unreachable{"it has no hosts, and no VirtualService delegates to it", {resource, "spec.hosts"}};
}

AbsenceExplainer::Reason AbsenceExplainer::delegatingRule(const ResourcePtr& resource, std::size_t rule) const {
    const auto& target = *resource->as<VirtualService>()->http[rule].delegate;
    const std::string ns = target.ns.empty() ? resource->meta.ns : target.ns;
    const Origin place{resource, element("spec.http", rule) + ".delegate"};
    const std::string name = "VirtualService " + target.name + "." + ns;
    const auto found = mesh_.design().find({resource->kind, ns, target.name});
    if (!found) return Unreachable{"it delegates to " + name + ", which does not exist", place};
    if (!found->as<VirtualService>()->hosts.empty())
        return Unreachable{"it delegates to " + name + ", which has hosts of its own", place};
    for (const auto& vs : mesh_.virtualServices().all()) {
        if (vs->resource != resource) continue;
        for (std::size_t k = 0; k < vs->http.size(); ++k)
            if (vs->http[k].rule.resource == found) return httpRule(*vs, k, std::nullopt);
    }
    return Unreachable{name +
                           " is not exported to this namespace, or none of its rules agrees with the conditions here",
                       {found, "spec"}};
}

} // namespace meshwright::sim::coverage
