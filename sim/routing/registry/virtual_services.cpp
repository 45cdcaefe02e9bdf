#include "sim/routing/registry/virtual_services.h"

#include "sim/routing/registry/age.h"
#include "sim/routing/registry/delegate.h"

#include <algorithm>
#include <unordered_map>

namespace meshwright::sim::routing {

namespace {

using model::resolveShortName;
using model::istio::VirtualService;

void resolveGateways(std::vector<std::string>& gateways, const std::string& ns) {
    for (auto& g : gateways) g = resolveGatewayName(g, ns);
}

/// Istio: pilot/pkg/model/virtualservice.go (ResolveVirtualServiceShortnames).
VirtualService resolved(const VirtualService& original, const std::string& ns) {
    VirtualService spec = original;
    for (auto& h : spec.hosts) h = resolveShortName(h, ns);
    resolveGateways(spec.gateways, ns);
    auto destination = [&](model::istio::Destination& d) {
        if (!d.host.empty()) d.host = resolveShortName(d.host, ns);
    };
    for (auto& rule : spec.http) {
        for (auto& m : rule.match) resolveGateways(m.gateways, ns);
        for (auto& r : rule.route) destination(r.destination);
        if (rule.mirror) destination(*rule.mirror);
        for (auto& m : rule.mirrors) destination(m.destination);
    }
    for (auto& rule : spec.tcp) {
        for (auto& m : rule.match) resolveGateways(m.gateways, ns);
        for (auto& r : rule.route) destination(r.destination);
    }
    for (auto& rule : spec.tls) {
        for (auto& m : rule.match) resolveGateways(m.gateways, ns);
        for (auto& r : rule.route) destination(r.destination);
    }
    return spec;
}

HttpRuleOrigin originOf(const ResourcePtr& resource, const model::istio::HttpRoute& rule, std::size_t index) {
    HttpRuleOrigin out;
    out.rule = {resource, "spec.http[" + std::to_string(index) + "]"};
    out.destinations = out.rule;
    for (std::size_t i = 0; i < rule.match.size(); ++i)
        out.matches.push_back({resource, out.rule.field + ".match[" + std::to_string(i) + "]"});
    return out;
}

ExportTo exportToOf(const ResourcePtr& resource, const VirtualService& spec, const std::vector<std::string>& defaults) {
    std::vector<std::string> values = spec.exportTo.empty() ? defaults : spec.exportTo;
    for (auto& v : values)
        if (v == ".") v = resource->meta.ns;
    return {values, defaults};
}

using ByName = std::map<std::pair<std::string, std::string>, ResourcePtr>;

/// Istio: pilot/pkg/model/virtualservice_controller.go (mergeVirtualServices).
VirtualServicePtr resolve(const ResourcePtr& resource, const ByName& delegates,
                          const std::vector<std::string>& defaults) {
    const auto& original = *resource->as<VirtualService>();
    const std::string& ns = resource->meta.ns;
    auto out = std::make_shared<ResolvedVirtualService>();
    out->resource = resource;
    out->spec = resolved(original, ns);
    out->exportTo = exportToOf(resource, original, defaults);
    out->sources = {resource};
    std::vector<model::istio::HttpRoute> rules;
    for (std::size_t i = 0; i < out->spec.http.size(); ++i) {
        auto& rule = out->spec.http[i];
        HttpRuleOrigin origin = originOf(resource, rule, i);
        if (!rule.delegate) {
            rules.push_back(std::move(rule));
            out->http.push_back(std::move(origin));
            continue;
        }
        const std::string& delegateNs = rule.delegate->ns.empty() ? ns : rule.delegate->ns;
        const auto found = delegates.find({delegateNs, rule.delegate->name});
        if (found == delegates.end()) continue;
        const ResourcePtr& delegate = found->second;
        out->sources.push_back(delegate);
        const auto& written = *delegate->as<VirtualService>();
        const ExportTo exported = exportToOf(delegate, written, defaults);
        if (!exported.isPublic() && !exported.contains(ns)) continue;
        const VirtualService spec = resolved(written, delegateNs);
        std::vector<MergedRule> own;
        for (std::size_t k = 0; k < spec.http.size(); ++k)
            own.push_back({spec.http[k], originOf(delegate, spec.http[k], k)});
        for (auto& merged : mergeDelegate({rule, origin}, own)) {
            rules.push_back(std::move(merged.rule));
            out->http.push_back(std::move(merged.origin));
        }
    }
    out->spec.http = std::move(rules);
    return out;
}

} // namespace

Origin HttpRuleOrigin::field(const std::string& name) const {
    const auto it = fields.find(name);
    if (it != fields.end()) return it->second;
    return {rule.resource, rule.field + "." + name};
}

std::string resolveGatewayName(const std::string& name, const std::string& ns) {
    if (name == "mesh") return name;
    const std::size_t slash = name.find('/');
    if (slash != std::string::npos) return name.substr(0, slash) == "." ? ns + name.substr(slash) : name;
    const std::size_t dot = name.find('.');
    if (dot == std::string::npos) return ns + "/" + name;
    const std::size_t second = name.find('.', dot + 1);
    const std::string owner = name.substr(dot + 1, second == std::string::npos ? second : second - dot - 1);
    return owner + "/" + name.substr(0, dot);
}

bool sameSurroundings(const model::Resource& a, const model::Resource& b) {
    const auto *x = a.as<VirtualService>(), *y = b.as<VirtualService>();
    auto delegates = [](const VirtualService& v) {
        return v.hosts.empty() || std::any_of(v.http.begin(), v.http.end(), [](const auto& r) { return !!r.delegate; });
    };
    return x && y && a.id() == b.id() && creationSeconds(a) == creationSeconds(b) && !delegates(*x) && !delegates(*y) &&
           x->hosts == y->hosts && x->gateways == y->gateways && x->exportTo == y->exportTo;
}

VirtualServiceIndex::VirtualServiceIndex(const model::Design& design, const std::vector<std::string>& defaultExportTo,
                                         const VirtualServiceIndex* previous) {
    std::vector<ResourcePtr> roots;
    ByName delegates;
    for (const auto& resource : design.all<VirtualService>()) {
        if (resource->as<VirtualService>()->hosts.empty())
            delegates.emplace(std::pair{resource->meta.ns, resource->meta.name}, resource);
        else
            roots.push_back(resource);
    }
    std::stable_sort(roots.begin(), roots.end(), [](const auto& a, const auto& b) { return olderThan(*a, *b); });

    std::unordered_map<const model::Resource*, VirtualServicePtr> known;
    if (previous)
        for (const auto& vs : previous->all_)
            if (std::none_of(vs->resource->as<VirtualService>()->http.begin(),
                             vs->resource->as<VirtualService>()->http.end(),
                             [](const auto& rule) { return rule.delegate.has_value(); }))
                known.emplace(vs->resource.get(), vs);
    all_.reserve(roots.size());
    for (const auto& resource : roots) {
        const auto it = known.find(resource.get());
        all_.push_back(it != known.end() ? it->second : resolve(resource, delegates, defaultExportTo));
    }

    static const std::vector<std::string> meshOnly{"mesh"};
    for (const auto& vs : all_) {
        const auto& gateways = vs->spec.gateways.empty() ? meshOnly : vs->spec.gateways;
        if (vs->exportTo.isPublic()) {
            for (const auto& g : gateways) public_[g].push_back(vs);
        } else if (!vs->exportTo.isNone()) {
            for (const auto& to : vs->exportTo.values)
                for (const auto& g : gateways) (to == vs->ns() ? private_ : exported_)[{to, g}].push_back(vs);
        }
    }
}

template <class Take>
void VirtualServiceIndex::visit(const std::string& ns, const std::string& gateway, Take&& take) const {
    auto list = [&](const auto& map, const auto& key) {
        const auto it = map.find(key);
        if (it != map.end()) take(it->second);
    };
    list(private_, Key{ns, gateway});
    list(exported_, Key{ns, gateway});
    list(public_, gateway);
}

std::vector<VirtualServicePtr> VirtualServiceIndex::forGateway(const std::string& ns,
                                                               const std::string& gateway) const {
    std::vector<VirtualServicePtr> out;
    visit(ns, gateway, [&](const auto& list) { out.insert(out.end(), list.begin(), list.end()); });
    return out;
}

std::vector<VirtualServicePtr> VirtualServiceIndex::forGateway(const std::string& ns, const std::string& gateway,
                                                               const ResolvedVirtualService& only) const {
    std::vector<VirtualServicePtr> out;
    visit(ns, gateway, [&](const auto& list) {
        for (const auto& vs : list)
            if (vs.get() == &only) out.push_back(vs);
    });
    return out;
}

std::optional<VirtualServiceIndex>
VirtualServiceIndex::replaced(const ResourcePtr& before, const ResourcePtr& after,
                              const std::vector<std::string>& defaultExportTo) const {
    if (!sameSurroundings(*before, *after)) return std::nullopt;
    const auto known = std::find_if(all_.begin(), all_.end(), [&](const auto& vs) { return vs->resource == before; });
    if (known == all_.end()) return std::nullopt;
    const VirtualServicePtr old = *known, fresh = resolve(after, {}, defaultExportTo);
    VirtualServiceIndex out = *this;
    std::replace(out.all_.begin(), out.all_.end(), old, fresh);
    for (auto* lists : {&out.private_, &out.exported_})
        for (auto& [key, list] : *lists) std::replace(list.begin(), list.end(), old, fresh);
    for (auto& [gateway, list] : out.public_) std::replace(list.begin(), list.end(), old, fresh);
    return out;
}

} // namespace meshwright::sim::routing
