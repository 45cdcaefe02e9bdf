#include "sim/routing/inbound/inbound_listener.h"

#include "sim/routing/inbound/authorization_policy.h"
#include "sim/routing/inbound/policy_selection.h"
#include "sim/routing/registry/age.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace meshwright::sim::routing {

namespace {

constexpr std::uint32_t outboundCapturePort = 15001, inboundCapturePort = 15006;
constexpr const char* passthroughCluster = "InboundPassthroughCluster";
constexpr const char* blackHoleCluster = "BlackHoleCluster";
constexpr const char* tlsTransport = "tls";
constexpr const char* rawTransport = "raw_buffer";

using Names = std::vector<std::string>;
const Names mtlsHttp{"istio-http/1.0", "istio-http/1.1", "istio-h2"};
const Names mtlsTcp{"istio-peer-exchange", "istio"};
const Names mtlsAny{"istio", "istio-peer-exchange", "istio-http/1.0", "istio-http/1.1", "istio-h2"};
const Names plainHttp{"http/1.1", "h2c"};

InboundChainOption option(Names applications, const char* transport, bool http, bool tls) {
    InboundChainOption out;
    out.match.applicationProtocols = std::move(applications);
    out.match.transportProtocol = transport;
    out.http = http;
    out.tls = tls;
    return out;
}

/// One port that gets filter chains of its own.
struct ChainConfig {
    std::string cluster, name;
    std::uint32_t port = 0;
    Protocol protocol = Protocol::Unsupported;
    bool passthrough = false;
    Origin origin;
};

/// A port of a service that leads to this pod.
struct ServiceTarget {
    ServicePtr service;
    Protocol protocol = Protocol::Unsupported;
    std::uint32_t port = 0; ///< of the pod
    Origin origin;
};

bool selects(const Service& service, const Pod& pod) {
    return service.registry == Service::Registry::Kubernetes && service.ns == pod.ns && !service.selector.empty() &&
           subsetOf(service.selector, pod.labels);
}

Origin portOrigin(const Service& service, std::size_t index) {
    return {service.resource, "spec.ports[" + std::to_string(index) + "]"};
}

/// Ports of services of the pod's own namespace that reach it, oldest service first.
/// Istio: pilot/pkg/model/context.go (SetServiceTargets).
std::vector<ServiceTarget> serviceTargets(const MeshIndex& mesh, const Pod& pod) {
    std::vector<ServiceTarget> out;
    for (const auto& service : mesh.registry().services()) {
        if (service->ns != pod.ns) continue;
        const bool kubernetes = selects(*service, pod);
        std::set<std::pair<std::uint32_t, Protocol>> seen; // two ports may share a target
        for (std::size_t i = 0; i < service->ports.size(); ++i) {
            const auto& port = service->ports[i];
            const auto put = [&](std::uint32_t target) {
                if (seen.insert({target, port.protocol}).second)
                    out.push_back({service, port.protocol, target, portOrigin(*service, i)});
            };
            if (kubernetes)
                put(targetPortOf(port, &pod));
            else if (service->registry == Service::Registry::External)
                for (const auto& endpoint : mesh.registry().endpoints(*service, port.number))
                    if (endpoint.address == pod.address) put(endpoint.port);
        }
    }
    std::stable_sort(out.begin(), out.end(), [](const ServiceTarget& a, const ServiceTarget& b) {
        const auto age = [](const ServiceTarget& t) {
            return t.service->resource ? creationSeconds(*t.service->resource) : 0;
        };
        return std::make_pair(age(a), a.service->hostname) < std::make_pair(age(b), b.service->hostname);
    });
    return out;
}

/// Builds one InboundSide step by step.
class InboundBuilder {
public:
    InboundBuilder(const MeshIndex& mesh, const Pod& pod, const Explainer& explain)
        : mesh_(mesh), pod_(pod), sidecar_(sidecarSpec(mesh, pod)) {
        side_.pod = &pod;
        const auto& config = mesh.config();
        side_.mtls =
            composePeerAuthentication(mesh.peerAuthentications(), config.rootNamespace, pod.ns, pod.labels, explain);
        trust_.names = {config.trustDomain};
        for (const auto& alias : config.trustDomainAliases) trust_.names.push_back(alias);
        buildPolicies();
    }

    InboundSide build() {
        Listener listener;
        listener.name = "virtualInbound";
        addBlackHole(listener);
        const auto configs = chainConfigs();
        addPassthrough(listener, configs);
        for (const auto& [port, config] : configs) addChains(listener, config);
        side_.clusters[passthroughCluster] = {};
        addInspectors(listener);
        side_.listeners.listeners.push_back(std::move(listener));
        return std::move(side_);
    }

private:
    static const model::istio::Sidecar* sidecarSpec(const MeshIndex& mesh, const Pod& pod) {
        const auto resource = mesh.sidecarFor(pod.ns, pod.labels);
        const auto* sidecar = resource ? resource->as<model::istio::Sidecar>() : nullptr;
        return sidecar && !sidecar->ingress.empty() ? sidecar : nullptr;
    }

    void buildPolicies() {
        const PolicyTarget target{pod_.ns, pod_.labels};
        const auto& root = mesh_.config().rootNamespace;
        const auto policies = authorizationPoliciesFor(mesh_.authorizationPolicies(), root, target);
        http_ = buildAuthorization(policies, trust_, false);
        tcp_ = buildAuthorization(policies, trust_, true);
        jwt_ = buildJwtFilter(requestAuthenticationsFor(mesh_.requestAuthentications(), root, target));
    }

    /// Ports of a Sidecar's ingress where it has one, else those of the services.
    std::map<std::uint32_t, ChainConfig> chainConfigs() {
        std::map<std::uint32_t, ChainConfig> out;
        const auto put = [&](std::uint32_t port, Protocol protocol, Origin origin) {
            const std::string number = std::to_string(port);
            out.try_emplace(port, ChainConfig{"inbound|" + number + "||", "0.0.0.0_" + number, port, protocol, false,
                                              std::move(origin)});
        };
        if (!sidecar_) {
            for (const auto& target : serviceTargets(mesh_, pod_)) {
                if (target.port == outboundCapturePort || target.port == inboundCapturePort) continue;
                put(target.port, target.protocol, target.origin);
                // the oldest service's protocol counts
                side_.clusters.try_emplace("inbound|" + std::to_string(target.port) + "||",
                                           InboundSide::InboundCluster{0, isHttp2(target.protocol)});
            }
            return out;
        }
        const auto resource = mesh_.sidecarFor(pod_.ns, pod_.labels);
        for (std::size_t i = 0; i < sidecar_->ingress.size(); ++i) {
            const auto& ingress = sidecar_->ingress[i];
            if (!ingress.port) continue;
            const auto port = static_cast<std::uint32_t>(ingress.port->number);
            addIngressCluster(port, ingress.defaultEndpoint, isHttp2(parseProtocol(ingress.port->protocol)));
            if (ingress.captureMode == "NONE") continue; // binds a port of its own, which nothing redirects to
            put(port, parseProtocol(ingress.port->protocol), {resource, "spec.ingress[" + std::to_string(i) + "]"});
        }
        return out;
    }

    void addIngressCluster(std::uint32_t port, const std::string& endpoint, bool http2) {
        const std::string name = "inbound|" + std::to_string(port) + "||";
        if (endpoint.empty() || endpoint.starts_with("unix://")) {
            side_.clusters.try_emplace(name, InboundSide::InboundCluster{0, http2});
            return;
        }
        const auto colon = endpoint.rfind(':');
        std::uint32_t number = 0;
        if (colon == endpoint.npos) return;
        const char* last = endpoint.data() + endpoint.size();
        const auto [end, error] = std::from_chars(endpoint.data() + colon + 1, last, number);
        if (error == std::errc{} && end == last)
            side_.clusters.try_emplace(name, InboundSide::InboundCluster{number, http2});
    }

    /// Nothing may call the capture port itself.
    void addBlackHole(Listener& listener) {
        FilterChain chain;
        chain.name = "virtualInbound-blackhole";
        chain.match.destinationPort = inboundCapturePort;
        chain.filters.push_back(TcpProxy{{{blackHoleCluster, 1, {}}}, false, {}});
        listener.chains.push_back(std::move(chain));
    }

    void addPassthrough(Listener& listener, const std::map<std::uint32_t, ChainConfig>& configs) {
        std::vector<std::uint32_t> ports{0};
        for (const auto& [port, setting] : side_.mtls.ports)
            if (!configs.contains(port)) ports.push_back(port);
        for (const auto port : ports)
            addChains(listener, {passthroughCluster, "virtualInbound-catchall", port, Protocol::Unsupported, true,
                                 side_.mtls.forPort(port).origin});
    }

    void addChains(Listener& listener, const ChainConfig& config) {
        const MtlsSetting& mtls = side_.mtls.forPort(config.port);
        for (auto& option : inboundChainOptions(mtls.mode, config.protocol)) {
            FilterChain chain;
            chain.name = config.name + (config.passthrough && option.http ? "-http" : "");
            chain.match = std::move(option.match);
            chain.match.destinationPort = config.port;
            if (option.tls) chain.tls = mtlsContext(mtls.origin, option.http);
            chain.filters = option.http ? httpFilters(config) : tcpFilters(config);
            chain.origin = config.origin;
            listener.chains.push_back(std::move(chain));
        }
    }

    DownstreamTls mtlsContext(const Origin& origin, bool http) const {
        DownstreamTls tls;
        tls.requireClientCertificate = tls.verifiesClient = true;
        for (const auto& name : trust_.names) tls.sanPrefixes.push_back("spiffe://" + name + "/");
        if (http)
            tls.alpn = {"h2", "http/1.1"};
        else
            tls.alpn = {"istio-peer-exchange", "h2", "http/1.1"};
        tls.origin = origin;
        return tls;
    }

    std::vector<NetworkFilter> httpFilters(const ChainConfig& config) const {
        HttpConnectionManager manager;
        manager.inboundCluster = config.cluster;
        for (const auto& filter : http_.custom) manager.filters.emplace_back(filter);
        if (jwt_) manager.filters.emplace_back(*jwt_);
        for (const auto& filter : http_.local) manager.filters.emplace_back(filter);
        return {std::move(manager)};
    }

    std::vector<NetworkFilter> tcpFilters(const ChainConfig& config) const {
        std::vector<NetworkFilter> out(tcp_.custom.begin(), tcp_.custom.end());
        out.insert(out.end(), tcp_.local.begin(), tcp_.local.end());
        out.emplace_back(TcpProxy{{{config.cluster, 1, config.origin}}, false, config.origin});
        return out;
    }

    /// Inspectors run only where some chain asks for what they find out.
    static void addInspectors(Listener& listener) {
        struct Needs {
            bool tls = false, http = false;
        };
        std::map<std::uint32_t, Needs> byPort;
        for (const auto& chain : listener.chains) {
            auto& needs = byPort[chain.match.destinationPort];
            needs.tls = needs.tls || chain.match.transportProtocol == tlsTransport;
            for (const auto& name : chain.match.applicationProtocols)
                needs.http = needs.http || std::find(plainHttp.begin(), plainHttp.end(), name) != plainHttp.end();
        }
        const bool tlsByDefault = byPort[0].tls;
        for (const auto& [port, needs] : byPort) {
            listener.tlsInspector.present = listener.tlsInspector.present || needs.tls;
            listener.httpInspector.present = listener.httpInspector.present || needs.http;
            if (port != 0 && tlsByDefault && !needs.tls) listener.tlsInspector.exceptPorts.push_back(port);
            if (port != 0 && !tlsByDefault && needs.tls) listener.tlsInspector.onlyPorts.push_back(port);
            if (!needs.http) listener.httpInspector.exceptPorts.push_back(port);
        }
    }

    const MeshIndex& mesh_;
    const Pod& pod_;
    const model::istio::Sidecar* sidecar_;
    TrustDomains trust_;
    AuthorizationFilters http_, tcp_;
    std::optional<JwtFilter> jwt_;
    InboundSide side_;
};

} // namespace

std::vector<InboundChainOption> inboundChainOptions(MtlsMode mode, Protocol protocol) {
    const bool sniffed = protocol == Protocol::Unsupported, http = isHttp(protocol);
    switch (mode) {
    case MtlsMode::Strict:
        if (sniffed) return {option(mtlsHttp, tlsTransport, true, true), option({}, tlsTransport, false, true)};
        return {option({}, tlsTransport, http, true)};
    case MtlsMode::Permissive:
        if (sniffed)
            return {option(mtlsHttp, tlsTransport, true, true), option(plainHttp, rawTransport, true, false),
                    option(mtlsTcp, tlsTransport, false, true), option({}, rawTransport, false, false),
                    option({}, tlsTransport, false, false)};
        if (http) return {option(mtlsAny, tlsTransport, true, true), option({}, rawTransport, true, false)};
        return {option(mtlsAny, tlsTransport, false, true), option({}, tlsTransport, false, false),
                option({}, rawTransport, false, false)};
    case MtlsMode::Disable:
        if (sniffed) return {option(plainHttp, rawTransport, true, false), option({}, rawTransport, false, false)};
        return {option({}, rawTransport, http, false)};
    }
    return {};
}

InboundSide buildInboundSide(const MeshIndex& mesh, const Pod& pod, const Explainer& explain) {
    return InboundBuilder(mesh, pod, explain).build();
}

std::uint32_t workloadPort(const MeshIndex& mesh, const Pod& pod, std::uint32_t port) {
    for (const auto& resource : mesh.design().all<model::kube::Service>()) { // in file order
        const auto service = mesh.registry().find(resource->meta.name + "." + resource->meta.ns + ".svc.cluster.local",
                                                  resource->meta.ns);
        if (!service || !selects(*service, pod)) continue;
        if (const auto* found = service->port(port)) return targetPortOf(*found, &pod);
    }
    return port;
}

} // namespace meshwright::sim::routing
