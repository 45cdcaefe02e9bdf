// Gateways: their pods, ports, certificates, and each other. Istio: pkg/config/analysis/analyzers/gateway.
#include "model/analyze/questions.h"

#include <algorithm>
#include <cstdlib>

namespace meshwright::model::analysis {

namespace {

/// Ports on which the gateway's pods are reachable through Services; nothing where it has no pod.
std::optional<std::set<std::int64_t>> reachablePorts(const World& world, const Labels& selector) {
    std::set<std::int64_t> ports;
    bool any = false;
    for (const Pod* pod : world.podsWith(selector)) {
        any = true;
        ports.insert(pod->ports.begin(), pod->ports.end());
        for (const auto& s : world.servicesSelecting(pod->ns, pod->labels)) {
            for (const auto& port : s->as<kube::Service>()->ports) {
                if (!port.protocol.empty() && port.protocol != "TCP") continue;
                ports.insert(port.port);
                const std::int64_t target = std::strtoll(port.targetPort.c_str(), nullptr, 10);
                if (target != 0) ports.insert(target);
            }
        }
    }
    if (!any) return std::nullopt;
    return ports;
}

void checkPods(World& world, const Resource& r, const istio::Gateway& gateway) {
    const auto ports = reachablePorts(world, gateway.selector);
    if (!ports)
        return world.say("IST0101", Severity::Error, r, "spec.selector",
                         "No pod has the labels " + toText(gateway.selector) + ", so nothing serves this Gateway.");
    for (std::size_t i = 0; i < gateway.servers.size(); ++i) {
        const auto& server = gateway.servers[i];
        if (server.port.protocol.empty() && server.port.number == 0) continue;
        if (ports->count(server.port.number) == 0)
            world.say("IST0162", Severity::Warning, r, yaml::childPath("spec.servers", i) + ".port",
                      "No Service of the gateway's pods has port " + std::to_string(server.port.number) +
                          ", so nobody can reach it.");
    }
    const Pod* pod = world.podsWith(gateway.selector).front();
    for (std::size_t i = 0; i < gateway.servers.size(); ++i) {
        const auto& tls = gateway.servers[i].tls;
        if (!tls || tls->credentialName.empty()) continue;
        const auto slash = tls->credentialName.find('/');
        const std::string ns = slash == std::string::npos ? pod->ns : tls->credentialName.substr(0, slash);
        const std::string name =
            slash == std::string::npos ? tls->credentialName : tls->credentialName.substr(slash + 1);
        const auto certificate = world.secretHasCertificate(ns, name);
        if (certificate && !*certificate)
            world.say("IST0161", Severity::Error, r, yaml::childPath("spec.servers", i) + ".tls.credentialName",
                      "The Secret " + ns + "/" + name + " holds no certificate with its key.");
        if (!certificate)
            world.say("IST0101", Severity::Error, r, yaml::childPath("spec.servers", i) + ".tls.credentialName",
                      "There is no Secret " + ns + "/" + name + " with the certificate.");
    }
}

/// Hosts with the address they are bound to, of the last server on a port: what istiod compares.
using BoundHosts = std::map<std::string, std::string>;

std::map<std::int64_t, BoundHosts> hostsByPort(const istio::Gateway& gateway) {
    std::map<std::int64_t, BoundHosts> out;
    for (const auto& server : gateway.servers) {
        BoundHosts hosts;
        for (const auto& host : server.hosts) hosts[host] = server.bind;
        out[server.port.number] = std::move(hosts);
    }
    return out;
}

/// Two gateways stand on the same pods: equal selectors, or one within the other and a pod with both.
bool sharePods(const World& world, const Labels& a, const Labels& b) {
    const std::string x = toText(a), y = toText(b);
    if (x == y) return true;
    if (x.find(y) == std::string::npos && y.find(x) == std::string::npos) return false;
    Labels both = a;
    for (const auto& [key, value] : b)
        if (!both.emplace(key, value).second && both[key] != value) return false;
    return !world.podsWith(both).empty();
}

void checkConflicts(World& world, const ResourcePtr& r) {
    const auto& gateway = *r->as<istio::Gateway>();
    for (std::size_t i = 0; i < gateway.servers.size(); ++i) {
        const auto& server = gateway.servers[i];
        std::string names;
        std::map<std::string, ResourcePtr> others; // in the order of their names
        for (const auto& host : server.hosts)
            for (const auto& other : world.gatewaysWith(host, server.port.number)) others[fullName(*other)] = other;
        for (const auto& [name, other] : others) {
            if (other == r || name == fullName(*r) ||
                !sharePods(world, gateway.selector, other->as<istio::Gateway>()->selector))
                continue;
            const auto ports = hostsByPort(*other->as<istio::Gateway>());
            const auto hosts = ports.find(server.port.number);
            const bool clash = hosts != ports.end() &&
                               std::any_of(server.hosts.begin(), server.hosts.end(), [&](const std::string& host) {
                                   const auto bound = hosts->second.find(host);
                                   return bound != hosts->second.end() && bound->second == server.bind;
                               });
            if (clash) names += (names.empty() ? "" : ", ") + name;
        }
        if (!names.empty())
            world.say("IST0145", Severity::Error, *r, yaml::childPath("spec.servers", i),
                      "The same host on port " + std::to_string(server.port.number) + " of the same pods is also in " +
                          names + "; only one of them takes effect.");
    }
}

void checkCertificates(World& world, const ResourcePtr& r) {
    const auto& gateway = *r->as<istio::Gateway>();
    for (const auto& mine : gateway.servers) {
        if (!mine.tls) continue;
        for (const auto& other : world.gatewaysWithCertificate(*mine.tls))
            if (other != r && selects(gateway.selector, other->as<istio::Gateway>()->selector))
                world.say("IST0138", Severity::Warning, *r, "metadata.name",
                          "The Gateway " + fullName(*other) +
                              " uses the same certificate; browsers that share a connection then get 404 answers.");
    }
}

} // namespace

void askGateway(World& world, const ResourcePtr& r) {
    const auto* gateway = r->as<istio::Gateway>();
    if (!gateway) return;
    checkPods(world, *r, *gateway);
    checkConflicts(world, r);
    checkCertificates(world, r);
}

} // namespace meshwright::model::analysis
