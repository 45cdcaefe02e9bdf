// Configuring a mesh, at the start and during a run. Routes of running requests stay as they were decided.
#include "sim/mesh/engine.h"
#include "sim/routing/mesh_index.h"

#include <algorithm>

namespace meshwright::sim::mesh {
namespace {

bool sameOutlier(const routing::OutlierDetection& a, const routing::OutlierDetection& b) {
    return a.consecutive5xx == b.consecutive5xx && a.enforcingConsecutive5xx == b.enforcingConsecutive5xx &&
           a.consecutiveGateway == b.consecutiveGateway &&
           a.enforcingConsecutiveGateway == b.enforcingConsecutiveGateway && a.splitLocalOrigin == b.splitLocalOrigin &&
           a.consecutiveLocalOrigin == b.consecutiveLocalOrigin &&
           a.enforcingConsecutiveLocalOrigin == b.enforcingConsecutiveLocalOrigin && a.interval == b.interval &&
           a.baseEjectionTime == b.baseEjectionTime && a.maxEjectionTime == b.maxEjectionTime &&
           a.maxEjectionPercent == b.maxEjectionPercent;
}

bool sameSlowStart(const std::optional<routing::SlowStart>& a, const std::optional<routing::SlowStart>& b) {
    if (!a || !b) return !a && !b;
    return a->window == b->window && a->aggression == b->aggression && a->minWeightPercent == b->minWeightPercent;
}

/// Whether Envoy would keep a cluster: everything but its endpoints is as before.
bool sameSettings(const routing::Cluster& a, const routing::Cluster& b) {
    if (a.outlier.has_value() != b.outlier.has_value() || (a.outlier && !sameOutlier(*a.outlier, *b.outlier)))
        return false;
    return a.discovery == b.discovery && a.service == b.service && a.lb == b.lb && a.ringMinimum == b.ringMinimum &&
           a.ringMaximum == b.ringMaximum && a.maglevSize == b.maglevSize && sameSlowStart(a.slowStart, b.slowStart) &&
           a.localityWeighted == b.localityWeighted && a.localityWeights == b.localityWeights &&
           a.panicThresholdPercent == b.panicThresholdPercent && resilience::sameBreakers(a.breakers, b.breakers) &&
           a.connectTimeout == b.connectTimeout && a.maxRequestsPerConnection == b.maxRequestsPerConnection &&
           a.maxConnectionDuration == b.maxConnectionDuration && a.idleTimeout == b.idleTimeout && a.http2 == b.http2 &&
           a.maxConcurrentStreams == b.maxConcurrentStreams && a.tls == b.tls;
}

bool selects(const model::istio::Labels& selector, const model::istio::Labels& labels) {
    return std::all_of(selector.begin(), selector.end(), [&](const auto& want) {
        const auto it = labels.find(want.first);
        return it != labels.end() && it->second == want.second;
    });
}

} // namespace

tl::expected<void, model::Diagnostics> Engine::configure(const model::Design& design, routing::MeshIndexPtr index,
                                                         const std::vector<model::scenario::Behaviour>& behaviours) {
    std::vector<bool> present;
    if (auto read = world_.read(design, behaviours, present); !read) return read;
    const routing::MeshIndexPtr before = std::exchange(index_, std::move(index));
    if (network_.serverSidecars) serverSide_.emplace(index_);
    design_ = design;
    configuredAt_ = now();
    epochs_.push_back(std::make_unique<Epoch>());
    epochs_.back()->number = epochs_.size() == 1 ? 0 : epochs_[epochs_.size() - 2]->number + 1;
    syncPods();
    for (std::uint32_t i = 0; i < pods_.size(); ++i) {
        const bool was = pods_[i].present;
        if (epochs_.size() > 1) pods_[i].app = world_.pods()[i].app;
        pods_[i].workload = world_.pods()[i].workload;
        pods_[i].present = present[i];
        if (was && !present[i]) {
            // A pod that is scaled away ends what it has begun; new requests do not reach it.
            pods_[i].listed = true;
        } else if (!was && present[i]) {
            pods_[i].up = pods_[i].reachable = true;
            pods_[i].readySince = now();
        }
    }
    for (auto& kind : kinds_) syncKind(*kind, before);
    syncClusters();
    syncInbound();
    syncRateLimits();
    dropEpochs();
    return {};
}

void Engine::syncPods() {
    const auto& identities = world_.pods();
    for (auto i = static_cast<std::uint32_t>(pods_.size()); i < identities.size(); ++i) {
        Pod pod;
        pod.workload = identities[i].workload;
        pod.random = kernel::RandomStream::forEntity(seed_, "pod/" + identities[i].ns + "/" + identities[i].name);
        pod.app = identities[i].app;
        pod.readySince = now();
        pods_.push_back(std::move(pod));
        podNames_.push_back(ledger_.name(identities[i].name));
        driver_.podAppeared(i);
    }
    tally_.resize(pods_.size(), world_.workloads().size(), world_.services().size());
}

void Engine::syncKind(Kind& kind, const routing::MeshIndexPtr& before) {
    kind.compiled = before && kind.compiled ? routing::recompile(before, kind.compiled, index_, kind.ref)
                                            : routing::compile(index_, kind.ref);
    auto tables = adaptTables ? adaptTables(kind.compiled) : kind.compiled;
    if (kind.tables)
        oldTables_.emplace_back(epochs_.size() > 1 ? epochs_[epochs_.size() - 2].get() : nullptr, kind.tables);
    kind.tables = std::move(tables);
    if (serverSide_) kind.caller = serverSide_->callerOf(kind.ref);
    kind.matcher = kind.matcher ? routing::Matcher(kind.tables, *kind.matcher) : routing::Matcher(kind.tables);
    kind.plans.clear();
    for (auto& c : kind.clusters) c = nullptr;
    for (const auto& [name, cluster] : kind.tables->clusters) {
        const auto [it, fresh] = kind.slots.try_emplace(name, static_cast<std::uint32_t>(kind.clusterNames.size()));
        if (fresh) {
            kind.clusterNames.push_back(name);
            kind.clusters.emplace_back();
        }
        kind.clusters[it->second] = cluster;
    }
    kind.healthySets.assign(kind.clusters.size(), nullptr);
}

void Engine::syncClusters() {
    for (std::uint32_t i = 0; i < clusters_.size(); ++i) {
        RunningCluster& c = *clusters_[i];
        if (!c.inUse || c.draining) continue;
        const auto& config = kinds_[proxies_[c.proxy].kind]->clusters[c.slot];
        if (config && sameSettings(*c.config, *config)) {
            c.config = config;
            setHosts(c, c.config->endpoints);
            continue;
        }
        for (Host& h : c.hosts) h.pool.drain(c.breakers);
        c.draining = true;
        proxies_[c.proxy].clusters[c.slot] = nobody;
        ++c.users;
        leave(c);
    }
}

void Engine::dropEpochs() {
    for (std::size_t i = 0; i + 1 < epochs_.size();) {
        const Epoch* epoch = epochs_[i].get();
        if (epoch->users > 0) {
            ++i;
            continue;
        }
        std::erase_if(plans_, [&](const auto& p) { return p.first == epoch; });
        std::erase_if(oldTables_, [&](const auto& p) { return p.first == epoch; });
        epochs_.erase(epochs_.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

std::uint32_t Engine::kindOf(const routing::ProxyRef& ref) {
    const auto [it, fresh] = kindByRef_.try_emplace(ref, static_cast<std::uint32_t>(kinds_.size()));
    if (!fresh) return it->second;
    auto kind = std::make_unique<Kind>();
    kind->ref = ref;
    if (ref.isGateway()) {
        kind->node = "gateway/" + (ref.ns.empty() ? std::string("default") : ref.ns) + "/";
        std::string name;
        for (const auto& r : design_.all<model::istio::Gateway>())
            if (selects(r->as<model::istio::Gateway>()->selector, ref.gateway)) {
                kind->node = "gateway/" + r->meta.ns + "/";
                name = r->meta.name;
                break;
            }
        if (name.empty() && !ref.gateway.empty()) name = ref.gateway.begin()->second;
        kind->node += name;
    } else {
        kind->node = "workload/" + ref.ns + "/" + ref.workload;
        if (const std::uint32_t w = world_.workload(ref.ns, ref.workload); w != World::missing)
            kind->zone = world_.workloads()[w].zone;
    }
    kinds_.push_back(std::move(kind));
    syncKind(*kinds_.back(), nullptr);
    return it->second;
}

std::uint32_t Engine::addProxy(std::uint32_t kind, std::uint32_t pod) {
    Proxy p;
    p.kind = kind;
    p.pod = pod;
    const auto i = static_cast<std::uint32_t>(proxies_.size());
    const std::size_t n = kinds_[kind]->proxies.size();
    p.random = kernel::RandomStream::forEntity(seed_, "proxy/" + kinds_[kind]->node + "/" + std::to_string(n));
    limitRateOf(p);
    proxies_.push_back(std::move(p));
    kinds_[kind]->proxies.push_back(i);
    if (pod != nobody) pods_[pod].proxy = i;
    return i;
}

const std::vector<std::uint32_t>& Engine::proxiesOf(const routing::ProxyRef& given) {
    routing::ProxyRef ref = given;
    if (ref.ns.empty()) ref.ns = "default";
    const std::uint32_t kind = kindOf(ref);
    auto& proxies = kinds_[kind]->proxies;
    if (ref.isGateway()) {
        if (!proxies.empty()) return proxies;
        for (const Workload& w : world_.workloads())
            if (w.ns == ref.ns && !w.labels.empty() && selects(ref.gateway, w.labels)) {
                kinds_[kind]->zone = w.zone;
                for (const std::uint32_t pod : w.pods)
                    if (pods_[pod].proxy == nobody) addProxy(kind, pod);
            }
        if (proxies.empty()) addProxy(kind, nobody);
        return proxies;
    }
    if (const std::uint32_t w = world_.workload(ref.ns, ref.workload); w != World::missing)
        for (const std::uint32_t pod : world_.workloads()[w].pods) proxyOfPod(pod);
    return proxies;
}

std::uint32_t Engine::proxyOfPod(std::uint32_t pod) {
    if (pods_[pod].proxy != nobody) return pods_[pod].proxy;
    const Workload& w = world_.workloads()[pods_[pod].workload];
    routing::ProxyRef ref;
    ref.workload = w.name;
    ref.ns = w.ns;
    return addProxy(kindOf(ref), pod);
}

const Plan* Engine::planFor(std::uint32_t proxy, const routing::Request& request, const std::string& sourceIp) {
    Kind& kind = *kinds_[proxies_[proxy].kind];
    std::string key = keyOf(request);
    if (sourceIp != "127.0.0.1") key += sourceIp;
    if (const auto it = kind.plans.find(key); it != kind.plans.end()) return it->second;
    routing::Request passed = request;
    std::optional<Denial> denial;
    if (serverSide_ && kind.ref.isGateway()) denial = serverSide_->denialAtGateway(kind.ref, sourceIp, passed);
    auto plan = makePlan(*kind.matcher, passed, sourceIp, scheduler_, [&](const std::string& name) {
        const auto it = kind.slots.find(name);
        return it == kind.slots.end() || !kind.clusters[it->second] ? nobody : it->second;
    });
    if (denial) {
        plan->reply = routing::LocalReply{denial->status, "", denial->body, denial->details, {}};
        plan->replyFlags = 0;
        plan->denied = true;
        plan->fault = nullptr; // policies come before faults and routes
        plan->choices.clear();
    }
    plan->epoch = epochs_.back().get();
    plan->kind = proxies_[proxy].kind;
    for (Choice& choice : plan->choices) choice.number = ++choices_;
    for (MirrorPlan& mirror : plan->mirrors) mirror.choice.number = ++choices_;
    const Plan* made = plan.get();
    plans_.emplace_back(plan->epoch, std::move(plan));
    kind.plans.emplace(std::move(key), made);
    return made;
}

} // namespace meshwright::sim::mesh
