#include "sim/routing/compile/gateway_servers.h"

#include <algorithm>
#include <set>

namespace meshwright::sim::routing {

namespace {

using model::istio::Server;

bool readsHttp(const Server& server) {
    const Protocol p = parseProtocol(server.port.protocol);
    return isHttp(p) || (p == Protocol::Https && !passesTlsThrough(server));
}

/// A bare `tls.httpsRedirect` on an HTTP port makes no TLS server.
bool isTlsServer(const Server& server) {
    return server.tls && !isHttp(parseProtocol(server.port.protocol));
}

/// `./h` → `<ns>/h`, `*/h` → `h`, `*/*` → everything. Istio: gateway.go (sanitizeServerHostNamespace).
std::vector<std::string> sanitizedHosts(std::vector<std::string> hosts, const std::string& ns) {
    for (auto& h : hosts) {
        const std::size_t slash = h.find('/');
        if (slash == std::string::npos) continue;
        const std::string owner = h.substr(0, slash), name = h.substr(slash + 1);
        if (owner == ".")
            h = ns + "/" + name;
        else if (owner == "*") {
            if (name == "*") return {"*"};
            h = name;
        }
    }
    return hosts;
}

/// The port that the proxy binds: the target port of a Service that selects the proxy and has the server's port.
/// Istio: gateway.go (resolvePorts).
std::uint32_t bindPort(const MeshIndex& mesh, const Proxy& proxy, std::uint32_t number) {
    for (const auto& s : mesh.registry().services()) {
        if (s->registry != Service::Registry::Kubernetes || s->ns != proxy.ns || s->selector.empty()) continue;
        if (!subsetOf(s->selector, proxy.labels) ||
            s->labels.count("experimental.istio.io/disable-gateway-port-translation"))
            continue;
        if (const ServicePort* port = s->port(number)) return targetPortOf(*port, nullptr);
    }
    return number;
}

/// Istio: gateway.go (gatewayRDSRouteName).
std::string routeNameOf(const Server& server, std::uint32_t bindPort, const ResourcePtr& gateway) {
    const std::string bind = server.bind.empty() ? "" : "." + server.bind;
    const Protocol p = parseProtocol(server.port.protocol);
    if (isHttp(p)) return "http." + std::to_string(bindPort) + bind;
    if (p == Protocol::Https && !passesTlsThrough(server))
        return "https." + std::to_string(server.port.number) + "." + server.port.name + "." + gateway->meta.name + "." +
               gateway->meta.ns + bind;
    return {};
}

class Merger {
public:
    MergedGateway out;

    void add(const GatewayServerPtr& s) {
        const Server& written = *s->written;
        if (written.tls) {
            auto& known = tlsHosts_[s->bindPort];
            const bool repeated = std::any_of(s->hosts.begin(), s->hosts.end(), [&](const auto& h) {
                const auto it = known.find(h);
                return it != known.end() && it->second == written.bind;
            });
            if (repeated) return drop(s, "an older server on this port has the same host");
            for (const auto& h : s->hosts) known[h] = written.bind;
            if (written.tls->mode == "AUTO_PASSTHROUGH") out.autoPassthrough = true;
        }
        if (!ports_.insert(s->bindPort).second)
            addToKnownPort(s);
        else
            addNew(s);
    }

private:
    using Key = std::tuple<std::uint32_t, std::string, std::string>; // port, protocol as written, bind
    static Key keyOf(const GatewayServer& s) { return {s.bindPort, s.written->port.protocol, s.written->bind}; }

    GatewayPort* find(const Key& key) {
        const auto it = std::find_if(out.ports.begin(), out.ports.end(), [&](const GatewayPort& p) {
            return Key{p.number, p.protocolText, p.bind} == key;
        });
        return it == out.ports.end() ? nullptr : &*it;
    }

    void drop(const GatewayServerPtr& s, std::string reason) { out.dropped.push_back({s, std::move(reason)}); }

    void openPort(const GatewayServerPtr& s, const std::string& routeName) {
        GatewayPort port;
        port.number = s->bindPort;
        port.protocol = s->protocol();
        port.protocolText = s->written->port.protocol;
        port.bind = s->written->bind;
        port.routeName = routeName;
        port.servers = {s};
        // a port of the same kind is replaced, as a later one of equal key is in istiod's map
        if (GatewayPort* known = find(keyOf(*s)))
            *known = std::move(port);
        else
            out.ports.push_back(std::move(port));
    }

    void addNew(const GatewayServerPtr& s) {
        if (!isTlsServer(*s->written)) plain_[s->bindPort] = keyOf(*s);
        if (readsHttp(*s->written)) out.byRouteName[s->routeName] = {s};
        openPort(s, s->routeName);
    }

    void addToKnownPort(const GatewayServerPtr& s) {
        const auto plain = plain_.find(s->bindPort);
        if (plain != plain_.end()) return addBesidePlain(s, plain->second);
        if (!isTlsServer(*s->written)) return addNew(s);
        if (readsHttp(*s->written)) {
            if (s->routeName.empty()) return drop(s, "it has no route name");
            if (out.byRouteName.count(s->routeName)) return drop(s, "an older server has the same port name");
            out.byRouteName[s->routeName] = {s};
        }
        if (GatewayPort* known = find(keyOf(*s)))
            known->servers.push_back(s);
        else
            openPort(s, "");
    }

    void addBesidePlain(const GatewayServerPtr& s, const Key& plain) {
        const auto& [number, protocolText, bind] = plain;
        const Protocol known = parseProtocol(protocolText), own = s->protocol();
        const bool sameBind = bind == s->written->bind;
        const bool mergeable = (isHttp(own) || own == known) && isHttp(known);
        if (!mergeable && sameBind)
            return drop(s, std::string("an older server speaks ") + toText(known) + " on this port");
        if (s->routeName.empty() && sameBind) return drop(s, "an older server has this port");
        if (sameBind) {
            find(plain)->servers.push_back(s);
            out.byRouteName[s->routeName].push_back(s);
        } else if (GatewayPort* other = find(keyOf(*s))) {
            other->routeName = s->routeName;
            other->servers.push_back(s);
            out.byRouteName[s->routeName].push_back(s);
        } else {
            addNew(s);
        }
    }

    std::set<std::uint32_t> ports_;
    std::map<std::uint32_t, Key> plain_;
    std::map<std::uint32_t, std::map<std::string, std::string>> tlsHosts_; // port → host → bind
};

} // namespace

std::vector<std::string> GatewayServer::sniHosts() const {
    std::set<std::string> out;
    for (const auto& h : hosts) {
        const std::size_t slash = h.find('/');
        out.insert(slash == std::string::npos ? h : h.substr(slash + 1));
    }
    return {out.begin(), out.end()};
}

bool passesTlsThrough(const Server& server) {
    if (!server.tls) return false;
    const std::string& mode = server.tls->mode;
    return mode.empty() || mode == "PASSTHROUGH" || mode == "AUTO_PASSTHROUGH"; // unset is the enum's zero
}

bool terminatesHttps(const Server& server) {
    return server.tls && parseProtocol(server.port.protocol) == Protocol::Https && !passesTlsThrough(server);
}

MergedGateway mergeGateways(const MeshIndex& mesh, const Proxy& proxy) {
    Merger merger;
    for (const auto& gateway : mesh.gatewaysFor(proxy.labels)) {
        const auto& servers = gateway->as<model::istio::Gateway>()->servers;
        for (std::size_t i = 0; i < servers.size(); ++i) {
            if (servers[i].port.number == 0) continue;
            auto s = std::make_shared<GatewayServer>();
            s->written = &servers[i];
            s->gateway = gateway;
            s->gatewayName = gateway->meta.ns + "/" + gateway->meta.name;
            s->hosts = sanitizedHosts(servers[i].hosts, gateway->meta.ns);
            s->bindPort = bindPort(mesh, proxy, static_cast<std::uint32_t>(servers[i].port.number));
            s->routeName = routeNameOf(servers[i], s->bindPort, gateway);
            s->origin = {gateway, "spec.servers[" + std::to_string(i) + "]"};
            merger.add(s);
        }
    }
    return std::move(merger.out);
}

} // namespace meshwright::sim::routing
