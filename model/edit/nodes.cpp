#include "model/edit/nodes.h"

#include <algorithm>

namespace meshwright::model::edit {

const scenario::Traffic* NodeRef::traffic() const {
    const auto* s = resource ? resource->as<scenario::Scenario>() : nullptr;
    if (!s || field.empty()) return nullptr;
    const std::size_t index = std::stoul(field.substr(field.find('[') + 1));
    return index < s->traffic.size() ? &s->traffic[index] : nullptr;
}

std::optional<NodeRef> nodeOf(const Design& design, const std::string& node) {
    const auto first = node.find('/'), second = node.find('/', first + 1);
    if (first == std::string::npos || second == std::string::npos) return std::nullopt;
    const std::string kind = node.substr(0, first), ns = node.substr(first + 1, second - first - 1),
                      name = node.substr(second + 1);
    if (kind != "Traffic") {
        const auto found = design.find({kind, ns, name});
        return found ? std::optional(NodeRef{found, {}}) : std::nullopt;
    }
    for (const auto& r : design.all<scenario::Scenario>()) {
        if (r->meta.ns != ns) continue;
        const auto& all = r->as<scenario::Scenario>()->traffic;
        for (std::size_t i = 0; i < all.size(); ++i)
            if (all[i].name == name) return NodeRef{r, yaml::childPath("spec.traffic", i)};
    }
    return std::nullopt;
}

std::string hostFrom(const std::string& ns, const Resource& service) {
    return service.meta.ns == ns ? service.meta.name : service.meta.name + "." + service.meta.ns + ".svc.cluster.local";
}

bool hasLabels(const istio::Labels& all, const istio::Labels& some) {
    return std::all_of(some.begin(), some.end(), [&](const auto& label) {
        const auto found = all.find(label.first);
        return found != all.end() && found->second == label.second;
    });
}

std::vector<ResourcePtr> workloadsOf(const Design& design, const Resource& service) {
    std::vector<ResourcePtr> out;
    const auto* s = service.as<kube::Service>();
    if (!s || s->selector.empty()) return out;
    for (const auto& r : design.all<kube::Deployment>())
        if (r->meta.ns == service.meta.ns &&
            hasLabels(r->as<kube::Deployment>()->podTemplate.metadata.labels, s->selector))
            out.push_back(r);
    return out;
}

std::vector<ResourcePtr> rulesOf(const Design& design, const Host& whole) {
    std::vector<ResourcePtr> out;
    for (const auto& r : design.all<istio::DestinationRule>())
        if (resolveShortName(r->as<istio::DestinationRule>()->host, r->meta.ns) == whole) out.push_back(r);
    return out;
}

Host hostOf(const Resource& service) {
    return Host(service.meta.name + "." + service.meta.ns + ".svc.cluster.local");
}

} // namespace meshwright::model::edit
