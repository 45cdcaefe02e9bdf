#include "model/edit/rename.h"

#include "model/base/host.h"
#include "model/edit/references.h"
#include "model/validate/names.h"

#include <algorithm>

namespace meshwright::model::edit {

namespace {

constexpr auto unlikelyName = "meshwright-counts-references";

tl::unexpected<std::string> refuse(std::string sentence) {
    return tl::unexpected(std::move(sentence));
}

std::string checkName(const std::string& name, bool dots) {
    std::size_t at = 0;
    while (at <= name.size()) {
        const std::size_t end = dots ? std::min(name.find('.', at), name.size()) : name.size();
        const std::string part = name.substr(at, end - at);
        const bool upper = std::any_of(part.begin(), part.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
        if (!validation::isDnsLabel(part) || upper)
            return "'" + name + "' is no name: lower-case letters, digits and dashes, at most 63, no dash at the ends.";
        at = end + 1;
    }
    return {};
}

/// Services and namespaces are DNS labels; other objects may have dots in their names.
bool mayHaveDots(const std::string& kind) {
    return kind != "Service" && kind != "Namespace";
}

std::optional<std::string> gatewayWith(const Reference& r, const ResourceId& gateway, const std::string& newName) {
    if (r.text == gateway.name && r.ns == gateway.ns && r.text != "mesh") return newName;
    if (r.text == gateway.ns + "/" + gateway.name) return gateway.ns + "/" + newName;
    const std::string rest = "." + gateway.ns + ".svc.cluster.local";
    if (r.text == gateway.name + rest) return newName + rest;
    return std::nullopt;
}

/// "workload-3" with another workload.
std::optional<std::string> podWith(const Reference& r, const ResourceId& workload, const std::string& newName) {
    if (!r.text.starts_with(workload.name + "-") || !(r.anyNs || r.ns == workload.ns)) return std::nullopt;
    const std::string number = r.text.substr(workload.name.size() + 1);
    if (number.empty() || !std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    return newName + "-" + number;
}

bool isWorkload(const ResourceId& id) {
    return id.kind == "Deployment" || id.kind == "StatefulSet" || id.kind == "ReplicaSet" || id.kind == "DaemonSet";
}

/// The text of a reference with the object's new name; nothing where it does not name the object.
std::optional<std::string> renamed(const Reference& r, const ResourceId& id, const std::string& newName) {
    if (r.role == Role::CanvasNode)
        return r.text == id.kind + "/" + id.ns + "/" + id.name ? std::optional(id.kind + "/" + id.ns + "/" + newName)
                                                               : std::nullopt;
    if (id.kind == "Service") return withServiceName(r, id.name, id.ns, newName);
    if (id.kind == "Gateway" && r.role == Role::Gateway) return gatewayWith(r, id, newName);
    const bool named = r.text == id.name && (r.anyNs || r.ns == id.ns);
    if (id.kind == "VirtualService" && r.role == Role::VirtualService && named) return newName;
    if (isWorkload(id) && r.role == Role::Workload && named) return newName;
    if (isWorkload(id) && r.role == Role::Pod) return podWith(r, id, newName);
    return std::nullopt;
}

Edit all(std::vector<Edit> edits, const std::string& from, const std::string& to) {
    return {Sequence{std::move(edits)}, "Rename " + from + " to " + to};
}

/// The paths of label maps that choose workloads, by kind; "[*]" as in references.cpp.
void selectorsOf(const Resource& r, std::vector<std::pair<std::string, istio::Labels>>& out) {
    const auto add = [&](const std::string& path, const istio::Labels& labels) { out.emplace_back(path, labels); };
    const auto selector = [&](const std::string& path, const std::optional<istio::WorkloadSelector>& s) {
        if (!s) return;
        add(path + (s->matchLabels.empty() ? ".labels" : ".matchLabels"), s->effective());
    };
    const auto at = [](const std::string& list, std::size_t i) { return list + "[" + std::to_string(i) + "]"; };
    if (const auto* s = r.as<kube::Service>()) add("spec.selector", s->selector);
    if (const auto* d = r.as<kube::Deployment>()) {
        add("spec.selector.matchLabels", d->selector.matchLabels);
        add("spec.template.metadata.labels", d->podTemplate.metadata.labels);
    }
    if (r.as<kube::Pod>()) add("metadata.labels", r.meta.labels);
    if (const auto* p = r.as<istio::PeerAuthentication>()) selector("spec.selector", p->selector);
    if (const auto* p = r.as<istio::AuthorizationPolicy>()) selector("spec.selector", p->selector);
    if (const auto* p = r.as<istio::RequestAuthentication>()) selector("spec.selector", p->selector);
    if (const auto* s = r.as<istio::Sidecar>()) selector("spec.workloadSelector", s->workloadSelector);
    if (const auto* v = r.as<istio::VirtualService>())
        for (std::size_t i = 0; i < v->http.size(); ++i)
            for (std::size_t j = 0; j < v->http[i].match.size(); ++j)
                add(at(at("spec.http", i) + ".match", j) + ".sourceLabels", v->http[i].match[j].sourceLabels);
}

bool holds(const istio::Labels& labels, const istio::Labels& wanted) {
    return std::all_of(wanted.begin(), wanted.end(), [&](const auto& l) {
        const auto found = labels.find(l.first);
        return found != labels.end() && found->second == l.second;
    });
}

} // namespace

Renamed rename(const Design& design, const ResourceId& id, const std::string& newName) {
    if (!design.find(id)) return refuse("The design holds no " + toText(id) + ".");
    if (newName == id.name) return refuse("That is its name already.");
    if (auto problem = checkName(newName, mayHaveDots(id.kind)); !problem.empty()) return refuse(std::move(problem));
    if (id.kind == "Gateway" && newName == "mesh")
        return refuse("'mesh' stands for every sidecar, so no gateway has that name.");
    if (design.find({id.kind, id.ns, newName}))
        return refuse("The design already has a " + toText({id.kind, id.ns, newName}) + "; choose another name.");
    std::vector<Edit> edits;
    for (const auto& r : references(design))
        if (auto text = renamed(r, id, newName)) edits.push_back({SetField{r.object, r.field, std::move(*text)}, {}});
    edits.push_back({SetField{id, "metadata.name", newName}, {}});
    return all(std::move(edits), id.name, newName);
}

Renamed renameSubset(const Design& design, const ResourceId& id, const std::string& subset,
                     const std::string& newName) {
    const auto resource = design.find(id);
    const auto* rule = resource ? resource->as<istio::DestinationRule>() : nullptr;
    if (!rule) return refuse("The design holds no " + toText(id) + ".");
    if (newName == subset) return refuse("That is its name already.");
    if (!validation::checkSubsetName(newName).empty() || newName.empty())
        return refuse("'" + newName +
                      "' is no subset's name: letters, digits and dashes, at most 63, no dash at the ends.");
    const Host host = resolveShortName(rule->host, id.ns);
    std::vector<Edit> edits;
    // Another rule of the same host has its own subsets, and Istio merges them: both names change, or the routes break.
    for (const auto& r : design.all<istio::DestinationRule>()) {
        const auto& spec = *r->as<istio::DestinationRule>();
        if (resolveShortName(spec.host, r->meta.ns) != host) continue;
        for (std::size_t i = 0; i < spec.subsets.size(); ++i) {
            if (spec.subsets[i].name == newName)
                return refuse("The host already has a subset " + newName + "; choose another name.");
            if (spec.subsets[i].name == subset)
                edits.push_back({SetField{r->id(), "spec.subsets[" + std::to_string(i) + "].name", newName}, {}});
        }
    }
    if (edits.empty()) return refuse("The destination rule has no subset " + subset + ".");
    for (const auto& r : references(design)) {
        const bool destination =
            r.object.kind == "VirtualService" && r.role == Role::Host && r.field.ends_with(".host");
        if (!destination || resolveShortName(r.text, r.ns) != host) continue;
        const std::string field = r.field.substr(0, r.field.size() - 4) + "subset";
        const auto object = design.find(r.object);
        const auto* node = object->root->at(object->prefix.empty() ? field : object->prefix + "." + field);
        if (node && node->isScalar() && node->text == subset) edits.push_back({SetField{r.object, field, newName}, {}});
    }
    for (const auto& r : design.all<scenario::Scenario>()) {
        const auto& plan = r->as<scenario::Scenario>()->rollout;
        if (!plan) continue;
        const auto service =
            design.find({"VirtualService", plan->ns.empty() ? r->meta.ns : plan->ns, plan->virtualService});
        const auto* routes = service ? service->as<istio::VirtualService>() : nullptr;
        const bool concerned = routes && std::any_of(routes->http.begin(), routes->http.end(), [&](const auto& rule_) {
                                   return std::any_of(rule_.route.begin(), rule_.route.end(), [&](const auto& d) {
                                       return resolveShortName(d.destination.host, service->meta.ns) == host;
                                   });
                               });
        if (!concerned) continue;
        if (plan->stable == subset) edits.push_back({SetField{r->id(), "spec.rollout.stable", newName}, {}});
        if (plan->canary == subset) edits.push_back({SetField{r->id(), "spec.rollout.canary", newName}, {}});
    }
    return all(std::move(edits), subset, newName);
}

Renamed renameVersion(const Design& design, const ResourceId& id, const std::string& version,
                      const std::string& newVersion) {
    const auto resource = design.find(id);
    const auto* service = resource ? resource->as<kube::Service>() : nullptr;
    if (!service || service->selector.empty()) return refuse("The design holds no service " + id.name + " with pods.");
    if (newVersion == version) return refuse("That is its value already.");
    if (newVersion.empty() || !validation::checkLabels({{"version", newVersion}}).empty())
        return refuse("'" + newVersion + "' is no label's value: letters, digits, dashes, dots, at most 63.");
    istio::Labels pods = service->selector;
    pods["version"] = version;
    std::vector<Edit> edits;
    bool any = false;
    for (const auto& r : design.resources()) {
        if (const auto* d = r->as<kube::Deployment>(); d && r->meta.ns == id.ns) {
            istio::Labels other = service->selector;
            other["version"] = newVersion;
            if (holds(d->podTemplate.metadata.labels, other))
                return refuse("The service already has pods of version " + newVersion + "; choose another value.");
            any = any || holds(d->podTemplate.metadata.labels, pods);
        }
        std::vector<std::pair<std::string, istio::Labels>> maps;
        // Policies choose pods of their own namespace, those of the root namespace any.
        if (r->meta.ns == id.ns || r->as<istio::VirtualService>()) selectorsOf(*r, maps);
        for (const auto& [path, labels] : maps) {
            const auto found = labels.find("version");
            if (found == labels.end() || found->second != version) continue;
            // A map chooses this service's pods where what else it says is true of them.
            istio::Labels rest = labels;
            rest.erase("version");
            if (rest.empty() ? r->as<istio::VirtualService>() != nullptr
                             : !holds(rest, service->selector) && !holds(service->selector, rest))
                continue;
            edits.push_back({SetField{r->id(), path + ".version", newVersion}, {}});
        }
        if (const auto* rule = r->as<istio::DestinationRule>();
            rule && resolveShortName(rule->host, r->meta.ns) == Host(id.name + "." + id.ns + ".svc.cluster.local"))
            for (std::size_t i = 0; i < rule->subsets.size(); ++i)
                if (const auto l = rule->subsets[i].labels.find("version");
                    l != rule->subsets[i].labels.end() && l->second == version)
                    edits.push_back(
                        {SetField{r->id(), "spec.subsets[" + std::to_string(i) + "].labels.version", newVersion}, {}});
    }
    if (!any) return refuse("The service has no pods of version " + version + ".");
    return all(std::move(edits), version, newVersion);
}

Renamed renameHost(const Design& design, const std::string& host, const std::string& newHost) {
    if (newHost == host) return refuse("That is its name already.");
    if (newHost.find('.') == std::string::npos || !validation::checkWildcardDomain(newHost).empty())
        return refuse("'" + newHost + "' is no host name with a dot, such as shop.example.com.");
    std::vector<Edit> edits;
    for (const auto& r : references(design)) {
        std::string text = r.text, around, port;
        if (r.role == Role::ScopedHost && text.find('/') != std::string::npos) {
            around = text.substr(0, text.find('/') + 1);
            text = text.substr(around.size());
        }
        if (r.role == Role::RequestHost && text.rfind(':') != std::string::npos) {
            port = text.substr(text.rfind(':'));
            text.resize(text.size() - port.size());
        }
        const bool isHost = r.role == Role::Host || r.role == Role::RequestHost || r.role == Role::ScopedHost;
        if (isHost && text == host) edits.push_back({SetField{r.object, r.field, around + newHost + port}, {}});
    }
    if (edits.empty()) return refuse("The design does not name the host " + host + ".");
    return all(std::move(edits), host, newHost);
}

std::size_t countReferences(const Design& design, const ResourceId& object) {
    std::size_t n = 0;
    for (const auto& r : references(design)) n += renamed(r, object, unlikelyName).has_value();
    return n;
}

} // namespace meshwright::model::edit
