#include "model/analyze/world.h"

#include "model/yaml/scalar.h"

#include <algorithm>

namespace meshwright::model::analysis {

namespace {

constexpr const char* kInjectKey = "sidecar.istio.io/inject";

std::string valueOf(const Labels& labels, const std::string& key) {
    const auto found = labels.find(key);
    return found == labels.end() ? std::string() : found->second;
}

/// Istio: pkg/config/analysis/local/defaults.go: files seldom hold Istio's own ingress gateway.
Pod defaultIngressGateway() {
    Pod pod{nullptr, "istio-ingressgateway-0", "istio-system", {{"istio", "ingressgateway"}}, {}, {}, {}};
    pod.ports = {80, 443, 15443, 31400};
    return pod;
}

/// A Secret's values are text: `tls.key: y` is a truth value, which the API server refuses.
bool isReadable(const Resource& secret) {
    if (!secret.root) return false;
    const std::string prefix = secret.prefix.empty() ? "" : secret.prefix + ".";
    for (const char* field : {"data", "stringData"})
        if (const auto* values = secret.root->at(prefix + field))
            for (const auto& entry : values->entries)
                if (entry.value.isScalar() && !entry.value.quoted &&
                    !std::holds_alternative<std::string>(yaml::resolvePlain(entry.value.text)))
                    return false;
    return true;
}

} // namespace

std::string fullName(const Resource& resource) {
    return resource.meta.ns + "/" + resource.meta.name;
}

bool selects(const Labels& selector, const Labels& labels) {
    return std::all_of(selector.begin(), selector.end(), [&](const auto& wanted) {
        const auto found = labels.find(wanted.first);
        return found != labels.end() && found->second == wanted.second;
    });
}

std::string toText(const Labels& selector) {
    std::string out;
    for (const auto& [key, value] : selector) out += (out.empty() ? "" : ",") + key + "=" + value;
    return out;
}

std::string fqdnOf(const std::string& host, const std::string& ns) {
    if (!host.empty() && (host[0] == '*' || host.find('.') != std::string::npos)) return host;
    return host + "." + ns + ".svc.cluster.local";
}

bool isExportedToAll(const std::vector<std::string>& exportTo) {
    return exportTo.empty() || std::find(exportTo.begin(), exportTo.end(), "*") != exportTo.end();
}

World::World(std::vector<ResourcePtr> resources, const Placement& places, Diagnostics& out)
    : resources_(std::move(resources)), places_(places), out_(out) {
    for (const auto& r : resources_) {
        if (r->as<kube::Service>()) services_.push_back(r);
        if (r->as<kube::Deployment>()) deployments_.push_back(r);
        if (r->as<istio::VirtualService>()) virtualServices_.push_back(r);
        if (r->as<istio::DestinationRule>()) destinationRules_.push_back(r);
        if (r->as<istio::Gateway>()) gateways_.push_back(r);
        if (r->as<istio::ServiceEntry>()) serviceEntries_.push_back(r);
        if (r->as<istio::Sidecar>()) sidecars_.push_back(r);
        if (r->as<istio::AuthorizationPolicy>()) authorizationPolicies_.push_back(r);
        if (r->as<istio::RequestAuthentication>()) requestAuthentications_.push_back(r);
        if (r->as<kube::Namespace>()) namespaces_[r->meta.name] = r;
        if (r->kind == "Secret" && r->apiVersion == "v1" && isReadable(*r)) secrets_[{r->meta.ns, r->meta.name}] = r;
    }
    addPods();
    addHosts();
}

bool World::inMesh(const std::string& ns, const Labels& labels, const Labels& annotations) const {
    for (const Labels* values : {&labels, &annotations})
        if (const auto own = values->find(kInjectKey); own != values->end()) return own->second == "true";
    const auto found = namespaces_.find(ns);
    if (found == namespaces_.end()) return true;
    return valueOf(found->second->meta.labels, "istio-injection") == "enabled";
}

void World::addPods() {
    pods_.push_back(defaultIngressGateway());
    for (const auto& r : resources_) {
        if (const auto* pod = r->as<kube::Pod>()) {
            Pod p{r, r->meta.name, r->meta.ns, r->meta.labels, r->meta.annotations, "metadata.annotations", "spec"};
            p.explicitPod = true;
            for (const auto& c : pod->spec.containers)
                p.hasProxy = p.hasProxy || (c.name == "istio-proxy" && !c.image.empty());
            p.inMesh = p.hasProxy || inMesh(p.ns, p.labels, p.annotations);
            pods_.push_back(std::move(p));
        }
        if (const auto* deployment = r->as<kube::Deployment>()) {
            const auto& meta = deployment->podTemplate.metadata;
            Pod p{r,
                  r->meta.name + "-0",
                  r->meta.ns,
                  meta.labels,
                  meta.annotations,
                  "spec.template.metadata.annotations",
                  "spec.template.spec"};
            // The webhook injects by namespace (label or revision) or by the pod's own wish.
            std::string wish = valueOf(p.labels, kInjectKey);
            if (wish.empty()) wish = valueOf(p.annotations, kInjectKey);
            const auto ns = namespaces_.find(p.ns);
            bool injected = ns == namespaces_.end();
            if (!injected) {
                const auto& labels = ns->second->meta.labels;
                const std::string injection = valueOf(labels, "istio-injection");
                injected =
                    injection == "enabled" || (!valueOf(labels, "istio.io/rev").empty() && injection != "disabled");
            }
            p.hasProxy = (injected && wish != "false") || wish == "true";
            p.inMesh = p.hasProxy || inMesh(p.ns, p.labels, p.annotations);
            pods_.push_back(std::move(p));
        }
    }
}

std::optional<bool> World::secretHasCertificate(const std::string& ns, const std::string& name) const {
    const auto found = secrets_.find({ns, name});
    if (found == secrets_.end()) return std::nullopt;
    const Resource& secret = *found->second;
    const auto* data = secret.root->at((secret.prefix.empty() ? "" : secret.prefix + ".") + std::string("data"));
    if (!data) return false;
    constexpr std::pair<const char*, const char*> kPairs[] = {{"tls.crt", "tls.key"}, {"cert", "key"}};
    for (const auto& [certificate, key] : kPairs) {
        const auto *c = data->find(certificate), *k = data->find(key);
        // "-----BEGIN C" in base64: what every certificate in PEM begins with
        if (c && k && !k->text.empty()) return c->text.compare(0, 16, "LS0tLS1CRUdJTiBD") == 0;
    }
    return false;
}

void World::addHosts() {
    for (const auto& r : serviceEntries_) {
        const auto& entry = *r->as<istio::ServiceEntry>();
        KnownHost known;
        for (const auto& port : entry.ports) known.ports.push_back(port.number);
        if (entry.workloadSelector) known.workloadLabels = entry.workloadSelector->effective();
        std::set<std::string> scopes;
        if (isExportedToAll(entry.exportTo)) scopes = {"*"};
        for (const auto& ns : entry.exportTo) scopes.insert(ns == "." ? r->meta.ns : ns);
        for (const auto& host : entry.hosts)
            for (const auto& scope : scopes) hosts_[{scope, fqdnOf(host.text, r->meta.ns)}] = known;
    }
    for (const auto& r : services_) {
        KnownHost known;
        for (const auto& port : r->as<kube::Service>()->ports) known.ports.push_back(port.port);
        std::string list = valueOf(r->meta.annotations, "networking.istio.io/exportTo");
        if (list.empty()) list = "*";
        for (std::size_t from = 0; from <= list.size();) {
            const auto comma = std::min(list.find(',', from), list.size());
            std::string scope = list.substr(from, comma - from);
            scope.erase(0, scope.find_first_not_of(' '));
            scope.erase(scope.find_last_not_of(' ') + 1);
            hosts_[{scope == "." ? r->meta.ns : scope, fqdnOf(r->meta.name, r->meta.ns)}] = known;
            from = comma + 1;
        }
    }
}

const KnownHost* World::findHost(const std::string& ns, const std::vector<std::string>& exportTo,
                                 const std::string& host) const {
    const std::string fqdn = fqdnOf(host, ns);
    const auto in = [&](const std::string& scope) -> const KnownHost* {
        const auto found = hosts_.find({scope, fqdn});
        return found == hosts_.end() ? nullptr : &found->second;
    };
    if (const auto* known = in("*")) return known;
    if (exportTo.empty())
        if (const auto* known = in(ns)) return known;
    for (const auto& scope : exportTo)
        if (const auto* known = in(scope == "." ? ns : scope)) return known;
    for (const auto& [key, known] : hosts_) {
        const auto& [scope, wildcard] = key;
        if (wildcard.empty() || wildcard[0] != '*' || (scope != "*" && scope != ns)) continue;
        const std::string_view suffix = std::string_view(wildcard).substr(1);
        const std::string_view name =
            !host.empty() && host[0] == '*' ? std::string_view(host).substr(1) : std::string_view(host);
        if (name.size() >= suffix.size() && name.substr(name.size() - suffix.size()) == suffix) return &known;
    }
    return nullptr;
}

void World::say(const char* code, Severity severity, const Resource& resource, const std::string& field,
                std::string message, std::optional<Fix> fix) {
    Diagnostic d;
    d.code = code;
    d.severity = severity;
    places_.describe(d, resource, field);
    d.message = std::move(message);
    d.fix = std::move(fix);
    if (said_
            .insert(d.code + "\n" + d.file + "\n" + d.kind + "\n" + d.ns + "/" + d.name + "\n" + field + "\n" +
                    d.message)
            .second)
        out_.push_back(std::move(d));
}

} // namespace meshwright::model::analysis
