#include "sim/routing/registry/service_registry.h"

#include "sim/routing/registry/age.h"
#include "sim/routing/registry/pod_labels.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace meshwright::sim::routing {

namespace {

/// Values of a comma-separated annotation, without spaces around them.
std::vector<std::string> splitList(const std::string& text) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(',', at), text.size());
        std::string item = text.substr(at, end - at);
        item.erase(0, item.find_first_not_of(" \t"));
        item.erase(item.find_last_not_of(" \t") + 1);
        if (!item.empty()) out.push_back(item);
        at = end + 1;
    }
    return out;
}

Resolution resolutionOf(const std::string& text) {
    if (text == "STATIC") return Resolution::ClientSide;
    if (text == "DNS") return Resolution::Dns;
    if (text == "DNS_ROUND_ROBIN") return Resolution::DnsRoundRobin;
    if (text == "DYNAMIC_DNS") return Resolution::DynamicDns;
    return Resolution::Passthrough;
}

bool isNumber(const std::string& text) {
    return !text.empty() && text.size() < 10 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// An address or CIDR of a ServiceEntry; a full-length mask is dropped.
std::string normalAddress(const std::string& text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string::npos) return text;
    const std::string mask = text.substr(slash + 1);
    const bool v6 = text.find(':') != std::string::npos;
    return mask == (v6 ? "128" : "32") ? text.substr(0, slash) : text;
}

} // namespace

bool subsetOf(const Labels& selector, const Labels& labels) {
    return std::all_of(selector.begin(), selector.end(), [&](const auto& want) {
        const auto it = labels.find(want.first);
        return it != labels.end() && it->second == want.second;
    });
}

const ServicePort* Service::port(std::uint32_t number) const {
    const auto it = std::find_if(ports.begin(), ports.end(), [&](const ServicePort& p) { return p.number == number; });
    return it == ports.end() ? nullptr : &*it;
}

std::uint32_t targetPortOf(const ServicePort& port, const Pod* pod) {
    if (port.targetPort.empty()) return port.number;
    if (isNumber(port.targetPort)) {
        const auto number = static_cast<std::uint32_t>(std::stoul(port.targetPort));
        return number ? number : port.number;
    }
    if (pod && pod->spec)
        for (const auto& container : pod->spec->containers)
            for (const auto& open : container.ports)
                if (open.name == port.targetPort) return static_cast<std::uint32_t>(open.containerPort);
    return port.number;
}

ServiceRegistry::ServiceRegistry(const model::Design& design, const std::vector<std::string>& defaultExportTo) {
    readPods(design);
    readKubernetesServices(design, defaultExportTo);
    readServiceEntries(design, defaultExportTo);
    std::stable_sort(services_.begin(), services_.end(), [](const ServicePtr& a, const ServicePtr& b) {
        const auto ta = creationSeconds(*a->resource), tb = creationSeconds(*b->resource);
        return std::tie(ta, a->name, a->ns) < std::tie(tb, b->name, b->ns);
    });
    resolveAliases();
    index();
}

void ServiceRegistry::readPods(const model::Design& design) {
    int deployments = 0;
    for (const auto& document : design.documents())
        for (const auto& resource : document->resources) {
            if (const auto* d = resource->as<model::kube::Deployment>()) {
                ++deployments;
                const std::int64_t replicas = std::clamp<std::int64_t>(d->replicas.value_or(1), 0, 10'000);
                for (std::int64_t k = 0; k < replicas; ++k) {
                    Pod pod;
                    pod.name = resource->meta.name + "-" + std::to_string(k);
                    pod.workload = resource->meta.name;
                    pod.ns = resource->meta.ns;
                    pod.labels = d->podTemplate.metadata.labels;
                    pod.serviceAccount = d->podTemplate.spec.serviceAccountName;
                    pod.address = "127.1." + std::to_string(deployments) + "." + std::to_string(k + 1);
                    pod.spec = &d->podTemplate.spec;
                    pod.resource = resource;
                    pods_.push_back(std::move(pod));
                }
            } else if (const auto* p = resource->as<model::kube::Pod>()) {
                ++deployments;
                Pod pod;
                pod.name = pod.workload = resource->meta.name;
                pod.ns = resource->meta.ns;
                pod.labels = resource->meta.labels;
                pod.serviceAccount = p->spec.serviceAccountName;
                pod.address = "127.1." + std::to_string(deployments) + ".1";
                pod.spec = &p->spec;
                pod.resource = resource;
                pods_.push_back(std::move(pod));
            } else if (resource->as<model::istio::WorkloadEntry>()) {
                workloadEntries_.push_back(resource);
            }
        }
    for (std::size_t i = 0; i < pods_.size(); ++i) {
        if (pods_[i].serviceAccount.empty()) pods_[i].serviceAccount = "default";
        pods_[i].locality = localityOf(pods_[i].labels);
        podByAddress_.emplace(pods_[i].address, i);
    }
}

void ServiceRegistry::readKubernetesServices(const model::Design& design,
                                             const std::vector<std::string>& defaultExportTo) {
    int count = 0;
    for (const auto& resource : design.all<model::kube::Service>()) {
        const auto& spec = *resource->as<model::kube::Service>();
        auto service = std::make_shared<Service>();
        service->name = resource->meta.name;
        service->ns = resource->meta.ns;
        service->hostname = service->name + "." + service->ns + ".svc.cluster.local";
        service->registry = Service::Registry::Kubernetes;
        service->labels = resource->meta.labels;
        service->selector = spec.selector;
        service->trafficDistribution = spec.trafficDistribution;
        service->creationTime = resource->meta.creationTimestamp;
        service->resource = resource;
        service->origin = {resource, ""};
        std::vector<std::string> exported;
        if (const auto* text = labelOf(resource->meta.annotations, "networking.istio.io/exportTo"))
            exported = splitList(*text);
        service->exportTo = ExportTo(exported, defaultExportTo);
        if (spec.type == "ExternalName" && !spec.externalName.empty()) {
            service->externalName = spec.externalName;
            service->resolution = Resolution::Alias;
            service->meshExternal = true;
        }
        if (spec.clusterIP == "None") {
            service->resolution = Resolution::Passthrough;
        } else {
            service->addresses = spec.clusterIPs.size() > 1 ? spec.clusterIPs
                                 : spec.clusterIP.empty()
                                     ? std::vector<std::string>{"10.96.0." + std::to_string(count + 10)}
                                     : std::vector<std::string>{spec.clusterIP};
        }
        ++count;
        for (const auto& p : spec.ports) {
            ServicePort port;
            port.name = p.name;
            port.number = static_cast<std::uint32_t>(p.port);
            port.protocol = detectProtocol(port.number, p.name, p.protocol, p.appProtocol);
            port.targetPort = p.targetPort;
            service->ports.push_back(std::move(port));
        }
        services_.push_back(std::move(service));
    }
}

void ServiceRegistry::readServiceEntries(const model::Design& design, const std::vector<std::string>& defaultExportTo) {
    for (const auto& resource : design.all<model::istio::ServiceEntry>()) {
        const auto& spec = *resource->as<model::istio::ServiceEntry>();
        Service base;
        base.ns = resource->meta.ns;
        base.registry = Service::Registry::External;
        base.resolution = resolutionOf(spec.resolution);
        base.meshExternal = spec.location != "MESH_INTERNAL";
        base.exportTo = ExportTo(spec.exportTo, defaultExportTo);
        base.labels = resource->meta.labels;
        if (spec.workloadSelector) base.selector = spec.workloadSelector->effective();
        base.creationTime = resource->meta.creationTimestamp;
        base.resource = resource;
        base.origin = {resource, ""};
        for (const auto& p : spec.ports) {
            ServicePort port;
            port.name = p.name;
            port.number = static_cast<std::uint32_t>(p.number);
            port.protocol = parseProtocol(p.protocol);
            port.entryTargetPort = static_cast<std::uint32_t>(p.targetPort);
            base.ports.push_back(std::move(port));
        }
        for (const auto& host : spec.hosts) {
            auto add = [&](std::vector<std::string> addresses) {
                auto service = std::make_shared<Service>(base);
                service->hostname = host;
                service->name = host.text;
                service->addresses = std::move(addresses);
                services_.push_back(std::move(service));
            };
            if (spec.addresses.empty()) add({});
            for (const auto& address : spec.addresses) add({normalAddress(address)});
        }
    }
}

void ServiceRegistry::resolveAliases() {
    std::map<std::string, std::string> target; // alias host → the host it names
    for (const auto& s : services_)
        if (s->resolution == Resolution::Alias) target[s->hostname.text] = s->externalName;
    std::map<std::string, std::vector<ServiceAlias>> aliases; // concrete host → its aliases
    for (const auto& s : services_) {
        if (s->resolution != Resolution::Alias) continue;
        std::string host = s->externalName;
        std::set<std::string> seen{s->hostname.text};
        bool loop = false;
        for (auto it = target.find(host); it != target.end() && !loop; it = target.find(host)) {
            loop = !seen.insert(host).second;
            host = it->second;
        }
        if (!loop) aliases[host].push_back({s->ns, s->hostname});
    }
    for (auto& [host, list] : aliases)
        std::sort(list.begin(), list.end(), [](const ServiceAlias& a, const ServiceAlias& b) {
            return std::tie(a.ns, a.host.text) < std::tie(b.ns, b.host.text);
        });
    for (auto& s : services_) {
        const auto it = aliases.find(s->hostname.text);
        if (it == aliases.end()) continue;
        auto copy = std::make_shared<Service>(*s);
        copy->aliases = it->second;
        s = std::move(copy);
    }
}

void ServiceRegistry::index() {
    for (const auto& s : services_) {
        byHostAll_[s->hostname.text].push_back(s);
        ServicePtr& slot = byHost_[s->hostname.text][s->ns];
        const bool better =
            slot && slot->registry != Service::Registry::Kubernetes && s->registry == Service::Registry::Kubernetes;
        if (!slot || better) slot = s;
    }
}

ServicePtr ServiceRegistry::find(const std::string& hostname, const std::string& ns) const {
    const auto* all = byNamespace(hostname);
    if (!all) return nullptr;
    const auto it = all->find(ns);
    return it == all->end() ? nullptr : it->second;
}

const std::map<std::string, ServicePtr>* ServiceRegistry::byNamespace(const std::string& hostname) const {
    const auto it = byHost_.find(hostname);
    return it == byHost_.end() ? nullptr : &it->second;
}

std::vector<ServicePtr> ServiceRegistry::visibleTo(const std::string& ns) const {
    std::vector<ServicePtr> out;
    for (const auto& s : services_)
        if (!s->exportTo.isPublic() && !s->exportTo.isNone() && s->exportTo.visibleTo(ns, s->ns)) out.push_back(s);
    for (const auto& s : services_)
        if (s->exportTo.isPublic()) out.push_back(s);
    return out;
}

const Pod* ServiceRegistry::podOfWorkload(const std::string& workload, const std::string& ns) const {
    const auto it =
        std::find_if(pods_.begin(), pods_.end(), [&](const Pod& p) { return p.workload == workload && p.ns == ns; });
    return it == pods_.end() ? nullptr : &*it;
}

const Pod* ServiceRegistry::podAt(const std::string& address) const {
    const auto it = podByAddress_.find(address);
    return it == podByAddress_.end() ? nullptr : &pods_[it->second];
}

} // namespace meshwright::sim::routing
