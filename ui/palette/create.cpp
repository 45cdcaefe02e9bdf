#include "ui/palette/create.h"

#include "model/yaml/writer.h"

#include <QCoreApplication>
#include <algorithm>

namespace meshwright::ui::create {

using namespace model::edit;
using model::Design;
using model::ResourceId;
using model::ResourcePtr;
namespace kube = model::kube;
namespace istio = model::istio;

namespace {

std::string words(const char* text, const std::string& name) {
    return QCoreApplication::translate("Create", text).arg(QString::fromStdString(name)).toStdString();
}

std::string freeName(const Design& design, const std::string& kind, const std::string& ns, const std::string& base) {
    if (!design.find({kind, ns, base})) return base;
    for (int n = 2;; ++n)
        if (const std::string name = base + "-" + std::to_string(n); !design.find({kind, ns, name})) return name;
}

std::string inNamespace(const std::string& ns) {
    return ns == "default" ? std::string() : ", namespace: " + ns;
}

std::string freeSource(const Design& design, const std::string& base) {
    std::string name = base;
    const auto taken = [&] {
        for (const auto& r : design.all<model::scenario::Scenario>())
            for (const auto& t : r->as<model::scenario::Scenario>()->traffic)
                if (t.name == name) return true;
        return false;
    };
    for (int n = 2; taken(); ++n) name = base + "-" + std::to_string(n);
    return name;
}

std::string deployment(const std::string& app, const std::string& version, const std::string& ns) {
    const std::string labels = "{app: " + app + ", version: " + version + "}";
    return "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: " + app + "-" + version + inNamespace(ns) +
           "}\nspec:\n  replicas: 1\n  selector: {matchLabels: " + labels +
           "}\n  template:\n    metadata: {labels: " + labels + "}\n    spec: {containers: [{name: " + app +
           ", image: example/" + app + ":" + version + "}]}\n";
}

std::string serviceYaml(const std::string& name) {
    return "apiVersion: v1\nkind: Service\nmetadata: {name: " + name + "}\nspec:\n  selector: {app: " + name +
           "}\n  ports: [{name: http, port: 9080}]\n";
}

std::string ruleYaml(const std::string& name, const std::string& ns, const std::vector<std::string>& versions) {
    std::string yaml = "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: " + name +
                       inNamespace(ns) + "}\nspec:\n  host: " + name + "\n  subsets:\n";
    for (const auto& v : versions) yaml += "    - name: " + v + "\n      labels: {version: " + v + "}\n";
    return yaml;
}

/// The `version` labels of a service's workloads, in file order.
std::vector<std::string> versionsOf(const Design& design, const ResourcePtr& service) {
    std::vector<std::string> out;
    const auto& selector = service->as<kube::Service>()->selector;
    for (const auto& r : design.all<kube::Deployment>()) {
        const auto& labels = r->as<kube::Deployment>()->podTemplate.metadata.labels;
        const bool own = r->meta.ns == service->meta.ns && !selector.empty() &&
                         std::all_of(selector.begin(), selector.end(), [&](const auto& l) {
                             const auto found = labels.find(l.first);
                             return found != labels.end() && found->second == l.second;
                         });
        const auto version = labels.find("version");
        if (own && version != labels.end() && std::find(out.begin(), out.end(), version->second) == out.end())
            out.push_back(version->second);
    }
    return out;
}

ResourcePtr ruleOf(const Design& design, const ResourceId& service) {
    for (const auto& r : design.all<istio::DestinationRule>())
        if (model::resolveShortName(r->as<istio::DestinationRule>()->host, r->meta.ns) ==
            model::resolveShortName(service.name, service.ns))
            return r;
    return {};
}

ResourcePtr serviceOf(const Design& design, const ResourceId& id) {
    const auto r = design.find(id);
    return r && r->as<kube::Service>() ? r : nullptr;
}

} // namespace

Made client(const Design& design, const std::string& file, const std::string& wanted) {
    std::string host = "example.com", from, port = "80";
    const auto gateways = design.all<istio::Gateway>();
    const auto services = design.all<kube::Service>();
    if (!gateways.empty()) {
        const auto& g = *gateways.front()->as<istio::Gateway>();
        for (const auto& [k, v] : g.selector) from += (from.empty() ? "" : ", ") + k + ": " + v;
        if (!g.servers.empty()) port = std::to_string(g.servers.front().port.number);
        for (const auto& r : design.all<istio::VirtualService>()) {
            const auto& vs = *r->as<istio::VirtualService>();
            if (vs.gateways.empty() || vs.hosts.empty()) continue;
            if (!vs.hosts.front().isWildcard()) host = vs.hosts.front().text;
            break;
        }
        from = "{gateway: {" + from + "}}";
    } else if (!services.empty()) {
        host = services.front()->meta.name;
        if (const auto& ports = services.front()->as<kube::Service>()->ports; !ports.empty())
            port = std::to_string(ports.front().port);
        from = "{workload: client}";
    } else {
        from = "{workload: client}";
    }
    const auto scenarios = design.all<model::scenario::Scenario>();
    const std::size_t n = scenarios.empty() ? 0 : scenarios.front()->as<model::scenario::Scenario>()->traffic.size();
    const std::string name = freeSource(design, wanted.empty() ? "users" : wanted);
    const std::string entry = "name: " + model::yaml::scalarText(name) + "\nfrom: " + from + "\nhost: " + host +
                              "\nport: " + port + "\npath: /\nrate: 20\n";
    if (!scenarios.empty())
        return {{InsertItem{scenarios.front()->id(), "spec.traffic", n, entry}, words("Add client %1", name)},
                scenarios.front()->id(),
                "spec.traffic[" + std::to_string(n) + "]"};
    std::string indented = "    - " + entry;
    for (std::size_t at = indented.find('\n'); at + 1 < indented.size(); at = indented.find('\n', at + 1))
        indented.insert(at + 1, "      ");
    return {{AddObject{file, "apiVersion: meshwright.dev/v1alpha1\nkind: Scenario\nmetadata: {name: traffic}\nspec:\n  "
                             "seed: 1\n  traffic:\n" +
                                 indented},
             words("Add client %1", name)},
            {"Scenario", "default", "traffic"},
            "spec.traffic[0]"};
}

Made gateway(const Design& design, const std::string& file, const std::string& wanted) {
    const std::string name = freeName(design, "Gateway", "default", wanted.empty() ? "gateway" : wanted);
    return {{AddObject{file, "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: " + name +
                                 "}\nspec:\n  selector: {istio: ingressgateway}\n  servers:\n    - port: {number: 80, "
                                 "name: http, protocol: HTTP}\n      hosts: [\"*\"]\n"},
             words("Add gateway %1", name)},
            {"Gateway", "default", name},
            {}};
}

Made bareService(const Design& design, const std::string& file, const std::string& wanted) {
    const std::string name = freeName(design, "Service", "default", wanted.empty() ? "service" : wanted);
    return {{AddObject{file, serviceYaml(name)}, words("Add service %1", name)}, {"Service", "default", name}, {}};
}

Made external(const Design& design, const std::string& file, const std::string& wanted) {
    std::string base = wanted.empty() ? "api.example.com" : wanted;
    const bool isHost = base.find('.') != std::string::npos;
    const std::string host = isHost ? base : base + ".example.com";
    std::replace(base.begin(), base.end(), '.', '-');
    const std::string name = freeName(design, "ServiceEntry", "default", base);
    return {{AddObject{file, "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: " + name +
                                 "}\nspec:\n  hosts: [" + host +
                                 "]\n  location: MESH_EXTERNAL\n  resolution: DNS\n  ports:\n    - {number: 80, name: "
                                 "http, protocol: HTTP}\n"},
             words("Add external service %1", name)},
            {"ServiceEntry", "default", name},
            {}};
}

Made service(const Design& design, const std::string& file, const std::string& wanted) {
    const std::string name = freeName(design, "Service", "default", wanted.empty() ? "reviews" : wanted);
    const std::string ns = "default";
    Sequence all;
    all.edits.push_back({AddObject{file, serviceYaml(name)}, {}});
    for (const char* version : {"v1", "v2"}) all.edits.push_back({AddObject{file, deployment(name, version, ns)}, {}});
    all.edits.push_back({AddObject{file, ruleYaml(name, ns, {"v1", "v2"})}, {}});
    return {{std::move(all), words("Add service %1", name)}, {"Service", ns, name}, {}};
}

std::optional<Made> version(const Design& design, const std::string& file, const ResourceId& service,
                            const std::string& wanted) {
    const auto r = serviceOf(design, service);
    if (!r) return {};
    const auto& selector = r->as<kube::Service>()->selector;
    const auto app = selector.find("app");
    const std::string name = app != selector.end() ? app->second : service.name;
    const auto have = versionsOf(design, r);
    std::string next = std::find(have.begin(), have.end(), wanted) == have.end() ? wanted : std::string();
    for (std::size_t n = have.size() + 1; next.empty() || std::find(have.begin(), have.end(), next) != have.end(); ++n)
        next = "v" + std::to_string(n);
    Sequence all;
    all.edits.push_back({AddObject{file, deployment(name, next, service.ns)}, {}});
    if (const auto rule = ruleOf(design, service)) {
        const auto& subsets = rule->as<istio::DestinationRule>()->subsets;
        const bool named = std::any_of(subsets.begin(), subsets.end(), [&](const auto& s) { return s.name == next; });
        if (!named)
            all.edits.push_back({InsertItem{rule->id(), "spec.subsets", subsets.size(),
                                            "name: " + next + "\nlabels:\n  version: " + next + "\n"},
                                 {}});
    } else {
        std::vector<std::string> versions = have;
        versions.push_back(next);
        const std::string title = freeName(design, "DestinationRule", service.ns, service.name);
        std::string yaml = ruleYaml(service.name, service.ns, versions);
        if (title != service.name) yaml.replace(yaml.find("{name: ") + 7, service.name.size(), title);
        all.edits.push_back({AddObject{file, std::move(yaml)}, {}});
    }
    return Made{{std::move(all), words("Add version %1", next)}, {"Deployment", service.ns, name + "-" + next}, {}};
}

std::optional<Made> virtualService(const Design& design, const std::string& file,
                                   const std::optional<ResourceId>& service, const std::string& wanted) {
    ResourcePtr r = service ? serviceOf(design, *service) : nullptr;
    for (const auto& candidate : design.all<kube::Service>())
        if (!r && !design.find({"VirtualService", candidate->meta.ns, candidate->meta.name})) r = candidate;
    if (!r) return {};
    const std::string name = freeName(design, "VirtualService", r->meta.ns, wanted.empty() ? r->meta.name : wanted),
                      host = r->meta.name;
    std::vector<std::string> subsets;
    if (const auto rule = ruleOf(design, r->id()))
        for (const auto& s : rule->as<istio::DestinationRule>()->subsets) subsets.push_back(s.name);
    std::string route;
    if (subsets.size() >= 2)
        for (std::size_t i = 0; i < 2; ++i)
            route += "        - destination: {host: " + host + ", subset: " + subsets[i] +
                     "}\n          weight: " + (i == 0 ? "90" : "10") + "\n";
    else
        route = "        - destination: {host: " + host + (subsets.empty() ? "" : ", subset: " + subsets[0]) + "}\n";
    std::string gateways, hosts = host;
    if (const auto all = design.all<istio::Gateway>(); !all.empty()) {
        gateways = "  gateways: [" + all.front()->meta.name + ", mesh]\n";
        hosts = host + ", " + host + ".example.com";
    }
    return Made{{AddObject{file, "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: " + name +
                                     inNamespace(r->meta.ns) + "}\nspec:\n  hosts: [" + hosts + "]\n" + gateways +
                                     "  http:\n    - route:\n" + route},
                 words("Add virtual service %1", name)},
                {"VirtualService", r->meta.ns, name},
                "spec.http[0]"};
}

Made bareVirtualService(const Design& design, const std::string& file, const std::string& wanted) {
    const std::string name = freeName(design, "VirtualService", "default", wanted.empty() ? "routes" : wanted);
    return {{AddObject{file, "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: " + name +
                                 "}\nspec:\n  hosts: [" + name + "]\n"},
             words("Add virtual service %1", name)},
            {"VirtualService", "default", name},
            {}};
}

namespace {

/// The lines of a policy's selector; empty for the whole namespace.
std::string selectorYaml(const Design& design, const std::optional<ResourceId>& service) {
    const auto r = service ? serviceOf(design, *service) : nullptr;
    if (!r || r->as<kube::Service>()->selector.empty()) return {};
    std::string out = "  selector:\n    matchLabels:\n";
    for (const auto& [key, value] : r->as<kube::Service>()->selector)
        out += "      " + model::yaml::scalarText(key) + ": " + model::yaml::scalarText(value) + "\n";
    return out;
}

Made policy(const Design& design, const std::string& file, const char* kind, const std::string& body,
            const std::optional<ResourceId>& service, const std::string& base, const char* text) {
    const std::string ns = service ? service->ns : "default";
    const std::string name = freeName(design, kind, ns, base);
    return {{AddObject{file, std::string("apiVersion: security.istio.io/v1\nkind: ") + kind + "\nmetadata: {name: " +
                                 name + inNamespace(ns) + "}\nspec:\n" + selectorYaml(design, service) + body},
             words(text, name)},
            {kind, ns, name},
            {}};
}

} // namespace

Made peerAuthentication(const Design& design, const std::string& file, const std::optional<ResourceId>& service,
                        const std::string& wanted) {
    return policy(design, file, "PeerAuthentication", "  mtls: {mode: STRICT}\n", service,
                  !wanted.empty() ? wanted
                  : service       ? service->name
                                  : "default",
                  "Add mutual TLS %1");
}

Made authorizationPolicy(const Design& design, const std::string& file, const std::optional<ResourceId>& service,
                         const std::string& wanted) {
    const std::string ns = service ? service->ns : "default";
    return policy(design, file, "AuthorizationPolicy",
                  "  action: ALLOW\n  rules:\n    - from:\n        - source: {namespaces: [" + ns + "]}\n", service,
                  !wanted.empty() ? wanted
                  : service       ? service->name
                                  : "own-namespace",
                  "Add access policy %1");
}

std::optional<Made> destinationRule(const Design& design, const std::string& file, const ResourceId& service,
                                    const std::string& wanted) {
    const auto r = serviceOf(design, service);
    if (!r) return {};
    const std::string name = freeName(design, "DestinationRule", service.ns, wanted.empty() ? service.name : wanted);
    auto versions = versionsOf(design, r);
    std::string yaml = ruleYaml(service.name, service.ns, versions);
    if (versions.empty())
        yaml =
            yaml.substr(0, yaml.find("  subsets:")) + "  trafficPolicy:\n    loadBalancer: {simple: LEAST_REQUEST}\n";
    if (name != service.name) yaml.replace(yaml.find("{name: ") + 7, service.name.size(), name);
    return Made{{AddObject{file, std::move(yaml)}, words("Add policy for %1", service.name)},
                {"DestinationRule", service.ns, name},
                {}};
}

} // namespace meshwright::ui::create
