#include "sim/mesh/canary.h"

#include <algorithm>

namespace meshwright::sim::mesh {

namespace {

using model::istio::DestinationRule;
using model::istio::Labels;
using model::istio::Subset;
using model::istio::VirtualService;
using model::kube::Deployment;
using model::kube::Service;
using model::scenario::Scenario;

tl::unexpected<model::Diagnostics> refuse(const model::Design& design, const model::Resource& scenario,
                                          const std::string& field, std::string message) {
    model::Diagnostic d;
    d.code = "MW0311";
    model::Placement(design).describe(d, scenario, field);
    d.message = std::move(message);
    return tl::unexpected(model::Diagnostics{std::move(d)});
}

bool includes(const Labels& labels, const Labels& wanted) {
    return std::all_of(wanted.begin(), wanted.end(), [&](const auto& pair) {
        const auto at = labels.find(pair.first);
        return at != labels.end() && at->second == pair.second;
    });
}

/// Labels of the subset of that name that a DestinationRule defines for a host (in full).
std::optional<Labels> findSubset(const model::Design& design, const model::Host& host, const std::string& name) {
    for (const auto& resource : design.all<DestinationRule>()) {
        const auto& rule = *resource->as<DestinationRule>();
        if (model::resolveShortName(rule.host, resource->meta.ns) != host) continue;
        for (const Subset& subset : rule.subsets) {
            if (subset.name == name) return subset.labels;
        }
    }
    return std::nullopt;
}

/// The place of the destination with that subset in a rule.
std::optional<std::size_t> placeOf(const model::istio::HttpRoute& rule, const std::string& subset) {
    for (std::size_t i = 0; i < rule.route.size(); ++i) {
        if (rule.route[i].destination.subset == subset) return i;
    }
    return std::nullopt;
}

} // namespace

model::ResourcePtr findScenario(const model::Design& design, const std::string& name) {
    for (const auto& resource : design.all<Scenario>()) {
        if (name.empty() || resource->meta.name == name) return resource;
    }
    return nullptr;
}

tl::expected<RolloutRule, model::Diagnostics> findRolloutRule(const model::Design& design,
                                                              const model::Resource& scenario) {
    const auto& plan = scenario.as<Scenario>()->rollout;
    if (!plan) {
        return refuse(design, scenario, "spec.rollout",
                      "The scenario has no rollout: add spec.rollout with a virtualService and steps.");
    }
    const std::string ns = plan->ns.empty() ? scenario.meta.ns : plan->ns;
    const auto resource = design.find({"VirtualService", ns, plan->virtualService});
    const auto* virtualService = resource ? resource->as<VirtualService>() : nullptr;
    if (virtualService == nullptr) {
        return refuse(design, scenario, "spec.rollout.virtualService",
                      "The rollout's virtualService \"" + plan->virtualService + "\" does not exist in namespace \"" +
                          ns + "\": name one that does.");
    }
    for (std::size_t i = 0; i < virtualService->http.size(); ++i) {
        const auto& rule = virtualService->http[i];
        if (!plan->route.empty() && rule.name != plan->route) continue;
        const auto stable = placeOf(rule, plan->stable), canary = placeOf(rule, plan->canary);
        if (stable && canary && *stable != *canary) return RolloutRule{resource, i, *stable, *canary};
    }
    return refuse(design, scenario, "spec.rollout",
                  "No rule of VirtualService \"" + plan->virtualService + "\" has both subsets \"" + plan->stable +
                      "\" and \"" + plan->canary + "\" among its destinations: add them or name the right route.");
}

tl::expected<std::vector<WorkloadRef>, model::Diagnostics> canaryWorkloads(const model::Design& design,
                                                                           const model::Resource& scenario) {
    const auto place = findRolloutRule(design, scenario);
    if (!place) return tl::unexpected(place.error());
    const std::string& canary = scenario.as<Scenario>()->rollout->canary;
    const auto& destination =
        place->virtualService->as<VirtualService>()->http[place->rule].route[place->canary].destination;
    const model::Host host = model::resolveShortName(destination.host, place->virtualService->meta.ns);
    const auto labels = findSubset(design, host, canary);
    if (!labels) {
        return refuse(design, scenario, "spec.rollout.canary",
                      "No DestinationRule defines the subset \"" + canary + "\" of " + host.text +
                          ": add it or name another.");
    }
    std::vector<WorkloadRef> workloads;
    for (const auto& resource : design.all<Service>()) {
        if (model::resolveShortName(resource->meta.name, resource->meta.ns) != host) continue;
        for (const auto& deployment : design.all<Deployment>()) {
            const Labels& pods = deployment->as<Deployment>()->podTemplate.metadata.labels;
            if (deployment->meta.ns == resource->meta.ns && includes(pods, *labels) &&
                includes(pods, resource->as<Service>()->selector)) {
                workloads.push_back({deployment->meta.ns, deployment->meta.name});
            }
        }
    }
    if (workloads.empty()) {
        return refuse(design, scenario, "spec.rollout.canary",
                      "The subset \"" + canary + "\" selects no Deployment's pods: add one with its labels.");
    }
    return workloads;
}

} // namespace meshwright::sim::mesh
