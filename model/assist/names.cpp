#include "model/assist/names.h"

#include <algorithm>
#include <array>
#include <set>

namespace meshwright::model::assist {

using yaml::Format;

namespace {

class Collector {
public:
    void add(std::string text, std::string detail = {}) {
        if (!text.empty() && seen_.insert(text).second) out_.push_back({std::move(text), std::move(detail)});
    }
    std::vector<Suggestion> take() { return std::move(out_); }

private:
    std::vector<Suggestion> out_;
    std::set<std::string> seen_;
};

template <class Visit> void forEach(const Design& design, Visit&& visit) {
    for (const auto& document : design.documents())
        for (const auto& r : document->resources) visit(*r);
}

std::string inNamespace(const char* what, const Resource& r) {
    return std::string(what) + " in namespace " + r.meta.ns;
}

std::string fullName(const Resource& service) {
    return service.meta.name + "." + service.meta.ns + ".svc.cluster.local";
}

void addHosts(const Design& design, const FieldPlace& place, Collector& out) {
    if (place.kind == "Sidecar") {
        out.add("./*", "everything of this namespace");
        out.add("*/*", "everything");
    }
    const bool names = place.kind != "Sidecar" && place.kind != "Gateway";
    forEach(design, [&](const Resource& r) {
        if (!r.as<kube::Service>() || place.kind == "Gateway") return;
        const bool own = r.meta.ns == place.object.ns;
        if (names && own) out.add(r.meta.name, inNamespace("Service", r));
        if (!names) out.add((own ? std::string(".") : r.meta.ns) + "/" + fullName(r), inNamespace("Service", r));
    });
    forEach(design, [&](const Resource& r) {
        if (const auto* entry = r.as<istio::ServiceEntry>(); entry && place.kind != "Gateway")
            for (const auto& h : entry->hosts)
                out.add((names ? "" : r.meta.ns + "/") + h.text, inNamespace("ServiceEntry", r));
        if (const auto* gateway = r.as<istio::Gateway>(); gateway && names && place.kind != "ServiceEntry")
            for (const auto& server : gateway->servers)
                for (const auto& h : server.hosts)
                    if (h != "*") out.add(h.substr(h.find('/') + 1), inNamespace("Gateway", r));
        if (const auto* service = r.as<istio::VirtualService>(); service && place.kind == "Gateway")
            for (const auto& h : service->hosts)
                if (h.text.find('.') != std::string::npos) out.add(h.text, inNamespace("VirtualService", r));
    });
    forEach(design, [&](const Resource& r) {
        if (r.as<kube::Service>() && names) out.add(fullName(r), inNamespace("Service", r));
    });
}

bool sameHost(const std::string& a, std::string_view nsOfA, const std::string& b, std::string_view nsOfB) {
    return resolveShortName(Host(a), nsOfA).text == resolveShortName(Host(b), nsOfB).text;
}

void addSubsets(const Design& design, const FieldPlace& place, Collector& out) {
    forEach(design, [&](const Resource& r) {
        const auto* rule = r.as<istio::DestinationRule>();
        if (!rule || (!place.host.empty() && !sameHost(place.host, place.object.ns, rule->host.text, r.meta.ns)))
            return;
        for (const auto& subset : rule->subsets) out.add(subset.name, "subset of " + rule->host.text);
    });
}

void addGateways(const Design& design, const FieldPlace& place, Collector& out) {
    forEach(design, [&](const Resource& r) {
        if (!r.as<istio::Gateway>()) return;
        out.add((r.meta.ns == place.object.ns ? "" : r.meta.ns + "/") + r.meta.name, inNamespace("Gateway", r));
    });
    out.add("mesh", "all sidecars");
}

void addPorts(const Design& design, const FieldPlace& place, Collector& out) {
    forEach(design, [&](const Resource& r) {
        if (const auto* service = r.as<kube::Service>()) {
            if (!place.host.empty() && !sameHost(place.host, place.object.ns, fullName(r), r.meta.ns)) return;
            for (const auto& p : service->ports)
                out.add(std::to_string(p.port), (p.name.empty() ? "port" : p.name) + " of " + r.meta.name);
        }
        if (const auto* entry = r.as<istio::ServiceEntry>()) {
            if (!place.host.empty() && std::none_of(entry->hosts.begin(), entry->hosts.end(),
                                                    [&](const Host& h) { return h.text == place.host; }))
                return;
            for (const auto& p : entry->ports) out.add(std::to_string(p.number), p.name + " of " + r.meta.name);
        }
    });
}

void addNamespaces(const Design& design, const FieldPlace& place, Collector& out) {
    if (place.field.find("exportTo") != std::string::npos) {
        out.add(".", "this namespace");
        out.add("*", "all namespaces");
    }
    forEach(design,
            [&](const Resource& r) { out.add(r.as<kube::Namespace>() ? r.meta.name : r.meta.ns, "namespace"); });
}

template <class Spec> void addNames(const Design& design, const char* what, Collector& out) {
    forEach(design, [&](const Resource& r) {
        if (r.as<Spec>()) out.add(r.meta.name, inNamespace(what, r));
    });
}

constexpr std::array<std::string_view, 9> kMethods = {"GET",  "POST",    "PUT",     "DELETE", "PATCH",
                                                      "HEAD", "OPTIONS", "CONNECT", "TRACE"};
constexpr std::array<std::pair<const char*, const char*>, 12> kStatuses{{{"200", "OK"},
                                                                         {"301", "moved permanently"},
                                                                         {"302", "found"},
                                                                         {"307", "temporary redirect"},
                                                                         {"308", "permanent redirect"},
                                                                         {"400", "bad request"},
                                                                         {"403", "forbidden"},
                                                                         {"404", "not found"},
                                                                         {"429", "too many requests"},
                                                                         {"500", "internal server error"},
                                                                         {"503", "service unavailable"},
                                                                         {"504", "gateway timeout"}}};

istio::Labels podLabels(const Resource& r) {
    if (const auto* d = r.as<kube::Deployment>()) return d->podTemplate.metadata.labels;
    return r.as<kube::Pod>() ? r.meta.labels : istio::Labels{};
}

} // namespace

std::vector<Suggestion> suggestions(const Design& design, const FieldPlace& place, const yaml::TypeInfo& type,
                                    const yaml::FieldTraits& traits) {
    Collector out;
    for (const auto value : traits.values) out.add(std::string(value));
    if (type.kind == yaml::TypeInfo::Kind::Flag) {
        out.add("true");
        out.add("false");
    }
    switch (traits.format) {
    case Format::Host:
        addHosts(design, place, out);
        break;
    case Format::Subset:
        addSubsets(design, place, out);
        break;
    case Format::Gateway:
        addGateways(design, place, out);
        break;
    case Format::Namespace:
        addNamespaces(design, place, out);
        break;
    case Format::Service:
        addNames<kube::Service>(design, "Service", out);
        break;
    case Format::Workload:
        addNames<kube::Deployment>(design, "Deployment", out);
        break;
    case Format::VirtualService:
        addNames<istio::VirtualService>(design, "VirtualService", out);
        break;
    case Format::Port:
        addPorts(design, place, out);
        break;
    case Format::Method:
        for (const auto method : kMethods) out.add(std::string(method));
        break;
    case Format::Status:
        for (const auto& [status, words] : kStatuses) out.add(status, words);
        break;
    case Format::Plain:
    case Format::Regex:
    case Format::Labels:
    case Format::Lines:
        break;
    }
    return out.take();
}

std::vector<Suggestion> labelKeys(const Design& design) {
    Collector out;
    forEach(design, [&](const Resource& r) {
        for (const auto& [key, value] : podLabels(r)) out.add(key, "label of pods");
    });
    return out.take();
}

std::vector<Suggestion> labelValues(const Design& design, std::string_view key) {
    Collector out;
    forEach(design, [&](const Resource& r) {
        const auto labels = podLabels(r);
        if (const auto found = labels.find(std::string(key)); found != labels.end())
            out.add(found->second, inNamespace(r.meta.name.c_str(), r));
    });
    return out.take();
}

} // namespace meshwright::model::assist
