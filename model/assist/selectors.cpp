#include "model/assist/selectors.h"

#include <algorithm>

namespace meshwright::model::assist {

namespace {

/// Istio's default; MeshConfig may name another.
constexpr std::string_view kRootNamespace = "istio-system";

bool carries(const istio::Labels& pod, const istio::Labels& wanted) {
    return std::all_of(wanted.begin(), wanted.end(), [&](const auto& label) {
        const auto found = pod.find(label.first);
        return found != pod.end() && found->second == label.second;
    });
}

/// The selector of the service that a DestinationRule is for; null where there is no such service.
const kube::Service* serviceOf(const Design& design, const Resource& rule, std::string& ns) {
    const auto* spec = rule.as<istio::DestinationRule>();
    if (!spec) return nullptr;
    const Host host = resolveShortName(spec->host, rule.meta.ns);
    for (const auto& r : design.all<kube::Service>())
        if (host.text == r->meta.name + "." + r->meta.ns + ".svc.cluster.local") {
            ns = r->meta.ns;
            return r->as<kube::Service>();
        }
    return nullptr;
}

} // namespace

std::vector<PickedPods> podsWith(const Design& design, const istio::Labels& labels, std::string_view ns) {
    std::vector<PickedPods> out;
    for (const auto& document : design.documents())
        for (const auto& r : document->resources) {
            if (!ns.empty() && r->meta.ns != ns) continue;
            if (const auto* d = r->as<kube::Deployment>()) {
                if (carries(d->podTemplate.metadata.labels, labels))
                    out.push_back({r->meta.name, r->meta.ns, d->replicas.value_or(1)});
            } else if (r->as<kube::Pod>() && carries(r->meta.labels, labels)) {
                out.push_back({r->meta.name, r->meta.ns, 1});
            }
        }
    return out;
}

std::vector<PickedPods> podsPickedBy(const Design& design, const ResourceId& object, std::string_view field,
                                     const istio::Labels& labels) {
    const auto r = design.find(object);
    if (!r) return {};
    if (field.find("subsets[") != std::string_view::npos) {
        std::string ns;
        const auto* service = serviceOf(design, *r, ns);
        if (!service || service->selector.empty()) return {};
        istio::Labels all = service->selector;
        for (const auto& [key, value] : labels) {
            const auto [at, isNew] = all.emplace(key, value);
            if (!isNew && at->second != value) return {};
        }
        return podsWith(design, all, ns);
    }
    const bool everywhere = r->as<istio::Gateway>() || r->as<scenario::Scenario>() ||
                            field.find("sourceLabels") != std::string_view::npos ||
                            (object.ns == kRootNamespace && !r->as<kube::Service>());
    return podsWith(design, labels, everywhere ? std::string_view{} : std::string_view(object.ns));
}

std::string inWords(const std::vector<PickedPods>& pods) {
    constexpr std::size_t kNamed = 4;
    if (pods.empty()) return "no pod";
    std::string out;
    const std::size_t named = std::min(pods.size(), kNamed);
    for (std::size_t i = 0; i < named; ++i) {
        if (i > 0) out += i + 1 == pods.size() ? " and " : ", ";
        out += pods[i].workload + " (" + std::to_string(pods[i].count) + (pods[i].count == 1 ? " pod)" : " pods)");
    }
    if (pods.size() > named) out += " and " + std::to_string(pods.size() - named) + " more workloads";
    return out;
}

} // namespace meshwright::model::assist
