#include "sim/coverage/proxies.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace meshwright::sim::coverage {

namespace {

using model::istio::Labels;
using routing::MeshIndex;
using routing::Pod;
using routing::ProxyRef;

/// Keys of labels by which rules tell proxies apart.
std::set<std::string> decidingLabels(const MeshIndex& mesh) {
    std::set<std::string> out;
    const auto add = [&](const Labels& labels) {
        for (const auto& [key, value] : labels) out.insert(key);
    };
    for (const auto& resource : mesh.design().resources()) {
        if (const auto* vs = resource->as<model::istio::VirtualService>()) {
            for (const auto& rule : vs->http)
                for (const auto& match : rule.match) add(match.sourceLabels);
            for (const auto& rule : vs->tls)
                for (const auto& match : rule.match) add(match.sourceLabels);
            for (const auto& rule : vs->tcp)
                for (const auto& match : rule.match) add(match.sourceLabels);
        }
        if (const auto* rule = resource->as<model::istio::DestinationRule>(); rule && rule->workloadSelector)
            add(rule->workloadSelector->effective());
    }
    return out;
}

bool isGatewayPod(const MeshIndex& mesh, const Pod& pod) {
    const auto gateways = mesh.gatewaysFor(pod.labels);
    return std::any_of(gateways.begin(), gateways.end(),
                       [](const auto& g) { return !g->template as<model::istio::Gateway>()->selector.empty(); });
}

} // namespace

std::vector<ProxyRef> proxiesOf(const MeshIndex& mesh) {
    std::vector<ProxyRef> out;
    const auto add = [&](ProxyRef proxy) {
        if (std::find(out.begin(), out.end(), proxy) == out.end()) out.push_back(std::move(proxy));
    };
    static const Labels usual{{"istio", "ingressgateway"}};
    for (const auto& gateway : mesh.gateways()) {
        const Labels& selector = gateway->as<model::istio::Gateway>()->selector;
        bool found = false;
        if (!selector.empty())
            for (const auto& pod : mesh.registry().pods())
                if (routing::subsetOf(selector, pod.labels)) {
                    add({pod.labels, "", pod.ns});
                    found = true;
                }
        if (!found) add({selector.empty() ? usual : selector, "", mesh.config().rootNamespace});
    }
    const auto deciding = decidingLabels(mesh);
    std::set<std::tuple<std::string, Labels, const model::Resource*>> seen;
    for (const auto& pod : mesh.registry().pods()) {
        if (pod.workload.empty() || isGatewayPod(mesh, pod)) continue;
        if (mesh.registry().podOfWorkload(pod.workload, pod.ns) != &pod) continue;
        Labels labels;
        for (const auto& [key, value] : pod.labels)
            if (deciding.count(key)) labels.emplace(key, value);
        if (seen.emplace(pod.ns, labels, mesh.sidecarFor(pod.ns, pod.labels).get()).second)
            out.push_back({{}, pod.workload, pod.ns});
    }
    return out;
}

std::string inWords(const ProxyRef& proxy) {
    const std::string of = " of " + MeshIndex::namespaceOf(proxy);
    if (!proxy.isGateway()) return "workload " + proxy.workload + of;
    std::string labels;
    for (const auto& [key, value] : proxy.gateway) labels += (labels.empty() ? "" : ",") + key + "=" + value;
    return "gateway " + labels + of;
}

} // namespace meshwright::sim::coverage
