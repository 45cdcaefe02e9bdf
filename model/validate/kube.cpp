// Services and Deployments: what the API server refuses. Kubernetes: pkg/apis/core/validation.
#include "model/validate/names.h"
#include "model/validate/rules.h"

#include <set>

namespace meshwright::model::validation {

namespace {

bool isKubeName(std::string_view name) {
    if (name.empty() || name.size() > 253) return false;
    for (const char c : name)
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.')) return false;
    const auto edge = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return edge(name.front()) && edge(name.back());
}

} // namespace

void checkService(Judge& j, const kube::Service& service) {
    const std::string& name = j.resource().meta.name;
    if (!isKubeName(name) || name.size() > 63 || name.find('.') != std::string::npos ||
        (name[0] >= '0' && name[0] <= '9'))
        j.refusal("metadata.name",
                  "The name of a Service is 1 to 63 lower-case letters, digits or dashes and begins with a letter.");
    std::set<std::string> names;
    for (std::size_t i = 0; i < service.ports.size(); ++i) {
        const auto& port = service.ports[i];
        const std::string f = at("spec.ports", i);
        if (!checkPort(port.port).empty()) j.refusal(at(f, "port"), checkPort(port.port));
        if (service.ports.size() > 1 && port.name.empty())
            j.refusal(f, "A Service with several ports needs a name for each.");
        if (!port.name.empty() && !names.insert(port.name).second)
            j.refusal(at(f, "name"), "Another port has this name.");
    }
    if (service.ports.empty() && service.type != "ExternalName" && service.clusterIP != "None")
        j.refusal("spec", "A Service needs at least one port.");
}

void checkDeployment(Judge& j, const kube::Deployment& deployment) {
    if (!isKubeName(j.resource().meta.name))
        j.refusal("metadata.name", "A name is 1 to 253 lower-case letters, digits, dashes or dots.");
    if (deployment.replicas && *deployment.replicas < 0) j.refusal("spec.replicas", "replicas must not be negative.");
    Fix fix{"Add the labels of the selector to the template", {}};
    std::string missing;
    for (const auto& [key, value] : deployment.selector.matchLabels) {
        const auto& labels = deployment.podTemplate.metadata.labels;
        const auto found = labels.find(key);
        if (found != labels.end() && found->second == value) continue;
        missing += (missing.empty() ? "" : ", ") + key + "=" + value;
        fix.changes.push_back(edit::SetField{j.resource().id(), atKey("spec.template.metadata.labels", key), value});
    }
    if (!missing.empty())
        j.refusal("spec.selector", "The pods of the template lack what the selector wants: " + missing + ".",
                  std::move(fix));
}

} // namespace meshwright::model::validation
