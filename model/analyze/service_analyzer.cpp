// Services, ServiceEntries and the Deployments behind them.
// Istio: pkg/config/analysis/analyzers/service, serviceentry, deployment.
#include "model/analyze/world.h"
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
    for (const auto& s : world.all<kube::Service>()) {
        const auto& service = *s->as<kube::Service>();
        if (s->meta.ns != r.meta.ns || service.selector.empty() || !selects(service.selector, meta.labels)) continue;
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

void checkEntryProtocols(World& world) {
    struct Use {
        std::string protocol;
        ResourcePtr entry;
    };
    std::map<std::tuple<std::string, std::string, std::int64_t>, std::vector<Use>> uses; // scope, host, port
    for (const auto& r : world.all<istio::ServiceEntry>()) {
        const auto& entry = *r->as<istio::ServiceEntry>();
        std::set<std::string> scopes;
        if (isExportedToAll(entry.exportTo))
            scopes = {"*"};
        else
            for (const auto& ns : entry.exportTo) scopes.insert(ns == "." ? r->meta.ns : ns);
        for (const auto& scope : scopes)
            for (const auto& host : entry.hosts)
                for (const auto& port : entry.ports)
                    uses[{scope, host.text, port.number}].push_back({upper(port.protocol), r});
    }
    std::set<const Resource*> said;
    for (const auto& [key, own] : uses) {
        auto list = own;
        const auto& [scope, host, port] = key;
        if (scope != "*")
            if (const auto all = uses.find({"*", host, port}); all != uses.end())
                list.insert(list.end(), all->second.begin(), all->second.end());
        std::set<std::string> protocols;
        for (const auto& use : list) protocols.insert(use.protocol);
        if (protocols.size() < 2) continue;
        for (const auto& use : list)
            if (said.insert(use.entry.get()).second)
                world.say("IST0177", Severity::Warning, *use.entry, "spec.hosts",
                          "Several ServiceEntries define the host " + host + " with different protocols on port " +
                              std::to_string(port) + ".");
    }
}

} // namespace

void analyzeServices(World& world) {
    for (const auto& r : world.all<kube::Service>()) checkPortNames(world, *r);
    for (const auto& r : world.all<kube::Deployment>())
        if (r->kind == "Deployment") checkDeployment(world, *r);
    for (const auto& r : world.all<istio::ServiceEntry>()) {
        const auto& entry = *r->as<istio::ServiceEntry>();
        const auto* status =
            r->root ? r->root->at((r->prefix.empty() ? "" : r->prefix + ".") + std::string("status.addresses"))
                    : nullptr;
        if (!entry.addresses.empty() || (status && !status->items.empty())) continue;
        for (std::size_t i = 0; i < entry.ports.size(); ++i)
            if (entry.ports[i].protocol.empty() || upper(entry.ports[i].protocol) == "TCP")
                world.say("IST0134", Severity::Warning, *r, yaml::childPath("spec.ports", i),
                          "A TCP port (or one without protocol) needs addresses, else its traffic cannot be told apart "
                          "from other TCP traffic.");
    }
    checkEntryProtocols(world);
}

} // namespace meshwright::model::analysis
