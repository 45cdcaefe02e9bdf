#include "sim/mesh/world.h"

#include <algorithm>

namespace meshwright::sim::mesh {
namespace {

using model::istio::Labels;

bool selects(const Labels& selector, const Labels& labels) {
    if (selector.empty()) return false;
    return std::all_of(selector.begin(), selector.end(), [&](const auto& want) {
        const auto it = labels.find(want.first);
        return it != labels.end() && it->second == want.second;
    });
}

std::string textOr(const Labels& labels, const char* key, const std::string& otherwise) {
    const auto it = labels.find(key);
    return it == labels.end() ? otherwise : it->second;
}

/// Region and zone as Kubernetes' topology labels or Istio's own say it.
std::string zoneOf(const Labels& labels) {
    const std::string zone = textOr(labels, "topology.kubernetes.io/zone", "");
    if (!zone.empty()) return zone;
    const std::string locality = textOr(labels, "istio-locality", "");
    const std::size_t first = locality.find_first_of("/.");
    if (first == std::string::npos) return "";
    const std::size_t second = locality.find_first_of("/.", first + 1);
    return locality.substr(first + 1, second == std::string::npos ? second : second - first - 1);
}

bool sameNamespace(const std::string& wanted, const std::string& ns) {
    return wanted.empty() || wanted == ns;
}

} // namespace

std::uint32_t World::addWorkload(Workload w) {
    const auto key = std::make_pair(w.ns, w.name);
    const auto [it, fresh] = workloadByName_.try_emplace(key, static_cast<std::uint32_t>(workloads_.size()));
    if (fresh) {
        workloads_.push_back(std::move(w));
    } else {
        w.pods = std::move(workloads_[it->second].pods);
        workloads_[it->second] = std::move(w);
    }
    return it->second;
}

std::shared_ptr<const App> World::appFor(const Workload& w, const std::string& pod) {
    // The most specific entry wins as a whole: pod before workload before service.
    std::size_t best = behaviours_.size();
    int rank = 0;
    for (std::size_t i = 0; i < behaviours_.size(); ++i) {
        const auto& b = behaviours_[i];
        if (!sameNamespace(b.ns, w.ns)) continue;
        int mine = 0;
        if (!b.pod.empty())
            mine = b.pod == pod ? 3 : 0;
        else if (!b.workload.empty())
            mine = b.workload == w.name ? 2 : 0;
        else if (!b.service.empty())
            mine = !w.service.empty() && b.service == w.service ? 1 : 0;
        if (mine > rank) {
            rank = mine;
            best = i;
        }
    }
    auto& app = apps_[{best, w.ns}];
    if (app) return app;
    if (best == behaviours_.size()) return app = std::make_shared<App>();
    auto made = makeApp(behaviours_[best], "spec.services[" + std::to_string(best) + "]", nextCall_,
                        [&](const std::string& host) { return onlyPort(host, w.ns); });
    if (!made) {
        wrong_.insert(wrong_.end(), made.error().begin(), made.error().end());
        return app = std::make_shared<App>();
    }
    return app = std::make_shared<App>(std::move(*made));
}

std::uint32_t World::onlyPort(const std::string& host, const std::string& ns) const {
    for (const std::string& name : {host, model::resolveShortName(host, ns).text, host + ".svc.cluster.local"}) {
        const auto it = portsOfHost_.find(name);
        if (it != portsOfHost_.end()) return it->second.size() == 1 ? it->second.front() : 0;
    }
    return 0;
}

tl::expected<void, model::Diagnostics> World::read(const model::Design& design,
                                                   const std::vector<model::scenario::Behaviour>& behaviours,
                                                   std::vector<bool>& present) {
    wrong_.clear();
    apps_.clear();
    behaviours_ = behaviours;
    portsOfHost_.clear();
    const auto services = design.all<model::kube::Service>();
    for (const auto& r : services) {
        const std::string host = r->meta.name + "." + r->meta.ns + ".svc.cluster.local";
        auto& ports = portsOfHost_[host];
        for (const auto& p : r->as<model::kube::Service>()->ports) ports.push_back(static_cast<std::uint32_t>(p.port));
        service(host);
    }
    for (const auto& r : design.all<model::istio::ServiceEntry>()) {
        for (const auto& h : r->as<model::istio::ServiceEntry>()->hosts) {
            auto& ports = portsOfHost_[h.text];
            for (const auto& p : r->as<model::istio::ServiceEntry>()->ports)
                ports.push_back(static_cast<std::uint32_t>(p.number));
        }
    }

    present.assign(pods_.size(), false);
    const auto add = [&](const std::string& ns, const std::string& name, const Labels& labels,
                         const std::vector<std::string>& podNames) {
        Workload w;
        w.name = name;
        w.ns = ns;
        w.labels = labels;
        w.node = "workload/" + ns + "/" + name;
        w.zone = zoneOf(labels);
        w.version = textOr(labels, "version", "");
        for (const auto& s : services)
            if (s->meta.ns == ns && selects(s->as<model::kube::Service>()->selector, labels)) {
                w.service = s->meta.name;
                break;
            }
        const std::uint32_t index = addWorkload(std::move(w));
        for (const std::string& podName : podNames) {
            auto app = appFor(workloads_[index], podName);
            const auto [it, fresh] = podByName_.try_emplace({ns, podName}, static_cast<std::uint32_t>(pods_.size()));
            if (fresh) {
                pods_.push_back({podName, ns, index, std::move(app)});
                present.push_back(true);
                workloads_[index].pods.push_back(it->second);
            } else {
                pods_[it->second].app = std::move(app);
                present[it->second] = true;
            }
        }
    };
    for (const auto& r : design.resources()) {
        if (const auto* d = r->as<model::kube::Deployment>()) {
            std::vector<std::string> names;
            const std::int64_t replicas = std::clamp<std::int64_t>(d->replicas.value_or(1), 0, 100'000);
            for (std::int64_t k = 0; k < replicas; ++k) names.push_back(r->meta.name + "-" + std::to_string(k));
            add(r->meta.ns, r->meta.name, d->podTemplate.metadata.labels, names);
        } else if (r->as<model::kube::Pod>()) {
            add(r->meta.ns, r->meta.name, r->meta.labels, {r->meta.name});
        }
    }
    // What is outside the mesh never leaves it.
    for (std::size_t i = 0; i < pods_.size(); ++i)
        if (workloads_[pods_[i].workload].outside) {
            present[i] = true;
            pods_[i].app = appFor(workloads_[pods_[i].workload], pods_[i].name);
        }
    if (!wrong_.empty()) return tl::unexpected(wrong_);
    return {};
}

std::uint32_t World::workload(const std::string& ns, const std::string& name) const {
    const auto it = workloadByName_.find({ns, name});
    return it == workloadByName_.end() ? missing : it->second;
}

std::uint32_t World::pod(const std::string& ns, const std::string& name) const {
    const auto it = podByName_.find({ns, name});
    return it == podByName_.end() ? missing : it->second;
}

std::uint32_t World::service(const std::string& host) {
    const auto [it, fresh] = serviceByHost_.try_emplace(host, static_cast<std::uint32_t>(services_.size()));
    if (!fresh) return it->second;
    ServiceIdentity s{host, host, ""};
    const std::size_t svc = host.find(".svc.");
    const std::size_t dot = host.find('.');
    if (svc != std::string::npos && dot < svc) {
        s.name = host.substr(0, dot);
        s.ns = host.substr(dot + 1, svc - dot - 1);
    }
    services_.push_back(std::move(s));
    return it->second;
}

std::uint32_t World::outsidePod(const std::string& serviceHost, const std::string& address) {
    const std::string name = serviceHost.empty() ? "outside" : serviceHost;
    const std::string podName = name + "@" + address;
    if (const std::uint32_t known = pod("", podName); known != missing) return known;
    std::uint32_t index = workload("", name);
    if (index == missing) {
        Workload w;
        w.name = name;
        w.service = name;
        w.node = "outside/" + name;
        w.outside = true;
        index = addWorkload(std::move(w));
    }
    const auto made = static_cast<std::uint32_t>(pods_.size());
    pods_.push_back({podName, "", index, appFor(workloads_[index], podName)});
    podByName_[{"", podName}] = made;
    workloads_[index].pods.push_back(made);
    return made;
}

} // namespace meshwright::sim::mesh
