#include "sim/replay/http_sender.h"

#include "sim/balance/balancer.h"
#include "sim/balance/cluster_hosts.h"
#include "sim/balance/request_hash.h"
#include "sim/kernel/random.h"
#include "sim/replay/echo.h"
#include "sim/routing/match/path.h"
#include "sim/routing/mesh_index.h"

#include <algorithm>
#include <memory>

namespace meshwright::sim::replay {

namespace {

using model::Duration;
using routing::Cluster;
using routing::Decision;

/// One proxy's balancer of one cluster.
struct Target {
    const Cluster* cluster;
    balance::Balancer balancer;
    std::vector<std::uint32_t> idle; ///< active requests by host: none, for requests come one at a time

    Target(const Cluster& c, kernel::RandomStream& random)
        : cluster(&c), balancer(balance::arrangeHosts(balance::balancerConfig(c), balance::clusterHosts(c)), random),
          idle(c.endpoints.size(), 0) {}
};

/// What one try came to.
struct Attempt {
    Ending ending = Ending::Answered;
    std::uint32_t status = 0;
    Duration took;
};

/// True where the policy takes this result for one to try again. Envoy:
/// source/common/router/retry_state_impl.cc.
bool wantsRetry(const routing::RetryPolicy& p, const Attempt& a) {
    if (a.ending == Ending::ConnectFailure)
        return p.connectFailure || p.resetBeforeRequest || p.reset || p.on5xx || p.gatewayError;
    if (a.ending == Ending::PerTryTimeout || a.ending == Ending::ProtocolError)
        return p.reset || p.on5xx || p.gatewayError;
    if (a.ending != Ending::Answered) return false;
    const std::uint32_t s = a.status;
    return (p.on5xx && s >= 500 && s < 600) || (p.gatewayError && s >= 502 && s <= 504) ||
           (p.retriable4xx && s == 409) ||
           (p.retriableStatusCodes && std::find(p.statusCodes.begin(), p.statusCodes.end(), s) != p.statusCodes.end());
}

} // namespace

struct HttpSender::Impl {
    Impl(const SenderRun& run, std::shared_ptr<const routing::ProxyTables> tables)
        : run_(run), tables_(std::move(tables)), matcher_(tables_),
          random_(kernel::RandomStream::forEntity(run.seed, run.testCase.name)) {}

    Decision decide(const routing::Request& asked, const routing::RouteTable* table, std::uint64_t draw) const {
        return table ? matcher_.decide(*table, asked, draw) : matcher_.decide(asked, draw);
    }

    void answer(const routing::Request& asked, const routing::RouteTable* table, const std::string& source, Answer& a) {
        const std::uint64_t draw = random_.next();
        const Decision d = decide(asked, table, draw);
        if (d.cluster) a.cluster = d.cluster->name;
        std::vector<std::string> flags;
        Duration waited;
        if (d.route && d.route->fault) {
            const auto& fault = *d.route->fault;
            auto hit = [&](const std::optional<routing::Fraction>& share) {
                return share && random_.next() % share->denominator < share->numerator;
            };
            if (hit(fault.delayShare)) {
                flags.push_back("DI");
                waited = fault.delay;
            }
            if (hit(fault.abortShare)) {
                a.tookMs = waited.inMilliseconds();
                return describe(a, d, Ending::FaultAbort, 0, flags);
            }
        }
        if (d.reply) {
            a.tookMs = waited.inMilliseconds();
            return describe(a, d, Ending::LocalReply, 0, flags);
        }
        forward(d, draw, source, flags, waited, a);
    }

    void forward(const Decision& d, std::uint64_t draw, const std::string& source, std::vector<std::string>& flags,
                 Duration waited, Answer& a) {
        const auto& policy = d.forward->retry;
        const Duration limit = d.forward->timeout;
        Target& target = targetOf(*d.cluster);
        const auto hash =
            balance::requestHash(d.forward->hash, d.rewritten, {source, source + ":40000", "127.0.0.1:80"}).hash;
        std::vector<std::uint32_t> tried;
        std::uint32_t left = policy.numRetries;
        Duration spent, pause = policy.backoffBase;
        Attempt last;
        for (bool first = true;; first = false) {
            const auto host = pick(target, policy, hash, tried);
            if (first || host) ++a.tries;
            if (!host) {
                last.ending = Ending::NoHealthyHost;
                a.workload = a.pod = "-";
                break;
            }
            if (first) mirror(d, draw, a);
            last = attempt(d, d.cluster->endpoints[*host], limit, spent, a);
            tried.push_back(*host);
            spent = spent + last.took;
            if (limit.ns > 0 && spent >= limit) {
                last.ending = Ending::RouteTimeout;
                spent = limit;
                break;
            }
            if (!policy.enabled || !wantsRetry(policy, last)) break;
            if (left == 0) {
                flags.push_back("URX");
                break;
            }
            --left;
            const Duration cap = pause;
            const Duration back = Duration::milliseconds(static_cast<std::int64_t>(
                random_.next() % std::max<std::uint64_t>(1, static_cast<std::uint64_t>(cap.ns / 1'000'000))));
            const Duration most = policy.backoffBase * 10;
            pause = pause * 2 < most ? pause * 2 : most;
            if (limit.ns > 0 && spent + back >= limit) {
                last.ending = Ending::RouteTimeout;
                spent = limit;
                break;
            }
            spent = spent + back;
        }
        a.tookMs = (waited + spent).inMilliseconds();
        const bool refused = last.ending == Ending::Answered && refusesRequestLine(d.rewritten.path);
        describe(a, d, last.ending, last.status, flags);
        if (refused && d.rewritten.method != "HEAD") a.body = "400 Bad Request";
    }

    Attempt attempt(const Decision& d, const routing::Endpoint& e, Duration limit, Duration spent, Answer& a) {
        a.workload = e.workload;
        a.pod = e.pod.empty() ? e.workload : e.pod;
        const Backend& backend = run_.testCase.backends.of(a.pod, a.workload);
        Attempt out;
        if (backend.down) {
            out.ending = Ending::ConnectFailure;
            return out;
        }
        if (d.cluster->http2) {
            out.ending = Ending::ProtocolError;
            return out;
        }
        if (refusesRequestLine(d.rewritten.path)) {
            out.status = 400;
            return out;
        }
        a.upstream = asSeen(d.rewritten);
        const BackendStep now = backend.at((clock_ + spent).inSeconds());
        out.status = now.status;
        out.took = now.delay;
        const Duration perTry = d.forward->retry.perTryTimeout;
        const bool counts = perTry.ns > 0 && (limit.ns == 0 || perTry < limit);
        if (counts && now.delay >= perTry) {
            out.ending = Ending::PerTryTimeout;
            out.took = perTry;
        }
        return out;
    }

    std::optional<std::uint32_t> pick(Target& target, const routing::RetryPolicy& policy,
                                      std::optional<std::uint64_t> hash, const std::vector<std::uint32_t>& tried) {
        balance::PickContext context;
        context.hash = hash;
        context.activeRequests = target.idle;
        if (!tried.empty() && policy.previousHosts) {
            context.attempted = tried;
            context.extraPicks = policy.hostSelectionAttempts;
        }
        return target.balancer.pick(context, random_);
    }

    void mirror(const Decision& d, std::uint64_t draw, Answer& a) {
        for (const auto& m : d.forward->mirrors) {
            if (draw % m.fraction.denominator >= m.fraction.numerator) continue;
            const auto it = tables_->clusters.find(m.cluster);
            if (it == tables_->clusters.end()) continue;
            Target& target = targetOf(*it->second);
            const auto hash = balance::requestHash(d.forward->hash, d.rewritten, {}).hash;
            const auto host = pick(target, d.forward->retry, hash, {});
            if (!host) continue;
            const auto& e = it->second->endpoints[*host];
            if (!run_.testCase.backends.of(e.pod.empty() ? e.workload : e.pod, e.workload).down &&
                !refusesRequestLine(d.rewritten.path))
                a.mirrors.push_back(e.workload);
        }
    }

    Target& targetOf(const Cluster& cluster) {
        auto& slot = targets_[cluster.name];
        if (!slot) slot = std::make_unique<Target>(cluster, random_);
        return *slot;
    }

    const SenderRun& run_;
    std::shared_ptr<const routing::ProxyTables> tables_;
    routing::Matcher matcher_;
    kernel::RandomStream random_;
    std::map<std::string, std::unique_ptr<Target>> targets_;
    Duration clock_; ///< since the first request of the sender
};

HttpSender::HttpSender(const SenderRun& run, std::shared_ptr<const routing::ProxyTables> tables)
    : impl_(std::make_unique<Impl>(run, std::move(tables))) {}
HttpSender::~HttpSender() = default;

Answer HttpSender::answer(const routing::Request& asked, const routing::RouteTable* table, const std::string& source) {
    Answer out;
    impl_->answer(asked, table, source, out);
    return out;
}

routing::Decision HttpSender::decide(const routing::Request& asked, const routing::RouteTable* table) {
    return impl_->decide(asked, table, impl_->random_.next());
}

} // namespace meshwright::sim::replay
