// Ways into the mesh and out of it.
#include "model/recipes/form.h"
#include "model/recipes/parts.h"
#include "model/recipes/policies.h"
#include "model/yaml/writer.h"

#include <algorithm>

namespace meshwright::model::recipes {

using yaml::scalarText;

namespace {

constexpr auto newGateway = "a new one";

std::string gatewayName(const ResourceId& id) {
    return id.ns + "/" + id.name;
}

std::vector<std::string> gatewayNames(const Design& design) {
    std::vector<std::string> out;
    for (const auto& r : design.all<istio::Gateway>()) out.push_back(gatewayName(r->id()));
    return out;
}

// In

std::vector<FormField> exposeRows(const Design& design, const Values& values) {
    auto gateways = gatewayNames(design);
    const std::string proposal = gateways.empty() ? newGateway : gateways.front();
    gateways.emplace_back(newGateway);
    const auto service = chosenService(design, values);
    return {
        serviceRow(design, values),
        {"host",
         "Host",
         "What clients outside ask for.",
         Control::Text,
         filled(values, "host", (service ? service->meta.name : "shop") + ".example.com"),
         {}},
        {"path",
         "Path",
         "Requests whose path begins so; / is all of them.",
         Control::Text,
         filled(values, "path", "/"),
         {}},
        {"gateway", "Gateway", "Lets the requests in; the host is added to it where it is missing.", Control::Choice,
         filled(values, "gateway", proposal), gateways},
    };
}

Planned planExpose(const Design& design, const Values& values) {
    Form form(exposeRows(design, values), values);
    ExposeInput in;
    if (const auto service = form.service("service", design)) in.service = service->id();
    in.host = form.host("host", true);
    in.path = form.text("path");
    if (in.path.empty() || in.path.front() != '/') form.refuse("path", "A path begins with a slash: /, /api.");
    for (const auto& r : design.all<istio::Gateway>())
        if (gatewayName(r->id()) == form.text("gateway")) in.gateway = r->id();
    if (!form.errors().empty()) return tl::unexpected(form.errors());
    return expose(design, in);
}

/// "ns/host" and "host" of a Gateway's server, without the namespace.
Host hostOfServer(const std::string& text) {
    const auto slash = text.find('/');
    return {slash == std::string::npos ? text : text.substr(slash + 1)};
}

/// Adds the host to the gateway's first HTTP server, unless one of its servers lets it in already.
void needHost(Draft& draft, const ResourceId& id, const std::string& host) {
    const auto& gateway = *draft.design().find(id)->as<istio::Gateway>();
    for (const auto& server : gateway.servers)
        for (const auto& h : server.hosts)
            if (Host(host).subsetOf(hostOfServer(h))) return;
    for (std::size_t i = 0; i < gateway.servers.size(); ++i) {
        const std::string& protocol = gateway.servers[i].port.protocol;
        if (protocol != "HTTP" && protocol != "HTTP2" && protocol != "GRPC") continue;
        draft.insert(id, "spec.servers[" + std::to_string(i) + "].hosts", gateway.servers[i].hosts.size(),
                     scalarText(host) + "\n");
        return;
    }
    draft.insert(id, "spec.servers", gateway.servers.size(),
                 "port:\n  number: 80\n  name: http\n  protocol: HTTP\nhosts:\n- " + scalarText(host) + "\n");
}

bool boundTo(const Resource& virtualService, const ResourceId& gateway) {
    const auto& names = virtualService.as<istio::VirtualService>()->gateways;
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        return name == gatewayName(gateway) || (name == gateway.name && virtualService.meta.ns == gateway.ns);
    });
}

/// How requests from within the mesh are shared: those from outside are no exception, unless the service has no rule.
std::vector<Share> sharesInTheMesh(const Design& design, const Resource& service) {
    std::vector<Share> out;
    if (const auto rule = lastRuleTo(design, service))
        for (const auto& d : design.find(rule->virtualService)->as<istio::VirtualService>()->http[rule->rule].route)
            out.push_back({d.destination.subset, static_cast<int>(d.weight)});
    if (out.empty()) out.push_back({});
    return out;
}

bool takesAll(const istio::HttpRoute& rule) {
    return rule.match.empty();
}

// Out

constexpr auto speaksTls = "TLS, by the application", speaksHttp = "plain HTTP",
               speaksBoth = "HTTP, and TLS from the proxy on";

std::vector<FormField> egressRows(const Design& design, const Values& values) {
    std::vector<std::string> namespaces{"default"};
    for (const auto& r : design.resources())
        if (r->as<kube::Service>() && std::find(namespaces.begin(), namespaces.end(), r->meta.ns) == namespaces.end())
            namespaces.push_back(r->meta.ns);
    return {
        {"host",
         "Host",
         "The service outside, by its whole name.",
         Control::Text,
         filled(values, "host", "api.example.com"),
         {}},
        {"way",
         "The application speaks",
         "With TLS from the proxy on, rules, retries and metrics see the requests.",
         Control::Choice,
         filled(values, "way", speaksTls),
         {speaksTls, speaksHttp, speaksBoth}},
        {"namespace", "Namespace", "Where the objects stand; the whole mesh may use them.", Control::Text,
         filled(values, "namespace", namespaces.front()), namespaces},
    };
}

Planned planEgress(const Design& design, const Values& values) {
    Form form(egressRows(design, values), values);
    EgressInput in;
    in.host = form.host("host", false);
    in.way = form.text("way") == speaksHttp   ? EgressInput::Way::Http
             : form.text("way") == speaksBoth ? EgressInput::Way::Originate
                                              : EgressInput::Way::Tls;
    in.ns = form.name("namespace", "a namespace");
    if (!form.errors().empty()) return tl::unexpected(form.errors());
    return egress(design, in);
}

/// "api.example.com" as an object's name.
std::string asName(std::string host) {
    std::replace(host.begin(), host.end(), '.', '-');
    return host;
}

} // namespace

Planned expose(const Design& design, const ExposeInput& in) {
    Draft draft(design);
    const auto service = design.find(in.service);
    if (!service) return tl::unexpected(FieldErrors{{"service", "The design holds no such service."}});
    ResourceId gateway;
    if (in.gateway) {
        gateway = *in.gateway;
        needHost(draft, gateway, in.host);
    } else {
        gateway = {"Gateway", in.service.ns, freeName(design, "Gateway", in.service.ns, in.service.name + "-gateway")};
        draft.object(gatewayYaml(gateway.name, gateway.ns, in.host));
    }
    const std::vector<Share> shares = sharesInTheMesh(design, *service);
    const std::string text = "Expose " + in.service.name + " at " + in.host;
    const std::string match = in.path == "/" ? "" : "match:\n- uri:\n    prefix: " + scalarText(in.path) + "\n";
    for (const auto& r : design.all<istio::VirtualService>()) {
        const auto& spec = *r->as<istio::VirtualService>();
        if (!boundTo(*r, gateway) || std::find(spec.hosts.begin(), spec.hosts.end(), Host(in.host)) == spec.hosts.end())
            continue;
        // The host has rules already: the new one stands before the one that takes everything.
        std::size_t at = 0;
        while (at < spec.http.size() && !takesAll(spec.http[at])) ++at;
        if (at < spec.http.size() && match.empty())
            return tl::unexpected(
                FieldErrors{{"path", "Rule " + std::to_string(at + 1) + " of " + r->meta.name +
                                         " takes every request for this host already; choose a path."}});
        draft.insert(r->id(), "spec.http", at,
                     match + "route:\n" + sharesYaml(hostFrom(*service, r->meta.ns), shares, ""));
        return draft.finish(text, r->id(), "spec.http[" + std::to_string(at) + "]");
    }
    const std::string& ns = in.service.ns;
    const std::string name = freeName(design, "VirtualService", ns, in.service.name + "-ingress");
    std::string rule = "  - route:\n";
    if (!match.empty()) rule = "  - match:\n    - uri:\n        prefix: " + scalarText(in.path) + "\n    route:\n";
    draft.object("apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n" + metadataYaml(name, ns) +
                 "spec:\n  hosts:\n  - " + scalarText(in.host) + "\n  gateways:\n  - " +
                 (gateway.ns == ns ? gateway.name : gatewayName(gateway)) + "\n  http:\n" + rule +
                 sharesYaml(in.service.name, shares, "    "));
    return draft.finish(text, {"VirtualService", ns, name}, "spec.http[0]");
}

Planned egress(const Design& design, const EgressInput& in) {
    for (const auto& r : design.all<istio::ServiceEntry>()) {
        const auto& hosts = r->as<istio::ServiceEntry>()->hosts;
        if (std::find(hosts.begin(), hosts.end(), Host(in.host)) != hosts.end())
            return tl::unexpected(
                FieldErrors{{"host", "The service entry " + r->meta.name + " knows this host already."}});
    }
    Draft draft(design);
    const std::string name = freeName(design, "ServiceEntry", in.ns, asName(in.host));
    std::string port = "  - number: 443\n    name: tls\n    protocol: TLS\n";
    if (in.way == EgressInput::Way::Http) port = "  - number: 80\n    name: http\n    protocol: HTTP\n";
    if (in.way == EgressInput::Way::Originate)
        port = "  - number: 80\n    name: http\n    protocol: HTTP\n    targetPort: 443\n";
    draft.object("apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata:\n" + metadataYaml(name, in.ns) +
                 "spec:\n  hosts:\n  - " + in.host + "\n  location: MESH_EXTERNAL\n  resolution: DNS\n  ports:\n" +
                 port);
    if (in.way == EgressInput::Way::Originate)
        draft.object("apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata:\n" +
                     metadataYaml(freeName(design, "DestinationRule", in.ns, asName(in.host)), in.ns) +
                     "spec:\n  host: " + in.host +
                     "\n  trafficPolicy:\n    portLevelSettings:\n    - port:\n        number: 80\n      tls:\n"
                     "        mode: SIMPLE\n        sni: " +
                     in.host + "\n        caCertificates: system\n");
    return draft.finish("Let the mesh call " + in.host, {"ServiceEntry", in.ns, name});
}

const Recipe exposeRecipe{"expose", "Expose through a gateway",
                          "Clients outside of the mesh reach a service under a host name.", exposeRows, planExpose};
const Recipe egressRecipe{"egress", "Egress to an external service",
                          "The mesh knows a host outside of it, so that calls there are let out and seen.", egressRows,
                          planEgress};

} // namespace meshwright::model::recipes
