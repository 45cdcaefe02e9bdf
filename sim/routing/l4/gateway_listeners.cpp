#include "sim/routing/l4/gateway_listeners.h"

#include "sim/routing/inbound/authorization_policy.h"
#include "sim/routing/inbound/policy_selection.h"
#include "sim/routing/l4/chain_options.h"

#include <algorithm>
#include <map>

namespace meshwright::sim::routing {

namespace {

const std::vector<std::string> istioMtls{"istio", "istio-peer-exchange", "istio-http/1.0", "istio-http/1.1",
                                         "istio-h2"};

class GatewayBuilder {
public:
    GatewayBuilder(const MeshIndex& mesh, const ProxyScope& scope) : mesh_(mesh), scope_(scope) {
        const auto& config = mesh.config();
        const PolicyTarget target{scope.proxy.ns, scope.proxy.labels};
        TrustDomains trust;
        trust.names = {config.trustDomain};
        trust.names.insert(trust.names.end(), config.trustDomainAliases.begin(), config.trustDomainAliases.end());
        const auto policies = authorizationPoliciesFor(mesh.authorizationPolicies(), config.rootNamespace, target);
        http_ = buildAuthorization(policies, trust, false);
        tcp_ = buildAuthorization(policies, trust, true);
        jwt_ = buildJwtFilter(requestAuthenticationsFor(mesh.requestAuthentications(), config.rootNamespace, target));
    }

    ListenerSet build() {
        const MergedGateway merged = mergeGateways(mesh_, scope_.proxy);
        std::map<std::pair<std::string, std::uint32_t>, std::vector<ChainOptions>> chains;
        for (const auto& port : merged.ports) {
            auto& out = chains[{port.bind.empty() ? "0.0.0.0" : port.bind, port.number}];
            if (isHttp(port.protocol))
                out.push_back(httpChain(port.routeName, port.servers.front()->origin));
            else
                for (const auto& server : port.servers) addServer(*server, port.number, out);
        }
        ListenerSet out;
        for (const auto& [key, options] : chains)
            if (!options.empty()) out.add(finish(key.first, key.second, options), mesh_);
        return out;
    }

private:
    ChainOptions httpChain(const std::string& routeTable, const Origin& origin) const {
        HttpConnectionManager manager;
        manager.routeTable = routeTable;
        manager.useRemoteAddress = true;
        for (const auto& filter : http_.custom) manager.filters.emplace_back(filter);
        if (jwt_) manager.filters.emplace_back(*jwt_);
        for (const auto& filter : http_.local) manager.filters.emplace_back(filter);
        ChainOptions chain;
        chain.filters = {std::move(manager)};
        chain.origin = origin;
        return chain;
    }

    /// Istio: listener.go (BuildListenerTLSContext), authentication.go (ApplyCredentialSDSToServerCommonTLSContext).
    static DownstreamTls tlsOf(const GatewayServer& server) {
        const auto& tls = *server.written->tls;
        DownstreamTls out;
        out.requireClientCertificate = tls.mode == "MUTUAL" || tls.mode == "ISTIO_MUTUAL";
        out.verifiesClient = out.requireClientCertificate || tls.mode == "OPTIONAL_MUTUAL";
        if (out.verifiesClient) out.sanExact = tls.subjectAltNames;
        // Envoy asks for a certificate wherever it has names to compare with one
        out.requireClientCertificate = out.requireClientCertificate || !out.sanExact.empty();
        out.alpn = {"h2", "http/1.1"};
        out.origin = {server.gateway, server.origin.field + ".tls"};
        return out;
    }

    void addServer(const GatewayServer& server, std::uint32_t listenerPort, std::vector<ChainOptions>& out) {
        const auto& written = *server.written;
        if (written.tls && passesTlsThrough(written)) {
            if (written.tls->mode == "AUTO_PASSTHROUGH")
                autoPassthrough(server, out);
            else
                passthrough(server, listenerPort, out);
            return;
        }
        if (terminatesHttps(written)) {
            ChainOptions chain = httpChain(server.routeName, server.origin);
            chain.sniHosts = server.sniHosts();
            chain.tls = tlsOf(server);
            out.push_back(std::move(chain));
            return;
        }
        auto proxy = tcpProxy(server);
        if (!proxy) return;
        ChainOptions chain;
        chain.filters = withPolicies(std::move(*proxy));
        chain.origin = server.origin;
        if (written.tls) {
            chain.sniHosts = server.sniHosts();
            chain.tls = tlsOf(server);
        }
        out.push_back(std::move(chain));
    }

    std::vector<NetworkFilter> withPolicies(TcpProxy proxy) const {
        std::vector<NetworkFilter> out(tcp_.custom.begin(), tcp_.custom.end());
        out.insert(out.end(), tcp_.local.begin(), tcp_.local.end());
        out.emplace_back(std::move(proxy));
        return out;
    }

    /// True where one of the VirtualService's hosts overlaps one of the server's, as far as namespaces allow.
    /// Istio: gateway.go (pickMatchingGatewayHosts).
    static bool sharesHost(const GatewayServer& server, const ResolvedVirtualService& vs) {
        return std::any_of(server.hosts.begin(), server.hosts.end(), [&](const std::string& written) {
            const auto slash = written.find('/');
            if (slash != written.npos && written.substr(0, slash) != vs.ns()) return false;
            const Host host(slash == written.npos ? written : written.substr(slash + 1));
            return std::any_of(vs.spec.hosts.begin(), vs.spec.hosts.end(),
                               [&](const Host& one) { return host.matches(one); });
        });
    }

    template <class Match> static bool fits(const Match& match, const GatewayServer& server) {
        return (match.port == 0 || match.port == server.port()) &&
               (match.gateways.empty() || contains(match.gateways, server.gatewayName));
    }

    std::vector<VirtualServicePtr> virtualServices(const GatewayServer& server) const {
        auto all = mesh_.virtualServices().forGateway(scope_.proxy.ns, server.gatewayName);
        std::erase_if(all, [&](const VirtualServicePtr& vs) { return !sharesHost(server, *vs); });
        return all;
    }

    /// The first tcp rule of the first VirtualService that fits.
    std::optional<TcpProxy> tcpProxy(const GatewayServer& server) const {
        const L4RouteContext context{mesh_, scope_, server.port()};
        for (const auto& vs : virtualServices(server))
            for (std::size_t i = 0; i < vs->spec.tcp.size(); ++i) {
                const auto& rule = vs->spec.tcp[i];
                const bool chosen =
                    rule.match.empty() || std::any_of(rule.match.begin(), rule.match.end(),
                                                      [&](const auto& match) { return fits(match, server); });
                if (chosen && !rule.route.empty())
                    return proxyForRoutes(rule.route, {vs->resource, "spec.tcp[" + std::to_string(i) + "]"}, context);
            }
        return std::nullopt;
    }

    /// A chain for each SNI match. A match that repeats an SNI of the same port and bind address is dropped whole.
    void passthrough(const GatewayServer& server, std::uint32_t listenerPort, std::vector<ChainOptions>& out) {
        const L4RouteContext context{mesh_, scope_, server.port()};
        auto& known = sniBinds_[listenerPort];
        for (const auto& vs : virtualServices(server))
            for (std::size_t i = 0; i < vs->spec.tls.size(); ++i) {
                const auto& rule = vs->spec.tls[i];
                if (rule.route.empty()) continue;
                for (const auto& match : rule.match) {
                    if (!fits(match, server)) continue;
                    const bool repeated =
                        std::any_of(match.sniHosts.begin(), match.sniHosts.end(), [&](const std::string& host) {
                            const auto found = known.find(host);
                            return found != known.end() && found->second == server.written->bind;
                        });
                    if (repeated) continue;
                    for (const auto& host : match.sniHosts) known[host] = server.written->bind;
                    ChainOptions chain;
                    chain.sniHosts = match.sniHosts;
                    chain.origin = {vs->resource, "spec.tls[" + std::to_string(i) + "]"};
                    chain.filters = withPolicies(proxyForRoutes(rule.route, chain.origin, context));
                    out.push_back(std::move(chain));
                }
            }
    }

    /// Every cluster of the mesh by its SNI. No policies: the server's sidecar has them.
    void autoPassthrough(const GatewayServer& server, std::vector<ChainOptions>& out) const {
        const auto hosts = server.sniHosts();
        for (const auto& service : scope_.services) {
            if (service->meshExternal || std::none_of(hosts.begin(), hosts.end(), [&](const std::string& host) {
                    return service->hostname.subsetOf(Host(host));
                }))
                continue;
            const auto rule = scope_.destinationRule(mesh_, service->hostname.text);
            for (const auto& port : service->ports) {
                if (port.protocol == Protocol::Udp) continue;
                const L4RouteContext context{mesh_, scope_, port.number};
                const auto put = [&](const std::string& subset) {
                    ChainOptions chain;
                    chain.sniHosts = {sniClusterName(service->hostname.text, port.number, subset)};
                    chain.applicationProtocols = istioMtls;
                    chain.filters = {proxyForService(chain.sniHosts.front(), *service, context)};
                    chain.origin = server.origin;
                    out.push_back(std::move(chain));
                };
                put("");
                if (rule)
                    for (const auto& subset : rule->rule.subsets) put(subset.name);
            }
        }
    }

    static Listener finish(const std::string& bind, std::uint32_t port, const std::vector<ChainOptions>& chains) {
        Listener out;
        out.name = bind + "_" + std::to_string(port);
        out.address = bind;
        out.port = port;
        for (const auto& options : chains) {
            out.tlsInspector.present = out.tlsInspector.present || !options.sniHosts.empty() || options.tls;
            out.chains.push_back(options.toChain(out.name));
        }
        return out;
    }

    const MeshIndex& mesh_;
    const ProxyScope& scope_;
    AuthorizationFilters http_, tcp_;
    std::optional<JwtFilter> jwt_;
    std::map<std::uint32_t, std::map<std::string, std::string>> sniBinds_; ///< port → SNI → bind address
};

} // namespace

std::string sniClusterName(const std::string& host, std::uint32_t port, const std::string& subset) {
    return "outbound_." + std::to_string(port) + "_." + subset + "_." + host;
}

ListenerSet buildGatewayListeners(const MeshIndex& mesh, const ProxyScope& scope) {
    return GatewayBuilder(mesh, scope).build();
}

} // namespace meshwright::sim::routing
