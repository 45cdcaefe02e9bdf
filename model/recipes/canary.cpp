#include "model/recipes/form.h"
#include "model/recipes/parts.h"
#include "model/recipes/versions.h"
#include "model/yaml/writer.h"

#include <algorithm>

namespace meshwright::model::recipes {

namespace {

constexpr int largerSteps[] = {10, 25, 50, 100};

/// The rollout plan: the first share, then larger ones, each for 20 s and only while nearly all answers are good.
void planSteps(Draft& draft, const ResourceId& scenario, const RuleRef& rule, const std::string& stable,
               const std::string& canary, int percent) {
    draft.remove(scenario, "spec.rollout");
    const auto set = [&](const std::string& field, edit::Value value) {
        draft.set(scenario, "spec.rollout." + field, std::move(value));
    };
    set("strategy", std::string("canary"));
    set("virtualService", rule.virtualService.name);
    set("namespace", rule.virtualService.ns);
    const auto service = draft.design().find(rule.virtualService);
    if (service && !service->as<istio::VirtualService>()->http[rule.rule].name.empty())
        set("route", service->as<istio::VirtualService>()->http[rule.rule].name);
    set("stable", stable);
    set("canary", canary);
    set("analysis.minSuccess", std::int64_t(99));
    set("analysis.minRequests", std::int64_t(50));
    set("analysis.interval", Duration::seconds(5));
    set("analysis.failures", std::int64_t(2));
    std::size_t n = 0;
    const auto step = [&](int weight) {
        draft.insert(scenario, "spec.rollout.steps", n++, "weight: " + std::to_string(weight) + "\npause: 20s\n");
    };
    step(percent);
    for (const int weight : largerSteps)
        if (weight > percent) step(weight);
}

/// The scenario that the steps belong to; one with traffic for the service is made where there is none.
ResourceId needScenario(Draft& draft, const ResourceId& id, const RuleRef& rule) {
    if (const auto all = draft.design().all<scenario::Scenario>(); !all.empty()) return all.front()->id();
    const auto service = draft.design().find(id);
    const auto& vs = *draft.design().find(rule.virtualService)->as<istio::VirtualService>();
    const auto& ports = service->as<kube::Service>()->ports;
    std::string from = "workload: client", host = service->meta.name;
    std::int64_t port = ports.empty() ? 80 : ports.front().port;
    for (const auto& g : draft.design().all<istio::Gateway>()) {
        const auto& gateway = *g->as<istio::Gateway>();
        const bool bound = std::any_of(vs.gateways.begin(), vs.gateways.end(), [&](const auto& name) {
            return name == g->meta.name || name == g->meta.ns + "/" + g->meta.name;
        });
        if (!bound || gateway.servers.empty() || gateway.selector.empty() || vs.hosts.empty() ||
            vs.hosts.front().isWildcard())
            continue;
        from = "gateway:\n        " + yaml::scalarText(gateway.selector.begin()->first) + ": " +
               yaml::scalarText(gateway.selector.begin()->second);
        host = vs.hosts.front().text;
        port = gateway.servers.front().port.number;
        break;
    }
    const std::string name = freeName(draft.design(), "Scenario", "default", "canary");
    draft.object(scenarioYaml(name, from, host, "/", port, 50));
    return {"Scenario", "default", name};
}

std::vector<FormField> rowsForNew(const Values& values) {
    const std::string name = filled(values, "name", "reviews");
    return {
        {"name", "Service", "Its name; callers in the mesh use it as the host.", Control::Text, name, {}},
        {"host",
         "Host outside",
         "What clients ask the gateway for.",
         Control::Text,
         filled(values, "host", "shop.example.com"),
         {}},
        {"port", "Port", "Of the service and its pods.", Control::Number, filled(values, "port", "8080"), {}},
        {"stable", "Stable version", "Answers now.", Control::Text, filled(values, "stable", "v1"), {}},
        {"canary", "New version", "Gets its first requests.", Control::Text, filled(values, "canary", "v2"), {}},
        {"percent",
         "Share of the new version",
         "Percent of the requests; the stable version keeps the rest.",
         Control::Percent,
         filled(values, "percent", "10"),
         {}},
        {"rate",
         "Requests a second",
         "How much traffic the simulated clients send.",
         Control::Number,
         filled(values, "rate", "50"),
         {}},
        {"steps",
         "Raise the share step by step",
         "A plan for the simulator: the share grows while nearly all answers are good.",
         Control::Toggle,
         filled(values, "steps", "true"),
         {}},
    };
}

std::vector<FormField> canaryRows(const Design& design, const Values& values) {
    if (serviceNames(design).empty()) return rowsForNew(values);
    const auto service = chosenService(design, values);
    const auto versions = service ? versionsOf(design, *service) : std::vector<std::string>{};
    const std::string stable = filled(values, "stable", versions.empty() ? "v1" : versions.front());
    std::string next = stable == "v1" ? "v2" : "v1";
    for (const auto& v : versions)
        if (v != stable) {
            next = v;
            break;
        }
    return {
        serviceRow(design, values),
        {"stable", "Stable version", "Answers now.", Control::Text, stable, versions},
        {"canary", "New version", "Gets its first requests; its workload is made where there is none.", Control::Text,
         filled(values, "canary", next), versions},
        {"percent",
         "Share of the new version",
         "Percent of the requests; the stable version keeps the rest.",
         Control::Percent,
         filled(values, "percent", "10"),
         {}},
        {"steps",
         "Raise the share step by step",
         "A plan for the simulator: the share grows while nearly all answers are good.",
         Control::Toggle,
         filled(values, "steps", "false"),
         {}},
    };
}

Planned planNew(Form& form, const Design& design) {
    NewCanaryInput in;
    in.name = form.name("name", "the service's name");
    in.host = form.host("host", false);
    in.port = form.number("port", 1, 65'535);
    in.stable = form.name("stable", "the stable version's name");
    in.canary = form.name("canary", "the new version's name");
    if (in.stable == in.canary) form.refuse("canary", "The two versions need different names.");
    in.percent = form.percent("percent");
    in.rate = form.number("rate", 1, 100'000);
    in.steps = form.on("steps");
    if (!form.errors().empty()) return tl::unexpected(form.errors());
    return newCanary(design, in);
}

Planned planCanary(const Design& design, const Values& values) {
    Form form(canaryRows(design, values), values);
    if (serviceNames(design).empty()) return planNew(form, design);
    CanaryInput in;
    if (const auto service = form.service("service", design)) in.service = service->id();
    in.stable = form.name("stable", "the stable version's name");
    in.canary = form.name("canary", "the new version's name");
    if (in.stable == in.canary) form.refuse("canary", "The two versions need different names.");
    in.percent = form.percent("percent");
    in.steps = form.on("steps");
    if (!form.errors().empty()) return tl::unexpected(form.errors());
    return canary(design, in);
}

} // namespace

Planned canary(const Design& design, const CanaryInput& in) {
    Draft draft(design);
    for (const auto& version : {in.stable, in.canary}) needVersion(draft, in.service, version);
    const auto subsets = needSubsets(draft, in.service, {in.stable, in.canary});
    const auto rule = needRule(draft, in.service, {{subsets[0], 100 - in.percent}, {subsets[1], in.percent}});
    if (in.steps) planSteps(draft, needScenario(draft, in.service, rule), rule, subsets[0], subsets[1], in.percent);
    return draft.finish("Plan canary of " + in.service.name, rule.virtualService, rule.field());
}

Planned newCanary(const Design& design, const NewCanaryInput& in) {
    Draft draft(design);
    const std::string ns = "default";
    const std::string gateway = freeName(design, "Gateway", ns, in.name + "-gateway");
    draft.object(gatewayYaml(gateway, ns, in.host));
    draft.object("apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n" + metadataYaml(in.name, ns) +
                 "spec:\n  hosts:\n  - " + yaml::scalarText(in.host) + "\n  - " + yaml::scalarText(in.name) +
                 "\n  gateways:\n  - " + gateway + "\n  - mesh\n  http:\n  - route:\n" +
                 sharesYaml(in.name, {{in.stable, 100 - in.percent}, {in.canary, in.percent}}, "    "));
    draft.object("apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata:\n" + metadataYaml(in.name, ns) +
                 "spec:\n  host: " + yaml::scalarText(in.name) + "\n");
    const ResourceId service{"Service", ns, in.name};
    draft.object(serviceYaml(in.name, ns, static_cast<int>(in.port)));
    needSubsets(draft, service, {in.stable, in.canary});
    for (const auto& version : {in.stable, in.canary}) needVersion(draft, service, version);
    const std::string scenario = freeName(draft.design(), "Scenario", ns, in.name);
    draft.object(
        scenarioYaml(scenario, "gateway:\n        istio: ingressgateway", in.host, "/", 80, static_cast<int>(in.rate)));
    const RuleRef rule{{"VirtualService", ns, in.name}, 0};
    if (in.steps) planSteps(draft, {"Scenario", ns, scenario}, rule, in.stable, in.canary, in.percent);
    return draft.finish("Plan canary of " + in.name, rule.virtualService, rule.field());
}

const Recipe canaryRecipe{"canary", "Canary",
                          "A share of the requests goes to a new version; the rest stays where it is.", canaryRows,
                          planCanary};

} // namespace meshwright::model::recipes
