#include "sim/replay/connection_evaluator.h"

#include "sim/balance/balancer.h"
#include "sim/balance/cluster_hosts.h"
#include "sim/balance/request_hash.h"
#include "sim/kernel/random.h"
#include "sim/replay/client_connection.h"
#include "sim/replay/echo.h"
#include "sim/replay/http_sender.h"
#include "sim/replay/recorded_tables.h"
#include "sim/routing/l4/proxy_connections.h"

#include <algorithm>
#include <array>
#include <set>

namespace meshwright::sim::replay {

namespace {

using namespace routing;

/// Ports on which a pod of a case listens: those of its containers and those
/// that its Services lead to.
std::set<std::uint32_t> openPorts(const MeshIndex& mesh, const Pod& pod) {
    std::set<std::uint32_t> out;
    if (pod.spec)
        for (const auto& container : pod.spec->containers)
            for (const auto& port : container.ports) out.insert(static_cast<std::uint32_t>(port.containerPort));
    for (const auto& service : mesh.registry().services())
        if (service->registry == Service::Registry::Kubernetes && service->ns == pod.ns && !service->selector.empty() &&
            subsetOf(service->selector, pod.labels))
            for (const auto& port : service->ports) out.insert(targetPortOf(port, &pod));
    return out;
}

/// What the echo notes down; of raw bytes only that they came.
Upstream seenBy(const SeenRequest& request) {
    if (request.method == "TCP") return {"TCP", "", "", {}};
    Request http;
    http.method = request.method;
    http.path = request.path;
    http.authority = request.authority;
    http.headers = request.headers;
    Upstream seen = asSeen(http);
    for (const auto& [name, value] : request.headers) // a proxy that reads HTTP takes this one out
        if (name == "connection") seen.headers.insert_or_assign(name, value);
    return seen;
}

/// Copies what an answer and a connection's outcome have in common, but for
/// headers.
template <class From, class To> void copyEnding(const From& from, To& to) {
    to.status = from.status;
    to.flags = from.flags;
    to.cluster = from.cluster;
    to.workload = from.workload;
    to.pod = from.pod;
    to.tries = from.tries;
    to.mirrors = from.mirrors;
    to.body = from.body;
    to.route = from.route;
    to.details = from.details;
}

Answer answerOf(const ConnectionOutcome& outcome) {
    Answer answer;
    copyEnding(outcome, answer);
    answer.response = asReceived(outcome.response);
    if (outcome.upstream) answer.upstream = seenBy(*outcome.upstream);
    return answer;
}

/// The requests of one sender, one connection after another.
class ConnectionRun {
public:
    explicit ConnectionRun(const SenderRun& run) : run_(run), mesh_(*run.mesh) {}

    std::vector<Outcome> run() {
        std::vector<Outcome> out;
        const CaseRequest& first = *run_.requests.front();
        const auto proxy = proxyOf(first);
        if (proxy && proxy->tables()) {
            tables_ = proxy->tables();
            sender_ = std::make_unique<HttpSender>(run_, tables_);
        }
        for (const auto* request : run_.requests) {
            OutcomeBuilder builder(run_.testCase.name, request->name);
            auto random = kernel::RandomStream::forEntity(run_.seed, run_.testCase.name + "/" + request->name);
            const auto connection = clientConnection(mesh_, *request);
            for (std::uint32_t i = 0; i < std::max<std::uint32_t>(request->repeat, 1); ++i) {
                if (!proxy || !connection)
                    builder.add(Answer{});
                else
                    builder.add(
                        answerOf(proxy->connect(*connection, behaviour(*connection, random), run_.testCase.now)));
            }
            Outcome outcome = builder.finish();
            outcome.seen.clear(); // connections are recorded without it
            out.push_back(std::move(outcome));
        }
        return out;
    }

private:
    std::optional<ProxyConnections> proxyOf(const CaseRequest& request) {
        if (!request.to) {
            if (!request.from) return std::nullopt;
            return ProxyConnections::outbound(run_.mesh, *request.from, recordedTables(run_.mesh, *request.from),
                                              Sidecars::AsLabelled);
        }
        const Pod* pod = targetPod(mesh_, request);
        return pod ? std::optional(ProxyConnections::inbound(run_.mesh, *pod)) : std::nullopt;
    }

    BackEndBehaviour behaviour(const ClientConnection& connection, kernel::RandomStream& random) {
        BackEndBehaviour out;
        out.draw = [&random](std::uint64_t below) { return random.below(below); };
        out.listens = [this](const Endpoint& endpoint) {
            if (endpoint.workload == "outside") return true;
            const Pod* pod = mesh_.registry().podAt(endpoint.address);
            if (!pod || run_.testCase.backends.of(pod->name, pod->workload).down) return false;
            auto [ports, fresh] = openPorts_.try_emplace(pod->address);
            if (fresh) ports->second = openPorts(mesh_, *pod);
            return ports->second.contains(endpoint.port);
        };
        out.answers = [this](const Endpoint& endpoint, const Cluster* cluster, const SeenRequest& request) {
            BackEndAnswer answer;
            answer.protocolError = cluster && cluster->http2; // the echo speaks HTTP/1 alone
            answer.status = run_.testCase.backends.of(endpoint.pod, endpoint.workload).status;
            if (refusesRequestLine(request.path)) answer = {400, false, "400 Bad Request", answer.protocolError};
            return answer;
        };
        out.pick = [this, &random](const Cluster& cluster, const std::string& source, bool hashSource) {
            return pick(cluster, source, hashSource, random);
        };
        if (sender_) {
            out.routeOf = [this](const HttpHandOver& request, std::uint32_t status) {
                return routeOf(request, status);
            };
            out.http = [this, &connection](const HttpHandOver& request) {
                return viaRoutes(request, connection.source);
            };
        }
        return out;
    }

    /// A cluster's balancer, which all connections of a sender share.
    const Endpoint* pick(const Cluster& cluster, const std::string& source, bool hashSource,
                         kernel::RandomStream& random) {
        auto& balancer = balancers_[cluster.name];
        if (!balancer)
            balancer = std::make_unique<balance::Balancer>(
                balance::arrangeHosts(balance::balancerConfig(cluster), balance::clusterHosts(cluster)), random);
        const std::vector<std::uint32_t> idle(cluster.endpoints.size(),
                                              0); // one connection at a time
        balance::PickContext context;
        context.activeRequests = idle;
        if (hashSource) {
            const std::array policies{HashPolicy{.kind = HashPolicy::Kind::SourceIp}};
            context.hash = balance::requestHash(policies, Request{}, {source, source + ":40000", "127.0.0.1:80"}).hash;
        }
        const auto host = balancer->pick(context, random);
        return host ? &cluster.endpoints[*host] : nullptr;
    }

    /// A listener's route table; one that does not exist has no virtual host.
    const RouteTable& table(const HttpHandOver& handOver) const {
        static const RouteTable none;
        const auto found = tables_->named.find(handOver.routeTable);
        return found == tables_->named.end() ? none : *found->second;
    }

    HttpRouteNames routeOf(const HttpHandOver& handOver, std::uint32_t status) {
        const Decision decision = sender_->decide(replay::requestOf(handOver), &table(handOver));
        HttpRouteNames names;
        if (decision.cluster) names.cluster = decision.cluster->name;
        if (decision.route) names.route = decision.route->name;
        finishResponse(decision, names.response, std::to_string(status));
        return names;
    }

    ConnectionOutcome viaRoutes(const HttpHandOver& handOver, const std::string& source) {
        const Answer answer = sender_->answer(replay::requestOf(handOver), &table(handOver), source);
        ConnectionOutcome out;
        copyEnding(answer, out);
        out.response.assign(answer.response.begin(), answer.response.end());
        if (answer.upstream) {
            const auto& headers = answer.upstream->headers;
            out.upstream = SeenRequest{answer.upstream->method,
                                       answer.upstream->path,
                                       answer.upstream->authority,
                                       {headers.begin(), headers.end()}};
        }
        return out;
    }

    const SenderRun& run_;
    const MeshIndex& mesh_;
    std::shared_ptr<const ProxyTables> tables_; ///< of the client's side
    std::unique_ptr<HttpSender> sender_;
    std::map<std::string, std::unique_ptr<balance::Balancer>> balancers_; ///< by cluster
    std::map<std::string, std::set<std::uint32_t>> openPorts_;            ///< by pod address
};

} // namespace

std::vector<Outcome> evaluateConnections(const SenderRun& run) {
    return ConnectionRun(run).run();
}

} // namespace meshwright::sim::replay
