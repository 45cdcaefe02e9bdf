#include "model/exporters/plan.h"

#include <algorithm>

namespace meshwright::model::exporters {

namespace {

const istio::Subset* subsetNamed(const istio::DestinationRule& rule, const std::string& name) {
    for (const auto& s : rule.subsets)
        if (s.name == name) return &s;
    return nullptr;
}

ResourcePtr workloadOf(const Design& design, const Resource& service, const istio::Subset* subset) {
    istio::Labels wanted = service.as<kube::Service>()->selector;
    if (!subset || wanted.empty()) return {};
    for (const auto& [k, v] : subset->labels) wanted[k] = v;
    for (const auto& r : design.all<kube::Deployment>()) {
        const auto& labels = r->as<kube::Deployment>()->podTemplate.metadata.labels;
        if (r->meta.ns == service.meta.ns && std::all_of(wanted.begin(), wanted.end(), [&](const auto& l) {
                const auto found = labels.find(l.first);
                return found != labels.end() && found->second == l.second;
            }))
            return r;
    }
    return {};
}

/// The rule that the plan means: the one of its name, else the one that goes to both subsets.
std::optional<std::size_t> ruleOf(const istio::VirtualService& vs, const scenario::Rollout& plan) {
    const auto goesTo = [](const istio::HttpRoute& rule, const std::string& subset) {
        return std::any_of(rule.route.begin(), rule.route.end(),
                           [&](const auto& d) { return d.destination.subset == subset; });
    };
    for (std::size_t i = 0; i < vs.http.size(); ++i)
        if (plan.route.empty() ? goesTo(vs.http[i], plan.stable) && goesTo(vs.http[i], plan.canary)
                               : vs.http[i].name == plan.route)
            return i;
    return {};
}

} // namespace

std::vector<Plan> plansOf(const Design& design, Notes& notes) {
    std::vector<Plan> out;
    const auto scenarios = design.all<scenario::Scenario>();
    for (const auto& r : scenarios) {
        const auto& rollout = r->as<scenario::Scenario>()->rollout;
        if (!rollout) {
            notes.add(*r, "spec.rollout", "The scenario has no rollout plan to be written; plan a canary with steps.");
            continue;
        }
        Plan plan;
        plan.scenario = r;
        plan.rollout = &*rollout;
        plan.virtualService =
            design.find({"VirtualService", rollout->ns.empty() ? r->meta.ns : rollout->ns, rollout->virtualService});
        const auto* vs = plan.virtualService ? plan.virtualService->as<istio::VirtualService>() : nullptr;
        const auto rule = vs ? ruleOf(*vs, *rollout) : std::nullopt;
        if (!rule || vs->http[*rule].route.empty()) {
            notes.add(*r, "spec.rollout", "The plan's virtual service has no rule that goes to both of its versions.");
            continue;
        }
        plan.rule = *rule;
        const Host host =
            resolveShortName(vs->http[*rule].route.front().destination.host, plan.virtualService->meta.ns);
        for (const auto& d : design.all<istio::DestinationRule>())
            if (!plan.destinationRule && resolveShortName(d->as<istio::DestinationRule>()->host, d->meta.ns) == host)
                plan.destinationRule = d;
        for (const auto& s : design.all<kube::Service>())
            if (host == Host(s->meta.name + "." + s->meta.ns + ".svc.cluster.local")) plan.service = s;
        if (!plan.destinationRule || !plan.service) {
            notes.add(*r, "spec.rollout", "The plan's versions need a service and a destination rule in the design.");
            continue;
        }
        const auto& subsets = *plan.destinationRule->as<istio::DestinationRule>();
        plan.stable = workloadOf(design, *plan.service, subsetNamed(subsets, rollout->stable));
        plan.canary = workloadOf(design, *plan.service, subsetNamed(subsets, rollout->canary));
        if (!plan.stable) {
            notes.add(*r, "spec.rollout.stable", "The stable version has no workload in the design.");
            continue;
        }
        out.push_back(std::move(plan));
    }
    return out;
}

BundleFile fileOf(const std::string& kind, const std::string& ns, const std::string& name, std::string text) {
    std::string file;
    for (const char c : kind + "-" + ns + "-" + name) file += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return {file + ".yaml", std::move(text)};
}

std::optional<BundleFile> documentOf(const Design& design, const Resource& resource) {
    for (const auto& d : design.documents())
        if (d->resources.size() == 1 && d->resources.front().get() == &resource)
            return fileOf(resource.kind, resource.meta.ns, resource.meta.name,
                          d->text.empty() || d->text.back() == '\n' ? d->text : d->text + "\n");
    return {};
}

} // namespace meshwright::model::exporters
