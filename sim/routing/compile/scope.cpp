#include "sim/routing/compile/scope.h"

#include "sim/routing/compile/egress_hosts.h"
#include "sim/routing/registry/age.h"

#include <algorithm>
#include <set>

namespace meshwright::sim::routing {

namespace {

using model::istio::Sidecar;

std::string proxyLocality(const Labels& labels) {
    auto value = [&](const char* key) {
        const auto it = labels.find(key);
        return it == labels.end() ? std::string() : it->second;
    };
    std::string own = value("istio-locality");
    std::replace(own.begin(), own.end(), '.', '/');
    if (!own.empty()) return own;
    std::string text = value("topology.kubernetes.io/region");
    if (text.empty()) return text;
    if (const auto zone = value("topology.kubernetes.io/zone"); !zone.empty()) {
        text += "/" + zone;
        if (const auto subzone = value("topology.istio.io/subzone"); !subzone.empty()) text += "/" + subzone;
    }
    return text;
}

/// The service with only some of its ports; null where none is left.
ServicePtr trimmed(const ServicePtr& service, const std::set<std::uint32_t>& ports) {
    std::vector<ServicePort> kept;
    for (const auto& p : service->ports)
        if (ports.count(p.number)) kept.push_back(p);
    if (kept.empty()) return nullptr;
    if (kept.size() == service->ports.size()) return service;
    auto copy = std::make_shared<Service>(*service);
    copy->ports = std::move(kept);
    return copy;
}

bool needsPortMatch(const EgressListener& l) {
    return l.port() != 0 && l.protocol() != Protocol::HttpProxy;
}

ServicePtr withImportedAliases(const ImportedHosts& hosts, ServicePtr service) {
    if (!service) return service;
    const auto& aliases = service->aliases;
    if (std::all_of(aliases.begin(), aliases.end(), [&](const auto& a) { return hosts.matchesService(a.host); }))
        return service;
    auto copy = std::make_shared<Service>(*service);
    copy->aliases.erase(std::remove_if(copy->aliases.begin(), copy->aliases.end(),
                                       [&](const auto& a) { return !hosts.matchesService(a.host); }),
                        copy->aliases.end());
    return copy;
}

/// Istio: sidecar.go (selectServices).
std::vector<ServicePtr> selectServices(const std::vector<ServicePtr>& services, const EgressListener& listener,
                                       const HostsByNamespace& hosts, const std::string& ownNamespace) {
    const auto wildcard = hosts.find("*");
    std::vector<ServicePtr> imported;
    for (const auto& s : services) {
        const auto own = hosts.find(s->ns);
        const bool hasOwn = own != hosts.end(), hasWildcard = wildcard != hosts.end();
        if ((hasOwn && own->second.excluded(s->hostname)) || (hasWildcard && wildcard->second.excluded(s->hostname)))
            continue;
        auto take = [&](const ImportedHosts& from) {
            if (!from.matchesService(s->hostname)) return false;
            ServicePtr found = needsPortMatch(listener) ? trimmed(s, {listener.port()}) : s;
            found = withImportedAliases(from, std::move(found));
            if (!found) return false;
            imported.push_back(std::move(found));
            return true;
        };
        if (hasOwn && take(own->second)) continue;
        if (hasWildcard) take(wildcard->second);
    }
    struct Owner {
        std::string ns;
        bool kubernetes;
    };
    std::unordered_map<std::string, Owner> owners;
    for (const auto& s : imported) {
        const Owner candidate{s->ns, s->registry == Service::Registry::Kubernetes};
        const auto [it, fresh] = owners.emplace(s->hostname.text, candidate);
        if (fresh) continue;
        const Owner& known = it->second;
        const bool better =
            candidate.ns == ownNamespace || (!known.kubernetes && candidate.kubernetes && known.ns != ownNamespace);
        if (better) it->second = candidate;
    }
    imported.erase(std::remove_if(imported.begin(), imported.end(),
                                  [&](const auto& s) { return owners.at(s->hostname.text).ns != s->ns; }),
                   imported.end());
    return imported;
}

/// Istio: virtualservice.go (SelectVirtualServices).
std::vector<VirtualServicePtr> selectVirtualServices(const std::vector<VirtualServicePtr>& all,
                                                     const HostsByNamespace& hosts) {
    const auto wildcard = hosts.find("*");
    const bool hasWildcard = wildcard != hosts.end();
    std::vector<VirtualServicePtr> out;
    std::set<const ResolvedVirtualService*> seen;
    for (const auto& vs : all) {
        const auto own = hosts.find(vs->ns());
        const bool hasOwn = own != hosts.end();
        auto fits = [&](const ImportedHosts& from) {
            return std::any_of(vs->spec.hosts.begin(), vs->spec.hosts.end(), [&](const Host& h) {
                return from.matchesVirtualService(h) && !(hasOwn && own->second.excluded(h)) &&
                       !(hasWildcard && wildcard->second.excluded(h));
            });
        };
        if (!((hasOwn && fits(own->second)) || (hasWildcard && fits(wildcard->second)))) continue;
        if (seen.insert(vs.get()).second) out.push_back(vs);
    }
    return out;
}

/// Istio: sidecar.go (computeWildcardHostVirtualServiceIndex).
std::unordered_map<std::string, std::string> bestVirtualServices(const std::vector<VirtualServicePtr>& all,
                                                                 const std::vector<ServicePtr>& services) {
    std::unordered_map<std::string, const ResolvedVirtualService*> exact;
    std::vector<std::pair<Host, const ResolvedVirtualService*>> wildcards;
    for (const auto& vs : all)
        for (const auto& h : vs->spec.hosts) {
            if (!h.isWildcard())
                exact.emplace(h.text, vs.get());
            else if (std::none_of(wildcards.begin(), wildcards.end(), [&](const auto& w) { return w.first == h; }))
                wildcards.emplace_back(h, vs.get());
        }
    std::stable_sort(wildcards.begin(), wildcards.end(),
                     [](const auto& a, const auto& b) { return model::moreSpecific(a.first, b.first); });
    std::unordered_map<std::string, std::string> out;
    for (const auto& s : services) {
        const bool isWildcard = s->hostname.isWildcard();
        if (!isWildcard)
            if (const auto it = exact.find(s->hostname.text); it != exact.end()) {
                out[s->hostname.text] = it->second->key();
                continue;
            }
        const auto it = std::find_if(wildcards.begin(), wildcards.end(),
                                     [&](const auto& w) { return s->hostname.subsetOf(w.first); });
        if (it != wildcards.end()) out[s->hostname.text] = it->second->key();
    }
    return out;
}

/// Host → ports of every destination that rules of `spec` may send to; port 0 = any. Rules for other source
/// namespaces are left out. Istio: push_context.go (virtualServiceDestinationsFilteredBySourceNamespace).
std::map<std::string, std::set<std::uint32_t>> destinationsOf(const model::istio::VirtualService& spec,
                                                              const std::string& ns) {
    std::map<std::string, std::set<std::uint32_t>> out;
    auto add = [&](const model::istio::Destination& d) {
        out[d.host.text].insert(d.port ? static_cast<std::uint32_t>(d.port->number) : 0);
    };
    for (const auto& rule : spec.http) {
        bool fits = true;
        for (const auto& m : rule.match) {
            if (m.sourceNamespace.empty()) continue;
            fits = m.sourceNamespace == ns;
            if (fits) break;
        }
        if (!fits) continue;
        for (const auto& r : rule.route) add(r.destination);
        if (rule.mirror) add(*rule.mirror);
        for (const auto& m : rule.mirrors) add(m.destination);
    }
    for (const auto& rule : spec.tcp)
        for (const auto& r : rule.route) add(r.destination);
    for (const auto& rule : spec.tls)
        for (const auto& r : rule.route) add(r.destination);
    return out;
}

/// The service of a host that a VirtualService names, where nobody imported it: own namespace, then Kubernetes, then
/// the oldest. Istio: sidecar.go (collectImportedServices, pickBestVisibleNamespace).
ServicePtr implicitService(const ServiceRegistry& registry, const std::string& hostname, const std::string& ns) {
    const auto* all = registry.byNamespace(hostname);
    if (!all) return nullptr;
    if (const auto own = all->find(ns); own != all->end()) return own->second;
    ServicePtr best;
    for (const auto& [owner, service] : *all) {
        if (!service->exportTo.visibleTo(ns, owner)) continue;
        if (service->registry == Service::Registry::Kubernetes) return service;
        if (!best || creationSeconds(*service->resource) < creationSeconds(*best->resource)) best = service;
    }
    return best;
}

bool samePorts(const Service& a, const Service& b) {
    return std::equal(a.ports.begin(), a.ports.end(), b.ports.begin(), b.ports.end(), [](const auto& x, const auto& y) {
        return x.name == y.name && x.number == y.number && x.protocol == y.protocol;
    });
}

bool canMerge(const Service& a, const Service& b) {
    return a.ns == b.ns && a.resolution == b.resolution && a.registry == b.registry && a.labels == b.labels &&
           a.selector == b.selector && a.exportTo == b.exportTo;
}

/// Adds a service, or its ports to the one of the same name. Istio: sidecar.go (appendSidecarServices).
class ServiceCollector {
public:
    explicit ServiceCollector(ProxyScope& scope) : scope_(scope) {}

    void add(const ServicePtr& s) {
        if (!s) return;
        const auto [slot, fresh] = index_.emplace(s->hostname.text, scope_.services.size());
        if (fresh) {
            scope_.services.push_back(s);
            scope_.byHostname[s->hostname.text] = s;
            return;
        }
        const ServicePtr known = scope_.services[slot->second];
        if (known == s) return;
        const bool knownKube = known->registry == Service::Registry::Kubernetes;
        const bool kube = s->registry == Service::Registry::Kubernetes;
        if (knownKube && !kube) return;
        if (!knownKube && kube) return replace(slot->second, s);
        if (samePorts(*known, *s) || !canMerge(*known, *s)) return;
        auto merged = std::make_shared<Service>(*known);
        for (const auto& p : s->ports)
            if (!merged->port(p.number)) merged->ports.push_back(p);
        replace(slot->second, std::move(merged));
    }

private:
    void replace(std::size_t at, ServicePtr s) {
        scope_.byHostname[s->hostname.text] = s;
        scope_.services[at] = std::move(s);
    }
    ProxyScope& scope_;
    std::unordered_map<std::string, std::size_t> index_;
};

EgressListener makeListener(const MeshIndex& mesh, const Proxy& proxy, const model::istio::SidecarEgress* written) {
    static const std::vector<std::string> everything{"*/*"};
    EgressListener out;
    out.written = written;
    const HostsByNamespace hosts = classifyHosts(written ? written->hosts : everything, proxy.ns);
    out.virtualServices = selectVirtualServices(mesh.virtualServices().forGateway(proxy.ns, "mesh"), hosts);
    out.services = selectServices(mesh.registry().visibleTo(proxy.ns), out, hosts, proxy.ns);
    out.bestVirtualService = bestVirtualServices(out.virtualServices, out.services);
    return out;
}

void collectServices(const MeshIndex& mesh, ProxyScope& scope) {
    ServiceCollector collector(scope);
    for (const auto& listener : scope.listeners) {
        for (const auto& s : listener.services) collector.add(s);
        for (const auto& vs : listener.virtualServices)
            for (const auto& [host, ports] : destinationsOf(vs->spec, scope.proxy.ns)) {
                ServicePtr s = implicitService(mesh.registry(), host, scope.proxy.ns);
                if (!s) continue;
                if (needsPortMatch(listener))
                    s = trimmed(s, {listener.port()});
                else if (!ports.count(0))
                    s = trimmed(s, ports);
                collector.add(s);
            }
    }
}

} // namespace

Proxy::Proxy(const MeshIndex& mesh, const ProxyRef& reference)
    : ref(reference), ns(MeshIndex::namespaceOf(reference)), labels(mesh.labelsOf(reference)),
      gateway(reference.isGateway()), locality(proxyLocality(labels)), dnsDomain(ns + ".svc.cluster.local") {
    if (!gateway)
        if (const Pod* pod = mesh.registry().podOfWorkload(ref.workload, ns)) address = pod->address;
}

Protocol EgressListener::protocol() const {
    return written && written->port ? parseProtocol(written->port->protocol) : Protocol::Unsupported;
}

ServicePtr ProxyScope::find(const std::string& hostname) const {
    const auto it = byHostname.find(hostname);
    return it == byHostname.end() ? nullptr : it->second;
}

ConsolidatedRulePtr ProxyScope::destinationRule(const MeshIndex& mesh, const std::string& hostname) const {
    const ServicePtr service = find(hostname);
    return service ? mesh.destinationRules().find(proxy.ns, proxy.labels, service->ns, hostname) : nullptr;
}

const EgressListener* ProxyScope::listenerFor(std::uint32_t port) const {
    for (const auto& l : listeners)
        if (l.port() == 0 || l.port() == port) return &l;
    return nullptr;
}

std::shared_ptr<const ProxyScope> scopeOf(const MeshIndex& mesh, const ProxyRef& ref) {
    auto scope = std::make_shared<ProxyScope>(ProxyScope{Proxy(mesh, ref), nullptr, {}, {}, {}, true, {}});
    scope->allowAny = !mesh.config().registryOnly;
    if (scope->proxy.gateway) {
        ServiceCollector collector(*scope);
        for (const auto& s : mesh.registry().visibleTo(scope->proxy.ns)) collector.add(s);
        return scope;
    }
    scope->sidecar = mesh.sidecarFor(scope->proxy.ns, scope->proxy.labels);
    const Sidecar* sidecar = scope->sidecar ? scope->sidecar->as<Sidecar>() : nullptr;
    if (sidecar && !sidecar->egress.empty())
        for (const auto& e : sidecar->egress) scope->listeners.push_back(makeListener(mesh, scope->proxy, &e));
    else
        scope->listeners.push_back(makeListener(mesh, scope->proxy, nullptr));
    collectServices(mesh, *scope);
    if (sidecar && sidecar->outboundTrafficPolicy) {
        scope->allowAny = sidecar->outboundTrafficPolicy->mode == "ALLOW_ANY";
        scope->egressProxy = sidecar->outboundTrafficPolicy->egressProxy;
    }
    return scope;
}

bool importsTheSame(const MeshIndex& mesh, const ProxyScope& scope, const ResolvedVirtualService& before,
                    const ResolvedVirtualService& after) {
    if (scope.proxy.gateway) return true;
    const auto was = destinationsOf(before.spec, scope.proxy.ns), is = destinationsOf(after.spec, scope.proxy.ns);
    if (was == is) return true;
    // where everything is imported, a destination adds only services that are not
    if (scope.listeners.size() != 1 || scope.listeners.front().written) return false;
    const auto known = [&](const auto& destination) {
        const ServicePtr service = implicitService(mesh.registry(), destination.first, scope.proxy.ns);
        return !service || (scope.find(destination.first) == service && service->exportTo.isPublic());
    };
    return std::all_of(was.begin(), was.end(), known) && std::all_of(is.begin(), is.end(), known);
}

} // namespace meshwright::sim::routing
