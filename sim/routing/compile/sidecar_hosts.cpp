#include "model/base/text.h"
#include "sim/routing/compile/domains.h"
#include "sim/routing/compile/hash_policy.h"
#include "sim/routing/compile/virtual_hosts.h"

#include <algorithm>
#include <set>
#include <unordered_set>

namespace meshwright::sim::routing {

namespace {

/// Routes with the names that they answer to on one port. Istio: route.go (VirtualHostWrapper).
struct Wrapper {
    std::uint32_t port = 0;
    std::vector<ServicePtr> services;
    std::vector<std::string> hosts; ///< of a VirtualService, where no service has that name
    std::vector<RoutePtr> routes;
    Origin origin;
};

using ServicesByName = std::map<std::string, ServicePtr>;

bool hasCapitals(const std::string& text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// The services of a listener that have `port`, reduced to it, by lower-case name; every port where it is 0. With
/// `wanted`, at least those of these names.
ServicesByName servicesOn(const EgressListener& listener, std::uint32_t port,
                          const std::unordered_set<std::string>* wanted = nullptr) {
    ServicesByName out;
    for (const auto& s : listener.services) {
        if (wanted && !wanted->count(s->hostname.text) && !hasCapitals(s->hostname.text)) continue;
        if (port == 0) {
            out[s->hostname.text] = s;
            continue;
        }
        const ServicePort* p = s->port(port);
        if (!p) continue;
        const std::string name = model::lowerCase(s->hostname.text);
        if (s->ports.size() == 1 && name == s->hostname.text) {
            out[name] = s;
            continue;
        }
        auto copy = std::make_shared<Service>(*s);
        copy->hostname = name;
        copy->ports = {*p};
        out[name] = std::move(copy);
    }
    return out;
}

/// Istio: httproute.go (selectVirtualServices): ports other than 80 take only rules for services on that port.
bool concernsService(const ResolvedVirtualService& vs, const ServicesByName& services,
                     const std::vector<Host>& wildcardServices) {
    return std::any_of(vs.spec.hosts.begin(), vs.spec.hosts.end(), [&](const Host& written) {
        const Host h = model::lowerCase(written.text);
        if (services.count(h.text)) return true;
        if (h.isWildcard())
            return std::any_of(services.begin(), services.end(),
                               [&](const auto& s) { return h.matches(Host(s.first)); });
        return std::any_of(wildcardServices.begin(), wildcardServices.end(),
                           [&](const Host& s) { return h.matches(s); });
    });
}

/// Splits a VirtualService's hosts into services and other names. Istio: route.go (separateVSHostsAndServices).
void separateHosts(const ResolvedVirtualService& vs, const ServicesByName& services, const EgressListener& listener,
                   Wrapper& out) {
    std::vector<Host> wildcards;
    for (const auto& written : vs.spec.hosts) {
        const Host h = model::lowerCase(written.text);
        if (h.isWildcard())
            wildcards.push_back(h);
        else if (const auto it = services.find(h.text); it != services.end())
            out.services.push_back(it->second);
        else
            out.hosts.push_back(h.text);
    }
    const std::string key = vs.key();
    for (const auto& h : wildcards) {
        bool found = false;
        for (const auto& [name, service] : services) {
            if (!Host(name).matches(h)) continue;
            found = true;
            const auto best = listener.bestVirtualService.find(name);
            if (best != listener.bestVirtualService.end() && best->second == key) out.services.push_back(service);
        }
        if (!found) out.hosts.push_back(h.text);
    }
}

/// Makes virtual hosts of wrappers; a name belongs to the first that has it. Istio: httproute.go (buildVirtualHost).
class HostBuilder {
public:
    HostBuilder(const Proxy& proxy, std::uint32_t listenPort, const std::vector<Wrapper>& wrappers)
        : proxy_(proxy), listenPort_(listenPort) {
        for (const auto& w : wrappers)
            for (const auto& s : w.services) {
                known_.insert(s->hostname.text);
                known_.insert(s->hostname.text + ":" + std::to_string(w.port));
            }
    }

    void build(const Wrapper& w, std::vector<std::shared_ptr<VirtualHost>>& out) {
        for (const auto& h : w.hosts) add(h, w, nullptr, out);
        for (const auto& s : w.services) add(s->hostname.text, w, s.get(), out);
    }

private:
    void add(const std::string& hostname, const Wrapper& w, const Service* service,
             std::vector<std::shared_ptr<VirtualHost>>& out) {
        auto vh = std::make_shared<VirtualHost>();
        vh->name = hostname + ":" + std::to_string(w.port);
        if (!names_.insert(vh->name).second) return;
        ServiceDomains domains;
        if (service)
            domains = domainsOf(*service, listenPort_ == 0 ? w.port : 0, proxy_.dnsDomain);
        else
            domains.all = {hostname};
        for (const auto& d : domains.all) {
            const std::string name = model::lowerCase(d);
            if (taken_.count(name)) continue;
            const bool expanded =
                std::find(domains.expanded.begin(), domains.expanded.end(), d) != domains.expanded.end();
            if (expanded && known_.count(d)) continue;
            taken_.insert(name);
            vh->domains.push_back(name);
        }
        if (vh->domains.empty()) return;
        vh->routes = w.routes;
        vh->origin = w.origin;
        out.push_back(std::move(vh));
    }

    const Proxy& proxy_;
    std::uint32_t listenPort_;
    std::unordered_set<std::string> known_, names_, taken_;
};

/// Istio: httproute.go (buildCatchAllVirtualHost).
std::shared_ptr<VirtualHost> catchAll(const ProxyScope& scope) {
    auto vh = std::make_shared<VirtualHost>();
    auto route = std::make_shared<Route>();
    vh->domains = {"*"};
    vh->origin = route->origin = route->matchOrigin = {scope.sidecar, "spec.outboundTrafficPolicy"};
    if (scope.allowAny) {
        vh->name = route->name = "allow_any";
        Forward forward;
        forward.clusters.push_back(
            {scope.egressProxy ? destinationCluster(*scope.egressProxy, nullptr, 0) : "PassthroughCluster",
             1,
             {},
             {},
             {},
             {}});
        route->action = std::move(forward);
    } else {
        vh->name = route->name = "block_all";
        route->action = DirectResponse{502, ""};
    }
    vh->routes = {std::move(route)};
    return vh;
}

std::function<ServicePtr(const std::string&)> lookupIn(const ServicesByName& services) {
    return [&services](const std::string& host) {
        const auto it = services.find(host);
        return it == services.end() ? nullptr : it->second;
    };
}

/// 0 where the listener is a proxy for every port.
std::uint32_t listenPortOf(const EgressListener& listener, std::uint32_t port) {
    return listener.port() != 0 && listener.protocol() == Protocol::HttpProxy ? 0 : port;
}

std::vector<Wrapper> wrappersFor(CompileContext& context, const EgressListener& listener, std::uint32_t port) {
    ServicesByName services = servicesOn(listener, port);
    const auto lookup = lookupIn(services);
    std::vector<Host> wildcardServices;
    for (const auto& [name, s] : services)
        if (s->hostname.isWildcard()) wildcardServices.emplace_back(name);

    std::vector<Wrapper> out;
    for (const auto& vs : listener.virtualServices) {
        if (port != 80 && !concernsService(*vs, services, wildcardServices)) continue;
        const auto& routes = context.routes(vs, port, "mesh", false, lookup);
        if (routes.empty()) continue;
        Wrapper all;
        separateHosts(*vs, services, listener, all);
        std::map<std::uint32_t, std::vector<ServicePtr>> byPort;
        for (const auto& s : all.services)
            for (const auto& p : s->ports)
                if (isHttpOrSniffed(p.protocol)) byPort[p.number].push_back(s);
        if (byPort.empty() && port == 80) byPort[80] = {};
        for (auto& [number, list] : byPort)
            out.push_back({number, std::move(list), all.hosts, routes, {vs->resource, "spec.hosts"}});
    }
    std::set<std::string> ruled;
    for (const auto& w : out)
        for (const auto& s : w.services) ruled.insert(s->hostname.text);
    for (const auto& [name, s] : services) {
        if (ruled.count(s->hostname.text) || s->resolution == Resolution::Alias) continue;
        for (const auto& p : s->ports) {
            if (!isHttpOrSniffed(p.protocol)) continue;
            auto route =
                std::make_shared<Route>(defaultRoute(clusterName(s->hostname.text, p.number), context.mesh.config()));
            route->origin = route->matchOrigin = s->origin;
            if (const auto rule = context.scope.destinationRule(context.mesh, s->hostname.text))
                if (const auto* hash = hashForService(rule->rule, p.number))
                    if (const auto policy = translateHash(*hash)) std::get<Forward>(route->action).hash = {*policy};
            out.push_back({p.number, {s}, {}, {std::move(route)}, s->origin});
        }
    }
    return out;
}

} // namespace

RouteTablePtr sidecarTable(CompileContext& context, std::uint32_t port) {
    const EgressListener* listener = context.scope.listenerFor(port);
    if (!listener) return nullptr;
    const std::uint32_t listenPort = listenPortOf(*listener, port);
    const auto wrappers = wrappersFor(context, *listener, listenPort);
    HostBuilder builder(context.scope.proxy, listenPort, wrappers);
    std::map<std::uint32_t, std::vector<std::shared_ptr<VirtualHost>>> byPort;
    for (const auto& w : wrappers) builder.build(w, byPort[w.port]);
    std::vector<std::shared_ptr<VirtualHost>> hosts;
    if (listenPort != 0) {
        hosts = std::move(byPort[listenPort]);
    } else {
        for (auto& [number, list] : byPort)
            for (auto& vh : list) {
                // as a forward proxy, names without a port mean port 80
                if (number != 80)
                    vh->domains.erase(std::remove_if(vh->domains.begin(), vh->domains.end(),
                                                     [](const auto& d) { return d.find(':') == std::string::npos; }),
                                      vh->domains.end());
                if (!vh->domains.empty()) hosts.push_back(std::move(vh));
            }
    }
    std::stable_sort(hosts.begin(), hosts.end(), [](const auto& a, const auto& b) { return a->name < b->name; });
    hosts.push_back(catchAll(context.scope));
    auto table = std::make_shared<RouteTable>();
    table->name = std::to_string(port);
    table->virtualHosts.assign(hosts.begin(), hosts.end());
    return table;
}

std::vector<RoutePtr> sidecarRoutes(CompileContext& context, std::uint32_t port, const VirtualServicePtr& vs) {
    const EgressListener* listener = context.scope.listenerFor(port);
    if (!listener) return {};
    std::unordered_set<std::string> destinations;
    for (const auto& rule : vs->spec.http) {
        for (const auto& r : rule.route) destinations.insert(r.destination.host.text);
        if (rule.mirror) destinations.insert(rule.mirror->host.text);
        for (const auto& m : rule.mirrors) destinations.insert(m.destination.host.text);
    }
    const std::uint32_t listenPort = listenPortOf(*listener, port);
    const ServicesByName services = servicesOn(*listener, listenPort, &destinations);
    return context.routes(vs, listenPort, "mesh", false, lookupIn(services));
}

RouteTablePtr sniffedTable(const RouteTable& ofPort, const std::string& hostname, std::uint32_t port) {
    auto table = std::make_shared<RouteTable>();
    table->name = hostname + ":" + std::to_string(port);
    for (const auto& vh : ofPort.virtualHosts) {
        if (std::find(vh->domains.begin(), vh->domains.end(), hostname) == vh->domains.end()) continue;
        auto copy = std::make_shared<VirtualHost>(*vh);
        copy->domains = {"*"};
        table->virtualHosts.push_back(std::move(copy));
    }
    return table;
}

} // namespace meshwright::sim::routing
