#include "model/edit/references.h"

#include <algorithm>
#include <array>
#include <functional>

namespace meshwright::model::edit {

using yaml::Node;

namespace {

struct FieldRow {
    std::string_view kind, path; ///< "[*]" stands for every item
    Role role;
};

// Istio: the fields that pilot resolves to services (pilot/pkg/model/virtualservice.go, destination_rule.go,
// sidecar.go), and those that requests are compared with.
constexpr std::array fields{
    FieldRow{"VirtualService", "spec.hosts[*]", Role::Host},
    FieldRow{"VirtualService", "spec.gateways[*]", Role::Gateway},
    FieldRow{"VirtualService", "spec.http[*].match[*].gateways[*]", Role::Gateway},
    FieldRow{"VirtualService", "spec.http[*].match[*].authority.exact", Role::RequestHost},
    FieldRow{"VirtualService", "spec.http[*].route[*].destination.host", Role::Host},
    FieldRow{"VirtualService", "spec.http[*].mirror.host", Role::Host},
    FieldRow{"VirtualService", "spec.http[*].mirrors[*].destination.host", Role::Host},
    FieldRow{"VirtualService", "spec.http[*].redirect.authority", Role::RequestHost},
    FieldRow{"VirtualService", "spec.http[*].rewrite.authority", Role::RequestHost},
    FieldRow{"VirtualService", "spec.http[*].delegate.name", Role::VirtualService},
    FieldRow{"VirtualService", "spec.tls[*].match[*].sniHosts[*]", Role::Host},
    FieldRow{"VirtualService", "spec.tls[*].match[*].gateways[*]", Role::Gateway},
    FieldRow{"VirtualService", "spec.tls[*].route[*].destination.host", Role::Host},
    FieldRow{"VirtualService", "spec.tcp[*].match[*].gateways[*]", Role::Gateway},
    FieldRow{"VirtualService", "spec.tcp[*].route[*].destination.host", Role::Host},
    FieldRow{"DestinationRule", "spec.host", Role::Host},
    FieldRow{"ServiceEntry", "spec.hosts[*]", Role::Host},
    FieldRow{"Gateway", "spec.servers[*].hosts[*]", Role::ScopedHost},
    FieldRow{"Sidecar", "spec.egress[*].hosts[*]", Role::ScopedHost},
    FieldRow{"Sidecar", "spec.outboundTrafficPolicy.egressProxy.host", Role::Host},
    FieldRow{"AuthorizationPolicy", "spec.rules[*].to[*].operation.hosts[*]", Role::RequestHost},
    FieldRow{"AuthorizationPolicy", "spec.rules[*].to[*].operation.notHosts[*]", Role::RequestHost},
    FieldRow{"Scenario", "spec.traffic[*].host", Role::RequestHost},
    FieldRow{"Scenario", "spec.traffic[*].mix[*].host", Role::RequestHost},
    FieldRow{"Scenario", "spec.traffic[*].from.workload", Role::Workload},
    FieldRow{"Scenario", "spec.services[*].workload", Role::Workload},
    FieldRow{"Scenario", "spec.services[*].pod", Role::Pod},
    FieldRow{"Scenario", "spec.services[*].service", Role::Service},
    FieldRow{"Scenario", "spec.services[*].calls[*].calls[*].host", Role::RequestHost},
    FieldRow{"Scenario", "spec.incidents[*].workload", Role::Workload},
    FieldRow{"Scenario", "spec.incidents[*].pod", Role::Pod},
    FieldRow{"Scenario", "spec.incidents[*].service", Role::Service},
    FieldRow{"Scenario", "spec.rollout.virtualService", Role::VirtualService},
    FieldRow{"Canvas", "spec.nodes[*].node", Role::CanvasNode},
};

using Found = std::function<void(const std::string& path, const Node& value)>;

/// Calls `found` with each scalar below `node` that the rest of a pattern reaches.
void each(const Node& node, std::string_view pattern, const std::string& path, const Found& found) {
    if (pattern.empty()) {
        if (node.isScalar()) found(path, node);
        return;
    }
    if (pattern.starts_with("[*]")) {
        for (std::size_t i = 0; i < node.items.size(); ++i)
            each(node.items[i], pattern.substr(3), yaml::childPath(path, i), found);
        return;
    }
    if (pattern.front() == '.') pattern.remove_prefix(1);
    const auto end = pattern.find_first_of(".[");
    const std::string_view key = pattern.substr(0, end);
    if (const Node* child = node.find(key))
        each(*child, end == std::string_view::npos ? std::string_view{} : pattern.substr(end),
             yaml::childPath(path, key), found);
}

std::string textAt(const Node& object, const std::string& path) {
    const Node* node = object.at(path);
    return node && node->isScalar() ? node->text : std::string();
}

/// The namespace of a Deployment that is the only one of its name.
std::string namespaceOfWorkload(const Design& design, const std::string& name) {
    std::string ns;
    for (const auto& r : design.all<kube::Deployment>())
        if (r->meta.name == name) {
            if (!ns.empty()) return {};
            ns = r->meta.ns;
        }
    return ns;
}

/// Which namespace completes a text of a scenario: that of the sender, or the one written beside it.
void scenarioNamespace(const Design& design, const Node& object, Reference& r) {
    const auto steps = yaml::splitPath(r.field);
    const std::string item = steps.size() > 2 ? "spec." + steps[1].text + "[" + steps[2].text + "]" : "spec.rollout";
    if (r.field.starts_with("spec.rollout")) {
        const std::string ns = textAt(object, "spec.rollout.namespace");
        if (!ns.empty()) r.ns = ns;
        return;
    }
    const bool traffic = r.field.starts_with("spec.traffic");
    std::string ns = textAt(object, traffic ? item + ".from.namespace" : item + ".namespace");
    if (ns.empty() && r.role == Role::RequestHost)
        ns = namespaceOfWorkload(design, textAt(object, traffic ? item + ".from.workload" : item + ".workload"));
    r.anyNs = ns.empty() && !traffic && r.role != Role::RequestHost;
    r.ns = ns.empty() ? "default" : ns;
}

std::optional<std::string> hostWith(std::string_view text, std::string_view contextNs, std::string_view name,
                                    std::string_view ns, std::string_view newName) {
    if (!text.starts_with(name)) return std::nullopt;
    const std::string_view rest = text.substr(name.size());
    const std::string dotted = "." + std::string(ns);
    const bool names = (rest.empty() && contextNs == ns) || rest == dotted || rest == dotted + ".svc" ||
                       rest == dotted + ".svc.cluster.local";
    return names ? std::optional(std::string(newName) + std::string(rest)) : std::nullopt;
}

} // namespace

std::vector<Reference> references(const Design& design) {
    std::vector<Reference> out;
    for (const auto& resource : design.resources()) {
        const Node* object = resource->prefix.empty() ? resource->root.get() : resource->root->at(resource->prefix);
        if (!object) continue;
        for (const auto& row : fields) {
            if (row.kind != resource->kind) continue;
            each(*object, row.path, "", [&](const std::string& path, const Node& value) {
                Reference r{resource->id(), path, value.text, row.role, resource->meta.ns, false};
                if (resource->kind == "Scenario") scenarioNamespace(design, *object, r);
                if (r.field.ends_with(".delegate.name"))
                    if (const std::string ns = textAt(*object, path.substr(0, path.size() - 4) + "namespace");
                        !ns.empty())
                        r.ns = ns;
                out.push_back(std::move(r));
            });
        }
    }
    return out;
}

std::optional<std::string> withServiceName(const Reference& r, std::string_view name, std::string_view ns,
                                           std::string_view newName) {
    switch (r.role) {
    case Role::Host:
        return hostWith(r.text, r.ns, name, ns, newName);
    case Role::RequestHost: {
        const auto colon = r.text.rfind(':');
        const std::string port = colon == std::string::npos ? "" : r.text.substr(colon);
        auto host = hostWith(std::string_view(r.text).substr(0, colon), r.ns, name, ns, newName);
        return host ? std::optional(*host + port) : std::nullopt;
    }
    case Role::ScopedHost: {
        const auto slash = r.text.find('/');
        const std::string scope = slash == std::string::npos ? "" : r.text.substr(0, slash + 1);
        // A Gateway's and a Sidecar's hosts are whole names: what has no dot is none of a service.
        const std::string_view rest = std::string_view(r.text).substr(scope.size());
        if (rest.find('.') == std::string_view::npos) return std::nullopt;
        auto host = hostWith(rest, r.ns, name, ns, newName);
        return host ? std::optional(scope + *host) : std::nullopt;
    }
    case Role::Service:
        if (r.text == name && (r.anyNs || r.ns == ns)) return std::string(newName);
        return std::nullopt;
    default:
        return std::nullopt;
    }
}

} // namespace meshwright::model::edit
