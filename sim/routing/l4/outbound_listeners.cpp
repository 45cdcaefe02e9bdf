#include "sim/routing/l4/outbound_listeners.h"

#include "sim/routing/compile/route_context.h"
#include "sim/routing/l4/chain_options.h"

#include <algorithm>
#include <map>

namespace meshwright::sim::routing {

namespace {

constexpr std::uint32_t outboundCapturePort = 15001, inboundCapturePort = 15006;
const std::string anyAddress = "0.0.0.0";
const std::vector<std::string> plainHttp{"http/1.1", "h2c"};

/// A listener in the making. Istio: listener.go (outboundListenerEntry).
struct Entry {
    std::string bind;
    std::uint32_t port = 0;
    Protocol protocol = Protocol::Unsupported;
    bool locked = false;
    std::vector<ChainOptions> chains;
};

/// The port of a listener and how it was come by.
struct ListenRequest {
    const EgressListener& egress;
    const Service& service;
    std::uint32_t port = 0;
    Protocol protocol = Protocol::Unsupported;
    std::string bind; ///< empty: by protocol and service
};

enum class Conflict { None, HttpOverTcp, TcpOverHttp, TcpOverTcp, TcpOverAuto, AutoOverHttp, AutoOverTcp };

bool isServerFirst(Protocol protocol) {
    return protocol == Protocol::Mongo || protocol == Protocol::MySql;
}

class OutboundBuilder {
public:
    OutboundBuilder(const MeshIndex& mesh, const ProxyScope& scope) : mesh_(mesh), scope_(scope) {}

    ListenerSet build() {
        for (const auto& egress : scope_.listeners) addEgress(egress);
        ListenerSet out;
        for (const auto& [key, entry] : entries_) out.add(finish(entry), mesh_);
        out.listeners.push_back(catchAll());
        return out;
    }

private:
    void addEgress(const EgressListener& egress) {
        std::string bind;
        if (egress.written) {
            const bool own = egress.written->captureMode == "NONE" || egress.written->bind.starts_with("unix://");
            bind = !egress.written->bind.empty() ? egress.written->bind : own ? "127.0.0.1" : "";
        }
        if (egress.port() != 0) {
            if (isReserved(bind, egress.port(), egress.protocol())) return;
            for (const auto& service : egress.services) add({egress, *service, egress.port(), egress.protocol(), bind});
            return;
        }
        // ports that an earlier listener of the Sidecar declares belong to it alone
        for (auto& [key, entry] : entries_) entry.locked = true;
        for (const auto& service : egress.services)
            for (const auto& port : service->ports)
                if (!isReserved(bind, port.number, port.protocol)) addServicePort(egress, *service, port, bind);
    }

    /// Istio: pilot/pkg/model/context.go (conflictWithReservedListener).
    static bool isReserved(const std::string& bind, std::uint32_t port, Protocol protocol) {
        if (!bind.empty() ? bind != anyAddress : !isHttp(protocol)) return false;
        return port == outboundCapturePort || port == inboundCapturePort;
    }

    /// A headless service has no address of its own: each of its pods gets a listener.
    void addServicePort(const EgressListener& egress, const Service& service, const ServicePort& port,
                        const std::string& bind) {
        const bool perPod = bind.empty() && service.resolution == Resolution::Passthrough &&
                            service.address() == anyAddress &&
                            (isTcp(port.protocol) || port.protocol == Protocol::Unsupported);
        const auto endpoints =
            perPod ? mesh_.registry().endpoints(service, port.number) : std::vector<ServiceEndpoint>();
        const bool entryAlone =
            service.registry == Service::Registry::External && endpoints.empty() && service.selector.empty();
        if (!perPod || entryAlone) {
            add({egress, service, port.number, port.protocol, bind});
            return;
        }
        for (const auto& endpoint : endpoints)
            if (IpAddress::parse(endpoint.address) && endpoint.address != scope_.proxy.address)
                add({egress, service, port.number, port.protocol, endpoint.address});
    }

    std::vector<VirtualServicePtr> virtualServicesOf(const ListenRequest& request) const {
        std::vector<VirtualServicePtr> out;
        for (const auto& vs : request.egress.virtualServices)
            if (std::any_of(vs->spec.hosts.begin(), vs->spec.hosts.end(),
                            [&](const Host& host) { return host.matches(request.service.hostname); }))
                out.push_back(vs);
        return out;
    }

    std::vector<ChainOptions> rawChains(const ListenRequest& request, const std::vector<std::string>& cidrs) const {
        const TcpChainRequest chains{mesh_, scope_,       request.service, virtualServicesOf(request),
                                     cidrs, request.bind, request.port,    request.protocol};
        auto out = tlsChains(chains);
        for (auto& chain : tcpChains(chains)) out.push_back(std::move(chain));
        return out;
    }

    ChainOptions httpChain(const ListenRequest& request, bool sniffed) const {
        ChainOptions chain;
        HttpConnectionManager manager;
        manager.routeTable = std::to_string(request.port);
        if (sniffed && request.bind != anyAddress)
            manager.routeTable = request.service.hostname.text + ":" + manager.routeTable;
        chain.filters = {std::move(manager)};
        chain.origin = request.service.origin;
        if (!sniffed && request.bind != anyAddress) return chain;
        chain.applicationProtocols = plainHttp;
        chain.transportProtocol = "raw_buffer";
        return chain;
    }

    /// Istio: listener.go (buildSidecarOutboundListener).
    void add(ListenRequest request) {
        if (request.service.resolution == Resolution::Alias || request.protocol == Protocol::Udp) return;
        const bool http = isHttp(request.protocol), sniffed = request.protocol == Protocol::Unsupported;
        std::vector<std::string> cidrs;
        if (request.bind.empty()) {
            const std::string address = request.service.address();
            const bool range = address.find('/') != address.npos;
            request.bind = http || range ? anyAddress : address;
            if (!http && range) cidrs = {address};
        }
        const auto found = entries_.find({request.bind, request.port});
        Entry* current = found == entries_.end() ? nullptr : &found->second;
        if (current && current->locked) return;

        Conflict conflict = Conflict::None;
        Protocol protocol = request.protocol;
        std::vector<ChainOptions> chains;
        if (request.protocol == Protocol::HttpProxy) {
            chains = {httpChain(request, false)};
            chains.front().applicationProtocols.clear();
            chains.front().transportProtocol.clear();
        } else if (http) {
            if (current && !isTcp(current->protocol)) return;
            if (current) conflict = Conflict::HttpOverTcp;
            chains = {httpChain(request, false)};
            // beside the HTTP chain stands one for everything else, so the port counts as sniffed from here on
            if (request.bind == anyAddress) protocol = Protocol::Unsupported;
        } else if (!sniffed) {
            chains = rawChains(request, cidrs);
            if (current)
                conflict = isHttp(current->protocol)  ? Conflict::TcpOverHttp
                           : isTcp(current->protocol) ? Conflict::TcpOverTcp
                                                      : Conflict::TcpOverAuto;
        } else {
            if (current && !isHttp(current->protocol) && !isTcp(current->protocol)) return;
            if (current) conflict = isHttp(current->protocol) ? Conflict::AutoOverHttp : Conflict::AutoOverTcp;
            chains = rawChains(request, cidrs);
            chains.push_back(httpChain(request, true));
        }
        if (current && conflict != Conflict::None && request.protocol != current->protocol &&
            (isServerFirst(request.protocol) || isServerFirst(current->protocol)))
            return;
        settle(request, current, conflict, protocol, std::move(chains));
    }

    void settle(const ListenRequest& request, Entry* current, Conflict conflict, Protocol protocol,
                std::vector<ChainOptions> chains) {
        if (conflict == Conflict::None || conflict == Conflict::AutoOverHttp) {
            entries_[{request.bind, request.port}] = {request.bind, request.port, protocol, false, std::move(chains)};
            return;
        }
        for (auto& chain : chains)
            if (std::none_of(current->chains.begin(), current->chains.end(),
                             [&](const ChainOptions& other) { return other.conflictsWith(chain); }))
                current->chains.push_back(std::move(chain));
        if (conflict != Conflict::TcpOverTcp && conflict != Conflict::TcpOverAuto)
            current->protocol = Protocol::Unsupported;
    }

    /// Istio: listener.go (buildListenerFromEntry).
    Listener finish(const Entry& entry) const {
        Listener out;
        out.name = entry.bind + "_" + std::to_string(entry.port);
        out.address = entry.bind;
        out.port = entry.port;
        for (const auto& options : entry.chains) {
            out.tlsInspector.present = out.tlsInspector.present || !options.sniHosts.empty();
            out.httpInspector.present = out.httpInspector.present || !options.applicationProtocols.empty();
            FilterChain chain = options.toChain(out.name);
            if (options.matchesAll())
                out.defaultChain = std::move(chain);
            else
                out.chains.push_back(std::move(chain));
        }
        if (!out.defaultChain) out.defaultChain = elsewhere("PassthroughFilterChain");
        return out;
    }

    /// Where connections go that no service claims. Istio: listener_builder.go
    /// (buildOutboundCatchAllNetworkFiltersOnly).
    FilterChain elsewhere(std::string name) const {
        FilterChain chain;
        chain.name = std::move(name);
        chain.origin = {scope_.sidecar, scope_.sidecar ? "spec.outboundTrafficPolicy" : ""};
        std::string cluster = scope_.allowAny ? "PassthroughCluster" : "BlackHoleCluster";
        if (scope_.allowAny && scope_.egressProxy) cluster = destinationCluster(*scope_.egressProxy, nullptr, 0);
        chain.filters = {TcpProxy{{{cluster, 1, chain.origin}}, false, chain.origin}};
        return chain;
    }

    Listener catchAll() const {
        Listener out;
        out.name = "virtualOutbound";
        FilterChain loop;
        loop.name = "virtualOutbound-blackhole";
        loop.match.destinationPort = outboundCapturePort;
        loop.filters = {TcpProxy{{{"BlackHoleCluster", 1, {}}}, false, {}}};
        out.chains = {std::move(loop), elsewhere("virtualOutbound-catchall-tcp")};
        return out;
    }

    const MeshIndex& mesh_;
    const ProxyScope& scope_;
    std::map<std::pair<std::string, std::uint32_t>, Entry> entries_;
};

} // namespace

ListenerSet buildOutboundListeners(const MeshIndex& mesh, const ProxyScope& scope) {
    return OutboundBuilder(mesh, scope).build();
}

} // namespace meshwright::sim::routing
