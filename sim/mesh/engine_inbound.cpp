// The sidecar in front of a pod's program: its policies, limits and rate limit.
#include "sim/mesh/engine.h"
#include "sim/routing/mesh_index.h"

#include <algorithm>

namespace meshwright::sim::mesh {

using metrics::Cause;

const Denial* Engine::denialAt(const Stream& s, const Host& h) {
    if (!serverSide_) return nullptr;
    const RunningCluster& c = *clusters_[s.cluster];
    std::optional<Denial> made;
    if (h.handshake == Handshake::Closed)
        made = Denial{0, "", "filter_chain_not_found"};
    else
        made = serverSide_->denial(kinds_[proxies_[s.proxy].kind]->caller, *c.config, h.endpoint, s.choice->rewritten);
    if (!made) return nullptr;
    for (const Denial& known : denials_)
        if (known == *made) return &known;
    return &denials_.emplace_back(std::move(*made));
}

void Engine::denied(std::uint32_t i) {
    Job& job = jobs_[i];
    const Denial& denial = *job.denial;
    const metrics::CauseStep step{now(), denial.status ? Cause::Denied : Cause::PlainTextRefused, 0,
                                  denial.status ? denial.status : std::uint16_t{503}, podLedgerName(job.pod)};
    if (denial.status) {
        job.chain = ledger_.add(job.chain, step);
        return refuse(i, denial.status);
    }
    Stream* s = streams_.find(job.stream);
    if (!s || s->job != jobs_.handleOf(i)) return dropJob(i);
    s->chain = ledger_.add(s->chain, step);
    cutOff(i, resilience::Reset::PeerClosed);
}

void Engine::cutOff(std::uint32_t i, resilience::Reset reason) {
    const std::uint32_t stream = jobs_[i].stream.index;
    Stream& s = streams_[stream];
    const std::uint32_t cluster = s.cluster, host = s.host;
    scheduler_.cancel(s.step);
    dropJob(i);
    detach(s, false);
    tryFailed(stream, reason);
    pump(*clusters_[cluster], host);
}

void Engine::pumpInbound(std::uint32_t index, Inbound& inbound) {
    while (const auto next = inbound.pool.startWaiting(inbound.breakers)) {
        Job& job = jobs_[next.request];
        job.waitsInbound = false;
        job.inbound = next.connection;
        if (next.refused) {
            noteInboundRefusal(index, "maxRequests");
            job.chain = ledger_.add(job.chain, {now(), Cause::RequestLimit, 0, 503, podLedgerName(index)});
            refuse(next.request, 503);
        } else {
            enter(next.request);
        }
    }
}

void Engine::releaseInbound(std::uint32_t i, bool keep) {
    Job& job = jobs_[i];
    if (job.inbound == nobody) return;
    Inbound* inbound = job.limits;
    const std::uint32_t connection = job.inbound;
    job.inbound = nobody;
    if (!inbound || job.podLife != pods_[job.pod].life) return;
    inbound->pool.finished(connection, keep, inbound->breakers);
    inbound->pool.takeOpenings([&](std::uint32_t c) { inbound->pool.connected(c); });
    pumpInbound(job.pod, *inbound);
}

void Engine::forgetInbound(std::uint32_t index, bool goOn) {
    if (pods_[index].inbounds.empty()) return;
    pods_[index].inbounds.clear();
    for (std::uint32_t i = 0; i < jobs_.capacity(); ++i) {
        Job& job = jobs_[i];
        if (!jobs_.alive(jobs_.handleOf(i)) || job.pod != index || job.inbound == nobody) continue;
        job.inbound = nobody;
        job.limits = nullptr;
        if (!job.waitsInbound) continue;
        job.waitsInbound = false;
        if (goOn)
            enter(i);
        else
            dropJob(i);
    }
}

void Engine::syncInbound() {
    if (!network_.serverSidecars) return;
    bool limits = false;
    for (const auto& r : design_.all<model::istio::DestinationRule>()) {
        const auto& policy = r->as<model::istio::DestinationRule>()->trafficPolicy;
        if (!policy) continue;
        limits = limits || policy->connectionPool ||
                 std::any_of(policy->portLevelSettings.begin(), policy->portLevelSettings.end(),
                             [](const auto& p) { return p.connectionPool.has_value(); });
    }
    if (!limits) {
        for (std::uint32_t i = 0; i < pods_.size(); ++i) forgetInbound(i, true);
        return;
    }
    for (const Workload& workload : world_.workloads()) {
        if (workload.outside || workload.service.empty()) continue;
        routing::ProxyRef ref;
        ref.workload = workload.name;
        ref.ns = workload.ns;
        const std::string host = workload.service + "." + workload.ns + ".svc.cluster.local";
        // The limits are those that the pod's own sidecar knows for the port of the Service that leads to its own port.
        const auto& clusters = kinds_[kindOf(ref)]->tables->clusters;
        for (const std::uint32_t i : workload.pods) {
            const std::string& podName = world_.pods()[i].name;
            std::map<std::uint32_t, std::pair<std::uint32_t, const routing::CircuitBreakers*>> limits; // by own port
            for (const auto& [name, cluster] : clusters) {
                if (cluster->service != host || !cluster->subset.empty()) continue;
                for (const routing::Endpoint& e : cluster->endpoints) {
                    if (e.pod != podName) continue;
                    const auto [it, fresh] = limits.try_emplace(e.port, cluster->port, &cluster->breakers);
                    if (!fresh && cluster->port < it->second.first) it->second = {cluster->port, &cluster->breakers};
                }
            }
            std::erase_if(limits, [](const auto& one) {
                return resilience::sameBreakers(*one.second.second, routing::CircuitBreakers{});
            });
            Pod& pod = pods_[i];
            const bool same =
                pod.inbounds.size() == limits.size() &&
                std::equal(limits.begin(), limits.end(), pod.inbounds.begin(), [](const auto& want, const auto& is) {
                    return want.first == is->port &&
                           resilience::sameBreakers(*want.second.second, is->breakers.limits());
                });
            if (same) continue;
            forgetInbound(i, true); // what is there goes on outside the new limits
            for (const auto& [port, limit] : limits) {
                auto inbound = std::make_unique<Inbound>();
                inbound->port = port;
                inbound->breakers = resilience::Breakers(*limit.second);
                pod.inbounds.push_back(std::move(inbound));
            }
        }
    }
}

void Engine::limitRate(std::unique_ptr<RateLimiter>& limiter, RateLimitRule::Context side, const std::string& ns,
                       const model::istio::Labels& labels) {
    const auto rule = std::find_if(rateLimits_.begin(), rateLimits_.end(),
                                   [&](const RateLimitRule& r) { return r.concerns(side, ns, labels); });
    if (rule == rateLimits_.end())
        limiter.reset();
    else if (!limiter || !(limiter->rule() == *rule)) // one that is as before keeps its tokens
        limiter = std::make_unique<RateLimiter>(*rule);
}

void Engine::limitRateOf(Proxy& proxy) {
    const routing::ProxyRef& ref = kinds_[proxy.kind]->ref;
    limitRate(proxy.rateLimit,
              ref.isGateway() ? RateLimitRule::Context::Gateway : RateLimitRule::Context::SidecarOutbound,
              routing::MeshIndex::namespaceOf(ref), index_->labelsOf(ref));
}

void Engine::syncRateLimits() {
    rateLimits_ = rateLimitsOf(design_, index_->config().rootNamespace);
    for (Proxy& proxy : proxies_) limitRateOf(proxy);
    if (!network_.serverSidecars) return;
    for (const Workload& workload : world_.workloads())
        for (const std::uint32_t pod : workload.pods)
            if (!workload.outside)
                limitRate(pods_[pod].rateLimit, RateLimitRule::Context::SidecarInbound, workload.ns, workload.labels);
}

} // namespace meshwright::sim::mesh
