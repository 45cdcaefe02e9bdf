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

/// The scopes of a Service, from its annotation. Istio: pkg/config/kube/conversion.go.
std::vector<std::string> scopesOfService(const Resource& r) {
    std::string list = valueOf(r.meta.annotations, "networking.istio.io/exportTo");
    if (list.empty()) list = "*";
    std::vector<std::string> out;
    for (std::size_t from = 0; from <= list.size();) {
        const auto comma = std::min(list.find(',', from), list.size());
        std::string scope = list.substr(from, comma - from);
        scope.erase(0, scope.find_first_not_of(' '));
        scope.erase(scope.find_last_not_of(' ') + 1);
        out.push_back(scope == "." ? r.meta.ns : scope);
        from = comma + 1;
    }
    return out;
}

KnownHost hostOf(const kube::Service& service) {
    KnownHost out;
    for (const auto& port : service.ports) out.ports.push_back(port.port);
    return out;
}

KnownHost hostOf(const istio::ServiceEntry& entry) {
    KnownHost out;
    for (const auto& port : entry.ports) out.ports.push_back(port.number);
    if (entry.workloadSelector) out.workloadLabels = entry.workloadSelector->effective();
    return out;
}

std::string certificateKey(const istio::ServerTls& tls) {
    if (!tls.credentialName.empty()) return keyOf({"name", tls.credentialName});
    if (tls.serverCertificate.empty() || tls.privateKey.empty()) return {};
    return keyOf({"files", tls.serverCertificate, tls.privateKey});
}

std::string listenerKey(const std::string& host, std::int64_t port) {
    return keyOf({host, std::to_string(port)});
}

bool routesInMesh(const istio::VirtualService& service) {
    return service.gateways.empty() ||
           std::find(service.gateways.begin(), service.gateways.end(), "mesh") != service.gateways.end();
}

void addAll(Lookup::List& out, const Lookup::List& more) {
    out.insert(out.end(), more.begin(), more.end());
}

/// The objects, each once, in the design's order.
std::vector<ResourcePtr> inOrder(Lookup::List list) {
    std::sort(list.begin(), list.end(), [](const Known* a, const Known* b) { return a->order < b->order; });
    list.erase(std::unique(list.begin(), list.end()), list.end());
    std::vector<ResourcePtr> out;
    out.reserve(list.size());
    for (const Known* known : list) out.push_back(known->resource);
    return out;
}

/// Services win over ServiceEntries, later ones over earlier ones.
const KnownHost* chosen(const Lookup::List& list) {
    const Known* out = nullptr;
    for (const Known* known : list)
        if (!out || known->resource->as<kube::Service>() || !out->resource->as<kube::Service>()) out = known;
    return out ? &*out->host : nullptr;
}

} // namespace

std::optional<std::string> valueThatIsNoText(const Resource& secret) {
    if (!secret.root) return std::nullopt;
    const std::string prefix = secret.prefix.empty() ? "" : secret.prefix + ".";
    for (const char* field : {"data", "stringData"})
        if (const auto* values = secret.root->at(prefix + field))
            for (const auto& entry : values->entries)
                if (entry.value.isScalar() && !entry.value.quoted &&
                    !std::holds_alternative<std::string>(yaml::resolvePlain(entry.value.text)))
                    return yaml::childPath(field, entry.key);
    return std::nullopt;
}

World::World()
    : hosts_(Table::Host, reads_, touched_), wildcardHosts_(Table::WildcardHost, reads_, touched_),
      pods_(Table::Pod, reads_, touched_), podLabels_(Table::PodLabel, reads_, touched_),
      podNamespaces_(Table::PodNamespace, reads_, touched_),
      serviceSelectors_(Table::ServiceSelector, reads_, touched_), secrets_(Table::Secret, reads_, touched_),
      namespaces_(Table::Namespace, reads_, touched_), gateways_(Table::Gateway, reads_, touched_),
      listeners_(Table::GatewayListener, reads_, touched_), certificates_(Table::GatewayCertificate, reads_, touched_),
      destinationRules_(Table::DestinationRule, reads_, touched_),
      meshHosts_(Table::VirtualServiceHost, reads_, touched_),
      serviceNames_(Table::VirtualServiceName, reads_, touched_),
      wildcardMeshHosts_(Table::WildcardVirtualService, reads_, touched_),
      entryHosts_(Table::EntryHost, reads_, touched_), sidecars_(Table::Sidecar, reads_, touched_),
      requestAuthentications_(Table::RequestAuthentication, reads_, touched_) {
    ingress_.pod = defaultIngressGateway();
    indexPod(ingress_, true);
}

void World::add(const ResourcePtr& resource, std::size_t order) {
    auto& known = known_[resource.get()];
    known = std::make_unique<Known>();
    known->resource = resource;
    known->order = order;
    index(*known, true);
}

void World::remove(const ResourcePtr& resource) {
    const auto found = known_.find(resource.get());
    if (found == known_.end()) return;
    index(*found->second, false);
    known_.erase(found);
}

void World::renumber(const Resource& resource, std::size_t order) {
    if (const auto found = known_.find(&resource); found != known_.end()) found->second->order = order;
}

std::vector<Part> World::takeTouched() {
    std::sort(touched_.begin(), touched_.end());
    touched_.erase(std::unique(touched_.begin(), touched_.end()), touched_.end());
    return std::exchange(touched_, {});
}

void World::put(Lookup& table, const std::string& key, Known& known, bool add) {
    if (add)
        table.add(key, known);
    else
        table.remove(key, known);
}

void World::index(Known& known, bool add) {
    const Resource& r = *known.resource;
    const std::string& ns = r.meta.ns;
    for (const std::size_t kind : {r.spec.index(), kKinds}) {
        auto& list = kinds_[kind];
        list.fresh = false;
        const auto place = std::lower_bound(list.known.begin(), list.known.end(), known.order,
                                            [](const Known* k, std::size_t order) { return k->order < order; });
        if (add)
            list.known.insert(place, &known);
        else
            list.known.erase(std::remove(place, list.known.end(), &known), list.known.end());
    }
    touched_.push_back(partOf(Table::Kind, std::to_string(r.spec.index())));
    touched_.push_back(partOf(Table::Everything));
    if (r.kind == "Secret" && r.apiVersion == "v1" && !valueThatIsNoText(r))
        put(secrets_, keyOf({ns, r.meta.name}), known, add);
    if (r.as<kube::Namespace>()) {
        put(namespaces_, r.meta.name, known, add);
        // Whether its pods get a sidecar depends on its labels.
        const Lookup::List pods = podNamespaces_.peek(r.meta.name);
        for (const Known* pod : pods) {
            if (!pod->resource) continue;
            auto& own = *known_.at(pod->resource.get());
            indexPod(own, false);
            own.pod = makePod(own.resource);
            indexPod(own, true);
            touched_.push_back(partOf(Table::Pod, nameKey(*own.resource)));
        }
    }
    if (r.as<kube::Pod>() || r.as<kube::Deployment>()) {
        if (add) known.pod = makePod(known.resource);
        indexPod(known, add);
    }
    if (const auto* service = r.as<kube::Service>()) {
        known.host = hostOf(*service);
        for (const auto& scope : scopesOfService(r)) put(hosts_, keyOf({scope, fqdnOf(r.meta.name, ns)}), known, add);
        const auto first = service->selector.begin();
        put(serviceSelectors_,
            first == service->selector.end() ? keyOf({ns}) : keyOf({ns, first->first, first->second}), known, add);
    }
    if (const auto* entry = r.as<istio::ServiceEntry>()) {
        known.host = hostOf(*entry);
        for (const auto& host : entry->hosts) {
            put(entryHosts_, host.text, known, add);
            const std::string fqdn = fqdnOf(host.text, ns);
            for (const auto& scope : scopesOf(entry->exportTo, ns)) {
                put(hosts_, keyOf({scope, fqdn}), known, add);
                if (host.isWildcard()) put(wildcardHosts_, keyOf({scope, fqdn}), known, add);
            }
        }
    }
    if (const auto* gateway = r.as<istio::Gateway>()) {
        put(gateways_, keyOf({ns, r.meta.name}), known, add);
        for (const auto& server : gateway->servers) {
            for (const auto& host : server.hosts) put(listeners_, listenerKey(host, server.port.number), known, add);
            if (!server.tls) continue;
            if (const auto key = certificateKey(*server.tls); !key.empty()) put(certificates_, key, known, add);
        }
    }
    if (const auto* rule = r.as<istio::DestinationRule>()) {
        const auto [hostNs, name] = resourceOf(rule->host.text, ns);
        put(destinationRules_, keyOf({hostNs, name}), known, add);
    }
    if (const auto* service = r.as<istio::VirtualService>())
        for (const auto& host : service->hosts) {
            put(serviceNames_, host.text, known, add);
            if (!routesInMesh(*service)) continue;
            put(meshHosts_, fqdnOf(host.text, ns), known, add);
            if (host.isWildcard()) put(wildcardMeshHosts_, host.text, known, add);
        }
    if (r.as<istio::Sidecar>()) put(sidecars_, ns, known, add);
    if (r.as<istio::RequestAuthentication>()) put(requestAuthentications_, ns, known, add);
}

void World::indexPod(Known& known, bool add) {
    const Pod& pod = *known.pod;
    put(pods_, {}, known, add);
    put(podNamespaces_, pod.ns, known, add);
    for (const auto& [key, value] : pod.labels) {
        put(podLabels_, keyOf({key, value}), known, add);
        put(podLabels_, keyOf({pod.ns, key, value}), known, add);
    }
}

bool World::inMesh(const std::string& ns, const Labels& labels, const Labels& annotations) const {
    for (const Labels* values : {&labels, &annotations})
        if (const auto own = values->find(kInjectKey); own != values->end()) return own->second == "true";
    const auto found = findNamespace(ns);
    return !found || valueOf(found->meta.labels, "istio-injection") == "enabled";
}

std::optional<Pod> World::makePod(const ResourcePtr& r) const {
    if (const auto* pod = r->as<kube::Pod>()) {
        Pod p{r, r->meta.name, r->meta.ns, r->meta.labels, r->meta.annotations, "metadata.annotations", "spec"};
        p.explicitPod = true;
        for (const auto& c : pod->spec.containers)
            p.hasProxy = p.hasProxy || (c.name == "istio-proxy" && !c.image.empty());
        p.inMesh = p.hasProxy || inMesh(p.ns, p.labels, p.annotations);
        return p;
    }
    const auto* deployment = r->as<kube::Deployment>();
    if (!deployment) return std::nullopt;
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
    const auto ns = findNamespace(p.ns);
    bool injected = !ns;
    if (ns) {
        const std::string injection = valueOf(ns->meta.labels, "istio-injection");
        injected =
            injection == "enabled" || (!valueOf(ns->meta.labels, "istio.io/rev").empty() && injection != "disabled");
    }
    p.hasProxy = (injected && wish != "false") || wish == "true";
    p.inMesh = p.hasProxy || inMesh(p.ns, p.labels, p.annotations);
    return p;
}

const std::vector<ResourcePtr>& World::list(std::size_t kind) const {
    reads_.note(partOf(Table::Kind, std::to_string(kind)));
    auto& list = kinds_[kind];
    if (!list.fresh) {
        list.resources.clear();
        for (const Known* known : list.known) list.resources.push_back(known->resource);
        list.fresh = true;
    }
    return list.resources;
}

const std::vector<ResourcePtr>& World::resources() const {
    reads_.note(partOf(Table::Everything));
    return list(kKinds);
}

std::vector<const Pod*> World::pods() const {
    std::vector<const Pod*> out;
    for (const Known* known : pods_.at({})) out.push_back(&*known->pod);
    return out;
}

std::vector<const Pod*> World::podsWith(const Labels& labels, const std::optional<std::string>& ns) const {
    if (labels.empty() && !ns) return pods();
    const Lookup::List* candidates = nullptr;
    if (labels.empty()) {
        candidates = &podNamespaces_.at(*ns);
    } else {
        // Every pod that is selected stands in the list of each label, so the shortest is all that needs to be read.
        std::string shortest;
        for (const auto& [key, value] : labels) {
            std::string k = ns ? keyOf({*ns, key, value}) : keyOf({key, value});
            const auto& list = podLabels_.peek(k);
            if (candidates && list.size() >= candidates->size()) continue;
            candidates = &list;
            shortest = std::move(k);
        }
        podLabels_.noteAs(shortest);
    }
    std::vector<const Pod*> out;
    for (const Known* known : *candidates)
        if (selects(labels, known->pod->labels)) out.push_back(&*known->pod);
    return out;
}

const Pod* World::podOf(const Resource& resource) const {
    const auto found = known_.find(&resource);
    if (found == known_.end() || !found->second->pod) return nullptr;
    pods_.noteAs(nameKey(resource)); // what its namespace makes of it
    return &*found->second->pod;
}

std::vector<ResourcePtr> World::servicesSelecting(const std::string& ns, const Labels& labels) const {
    Lookup::List found;
    const auto look = [&](const std::string& key) {
        for (const Known* known : serviceSelectors_.at(key))
            if (selects(known->resource->as<kube::Service>()->selector, labels)) found.push_back(known);
    };
    look(keyOf({ns}));
    for (const auto& [key, value] : labels) look(keyOf({ns, key, value}));
    return inOrder(std::move(found));
}

std::vector<std::string> World::namespaces() const {
    std::vector<std::string> out;
    for (const auto& [name, list] : namespaces_.all()) out.push_back(name);
    std::sort(out.begin(), out.end());
    return out;
}

ResourcePtr World::findNamespace(const std::string& name) const {
    const auto& list = namespaces_.at(name);
    return list.empty() ? nullptr : list.back()->resource;
}

ResourcePtr World::findGateway(const std::string& ns, const std::string& name) const {
    const auto& list = gateways_.at(keyOf({ns, name}));
    return list.empty() ? nullptr : list.back()->resource;
}

std::vector<ResourcePtr> World::gatewaysWith(const std::string& host, std::int64_t port) const {
    return inOrder(listeners_.at(listenerKey(host, port)));
}

std::vector<ResourcePtr> World::gatewaysWithCertificate(const istio::ServerTls& tls) const {
    const auto key = certificateKey(tls);
    return key.empty() ? std::vector<ResourcePtr>{} : inOrder(certificates_.at(key));
}

std::vector<ResourcePtr> World::destinationRulesOf(const std::string& host, const std::string& ns) const {
    const auto [hostNs, name] = resourceOf(host, ns);
    return inOrder(destinationRules_.at(keyOf({hostNs, name})));
}

std::vector<ResourcePtr> World::meshServicesOf(const std::string& fqdn) const {
    Lookup::List found = meshHosts_.at(fqdn);
    const Host host(fqdn);
    for (const auto& [other, list] : host.isWildcard() ? meshHosts_.all() : wildcardMeshHosts_.all())
        if (host.matches(Host(other))) addAll(found, list);
    return inOrder(std::move(found));
}

std::vector<ResourcePtr> World::virtualServicesNaming(const std::string& host) const {
    return inOrder(serviceNames_.at(host));
}

std::vector<ResourcePtr> World::entriesDefining(const std::string& host) const {
    return inOrder(entryHosts_.at(host));
}

std::vector<ResourcePtr> World::sidecarsIn(const std::string& ns) const {
    return inOrder(sidecars_.at(ns));
}

std::vector<ResourcePtr> World::requestAuthenticationsIn(const std::string& ns) const {
    return inOrder(requestAuthentications_.at(ns));
}

std::optional<bool> World::secretHasCertificate(const std::string& ns, const std::string& name) const {
    const auto& list = secrets_.at(keyOf({ns, name}));
    if (list.empty()) return std::nullopt;
    const Resource& secret = *list.back()->resource;
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

const KnownHost* World::findHost(const std::string& ns, const std::vector<std::string>& exportTo,
                                 const std::string& host) const {
    const std::string fqdn = fqdnOf(host, ns);
    const auto in = [&](const std::string& scope) { return chosen(hosts_.at(keyOf({scope, fqdn}))); };
    if (const auto* known = in("*")) return known;
    if (exportTo.empty())
        if (const auto* known = in(ns)) return known;
    for (const auto& scope : exportTo)
        if (const auto* known = in(scope == "." ? ns : scope)) return known;
    const std::string_view name =
        !host.empty() && host[0] == '*' ? std::string_view(host).substr(1) : std::string_view(host);
    const Lookup::List* best = nullptr;
    const std::string* bestKey = nullptr;
    for (const auto& [key, list] : wildcardHosts_.all()) {
        const std::string_view text = key;
        const auto end = text.find('\n');
        const std::string_view scope = text.substr(0, end);
        const std::string_view suffix = text.substr(end + 2, text.size() - end - 3); // without * and the last break
        if ((scope != "*" && scope != ns) || name.size() < suffix.size() ||
            name.substr(name.size() - suffix.size()) != suffix)
            continue;
        if (!bestKey || key < *bestKey) best = &list, bestKey = &key;
    }
    return best ? chosen(*best) : nullptr;
}

void World::say(const char* code, Severity severity, const Resource& resource, const std::string& field,
                std::string message, std::optional<Fix> fix) {
    Diagnostic d;
    d.code = code;
    d.severity = severity;
    d.file = resource.file;
    d.kind = resource.kind;
    d.ns = resource.meta.ns;
    d.name = resource.meta.name;
    d.field = field;
    d.position = resource.positionInDocument(field);
    d.message = std::move(message);
    std::replace(d.message.begin(), d.message.end(), '\n', ' '); // of a value that is quoted
    d.fix = std::move(fix);
    const bool said = std::any_of(out_->begin(), out_->end(), [&](const Finding& f) {
        const Diagnostic& o = f.diagnostic;
        return o.message == d.message && o.code == d.code && o.field == d.field && f.root == resource.root.get() &&
               o.name == d.name && o.kind == d.kind && o.ns == d.ns;
    });
    if (!said) out_->push_back({std::move(d), resource.root.get()});
}

} // namespace meshwright::model::analysis
