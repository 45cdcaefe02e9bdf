#include "sim/routing/l4/connection_engine.h"

#include "model/base/text.h"
#include "sim/routing/l4/tls_handshake.h"
#include "sim/routing/match/path.h"

#include <algorithm>

namespace meshwright::sim::routing {

namespace {

/// The client's address as a proxy that trusts X-Forwarded-For takes it: the last one listed.
std::optional<IpAddress> lastForwardedFor(const HeaderLines& headers) {
    std::string all;
    for (const auto& [name, value] : headers)
        if (name == "x-forwarded-for") all += (all.empty() ? "" : ",") + value;
    std::string last = all.substr(all.find_last_of(',') == all.npos ? 0 : all.find_last_of(',') + 1);
    last.erase(0, std::min(last.find_first_not_of(' '), last.size()));
    last.erase(last.find_last_not_of(' ') + 1);
    return IpAddress::parse(last);
}

/// One connection on its way.
class Walk {
public:
    Walk(const ClientConnection& connection, const FarSide& beyond, const ConnectionContext& context, bool explained)
        : connection_(connection), beyond_(beyond), context_(context), layers_(connection.tls),
          explain_(explained ? &out_.explanation : nullptr) {}

    ConnectionOutcome run(const Listener* listener) {
        if (!listener) {
            explain_.say("listener", false, "nothing listens on this address and port");
            return std::move(out_);
        }
        explain_.say("listener " + listener->name, true, "receives the connection");
        const ConnectionTraits seen = traits(*listener);
        serverName_ = seen.serverName;
        const FilterChain* chain = findFilterChain(*listener, seen, explain_.nested());
        if (!chain) {
            out_.flags = "NR";
            out_.details = "filter_chain_not_found";
            return std::move(out_);
        }
        const std::string failure = endTls(*chain);
        runFilters(*chain, failure);
        out_.listener = listener;
        out_.chain = chain;
        return std::move(out_);
    }

private:
    ConnectionTraits traits(const Listener& listener) const {
        ConnectionTraits out;
        if (const auto address = IpAddress::parse(connection_.destination)) out.destination = *address;
        out.destinationPort = connection_.destinationPort;
        if (!layers_.empty() && listener.tlsInspector.looksAt(out.destinationPort)) {
            out.transportProtocol = "tls";
            out.serverName = model::lowerCase(layers_.front().sni);
            out.applicationProtocols = layers_.front().alpn;
        } else if (layers_.empty() && connection_.http && listener.httpInspector.looksAt(out.destinationPort)) {
            out.applicationProtocols = {"http/1.1"};
        }
        return out;
    }

    /// Takes off the TLS layer that the chain ends; says why where that fails.
    std::string endTls(const FilterChain& chain) {
        if (!chain.tls) return {};
        if (layers_.empty()) { // plain bytes are no handshake
            explain_.nested().say("TLS", false, "the client does not speak TLS", chain.tls->origin);
            return "TLS_error:|268435703:SSL_routines:OPENSSL_internal:WRONG_VERSION_NUMBER:TLS_error_end";
        }
        const std::string failure = handshakeFailure(*chain.tls, layers_.front());
        explain_.nested().say("TLS handshake", failure.empty(), failure.empty() ? "succeeds" : "fails: " + failure,
                              chain.tls->origin);
        if (!failure.empty()) return failure;
        ended_ = layers_.front();
        layers_.erase(layers_.begin());
        for (const auto& name : chain.tls->alpn) { // the server's order counts
            if (std::find(ended_->alpn.begin(), ended_->alpn.end(), name) == ended_->alpn.end()) continue;
            agreed_ = name;
            break;
        }
        return {};
    }

    void runFilters(const FilterChain& chain, const std::string& handshake) {
        std::string denied;
        for (const auto& filter : chain.filters) {
            if (const auto* rbac = std::get_if<RbacFilter>(&filter)) {
                if (!handshake.empty() || !denied.empty()) continue;
                const auto verdict = evaluate(*rbac, authorizationInput(), explain_.nested());
                if (!verdict.allowed) denied = "rbac_access_denied_matched_policy[" + verdict.policy + "]";
            } else if (const auto* proxy = std::get_if<TcpProxy>(&filter)) {
                tcp(*proxy, handshake, denied);
            } else {
                http(std::get<HttpConnectionManager>(filter), handshake);
            }
        }
    }

    AuthorizationInput authorizationInput() const {
        AuthorizationInput input;
        input.directRemote = IpAddress::parse(connection_.source);
        input.remote = input.directRemote;
        input.destination = IpAddress::parse(connection_.destination);
        input.destinationPort = connection_.destinationPort;
        input.requestedServerName = serverName_;
        input.tls = ended_.has_value();
        if (ended_) input.peerIdentity = ended_->identity;
        return input;
    }

    /// The cluster is chosen and called when the connection begins, before any byte is looked at: it is known even
    /// where the handshake or a policy then ends the connection, and a back end that refuses ends it first.
    void tcp(const TcpProxy& proxy, const std::string& handshake, const std::string& denied) {
        const std::string name = chooseCluster(proxy);
        const Cluster* cluster = beyond_.cluster(name);
        explain_.nested().say("TCP proxy", cluster != nullptr,
                              cluster ? "sends to " + name : "cluster " + name + " does not exist", proxy.origin);
        explainShares(proxy);
        if (!cluster) {
            out_.flags = "NC";
            return;
        }
        out_.cluster = name;
        const Endpoint* endpoint = beyond_.pick(*cluster, connection_.source, proxy.hashSourceIp);
        if (!endpoint) {
            out_.flags = "UH";
            explain_.nested().say("cluster " + name, false, "has no endpoint that could take the connection");
            return;
        }
        // a certificate is judged after a refusal is known, but one that is missing or no TLS at all is noticed before
        const bool failsEarly = !handshake.empty() && (layers_.empty() || layers_.front().identity.empty());
        if (failsEarly) {
            out_.details = handshake;
        } else if (!beyond_.listens(*endpoint)) { // known before a policy has read anything
            reach(*endpoint);
            out_.flags = "UF,URX";
            explain_.nested().say("endpoint " + endpoint->address, false, "refuses the connection");
        } else if (!handshake.empty()) {
            out_.details = handshake;
        } else if (!denied.empty()) {
            out_.details = denied;
        } else {
            reach(*endpoint);
            answerBytes(*endpoint);
        }
    }

    void explainShares(const TcpProxy& proxy) const {
        if (!explain_.wanted() || proxy.clusters.size() < 2) return;
        std::uint64_t total = 0;
        for (const auto& one : proxy.clusters) total += one.weight;
        for (const auto& one : proxy.clusters)
            explain_.nested().nested().say(
                "destination " + one.cluster, one.weight > 0,
                "takes " + std::to_string(one.weight) + " of " + std::to_string(total) + " connections", one.origin);
    }

    std::string chooseCluster(const TcpProxy& proxy) const {
        std::uint64_t total = 0;
        for (const auto& one : proxy.clusters) total += one.weight;
        if (proxy.clusters.size() == 1 || total == 0) return proxy.clusters.front().cluster;
        std::uint64_t at = beyond_.draw(total);
        for (const auto& one : proxy.clusters) {
            if (at < one.weight) return one.cluster;
            at -= one.weight;
        }
        return proxy.clusters.back().cluster;
    }

    void reach(const Endpoint& endpoint) {
        out_.tries = 1;
        out_.workload = endpoint.workload;
        out_.pod = endpoint.pod.empty() ? endpoint.workload : endpoint.pod;
    }

    /// A back end that gets the connection's bytes as they are: it ends TLS, answers HTTP, echoes the rest.
    void answerBytes(const Endpoint& endpoint) {
        if (!connection_.http) {
            out_.status = "ok";
            out_.upstream = SeenRequest{"TCP", "", "", {}};
            return;
        }
        const auto& http = *connection_.http;
        SeenRequest seen{http.method, http.path, http.authority, http.headers};
        seen.headers.emplace_back("connection", "close"); // one request per connection
        const BackEndAnswer answer = beyond_.answers(endpoint, nullptr, seen);
        answered(answer, std::move(seen));
    }

    void answered(const BackEndAnswer& answer, SeenRequest seen) {
        out_.status = std::to_string(answer.status);
        out_.body = answer.body;
        if (answer.understood) out_.upstream = std::move(seen);
    }

    void http(const HttpConnectionManager& manager, const std::string& handshake) {
        if (!handshake.empty()) {
            out_.details = handshake;
            return;
        }
        if (!layers_.empty() || !connection_.http || agreed_ == "h2") { // not the HTTP that is expected
            out_.flags = "DPE";
            if (agreed_ == "h2") { // HTTP/2 has no way to say what is wrong with bytes that are no preface
                explain_.nested().say("HTTP", false, "the client agreed to HTTP/2 and says something else");
                return;
            }
            out_.details = "http1.codec_error";
            if (layers_.empty()) out_.status = "400"; // which a TLS client cannot read
            explain_.nested().say("HTTP", false, layers_.empty() ? "the bytes are no HTTP" : "the bytes are TLS");
            return;
        }
        if (!isValidRequestLine(connection_.http->method, connection_.http->path)) {
            localReply(400, "Bad Request", "http1.codec_error");
            out_.flags = "DPE";
            return;
        }
        if (!readTarget()) {
            localReply(400, "Bad Request", "http1.invalid_url");
            out_.flags = "DPE";
            return;
        }
        if (connection_.http->method == "QUERY" && !hasHeader("content-type")) {
            localReply(400, "", "query_missing_content_type");
            return;
        }
        JwtRequest request{connection_.http->method, path_, connection_.http->headers};
        const auto normal = normalizePath(request.path, context_.pathNormalization);
        if (!normal) {
            localReply(400, "", "path_normalization_failed");
            return;
        }
        request.path = *normal;
        if (!applyFilters(manager, request)) return;
        if (manager.routeTable.empty())
            inboundRoute(manager, request);
        else
            out_ = withExplanation(beyond_.http(handOver(manager, request)));
    }

    /// A path, "*" of OPTIONS, or a whole URL, whose host then counts instead of the Host header.
    /// Envoy: source/common/http/http1/codec_impl.cc (handlePath).
    bool readTarget() {
        path_ = connection_.http->path;
        authority_ = connection_.http->authority;
        if (path_.starts_with('/') || (path_ == "*" && connection_.http->method == "OPTIONS")) return true;
        const auto scheme = path_.find("://");
        if (scheme == path_.npos || scheme == 0) return false;
        const auto slash = std::min(path_.find('/', scheme + 3), path_.size());
        authority_ = path_.substr(scheme + 3, slash - scheme - 3);
        path_ = slash == path_.size() ? "/" : path_.substr(slash);
        return !authority_.empty();
    }

    bool hasHeader(std::string_view name) const {
        const auto& headers = connection_.http->headers;
        return std::any_of(headers.begin(), headers.end(), [&](const auto& line) { return line.first == name; });
    }

    HttpHandOver handOver(const HttpConnectionManager& manager, const JwtRequest& request) const {
        return {manager.routeTable,
                connection_.destinationPort,
                {request.method, authority_, request.path, request.headers},
                ended_.has_value()};
    }

    ConnectionOutcome withExplanation(ConnectionOutcome outcome) {
        auto steps = std::move(out_.explanation);
        steps.insert(steps.end(), outcome.explanation.begin(), outcome.explanation.end());
        outcome.explanation = std::move(steps);
        return outcome;
    }

    /// What a refused client is told that it asked for; long paths are cut.
    std::string originalUri(const JwtRequest& request) const {
        return std::string(ended_ ? "https" : "http") + "://" + authority_ + request.path.substr(0, 256);
    }

    /// False where a filter answered the request itself.
    bool applyFilters(const HttpConnectionManager& manager, JwtRequest& request) {
        std::optional<nlohmann::json> claims;
        for (const auto& filter : manager.filters) {
            if (const auto* jwt = std::get_if<JwtFilter>(&filter)) {
                const std::string uri = originalUri(request);
                auto verdict = evaluate(*jwt, request, context_.nowSeconds, explain_.nested());
                claims = std::move(verdict.claims);
                if (verdict.status.empty()) continue;
                refuse(manager, request, verdict.code, verdict.status, jwtDetails(verdict.status));
                const bool invalid = verdict.status != jwt_status::missing;
                out_.response.emplace_back("www-authenticate", "Bearer realm=\"" + uri + "\"" +
                                                                   (invalid ? ", error=\"invalid_token\"" : ""));
                return false;
            }
            auto input = authorizationInput();
            if (!manager.useRemoteAddress)
                if (const auto forwarded = lastForwardedFor(request.headers)) input.remote = forwarded;
            input.http =
                HttpView{request.method, authority_, request.path, &request.headers, claims ? &*claims : nullptr};
            const auto verdict = evaluate(std::get<RbacFilter>(filter), input, explain_.nested());
            if (verdict.allowed) continue;
            refuse(manager, request, 403, "RBAC: access denied",
                   "rbac_access_denied_matched_policy[" + verdict.policy + "]");
            return false;
        }
        return true;
    }

    static std::string jwtDetails(std::string status) {
        std::replace(status.begin(), status.end(), ' ', '_');
        return "jwt_authn_access_denied{" + status + "}";
    }

    /// The access log names the route that the request would have taken.
    void refuse(const HttpConnectionManager& manager, const JwtRequest& request, std::uint32_t code,
                const std::string& body, const std::string& details) {
        localReply(code, body, details);
        if (manager.routeTable.empty()) {
            out_.cluster = manager.inboundCluster;
            out_.route = "default";
            return;
        }
        const auto names = beyond_.routeOf(handOver(manager, request), code);
        out_.cluster = names.cluster;
        out_.route = names.route;
        out_.response = names.response;
    }

    void localReply(std::uint32_t code, const std::string& body, const std::string& details) {
        out_.status = std::to_string(code);
        out_.body = body;
        out_.details = details;
    }

    /// The one route of a server's sidecar: no timeout, two retries where nothing was sent yet.
    /// Istio: pilot/pkg/networking/core/route/route.go (BuildDefaultHTTPInboundRoute).
    void inboundRoute(const HttpConnectionManager& manager, const JwtRequest& request) {
        out_.route = "default";
        const Cluster* cluster = beyond_.cluster(manager.inboundCluster);
        if (!cluster) {
            localReply(503, "", "cluster_not_found");
            out_.flags = "NC";
            return;
        }
        out_.cluster = cluster->name;
        const Endpoint* endpoint = beyond_.pick(*cluster, connection_.source, false);
        if (!endpoint) {
            localReply(503, "no healthy upstream", "no_healthy_upstream");
            out_.flags = "UH";
            return;
        }
        reach(*endpoint);
        explain_.nested().say("route default", true, "sends to " + cluster->name);
        if (!beyond_.listens(*endpoint)) {
            localReply(503, "upstream connect error", "upstream_reset_before_response_started{connection_failure}");
            out_.flags = "URX,UF";
            out_.tries = 3;
            return;
        }
        SeenRequest seen{request.method, request.path, authority_, request.headers};
        const BackEndAnswer answer = beyond_.answers(*endpoint, cluster, seen);
        if (answer.protocolError) {
            localReply(502, "upstream connect error or disconnect/reset before headers. reset reason: protocol error",
                       "upstream_reset_before_response_started{protocol_error}");
            out_.flags = "UPE";
            return;
        }
        out_.details = "via_upstream";
        answered(answer, std::move(seen));
    }

    const ClientConnection& connection_;
    const FarSide& beyond_;
    const ConnectionContext& context_;
    std::vector<ClientTls> layers_; ///< not ended yet
    std::optional<ClientTls> ended_;
    std::string serverName_;       ///< as the TLS inspector saw it
    std::string agreed_;           ///< protocol that the handshake agreed on
    std::string path_, authority_; ///< of the HTTP request
    ConnectionOutcome out_;
    Explainer explain_;
};

} // namespace

ConnectionOutcome connect(const Listener* listener, const ClientConnection& connection, const FarSide& beyond,
                          const ConnectionContext& context, bool explained) {
    return Walk(connection, beyond, context, explained).run(listener);
}

} // namespace meshwright::sim::routing
