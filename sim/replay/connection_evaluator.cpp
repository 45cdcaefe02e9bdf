#include "sim/replay/connection_evaluator.h"

#include "sim/balance/balancer.h"
#include "sim/balance/cluster_hosts.h"
#include "sim/balance/request_hash.h"
#include "sim/kernel/random.h"
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

/// Tokens are judged as of the day on which the recordings were made, so that a run never depends on today's date.
constexpr std::int64_t judgedAt = 1'795'478'400; // 2026-11-24

constexpr const char* outsideClient = "127.5.0.1";
constexpr const char* gatewayAddress = "127.2.0.1";

std::string spiffeOf(const Pod& pod) {
    return "spiffe://cluster.local/ns/" + pod.ns + "/sa/" + pod.serviceAccount;
}

/// The SNI that a client sends for a name: none for addresses, none where "-" asks for none.
std::string sniFor(std::string name) {
    if (name == "-" || IpAddress::parse(name)) return {};
    while (name.ends_with('.')) name.pop_back();
    return name;
}

/// Ports on which a pod of a case listens: those of its containers and those that its Services lead to.
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

Answer answerOf(const ConnectionOutcome& outcome) {
    Answer answer;
    answer.status = outcome.status;
    answer.flags = outcome.flags;
    answer.cluster = outcome.cluster;
    answer.workload = outcome.workload;
    answer.pod = outcome.pod;
    answer.tries = outcome.tries;
    answer.mirrors = outcome.mirrors;
    answer.response = asReceived(outcome.response);
    if (outcome.upstream) answer.upstream = seenBy(*outcome.upstream);
    answer.body = outcome.body;
    answer.route = outcome.route;
    answer.details = outcome.details;
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
            const auto connection = connectionOf(*request);
            for (std::uint32_t i = 0; i < std::max<std::uint32_t>(request->repeat, 1); ++i) {
                if (!proxy || !connection)
                    builder.add(Answer{});
                else
                    builder.add(answerOf(proxy->connect(*connection, behaviour(random), judgedAt)));
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
        const Pod* pod = podOf(request.to->workload, request.to->ns);
        return pod ? std::optional(ProxyConnections::inbound(run_.mesh, *pod)) : std::nullopt;
    }

    const Pod* podOf(const std::string& workload, const std::string& ns) const {
        return mesh_.registry().podOfWorkload(workload, ns.empty() ? "default" : ns);
    }

    std::optional<ClientConnection> connectionOf(const CaseRequest& request) const {
        ClientConnection out;
        out.source = outsideClient;
        std::string identity = request.identity;
        if (request.from && !request.from->workload.empty()) {
            const Pod* source = podOf(request.from->workload, request.from->ns);
            if (!source) return std::nullopt;
            out.source = source->address;
            if (identity.empty() && request.to) identity = spiffeOf(*source);
        }
        if (!aim(request, out)) return std::nullopt;
        if (request.to && !addMeshTls(request, identity, out)) return std::nullopt;
        if (request.protocol == "tls" || request.protocol == "https") {
            const std::string name =
                request.sni.empty() ? request.authority.substr(0, request.authority.find(':')) : request.sni;
            out.tls.push_back({sniFor(name), request.alpn, request.identity});
        }
        if (request.protocol != "tcp" && request.protocol != "tls") out.http = payloadOf(request);
        return out;
    }

    /// The address and port that the client means.
    bool aim(const CaseRequest& request, ClientConnection& out) const {
        out.destinationPort = request.port;
        if (request.to) {
            const Pod* pod = podOf(request.to->workload, request.to->ns);
            if (!pod) return false;
            out.destination = pod->address;
            out.destinationPort = workloadPort(mesh_, *pod, request.port);
            return true;
        }
        if (request.from->isGateway()) {
            out.destination = gatewayAddress;
            return true;
        }
        if (IpAddress::parse(request.authority)) {
            out.destination = request.authority;
            return true;
        }
        const auto dot = request.authority.find('.');
        std::string ns = MeshIndex::namespaceOf(*request.from);
        if (dot != std::string::npos)
            ns = request.authority.substr(dot + 1, request.authority.find('.', dot + 1) - dot - 1);
        const auto service =
            mesh_.registry().find(request.authority.substr(0, dot) + "." + ns + ".svc.cluster.local", ns);
        if (!service || service->registry != Service::Registry::Kubernetes) return false;
        out.destination = service->address();
        return true;
    }

    /// What a client's sidecar, or a client with TLS of its own, speaks to the server's sidecar.
    static bool addMeshTls(const CaseRequest& request, const std::string& identity, ClientConnection& out) {
        const bool raw = request.protocol == "tcp" || request.protocol == "tls";
        const auto alpn = [&](std::vector<std::string> usual) { return request.alpn.empty() ? usual : request.alpn; };
        if (request.tls == "mtls") {
            if (identity.empty()) return false;
            out.tls.push_back({sniFor(request.sni),
                               alpn(raw ? std::vector<std::string>{"istio-peer-exchange", "istio"}
                                        : std::vector<std::string>{"istio-http/1.1", "istio", "http/1.1"}),
                               identity});
        } else if (request.tls == "simple") {
            out.tls.push_back({sniFor(request.sni), alpn({"http/1.1"}), ""});
        }
        return true;
    }

    static HttpPayload payloadOf(const CaseRequest& request) {
        Request asked = toRequest(request);
        if (asked.authority.empty()) asked.authority = "127.0.0.1"; // what the recorder's client falls back to
        return {asked.method.empty() ? "GET" : asked.method, asked.authority, asked.path, std::move(asked.headers)};
    }

    BackEndBehaviour behaviour(kernel::RandomStream& random) {
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
            out.http = [this](const HttpHandOver& request) { return viaRoutes(request); };
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
        const std::vector<std::uint32_t> idle(cluster.endpoints.size(), 0); // one connection at a time
        balance::PickContext context;
        context.activeRequests = idle;
        if (hashSource) {
            const std::array policies{HashPolicy{.kind = HashPolicy::Kind::SourceIp}};
            context.hash = balance::requestHash(policies, Request{}, {source, source + ":40000", "127.0.0.1:80"}).hash;
        }
        const auto host = balancer->pick(context, random);
        return host ? &cluster.endpoints[*host] : nullptr;
    }

    static Request requestOf(const HttpHandOver& handOver) {
        Request out;
        out.port = handOver.port;
        out.method = handOver.request.method;
        out.scheme = handOver.tls ? "https" : "http";
        out.authority = handOver.request.authority;
        out.path = handOver.request.path;
        out.headers = handOver.request.headers;
        out.tls = handOver.tls;
        return out;
    }

    /// A listener's route table; one that does not exist has no virtual host.
    const RouteTable& table(const HttpHandOver& handOver) const {
        static const RouteTable none;
        const auto found = tables_->named.find(handOver.routeTable);
        return found == tables_->named.end() ? none : *found->second;
    }

    HttpRouteNames routeOf(const HttpHandOver& handOver, std::uint32_t status) {
        const Decision decision = sender_->decide(requestOf(handOver), &table(handOver));
        HttpRouteNames names;
        if (decision.cluster) names.cluster = decision.cluster->name;
        if (decision.route) names.route = decision.route->name;
        finishResponse(decision, names.response, std::to_string(status));
        return names;
    }

    ConnectionOutcome viaRoutes(const HttpHandOver& handOver) {
        const Answer answer = sender_->answer(requestOf(handOver), &table(handOver));
        ConnectionOutcome out;
        out.status = answer.status;
        out.flags = answer.flags;
        out.cluster = answer.cluster;
        out.workload = answer.workload;
        out.pod = answer.pod;
        out.tries = answer.tries;
        out.route = answer.route;
        out.details = answer.details;
        out.body = answer.body;
        out.mirrors = answer.mirrors;
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
