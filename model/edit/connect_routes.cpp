// A rule gets one destination more, or hands over.
#include "model/edit/connector.h"
#include "model/edit/weights.h"

#include <algorithm>

namespace meshwright::model::edit {

using yaml::childPath;

/// A destination must say the port where its service has several.
std::string Connector::portLines(const Resource& service, std::size_t indent) {
    const auto& s = *service.as<kube::Service>();
    if (s.ports.size() < 2) return {};
    const std::string in(indent, ' ');
    return in + "port:\n" + in + "  number: " + std::to_string(portOf(s)) + "\n";
}

Connected Connector::fromRule() {
    if (from_.rule.empty()) {
        const auto& v = *start_.resource->as<istio::VirtualService>();
        if (!v.http.empty() || !v.tls.empty() || !v.tcp.empty())
            return no("Start at the port of a rule: each rule says for itself where it sends.");
    }
    std::string host, subset, port;
    if (const auto* e = end_.resource->as<istio::ServiceEntry>()) {
        host = firstExact(e->hosts);
        subset = to_.subset;
        if (host.empty()) return no("This external service has no exact host that a rule could name.");
    } else if (end_.resource->as<kube::Service>()) {
        host = hostFrom(startNs(), *end_.resource);
        subset = to_.subset;
        port = portLines(*end_.resource, 2);
    } else if (end_.resource->as<kube::Deployment>()) {
        return ruleToVersion();
    } else if (end_.resource->as<istio::VirtualService>()) {
        return delegate();
    } else {
        return no("A rule sends to a service, one of its versions, or an external service.");
    }
    return addDestination(host, subset, port);
}

Connected Connector::addDestination(const std::string& host, const std::string& subset, const std::string& port) {
    const ResourceId id = start_.resource->id();
    const auto& v = *start_.resource->as<istio::VirtualService>();
    const std::string item = "destination:\n  host: " + quoted(host) + "\n" +
                             (subset.empty() ? "" : "  subset: " + quoted(subset) + "\n") + port;
    const std::string what = subset.empty() ? host : subset;
    if (from_.rule.empty()) {
        steps_.add({InsertItem{id, "spec.http", 0, "route:\n" + asItem(item)}, {}});
        return done("Send requests of " + startName() + " to " + what);
    }
    if (const auto why = notRoutable(v)) return no(*why);
    const auto before = weightsOf(v, from_.rule);
    for (const auto& d : destinations(v))
        if (d.subset == subset && resolveShortName(d.host, startNs()) == resolveShortName(host, startNs()))
            return no("This rule sends to " + what + " already; drag its weight to give it more.");
    steps_.add({InsertItem{id, from_.rule + ".route", before.size(), item}, {}});
    if (!before.empty() && steps_.refusal().empty())
        steps_.add(setWeight(steps_.now(), id, from_.rule, before.size(), 10));
    return done("Send a share of " + startName() + " to " + what);
}

std::vector<istio::Destination> Connector::destinations(const istio::VirtualService& v) const {
    std::vector<istio::Destination> out;
    const auto read = [&](const auto& rules, const char* name) {
        for (std::size_t i = 0; i < rules.size(); ++i)
            if (from_.rule == childPath(std::string("spec.") + name, i))
                for (const auto& d : rules[i].route) out.push_back(d.destination);
    };
    read(v.http, "http");
    read(v.tls, "tls");
    read(v.tcp, "tcp");
    return out;
}

/// Why the rule can have no destination.
std::optional<std::string> Connector::notRoutable(const istio::VirtualService& v) const {
    for (std::size_t i = 0; i < v.http.size(); ++i) {
        if (from_.rule != childPath("spec.http", i)) continue;
        if (v.http[i].redirect) return "This rule answers with a redirect; remove that before it can send.";
        if (v.http[i].directResponse) return "This rule answers by itself; remove directResponse before it can send.";
        if (v.http[i].delegate) return "This rule hands over to another virtual service; remove delegate first.";
    }
    return std::nullopt;
}

/// A version is reached by a subset of its service; one is made where there is none.
Connected Connector::ruleToVersion() {
    const auto& labels = end_.resource->as<kube::Deployment>()->podTemplate.metadata.labels;
    for (const auto& s : design_.all<kube::Service>()) {
        const auto behind = workloadsOf(design_, *s);
        if (std::none_of(behind.begin(), behind.end(), [&](const auto& w) { return w == end_.resource; })) continue;
        for (const auto& r : rulesOf(design_, hostOf(*s)))
            for (const auto& subset : r->as<istio::DestinationRule>()->subsets)
                if (!subset.labels.empty() && hasLabels(labels, subset.labels))
                    return addDestination(hostFrom(startNs(), *s), subset.name, portLines(*s, 2));
        if (behind.size() == 1) return addDestination(hostFrom(startNs(), *s), {}, portLines(*s, 2));
        const auto version = labels.find("version");
        if (version == labels.end())
            return no("The pods of " + endName() + " carry no version label by which a subset could choose them.");
        const std::string subset =
            "name: " + quoted(version->second) + "\nlabels:\n  version: " + quoted(version->second) + "\n";
        if (const auto rules = rulesOf(design_, hostOf(*s)); !rules.empty())
            steps_.add({InsertItem{rules.front()->id(), "spec.subsets",
                                   rules.front()->as<istio::DestinationRule>()->subsets.size(), subset},
                        {}});
        else
            steps_.add(
                {AddObject{s->file, "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata:\n  name: " +
                                        quoted(s->meta.name) + "\n  namespace: " + quoted(s->meta.ns) +
                                        "\nspec:\n  host: " + quoted(s->meta.name) +
                                        "\n  subsets:\n  - name: " + quoted(version->second) +
                                        "\n    labels:\n      version: " + quoted(version->second) + "\n"},
                 {}});
        return addDestination(hostFrom(startNs(), *s), version->second, portLines(*s, 2));
    }
    return no("No service selects the pods of " + endName() + "; connect a service to it first.");
}

Connected Connector::delegate() {
    const auto& v = *start_.resource->as<istio::VirtualService>();
    const auto& other = *end_.resource->as<istio::VirtualService>();
    if (from_.rule.rfind("spec.http", 0) != 0) return no("Only HTTP rules hand over to another virtual service.");
    if (!destinations(v).empty())
        return no("This rule sends to a service already; only a rule without destinations can hand over.");
    if (!other.hosts.empty())
        return no("Virtual service " + endName() + " has hosts of its own; only one without hosts can be handed to.");
    const ResourceId id = start_.resource->id();
    steps_.set(id, from_.rule + ".delegate.name", endName());
    if (end_.resource->meta.ns != startNs()) steps_.set(id, from_.rule + ".delegate.namespace", end_.resource->meta.ns);
    return done("Hand over to " + endName());
}

} // namespace meshwright::model::edit
