// Services, ServiceEntries and the Deployments behind them.
// Istio: pkg/config/analysis/analyzers/service, serviceentry, deployment.
#include "model/analyze/questions.h"
#include "model/validate/names.h"

#include <algorithm>
#include <array>

namespace meshwright::model::analysis {

namespace {

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    return out;
}

/// Whether Istio can tell a port's protocol. Istio: pkg/config/kube/conversion.go (ConvertProtocol).
bool protocolIsTold(const kube::ServicePort& port) {
    constexpr std::array kWellKnown = {25, 53, 3306, 27017}; // SMTP, DNS, MySQL, MongoDB: TCP unless told otherwise
    if (port.protocol == "UDP") return true;
    const std::string& name = port.appProtocol.empty() ? port.name : port.appProtocol;
    if (!port.appProtocol.empty() &&
        (name == "kubernetes.io/h2c" || name == "kubernetes.io/ws" || name == "kubernetes.io/wss"))
        return true;
    if (upper(name.substr(0, 8)) == "GRPC-WEB") return true;
    if (validation::Protocol::parse(name.substr(0, name.find('-'))).known) return true;
    return std::find(kWellKnown.begin(), kWellKnown.end(), port.port) != kWellKnown.end();
}

void checkPortNames(World& world, const Resource& r) {
    const auto& labels = r.meta.labels;
    const auto release = labels.find("release"), managed = labels.find("gateway.istio.io/managed");
    if (labels.count("istio") > 0 || (release != labels.end() && release->second == "istio") || managed != labels.end())
        return;
    const auto& service = *r.as<kube::Service>();
    for (std::size_t i = 0; i < service.ports.size(); ++i) {
        const auto& port = service.ports[i];
        const bool external = service.type == "ExternalName";
        if (protocolIsTold(port) && !(external && port.name == "tcp")) continue;
        const std::string field = yaml::childPath("spec.ports", i);
        if (external)
            world.say("IST0150", Severity::Warning, r, field,
                      "The port of an ExternalName Service needs a name that begins with a protocol other than tcp.");
        else
            world.say(
                "IST0118", Severity::Info, r, field,
                "The name of port " + std::to_string(port.port) +
                    " does not say its protocol, so Istio has to guess; begin it with http-, tcp- or the like, "
                    "or set appProtocol.",
                Fix{"Set appProtocol to http", {edit::SetField{r.id(), field + ".appProtocol", std::string("http")}}});
    }
}

void checkDeployment(World& world, const Resource& r) {
    const auto& deployment = *r.as<kube::Deployment>();
    const auto& meta = deployment.podTemplate.metadata;
    const auto& containers = deployment.podTemplate.spec.containers;
    const bool hasProxy = std::any_of(containers.begin(), containers.end(),
                                      [](const auto& c) { return c.name == "istio-proxy" && !c.image.empty(); });
    if (!hasProxy && !world.inMesh(r.meta.ns, meta.labels, meta.annotations)) return;
    std::map<std::int64_t, std::map<std::string, std::set<std::string>>> protocols; // port → protocol → services
    std::map<std::string, std::map<std::int64_t, std::string>> ports;               // target port → port → service
    for (const auto& s : world.servicesSelecting(r.meta.ns, meta.labels)) {
        const auto& service = *s->as<kube::Service>();
        if (service.selector.empty()) continue;
        for (const auto& port : service.ports) {
            protocols[port.port][port.protocol.empty() ? "TCP" : port.protocol].insert(fullName(*s));
            const bool same = port.targetPort.empty() || port.targetPort == "0";
            ports[same ? std::to_string(port.port) : port.targetPort][port.port] = fullName(*s);
        }
    }
    for (const auto& [port, byProtocol] : protocols)
        if (byProtocol.size() > 1)
            world.say("IST0116", Severity::Warning, r, "metadata.name",
                      "Several Services use port " + std::to_string(port) + " of these pods with different protocols.");
    for (const auto& [target, byPort] : ports)
        if (byPort.size() > 1)
            world.say("IST0137", Severity::Warning, r, "metadata.name",
                      "Several Services use the pods' port " + target + " under different port numbers.");
}

/// Scope, host and port of a ServiceEntry.
using EntryPort = std::tuple<std::string, std::string, std::int64_t>;

/// The protocols of each port that entries give one host, and the entries.
struct Uses {
    std::set<std::string> protocols;
    std::set<const Resource*> entries;
};

void checkEntryProtocols(World& world, const Resource& r) {
    std::map<EntryPort, Uses> clashes;
    for (const auto& host : r.as<istio::ServiceEntry>()->hosts) {
        std::map<EntryPort, Uses> uses;
        const auto entries = world.entriesDefining(host.text);
        for (const auto& e : entries)
            for (const auto& scope : scopesOf(e->as<istio::ServiceEntry>()->exportTo, e->meta.ns))
                for (const auto& port : e->as<istio::ServiceEntry>()->ports) {
                    auto& use = uses[{scope, host.text, port.number}];
                    use.protocols.insert(upper(port.protocol));
                    use.entries.insert(e.get());
                }
        for (const auto& [key, own] : uses) {
            Uses seen = own;
            const auto& [scope, name, port] = key;
            if (const auto all = uses.find({"*", name, port}); scope != "*" && all != uses.end()) {
                seen.protocols.insert(all->second.protocols.begin(), all->second.protocols.end());
                seen.entries.insert(all->second.entries.begin(), all->second.entries.end());
            }
            if (seen.protocols.size() > 1 && seen.entries.count(&r) > 0) clashes.emplace(key, std::move(seen));
        }
    }
    if (clashes.empty()) return;
    const auto& [scope, host, port] = clashes.begin()->first;
    world.say("IST0177", Severity::Warning, r, "spec.hosts",
              "Several ServiceEntries define the host " + host + " with different protocols on port " +
                  std::to_string(port) + ".");
}

void checkEntryAddresses(World& world, const Resource& r) {
    const auto& entry = *r.as<istio::ServiceEntry>();
    const auto* status =
        r.root ? r.root->at((r.prefix.empty() ? "" : r.prefix + ".") + std::string("status.addresses")) : nullptr;
    if (!entry.addresses.empty() || (status && !status->items.empty())) return;
    for (std::size_t i = 0; i < entry.ports.size(); ++i)
        if (entry.ports[i].protocol.empty() || upper(entry.ports[i].protocol) == "TCP")
            world.say("IST0134", Severity::Warning, r, yaml::childPath("spec.ports", i),
                      "A TCP port (or one without protocol) needs addresses, else its traffic cannot be told apart "
                      "from other TCP traffic.");
}

} // namespace

void askService(World& world, const ResourcePtr& r) {
    if (r->as<kube::Service>()) checkPortNames(world, *r);
    if (r->as<kube::Deployment>() && r->kind == "Deployment") checkDeployment(world, *r);
    if (!r->as<istio::ServiceEntry>()) return;
    checkEntryAddresses(world, *r);
    checkEntryProtocols(world, *r);
}

} // namespace meshwright::model::analysis
