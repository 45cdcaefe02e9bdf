// Pods that call, labels that put pods behind a service, and policies that are attached.
#include "model/edit/connector.h"

#include <algorithm>

namespace meshwright::model::edit {

using yaml::childPath;

Connected Connector::fromService() {
    if (end_.resource->as<kube::Deployment>()) return select();
    auto behind = workloadsOf(design_, *start_.resource);
    if (behind.empty()) return no("Service " + startName() + " has no pods that could call; add a version first.");
    if (!from_.subset.empty()) {
        istio::Labels labels;
        for (const auto& r : rulesOf(design_, hostOf(*start_.resource)))
            for (const auto& s : r->as<istio::DestinationRule>()->subsets)
                if (s.name == from_.subset) labels = s.labels;
        std::erase_if(behind, [&](const auto& w) {
            return !hasLabels(w->template as<kube::Deployment>()->podTemplate.metadata.labels, labels);
        });
        if (behind.empty()) return no("Subset " + from_.subset + " has no pods that could call.");
    }
    return call(behind);
}

Connected Connector::select() {
    const auto& s = *start_.resource->as<kube::Service>();
    if (end_.resource->meta.ns != startNs())
        return no("A service selects pods of its own namespace only, and " + endName() + " is in " +
                  end_.resource->meta.ns + ".");
    if (s.selector.empty()) return no("Service " + startName() + " has no selector; give it one first.");
    istio::Labels wanted = s.selector;
    for (const auto& r : rulesOf(design_, hostOf(*start_.resource)))
        for (const auto& subset : r->as<istio::DestinationRule>()->subsets)
            if (!from_.subset.empty() && subset.name == from_.subset)
                wanted.insert(subset.labels.begin(), subset.labels.end());
    const ResourceId id = end_.resource->id();
    const auto& d = *end_.resource->as<kube::Deployment>();
    for (const auto& [key, value] : wanted) {
        const auto now = d.podTemplate.metadata.labels.find(key);
        if (now == d.podTemplate.metadata.labels.end() || now->second != value)
            steps_.set(id, childPath("spec.template.metadata.labels", key), value);
        const auto own = d.selector.matchLabels.find(key);
        if (own != d.selector.matchLabels.end() && own->second != value)
            steps_.set(id, childPath("spec.selector.matchLabels", key), value);
    }
    return done("Put the pods of " + endName() + " behind " + startName());
}

ResourcePtr Connector::serviceOfHost(const Host& host, const std::string& ns) const {
    const Host whole = resolveShortName(host, ns);
    for (const auto& s : design_.all<kube::Service>())
        if (hostOf(*s) == whole) return s;
    return nullptr;
}

Connected Connector::call(const std::vector<ResourcePtr>& callers) {
    std::string host;
    std::int64_t port = 0;
    const std::string& ns = startNs();
    if (const auto* s = end_.resource->as<kube::Service>()) {
        host = hostFrom(ns, *end_.resource);
        if (s->ports.size() > 1) port = portOf(*s);
    } else if (const auto* v = end_.resource->as<istio::VirtualService>()) {
        if (!isInMesh(*v))
            return no("Virtual service " + endName() + " is bound to a gateway only: pods of the mesh do not meet it.");
        host = firstExact(v->hosts);
        if (host.empty()) return no("Virtual service " + endName() + " has no exact host to call.");
        if (host.find('.') == std::string::npos && end_.resource->meta.ns != ns)
            host += "." + end_.resource->meta.ns + ".svc.cluster.local";
        if (const auto s = serviceOfHost(host, ns); s && s->as<kube::Service>()->ports.size() > 1)
            port = portOf(*s->as<kube::Service>());
    } else if (const auto* e = end_.resource->as<istio::ServiceEntry>()) {
        host = firstExact(e->hosts);
        if (host.empty()) return no("This external service has no exact host to call.");
        if (e->ports.size() > 1) port = e->ports.front().number;
    } else if (end_.resource->as<kube::Deployment>()) {
        return no("A call goes to a service, which chooses the pod; connect to the service of " + endName() + ".");
    } else {
        return no("Pods call a service, a virtual service or an external service.");
    }
    for (const auto& caller : callers) addCall(*caller, host, port);
    return done((callers.size() == 1 ? callers.front()->meta.name : startName()) + " calls " + endName());
}

void Connector::addCall(const Resource& caller, const std::string& host, std::int64_t port) {
    const std::string one =
        "host: " + quoted(host) + "\n" + (port ? "port: " + std::to_string(port) + "\n" : std::string());
    const std::string group = "calls:\n" + asItem(one);
    const auto scenarios = steps_.now().all<scenario::Scenario>();
    const std::string ns = caller.meta.ns;
    std::string entry = "workload: " + quoted(caller.meta.name) + "\ncalls:\n" + asItem(group);
    if (scenarios.empty()) {
        steps_.add({AddObject{caller.file, "apiVersion: meshwright.dev/v1alpha1\nkind: Scenario\nmetadata:\n  name: "
                                           "traffic\n  namespace: " +
                                               quoted(ns) + "\nspec:\n  seed: 1\n  services:\n" + asItem(entry, "  ")},
                    {}});
        return;
    }
    const auto& r = scenarios.front();
    const auto& s = *r->as<scenario::Scenario>();
    for (std::size_t i = 0; i < s.services.size(); ++i) {
        const auto& b = s.services[i];
        if (b.workload != caller.meta.name || (b.ns.empty() ? r->meta.ns : b.ns) != ns) continue;
        for (const auto& g : b.calls)
            for (const auto& c : g.calls)
                if (resolveShortName(c.host, ns) == resolveShortName(host, ns)) return;
        steps_.add({InsertItem{r->id(), childPath("spec.services", i) + ".calls", b.calls.size(), group}, {}});
        return;
    }
    if (ns != r->meta.ns) entry += "namespace: " + quoted(ns) + "\n";
    steps_.add({InsertItem{r->id(), "spec.services", s.services.size(), entry}, {}});
}

Connected Connector::fromDestinationRule() {
    std::string host;
    if (end_.resource->as<kube::Service>())
        host = hostFrom(startNs(), *end_.resource);
    else if (const auto* e = end_.resource->as<istio::ServiceEntry>())
        host = e->hosts.empty() ? "" : e->hosts.front().text;
    if (host.empty()) return no("A destination rule is for the host of a service or an external service.");
    const auto& now = start_.resource->as<istio::DestinationRule>()->host;
    if (resolveShortName(now, startNs()) != resolveShortName(host, startNs()))
        steps_.set(start_.resource->id(), "spec.host", host);
    return done("Attach policy " + startName() + " to " + endName());
}

Connected Connector::fromSelectorPolicy() {
    istio::Labels labels;
    if (const auto* s = end_.resource->as<kube::Service>())
        labels = s->selector;
    else if (const auto* d = end_.resource->as<kube::Deployment>())
        labels = d->podTemplate.metadata.labels;
    else
        return no("This policy is for pods; connect it to a service or a version.");
    if (end_.resource->meta.ns != startNs())
        return no("A policy reaches pods of its own namespace " + startNs() + " only, and " + endName() + " is in " +
                  end_.resource->meta.ns + ".");
    if (labels.empty()) return no(endName() + " has no labels by which the policy could choose its pods.");
    const ResourceId id = start_.resource->id();
    const auto now = selectorOf();
    for (const auto& [key, value] : labels)
        if (const auto found = now.find(key); found == now.end() || found->second != value)
            steps_.set(id, childPath("spec.selector.matchLabels", key), value);
    for (const auto& [key, value] : now)
        if (!labels.count(key)) steps_.remove(id, childPath("spec.selector.matchLabels", key));
    return done("Attach policy " + startName() + " to " + endName());
}

istio::Labels Connector::selectorOf() const {
    const auto read = [](const auto* policy) {
        return policy && policy->selector ? policy->selector->effective() : istio::Labels{};
    };
    if (const auto* p = start_.resource->as<istio::PeerAuthentication>()) return read(p);
    if (const auto* p = start_.resource->as<istio::AuthorizationPolicy>()) return read(p);
    return read(start_.resource->as<istio::RequestAuthentication>());
}

} // namespace meshwright::model::edit
