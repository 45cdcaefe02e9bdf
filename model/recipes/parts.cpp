#include "model/recipes/parts.h"

#include "model/yaml/writer.h"

#include <algorithm>

namespace meshwright::model::recipes {

using yaml::scalarText;

namespace {

constexpr auto homeNamespace = "default";

bool selects(const istio::Labels& selector, const istio::Labels& labels) {
    return !selector.empty() && std::all_of(selector.begin(), selector.end(), [&](const auto& wanted) {
        const auto found = labels.find(wanted.first);
        return found != labels.end() && found->second == wanted.second;
    });
}

/// The pod labels of every workload of a service.
std::vector<istio::Labels> podsOf(const Design& design, const Resource& service) {
    std::vector<istio::Labels> out;
    for (const auto& r : design.all<kube::Deployment>()) {
        const auto& labels = r->as<kube::Deployment>()->podTemplate.metadata.labels;
        if (r->meta.ns == service.meta.ns && selects(service.as<kube::Service>()->selector, labels))
            out.push_back(labels);
    }
    return out;
}

const istio::Subset* subsetOf(const istio::DestinationRule& rule, const std::string& version) {
    for (const auto& s : rule.subsets)
        if (s.name == version) return &s;
    for (const auto& s : rule.subsets)
        if (const auto label = s.labels.find("version"); label != s.labels.end() && label->second == version) return &s;
    return nullptr;
}

std::string subsetYaml(const std::string& version, const std::string& indent) {
    return "name: " + scalarText(version) + "\n" + indent + "labels:\n" + indent + "  version: " + scalarText(version) +
           "\n";
}

std::string labelsYaml(const istio::Labels& labels, const std::string& indent) {
    std::string out;
    for (const auto& [key, value] : labels) out += indent + scalarText(key) + ": " + scalarText(value) + "\n";
    return out;
}

/// A name as an object may carry it: lower-case letters, digits and dashes.
std::string plainName(const std::string& text) {
    std::string out;
    for (const char c : text) {
        const bool upper = c >= 'A' && c <= 'Z';
        const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        out += upper ? static_cast<char>(c + 32) : plain ? c : '-';
    }
    while (!out.empty() && out.back() == '-') out.pop_back();
    return out;
}

ResourcePtr virtualServiceOf(const Design& design, const Resource& service) {
    for (const auto& r : design.all<istio::VirtualService>()) {
        const auto& spec = *r->as<istio::VirtualService>();
        const bool mesh = spec.gateways.empty() ||
                          std::find(spec.gateways.begin(), spec.gateways.end(), "mesh") != spec.gateways.end();
        for (const auto& host : spec.hosts)
            if (mesh && resolveShortName(host, r->meta.ns) == hostOf(service)) return r;
    }
    return {};
}

} // namespace

std::string nameOf(const Resource& service) {
    return service.meta.ns == homeNamespace ? service.meta.name : service.meta.name + "." + service.meta.ns;
}

std::vector<std::string> serviceNames(const Design& design) {
    std::vector<std::string> out;
    for (const auto& r : design.all<kube::Service>())
        if (r->as<kube::Service>()->type != "ExternalName") out.push_back(nameOf(*r));
    return out;
}

ResourcePtr serviceNamed(const Design& design, std::string_view name) {
    for (const auto& r : design.all<kube::Service>())
        if (nameOf(*r) == name || r->meta.name + "." + r->meta.ns == name) return r;
    return {};
}

Host hostOf(const Resource& service) {
    return {service.meta.name + "." + service.meta.ns + ".svc.cluster.local"};
}

std::string hostFrom(const Resource& service, std::string_view ns) {
    return service.meta.ns == ns ? service.meta.name : hostOf(service).text;
}

std::string freeName(const Design& design, const std::string& kind, const std::string& ns, const std::string& base) {
    if (!design.find({kind, ns, base})) return base;
    for (int n = 2;; ++n)
        if (std::string name = base + "-" + std::to_string(n); !design.find({kind, ns, name})) return name;
}

std::vector<std::string> versionsOf(const Design& design, const Resource& service) {
    std::vector<std::string> out;
    const auto rule = destinationRuleOf(design, service);
    const auto* spec = rule ? rule->as<istio::DestinationRule>() : nullptr;
    if (spec)
        for (const auto& s : spec->subsets) out.push_back(s.name);
    for (const auto& labels : podsOf(design, service)) {
        const auto version = labels.find("version");
        if (version == labels.end() || (spec && subsetOf(*spec, version->second))) continue;
        if (std::find(out.begin(), out.end(), version->second) == out.end()) out.push_back(version->second);
    }
    return out;
}

ResourcePtr destinationRuleOf(const Design& design, const Resource& service) {
    for (const auto& r : design.all<istio::DestinationRule>())
        if (resolveShortName(r->as<istio::DestinationRule>()->host, r->meta.ns) == hostOf(service)) return r;
    return {};
}

std::vector<RuleRef> rulesTo(const Design& design, const Resource& service) {
    std::vector<RuleRef> out;
    for (const auto& r : design.all<istio::VirtualService>()) {
        const auto& rules = r->as<istio::VirtualService>()->http;
        for (std::size_t i = 0; i < rules.size(); ++i)
            if (!rules[i].route.empty() &&
                std::all_of(rules[i].route.begin(), rules[i].route.end(), [&](const auto& d) {
                    return resolveShortName(d.destination.host, r->meta.ns) == hostOf(service);
                }))
                out.push_back({r->id(), i});
    }
    return out;
}

std::optional<RuleRef> lastRuleTo(const Design& design, const Resource& service) {
    const auto all = rulesTo(design, service);
    for (auto it = all.rbegin(); it != all.rend(); ++it)
        if (design.find(it->virtualService)->as<istio::VirtualService>()->http[it->rule].match.empty()) return *it;
    return all.empty() ? std::nullopt : std::optional(all.back());
}

void needVersion(Draft& draft, const ResourceId& id, const std::string& version) {
    const auto service = draft.design().find(id);
    if (!service) return;
    istio::Labels wanted{{"version", version}};
    if (const auto rule = destinationRuleOf(draft.design(), *service))
        if (const auto* subset = subsetOf(*rule->as<istio::DestinationRule>(), version);
            subset && !subset->labels.empty())
            wanted = subset->labels;
    for (const auto& labels : podsOf(draft.design(), *service))
        if (selects(wanted, labels)) return;
    draft.object(workloadYaml(*service, version));
}

ResourceId needDestinationRule(Draft& draft, const ResourceId& id) {
    const auto service = draft.design().find(id);
    if (!service) return {};
    if (const auto rule = destinationRuleOf(draft.design(), *service)) return rule->id();
    const std::string name = freeName(draft.design(), "DestinationRule", id.ns, id.name);
    draft.object("apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata:\n" + metadataYaml(name, id.ns) +
                 "spec:\n  host: " + id.name + "\n");
    return {"DestinationRule", id.ns, name};
}

std::vector<std::string> needSubsets(Draft& draft, const ResourceId& id, const std::vector<std::string>& versions) {
    const ResourceId rule = needDestinationRule(draft, id);
    std::vector<std::string> names;
    for (const auto& version : versions) {
        const auto resource = draft.design().find(rule);
        if (!resource) return versions;
        const auto& spec = *resource->as<istio::DestinationRule>();
        if (const auto* subset = subsetOf(spec, version)) {
            names.push_back(subset->name);
            continue;
        }
        draft.insert(rule, "spec.subsets", spec.subsets.size(), subsetYaml(version, ""));
        names.push_back(version);
    }
    return names;
}

std::string sharesYaml(const std::string& host, const std::vector<Share>& shares, const std::string& indent) {
    std::string out;
    for (const auto& share : shares) {
        out += indent + "- destination:\n" + indent + "    host: " + scalarText(host) + "\n";
        if (!share.subset.empty()) out += indent + "    subset: " + scalarText(share.subset) + "\n";
        if (shares.size() > 1) out += indent + "  weight: " + std::to_string(share.percent) + "\n";
    }
    return out;
}

RuleRef needRule(Draft& draft, const ResourceId& id, const std::vector<Share>& shares) {
    const auto service = draft.design().find(id);
    if (!service) return {};
    if (const auto rule = lastRuleTo(draft.design(), *service)) {
        setShares(draft, *rule, id, shares);
        return *rule;
    }
    if (const auto present = virtualServiceOf(draft.design(), *service)) {
        const std::size_t n = present->as<istio::VirtualService>()->http.size();
        draft.insert(present->id(), "spec.http", n,
                     "route:\n" + sharesYaml(hostFrom(*service, present->meta.ns), shares, ""));
        return {present->id(), n};
    }
    const std::string name = freeName(draft.design(), "VirtualService", id.ns, id.name);
    draft.object("apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n" + metadataYaml(name, id.ns) +
                 "spec:\n  hosts:\n  - " + id.name + "\n  http:\n  - route:\n" + sharesYaml(id.name, shares, "    "));
    return {{"VirtualService", id.ns, name}, 0};
}

void setShares(Draft& draft, const RuleRef& rule, const ResourceId& id, const std::vector<Share>& shares) {
    const auto service = draft.design().find(id);
    const auto resource = draft.design().find(rule.virtualService);
    if (!service || !resource) return;
    const auto& route = resource->as<istio::VirtualService>()->http[rule.rule].route;
    const std::string list = rule.field() + ".route";
    for (std::size_t i = route.size(); i > shares.size(); --i)
        draft.remove(rule.virtualService, list + "[" + std::to_string(i - 1) + "]");
    for (std::size_t i = 0; i < shares.size(); ++i) {
        const std::string item = list + "[" + std::to_string(i) + "]";
        if (i >= route.size()) {
            std::string yaml = sharesYaml(hostFrom(*service, resource->meta.ns), {shares[i]}, "").substr(2);
            for (std::size_t at = yaml.find("\n  "); at != std::string::npos; at = yaml.find("\n  ", at + 1))
                yaml.erase(at + 1, 2);
            if (shares.size() > 1) yaml += "weight: " + std::to_string(shares[i].percent) + "\n";
            draft.insert(rule.virtualService, list, i, yaml);
            continue;
        }
        if (shares[i].subset.empty())
            draft.remove(rule.virtualService, item + ".destination.subset");
        else
            draft.set(rule.virtualService, item + ".destination.subset", shares[i].subset);
        if (shares.size() > 1)
            draft.set(rule.virtualService, item + ".weight", std::int64_t(shares[i].percent));
        else
            draft.remove(rule.virtualService, item + ".weight");
    }
}

std::string metadataYaml(const std::string& name, const std::string& ns) {
    return "  name: " + scalarText(name) + "\n  namespace: " + scalarText(ns) + "\n";
}

std::string workloadYaml(const Resource& service, const std::string& version) {
    const auto& spec = *service.as<kube::Service>();
    istio::Labels labels = spec.selector;
    if (labels.empty()) labels = {{"app", service.meta.name}};
    labels["version"] = version;
    std::string port = spec.ports.empty() ? "8080" : std::to_string(spec.ports.front().port);
    if (!spec.ports.empty() && !spec.ports.front().targetPort.empty() &&
        std::all_of(spec.ports.front().targetPort.begin(), spec.ports.front().targetPort.end(),
                    [](char c) { return c >= '0' && c <= '9'; }))
        port = spec.ports.front().targetPort;
    return "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n" +
           metadataYaml(service.meta.name + "-" + plainName(version), service.meta.ns) +
           "spec:\n  replicas: 1\n  selector:\n    matchLabels:\n" + labelsYaml(labels, "      ") +
           "  template:\n    metadata:\n      labels:\n" + labelsYaml(labels, "        ") +
           "    spec:\n      containers:\n      - name: " + service.meta.name +
           "\n        image: " + scalarText("example.com/" + service.meta.name + ":" + version) +
           "\n        ports:\n        - containerPort: " + port + "\n";
}

std::string serviceYaml(const std::string& name, const std::string& ns, int port) {
    return "apiVersion: v1\nkind: Service\nmetadata:\n" + metadataYaml(name, ns) +
           "spec:\n  selector:\n    app: " + scalarText(name) +
           "\n  ports:\n  - name: http\n    port: " + std::to_string(port) +
           "\n    targetPort: " + std::to_string(port) + "\n";
}

std::string gatewayYaml(const std::string& name, const std::string& ns, const std::string& host) {
    return "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata:\n" + metadataYaml(name, ns) +
           "spec:\n  selector:\n    istio: ingressgateway\n  servers:\n  - port:\n      number: 80\n      name: http\n"
           "      protocol: HTTP\n    hosts:\n    - " +
           scalarText(host) + "\n";
}

std::string scenarioYaml(const std::string& name, const std::string& from, const std::string& host,
                         const std::string& path, std::int64_t port, int rate) {
    return "apiVersion: meshwright.dev/v1alpha1\nkind: Scenario\nmetadata:\n" + metadataYaml(name, homeNamespace) +
           "spec:\n  seed: 1\n  traffic:\n  - name: users\n    from:\n      " + from +
           "\n    port: " + std::to_string(port) + "\n    host: " + scalarText(host) +
           "\n    path: " + scalarText(path) + "\n    rate: " + std::to_string(rate) + "\n";
}

} // namespace meshwright::model::recipes
