#include "model/edit/connect.h"

#include "model/edit/connector.h"
#include "model/yaml/writer.h"

#include <algorithm>

namespace meshwright::model::edit {

using yaml::childPath;

namespace {

std::string withoutNamespace(const std::string& host) {
    return host.substr(host.find('/') == std::string::npos ? 0 : host.find('/') + 1);
}

bool admits(const istio::Server& server, const Host& host) {
    return std::any_of(server.hosts.begin(), server.hosts.end(),
                       [&](const std::string& h) { return Host(withoutNamespace(h)).matches(host); });
}

} // namespace

tl::unexpected<std::string> no(std::string why) {
    return tl::unexpected(std::move(why));
}

std::string quoted(const std::string& text) {
    return yaml::scalarText(text);
}

std::string asItem(const std::string& lines, const std::string& indent) {
    std::string out;
    for (std::size_t at = 0; at < lines.size();) {
        const std::size_t end = std::min(lines.find('\n', at), lines.size() - 1) + 1;
        out += indent + (at == 0 ? "- " : "  ") + lines.substr(at, end - at);
        at = end;
    }
    return out;
}

bool isInMesh(const istio::VirtualService& v) {
    return v.gateways.empty() || std::find(v.gateways.begin(), v.gateways.end(), "mesh") != v.gateways.end();
}

std::string firstExact(const std::vector<Host>& hosts) {
    for (const auto& h : hosts)
        if (!h.isWildcard()) return h.text;
    return {};
}

std::int64_t portOf(const kube::Service& service) {
    for (const auto& p : service.ports)
        if (p.name.rfind("http", 0) == 0 || p.name.rfind("grpc", 0) == 0) return p.port;
    return service.ports.empty() ? 0 : service.ports.front().port;
}

Connected Connector::run() {
    if (from_.node == to_.node) return no("A card is not connected to itself.");
    const auto a = nodeOf(design_, from_.node), b = nodeOf(design_, to_.node);
    if (!a) return no("Nothing can start here.");
    if (!b)
        return no(to_.node.rfind("Host/", 0) == 0
                      ? "Nobody defines this host; add a service or an external service of this name first."
                      : "Nothing can end here.");
    start_ = *a;
    end_ = *b;
    if (end_.traffic()) return no("A client sends; nothing sends to it.");
    if (start_.traffic()) return fromClient();
    if (start_.resource->as<istio::Gateway>()) return fromGateway();
    if (start_.resource->as<istio::VirtualService>()) return fromRule();
    if (start_.resource->as<kube::Service>()) return fromService();
    if (start_.resource->as<kube::Deployment>()) return call({start_.resource});
    if (start_.resource->as<istio::DestinationRule>()) return fromDestinationRule();
    if (start_.resource->as<istio::PeerAuthentication>() || start_.resource->as<istio::AuthorizationPolicy>() ||
        start_.resource->as<istio::RequestAuthentication>())
        return fromSelectorPolicy();
    if (start_.resource->as<istio::ServiceEntry>())
        return no("An external service lies outside of the mesh: nothing here says whom it calls.");
    return no("Nothing can start here.");
}

Connected Connector::done(std::string text) {
    if (!steps_.refusal().empty()) return no(steps_.refusal());
    if (steps_.empty()) return no("They are connected already.");
    return std::move(steps_).done(std::move(text));
}

Connected Connector::fromClient() {
    if (end_.resource->as<istio::Gateway>()) return clientToGateway();
    if (const auto* v = end_.resource->as<istio::VirtualService>()) {
        const std::string host = firstExact(v->hosts);
        if (!isInMesh(*v))
            return no("Virtual service " + endName() + " is bound to a gateway only; connect the client to that.");
        if (host.empty()) return no("Virtual service " + endName() + " has no exact host to ask for.");
        std::int64_t port = 80;
        for (const auto& rule : v->http)
            for (const auto& d : rule.route)
                if (const auto service = serviceOfHost(d.destination.host, end_.resource->meta.ns))
                    port = portOf(*service->as<kube::Service>());
        return clientInMesh(host.find('.') == std::string::npos && end_.resource->meta.ns != startNs()
                                ? host + "." + end_.resource->meta.ns + ".svc.cluster.local"
                                : host,
                            port);
    }
    if (const auto* s = end_.resource->as<kube::Service>())
        return clientInMesh(hostFrom(startNs(), *end_.resource), portOf(*s));
    if (const auto* e = end_.resource->as<istio::ServiceEntry>()) {
        const std::string host = firstExact(e->hosts);
        if (host.empty()) return no("This external service has no exact host to ask for.");
        return clientInMesh(host, e->ports.empty() ? 80 : e->ports.front().number);
    }
    if (end_.resource->as<kube::Deployment>())
        return no("Requests go to a service, which chooses the pod; connect the client to the service.");
    return no("A client sends to a gateway, a virtual service or a service.");
}

Connected Connector::clientToGateway() {
    const auto& g = *end_.resource->as<istio::Gateway>();
    if (g.selector.empty())
        return no("Gateway " + endName() +
                  " selects no gateway pods; give it a selector such as istio: "
                  "ingressgateway.");
    if (g.servers.empty()) return no("Gateway " + endName() + " listens on no port; give it a server.");
    const istio::Server* server = &g.servers.front();
    for (const auto& s : g.servers)
        if (s.port.protocol == "HTTP" && !(s.tls && s.tls->httpsRedirect)) {
            server = &s;
            break;
        }
    const auto& now = *start_.traffic();
    std::string host;
    for (const auto& r : design_.all<istio::VirtualService>()) {
        const auto& v = *r->as<istio::VirtualService>();
        const std::string own = end_.resource->meta.ns + "/" + endName();
        const bool bound = std::any_of(v.gateways.begin(), v.gateways.end(), [&](const std::string& name) {
            return name == own || (name == endName() && r->meta.ns == end_.resource->meta.ns);
        });
        for (const auto& h : v.hosts)
            if (bound && host.empty() && !h.isWildcard() && admits(*server, h) &&
                (h.text.find('.') != std::string::npos || v.hosts.size() == 1))
                host = h.text;
    }
    if (host.empty() && !now.host.empty() && admits(*server, now.host)) host = now.host;
    for (const auto& h : server->hosts)
        if (host.empty() && !Host(withoutNamespace(h)).isWildcard()) host = withoutNamespace(h);
    if (host.empty()) host = "example.com";
    const std::string from = start_.field + ".from";
    for (const auto& [key, value] : g.selector) setText(childPath(from + ".gateway", key), value);
    for (const auto& [key, value] : now.from.gateway)
        if (!g.selector.count(key)) steps_.remove(start_.resource->id(), childPath(from + ".gateway", key));
    steps_.remove(start_.resource->id(), from + ".workload");
    steps_.remove(start_.resource->id(), from + ".namespace");
    aim(host, server->port.number);
    return done("Send " + now.name + " through gateway " + endName());
}

Connected Connector::clientInMesh(const std::string& host, std::int64_t port) {
    const auto& now = *start_.traffic();
    const std::string from = start_.field + ".from";
    if (now.from.workload.empty()) setText(from + ".workload", "client");
    steps_.remove(start_.resource->id(), from + ".gateway");
    aim(host, port == 0 ? 80 : port);
    return done("Send " + now.name + " to " + endName());
}

void Connector::aim(const std::string& host, std::int64_t port) {
    const auto& now = *start_.traffic();
    if (now.host != host) setText(start_.field + ".host", host);
    if (now.port != port) steps_.set(start_.resource->id(), start_.field + ".port", port);
}

void Connector::setText(const std::string& field, const std::string& text) {
    const auto resource = steps_.now().find(start_.resource->id());
    const auto* node = resource->root->at(resource->prefix.empty() ? field : resource->prefix + "." + field);
    if (node && node->isScalar() && node->text == text) return;
    steps_.set(start_.resource->id(), field, text);
}

Connected Connector::fromGateway() {
    if (const auto* s = end_.resource->as<kube::Service>(); s) {
        for (const auto& r : design_.all<istio::VirtualService>())
            for (const auto& h : r->as<istio::VirtualService>()->hosts)
                if (resolveShortName(h, r->meta.ns) == hostOf(*end_.resource))
                    return no("Connect the gateway to virtual service " + r->meta.name + ", which stands before " +
                              endName() + ".");
        return expose(*s);
    }
    const auto* v = end_.resource->as<istio::VirtualService>();
    if (!v) return no("A gateway leads to a virtual service, or to a service that has none.");
    const auto& g = *start_.resource->as<istio::Gateway>();
    const ResourceId id = end_.resource->id();
    const std::string name = startNs() == end_.resource->meta.ns ? startName() : startNs() + "/" + startName();
    if (std::find(v->gateways.begin(), v->gateways.end(), name) == v->gateways.end()) {
        std::size_t n = v->gateways.size();
        // Without a list it stood in the mesh: that stays.
        if (n == 0) {
            steps_.add({InsertItem{id, "spec.gateways", 0, "mesh\n"}, {}});
            n = 1;
        }
        steps_.add({InsertItem{id, "spec.gateways", n, quoted(name) + "\n"}, {}});
    }
    const bool reached = std::any_of(v->hosts.begin(), v->hosts.end(), [&](const Host& h) {
        return std::any_of(g.servers.begin(), g.servers.end(), [&](const auto& s) { return admits(s, h); });
    });
    if (!reached) {
        std::string host;
        for (const auto& s : g.servers)
            for (const auto& h : s.hosts)
                if (host.empty()) host = withoutNamespace(h);
        if (host.empty()) return no("Gateway " + startName() + " admits no host; give its server a host.");
        steps_.add({InsertItem{id, "spec.hosts", v->hosts.size(), quoted(host) + "\n"}, {}});
    }
    return done("Bind " + endName() + " to gateway " + startName());
}

Connected Connector::expose(const kube::Service&) {
    std::string host;
    for (const auto& s : start_.resource->as<istio::Gateway>()->servers)
        for (const auto& h : s.hosts)
            if (host.empty() && !Host(withoutNamespace(h)).isWildcard()) host = withoutNamespace(h);
    if (host.empty()) host = endName() + ".example.com";
    const std::string& ns = end_.resource->meta.ns;
    if (design_.find({"VirtualService", ns, endName()}))
        return no("There is a virtual service " + endName() + " already; connect the gateway to that.");
    const std::string gateway = startNs() == ns ? startName() : startNs() + "/" + startName();
    steps_.add({AddObject{end_.resource->file,
                          "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n  name: " +
                              quoted(endName()) + "\n  namespace: " + quoted(ns) + "\nspec:\n  hosts:\n  - " +
                              quoted(host) + "\n  gateways:\n  - " + quoted(gateway) +
                              "\n  http:\n  - route:\n    - destination:\n        host: " + quoted(endName()) + "\n" +
                              portLines(*end_.resource, 8)},
                {}});
    return done("Expose " + endName() + " through gateway " + startName());
}

Connected connect(const Design& design, const Port& from, const Port& to) {
    return Connector(design, from, to).run();
}

} // namespace meshwright::model::edit
