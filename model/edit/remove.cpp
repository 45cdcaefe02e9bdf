#include "model/edit/remove.h"

#include "model/edit/nodes.h"
#include "model/edit/steps.h"
#include "model/edit/weights.h"

#include <algorithm>
#include <functional>

namespace meshwright::model::edit {

namespace {

using yaml::childPath;

class Remover {
public:
    explicit Remover(const Design& design) : steps_(design) {}

    void node(const std::string& id) {
        const auto ref = nodeOf(steps_.now(), id);
        if (!ref) return;
        ++nodes_;
        const ResourcePtr& r = ref->resource;
        name_ = ref->traffic() ? ref->traffic()->name : r->meta.name;
        if (ref->traffic())
            steps_.remove(r->id(), ref->field);
        else if (r->as<kube::Service>())
            service(*r);
        else if (const auto* e = r->as<istio::ServiceEntry>())
            external(*r, *e);
        else if (r->as<kube::Deployment>())
            workload(*r);
        else if (r->as<istio::Gateway>())
            gateway(*r);
        else
            object(*r);
        placement(id);
    }

    void line(const ResourceId& id, const std::string& field) {
        const auto r = steps_.now().find(id);
        if (!r) return;
        const auto route = field.rfind(".route[");
        if (r->as<istio::VirtualService>() && route != std::string::npos && field.back() == ']')
            destination(id, field.substr(0, route), std::stoul(field.substr(route + 7)));
        else
            steps_.remove(id, field);
        if (r->as<istio::VirtualService>() && field.rfind("spec.gateways[", 0) == 0) keepOffTheMesh(id);
    }

    tl::expected<Edit, std::string> done(const std::string& text) {
        if (!steps_.refusal().empty()) return tl::unexpected(steps_.refusal());
        if (steps_.empty()) return tl::unexpected(std::string("There is nothing here that could be removed."));
        const std::string name =
            text.empty() ? nodes_ == 1 ? "Delete " + name_ : "Delete " + std::to_string(nodes_) + " nodes" : text;
        return std::move(steps_).done(name);
    }

private:
    void object(const Resource& r) {
        if (steps_.now().find(r.id())) steps_.add({RemoveObject{r.id()}, {}});
    }

    void placement(const std::string& node) {
        for (const auto& r : steps_.now().all<scenario::Canvas>()) {
            const auto& all = r->as<scenario::Canvas>()->nodes;
            for (std::size_t i = all.size(); i-- > 0;)
                if (all[i].node == node) steps_.remove(r->id(), childPath("spec.nodes", i));
        }
    }

    void hostGone(const Host& whole) {
        for (const auto& r : rulesOf(steps_.now(), whole)) object(*r);
        destinationsWhere(
            [&](const istio::Destination& d, const std::string& ns) { return resolveShortName(d.host, ns) == whole; });
        callsTo(whole);
    }

    void service(const Resource& r) {
        const auto behind = workloadsOf(steps_.now(), r);
        object(r);
        hostGone(hostOf(r));
        for (const auto& w : behind) {
            const auto others = steps_.now().all<kube::Service>();
            const bool shared = std::any_of(others.begin(), others.end(), [&](const auto& s) {
                const auto also = workloadsOf(steps_.now(), *s);
                return std::any_of(also.begin(), also.end(), [&](const auto& o) { return o->id() == w->id(); });
            });
            if (!shared) {
                object(*w);
                behaviourOf(*w);
                placement("Deployment/" + w->meta.ns + "/" + w->meta.name);
            }
        }
    }

    void external(const Resource& r, const istio::ServiceEntry& e) {
        const auto hosts = e.hosts;
        object(r);
        for (const auto& h : hosts) hostGone(resolveShortName(h, r.meta.ns));
    }

    void workload(const Resource& r) {
        const auto& labels = r.as<kube::Deployment>()->podTemplate.metadata.labels;
        for (const auto& s : steps_.now().all<kube::Service>()) {
            const auto behind = workloadsOf(steps_.now(), *s);
            if (std::none_of(behind.begin(), behind.end(), [&](const auto& w) { return w->id() == r.id(); })) continue;
            for (const auto& rule : rulesOf(steps_.now(), hostOf(*s))) {
                const auto subsets = rule->as<istio::DestinationRule>()->subsets;
                for (std::size_t i = subsets.size(); i-- > 0;) {
                    const auto takes = [&](const auto& w) {
                        return hasLabels(w->template as<kube::Deployment>()->podTemplate.metadata.labels,
                                         subsets[i].labels);
                    };
                    if (!hasLabels(labels, subsets[i].labels) || std::count_if(behind.begin(), behind.end(), takes) > 1)
                        continue;
                    steps_.remove(rule->id(), childPath("spec.subsets", i));
                    destinationsWhere([&](const istio::Destination& d, const std::string& ns) {
                        return d.subset == subsets[i].name && resolveShortName(d.host, ns) == hostOf(*s);
                    });
                }
            }
        }
        object(r);
        behaviourOf(r);
    }

    void gateway(const Resource& r) {
        for (const auto& v : steps_.now().all<istio::VirtualService>()) {
            const auto& names = v->as<istio::VirtualService>()->gateways;
            bool any = false;
            for (std::size_t i = names.size(); i-- > 0;)
                if (names[i] == r.meta.ns + "/" + r.meta.name || (names[i] == r.meta.name && v->meta.ns == r.meta.ns)) {
                    steps_.remove(v->id(), childPath("spec.gateways", i));
                    any = true;
                }
            if (any) keepOffTheMesh(v->id());
        }
        object(r);
    }

    /// An empty list of gateways means the mesh: nobody asked for that, so it is at least written down.
    void keepOffTheMesh(const ResourceId& id) {
        const auto v = steps_.now().find(id);
        if (v && v->as<istio::VirtualService>()->gateways.empty())
            steps_.add({InsertItem{id, "spec.gateways", 0, "mesh\n"}, {}});
    }

    void destination(const ResourceId& id, const std::string& rule, std::size_t index) {
        const auto r = steps_.now().find(id);
        auto weights = weightsOf(*r->as<istio::VirtualService>(), rule);
        if (index >= weights.size()) return;
        if (weights.size() == 1) {
            const auto& v = *r->as<istio::VirtualService>();
            if (v.http.size() + v.tls.size() + v.tcp.size() == 1) {
                object(*r);
                placement("VirtualService/" + id.ns + "/" + id.name);
            } else {
                steps_.remove(id, rule);
            }
            return;
        }
        steps_.remove(id, childPath(rule + ".route", index));
        weights.erase(weights.begin() + static_cast<std::ptrdiff_t>(index));
        steps_.add(writeWeights(id, rule, split(100, weights), {}));
    }

    using Wanted = std::function<bool(const istio::Destination&, const std::string& ns)>;

    template <class Rules>
    bool destinationOf(const ResourceId& id, const Rules& rules, const std::string& name, const Wanted& wanted) {
        for (std::size_t i = rules.size(); i-- > 0;)
            for (std::size_t k = rules[i].route.size(); k-- > 0;)
                if (wanted(rules[i].route[k].destination, id.ns)) {
                    destination(id, childPath("spec." + name, i), k);
                    return true;
                }
        return false;
    }

    bool mirrorOf(const ResourceId& id, const istio::VirtualService& v, const Wanted& wanted) {
        for (std::size_t i = 0; i < v.http.size(); ++i) {
            const std::string rule = childPath("spec.http", i);
            if (v.http[i].mirror && wanted(*v.http[i].mirror, id.ns)) {
                for (const char* field : {".mirror", ".mirrorPercentage", ".mirrorPercent"})
                    steps_.remove(id, rule + field);
                return true;
            }
            for (std::size_t k = 0; k < v.http[i].mirrors.size(); ++k)
                if (wanted(v.http[i].mirrors[k].destination, id.ns)) {
                    steps_.remove(id, childPath(rule + ".mirrors", k));
                    return true;
                }
        }
        return false;
    }

    void destinationsWhere(const Wanted& wanted) {
        for (const auto& r : steps_.now().all<istio::VirtualService>()) {
            const ResourceId id = r->id();
            // One at a time: each removal moves the numbers of the others.
            for (bool again = true; again && steps_.refusal().empty();) {
                const auto now = steps_.now().find(id);
                if (!now) break;
                const auto& v = *now->as<istio::VirtualService>();
                again = mirrorOf(id, v, wanted) || destinationOf(id, v.http, "http", wanted) ||
                        destinationOf(id, v.tls, "tls", wanted) || destinationOf(id, v.tcp, "tcp", wanted);
            }
        }
    }

    void callsTo(const Host& whole) {
        for (const auto& r : steps_.now().all<scenario::Scenario>()) {
            const auto services = r->as<scenario::Scenario>()->services;
            for (std::size_t i = services.size(); i-- > 0;) {
                const auto& b = services[i];
                const std::string ns = b.ns.empty() ? r->meta.ns : b.ns;
                for (std::size_t g = b.calls.size(); g-- > 0;) {
                    const std::string group = childPath(childPath("spec.services", i) + ".calls", g);
                    std::size_t left = b.calls[g].calls.size();
                    for (std::size_t k = b.calls[g].calls.size(); k-- > 0;) {
                        if (resolveShortName(b.calls[g].calls[k].host, ns) != whole) continue;
                        if (--left == 0)
                            steps_.remove(r->id(), group);
                        else
                            steps_.remove(r->id(), childPath(group + ".calls", k));
                    }
                }
            }
        }
    }

    void behaviourOf(const Resource& workload) {
        for (const auto& r : steps_.now().all<scenario::Scenario>()) {
            const auto& services = r->as<scenario::Scenario>()->services;
            std::vector<std::size_t> own;
            for (std::size_t i = services.size(); i-- > 0;)
                if (services[i].workload == workload.meta.name &&
                    (services[i].ns.empty() ? r->meta.ns : services[i].ns) == workload.meta.ns)
                    own.push_back(i);
            for (const std::size_t i : own) steps_.remove(r->id(), childPath("spec.services", i));
        }
    }

    Steps steps_;
    std::size_t nodes_ = 0;
    std::string name_;
};

} // namespace

tl::expected<Edit, std::string> removeNodes(const Design& design, const std::vector<std::string>& nodes) {
    Remover remover(design);
    // Sources of one Scenario are numbered: the last goes first.
    for (auto node = nodes.rbegin(); node != nodes.rend(); ++node) remover.node(*node);
    return remover.done({});
}

tl::expected<Edit, std::string> removeLine(const Design& design, const ResourceId& object, const std::string& field) {
    Remover remover(design);
    remover.line(object, field);
    return remover.done("Delete line of " + object.name);
}

} // namespace meshwright::model::edit
