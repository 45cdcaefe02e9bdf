#include "sim/study/canary.h"

#include "model/edit/edit.h"
#include "model/yaml/writer.h"

#include <algorithm>
#include <set>

namespace meshwright::sim::study {

namespace {

using model::istio::DestinationRule;
using model::istio::Labels;
using model::istio::Subset;
using model::istio::VirtualService;
using model::kube::Deployment;
using model::kube::Service;
using model::scenario::Rollout;
using model::scenario::Scenario;

tl::unexpected<model::Diagnostics> refuse(const model::Resource& scenario, const std::string& field,
                                          std::string message) {
    model::Diagnostic d;
    d.code = "MW0311";
    d.file = scenario.file;
    d.document = scenario.document;
    d.kind = scenario.kind;
    d.ns = scenario.meta.ns;
    d.name = scenario.meta.name;
    d.field = field;
    d.position = scenario.positionOf(field);
    d.message = std::move(message);
    return tl::unexpected(model::Diagnostics{std::move(d)});
}

bool includes(const Labels& labels, const Labels& wanted) {
    return std::all_of(wanted.begin(), wanted.end(), [&](const auto& pair) {
        const auto at = labels.find(pair.first);
        return at != labels.end() && at->second == pair.second;
    });
}

/// The hosts, in full, to which the rollout's virtual service sends the canary subset.
std::set<model::Host> canaryHosts(const model::Resource& virtualService, const Rollout& rollout) {
    std::set<model::Host> hosts;
    for (const auto& rule : virtualService.as<VirtualService>()->http) {
        if (!rollout.route.empty() && rule.name != rollout.route) continue;
        for (const auto& entry : rule.route) {
            const auto& subset = entry.destination.subset;
            if (subset != rollout.canary && subset != rollout.stable) continue;
            hosts.insert(model::resolveShortName(entry.destination.host, virtualService.meta.ns));
        }
    }
    return hosts;
}

/// Labels of the subset of that name on one of the hosts, with the host.
std::optional<std::pair<model::Host, Labels>> findSubset(const model::Design& design,
                                                         const std::set<model::Host>& hosts, const std::string& name) {
    for (const auto& resource : design.all<DestinationRule>()) {
        const auto& rule = *resource->as<DestinationRule>();
        const model::Host host = model::resolveShortName(rule.host, resource->meta.ns);
        if (!hosts.contains(host)) continue;
        for (const Subset& subset : rule.subsets) {
            if (subset.name == name) return std::pair{host, subset.labels};
        }
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

tl::expected<std::vector<WorkloadRef>, model::Diagnostics> canaryWorkloads(const model::Design& design,
                                                                           const model::Resource& scenario) {
    const auto& plan = scenario.as<Scenario>()->rollout;
    if (!plan) {
        return refuse(scenario, "spec.rollout",
                      "The scenario has no rollout to rehearse: add spec.rollout with a virtualService and steps.");
    }
    const std::string ns = plan->ns.empty() ? scenario.meta.ns : plan->ns;
    const auto virtualService = design.find({"VirtualService", ns, plan->virtualService});
    if (!virtualService || virtualService->as<VirtualService>() == nullptr) {
        return refuse(scenario, "spec.rollout.virtualService",
                      "The rollout's virtualService \"" + plan->virtualService + "\" does not exist in namespace \"" +
                          ns + "\": name one that does.");
    }
    const auto subset = findSubset(design, canaryHosts(*virtualService, *plan), plan->canary);
    if (!subset) {
        return refuse(scenario, "spec.rollout.canary",
                      "No DestinationRule defines the subset \"" + plan->canary +
                          "\" for a host of the rollout's rule: add it or name another.");
    }
    const auto& [host, labels] = *subset;
    std::vector<WorkloadRef> workloads;
    for (const auto& resource : design.all<Service>()) {
        if (model::resolveShortName(resource->meta.name, resource->meta.ns) != host) continue;
        for (const auto& deployment : design.all<Deployment>()) {
            const Labels& pods = deployment->as<Deployment>()->podTemplate.metadata.labels;
            if (deployment->meta.ns == resource->meta.ns && includes(pods, labels) &&
                includes(pods, resource->as<Service>()->selector)) {
                workloads.push_back({deployment->meta.ns, deployment->meta.name});
            }
        }
    }
    if (workloads.empty()) {
        return refuse(scenario, "spec.rollout.canary",
                      "The subset \"" + plan->canary + "\" selects no Deployment's pods: add one with its labels.");
    }
    return workloads;
}

tl::expected<model::Design, model::Diagnostics> degradeCanary(const model::Design& design,
                                                              const model::Resource& scenario, const BadCanary& bad) {
    const auto workloads = canaryWorkloads(design, scenario);
    if (!workloads) return tl::unexpected(workloads.error());
    model::edit::Sequence sequence;
    std::size_t index = scenario.as<Scenario>()->incidents.size();
    for (const WorkloadRef& workload : *workloads) {
        const std::string target = "at: 0s\nworkload: " + model::yaml::scalarText(workload.name) +
                                   "\nnamespace: " + model::yaml::scalarText(workload.ns) + "\n";
        const auto add = [&](const std::string& what) {
            sequence.edits.push_back(
                {model::edit::InsertItem{scenario.id(), "spec.incidents", index++, what + target}, "Break the canary"});
        };
        if (bad.errors.value > 0) {
            add("name: bad-canary-errors\ntype: errors\nerrors: {percent: " +
                model::yaml::numberText(bad.errors.value) + ", status: " + std::to_string(bad.status) + "}\n");
        }
        if (bad.slow != 1) {
            add("name: bad-canary-slow\ntype: slow\nfactor: " + model::yaml::numberText(bad.slow) + "\n");
        }
    }
    return model::edit::apply(design, {std::move(sequence), "Break the canary"});
}

} // namespace meshwright::sim::study
