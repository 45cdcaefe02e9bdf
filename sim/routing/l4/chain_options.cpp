#include "sim/routing/l4/chain_options.h"

#include "model/base/text.h"
#include "sim/routing/compile/route_context.h"

#include <algorithm>
#include <set>

namespace meshwright::sim::routing {

namespace {

/// Ranges as a set, without those that cover everything.
std::vector<Cidr> ranges(const std::vector<std::string>& cidrs) {
    std::vector<Cidr> out;
    for (const auto& text : cidrs) {
        const auto range = Cidr::parse(text);
        if (range && !(range->base == IpAddress{})) out.push_back(range->masked());
    }
    return out;
}

std::set<std::string> rangeSet(const std::vector<std::string>& cidrs) {
    std::set<std::string> out;
    for (const auto& range : ranges(cidrs)) {
        std::string key(range.base.bytes.begin(), range.base.bytes.end());
        out.insert(key + (range.base.v6 ? "6" : "4") + std::to_string(range.bits));
    }
    return out;
}

std::set<std::string> sniSet(const std::vector<std::string>& hosts) {
    std::set<std::string> out(hosts.begin(), hosts.end());
    out.erase("*");
    return out;
}

/// The part of tls and tcp matches that is known when the listener is built. Istio: tls.go (matchTLS, matchTCP).
template <class Match> bool matchesStatically(const Match& match, const ProxyScope& scope, std::uint32_t port) {
    const bool gateway = match.gateways.empty() || contains(match.gateways, "mesh");
    const bool portFits = match.port == 0 || match.port == port;
    const bool ns = match.sourceNamespace.empty() || match.sourceNamespace == scope.proxy.ns;
    return gateway && portFits && ns && subsetOf(match.sourceLabels, scope.proxy.labels);
}

Origin ruleOrigin(const ResolvedVirtualService& vs, const char* list, std::size_t index) {
    return {vs.resource, std::string("spec.") + list + "[" + std::to_string(index) + "]"};
}

/// The port that names a service's own cluster: a lone port counts whatever port the listener has.
std::string serviceCluster(const TcpChainRequest& request) {
    const auto& ports = request.service.ports;
    return clusterName(request.service.hostname.text, ports.size() == 1 ? ports.front().number : request.port);
}

std::vector<std::string> serviceSniHosts(const TcpChainRequest& request) {
    std::string address = request.service.address();
    if (address.find('/') != address.npos) address.clear(); // the range is matched itself
    const bool everywhere = address == "0.0.0.0" && request.bind == "0.0.0.0";
    const bool dynamic = request.service.hostname.isWildcard() && request.service.resolution == Resolution::DynamicDns;
    if (request.cidrs.empty() && !address.empty() && !everywhere && !dynamic) return {};
    std::vector<std::string> out{request.service.hostname.text};
    for (const auto& alias : request.service.aliases) out.push_back(alias.host.text);
    return out;
}

} // namespace

bool ChainOptions::matchesAll() const {
    return (sniHosts.empty() || contains(sniHosts, "*")) && applicationProtocols.empty() && transportProtocol.empty() &&
           destinationCidrs.empty();
}

bool ChainOptions::conflictsWith(const ChainOptions& other) const {
    return transportProtocol == other.transportProtocol && applicationProtocols == other.applicationProtocols &&
           sniSet(sniHosts) == sniSet(other.sniHosts) && rangeSet(destinationCidrs) == rangeSet(other.destinationCidrs);
}

FilterChain ChainOptions::toChain(std::string name) const {
    FilterChain chain;
    chain.name = std::move(name);
    chain.tls = tls;
    chain.filters = filters;
    chain.origin = origin;
    if (matchesAll()) return chain;
    chain.match.applicationProtocols = applicationProtocols;
    chain.match.transportProtocol = transportProtocol;
    if (!contains(sniHosts, "*"))
        for (const auto& host : sniHosts) chain.match.serverNames.push_back(model::lowerCase(host));
    chain.match.destinationRanges = ranges(destinationCidrs);
    return chain;
}

std::vector<ChainOptions> tlsChains(const TcpChainRequest& request) {
    std::vector<ChainOptions> out;
    if (!isTls(request.protocol)) return out;
    const L4RouteContext context{request.mesh, request.scope, request.port};
    std::vector<std::string> cidrs = request.cidrs;
    std::set<std::pair<std::vector<std::string>, std::vector<std::string>>> handled;
    for (const auto& vs : request.virtualServices)
        for (std::size_t i = 0; i < vs->spec.tls.size(); ++i) {
            const auto& rule = vs->spec.tls[i];
            if (rule.route.empty()) continue;
            for (const auto& match : rule.match) {
                if (!matchesStatically(match, request.scope, request.port)) continue;
                // a rule's own subnets stay in force for the rules after it
                if (!match.destinationSubnets.empty() && request.port > 0) cidrs = match.destinationSubnets;
                if (!handled.insert({match.sniHosts, match.destinationSubnets}).second) continue;
                ChainOptions chain;
                chain.sniHosts = match.sniHosts;
                chain.destinationCidrs = cidrs;
                chain.origin = ruleOrigin(*vs, "tls", i);
                chain.filters = {proxyForRoutes(rule.route, chain.origin, context)};
                out.push_back(std::move(chain));
            }
        }
    if (!out.empty()) return out;
    ChainOptions whole;
    TcpChainRequest own = request;
    own.cidrs = cidrs;
    whole.sniHosts = serviceSniHosts(own);
    whole.destinationCidrs = cidrs;
    whole.filters = {proxyForService(serviceCluster(request), request.service, context)};
    whole.origin = request.service.origin;
    out.push_back(std::move(whole));
    return out;
}

std::vector<ChainOptions> tcpChains(const TcpChainRequest& request) {
    std::vector<ChainOptions> out;
    if (isTls(request.protocol)) return out;
    const L4RouteContext context{request.mesh, request.scope, request.port};
    bool replacesDefault = false;
    const auto put = [&](const ResolvedVirtualService& vs, std::size_t rule, std::vector<std::string> cidrs) {
        ChainOptions chain;
        chain.destinationCidrs = std::move(cidrs);
        chain.origin = ruleOrigin(vs, "tcp", rule);
        chain.filters = {proxyForRoutes(vs.spec.tcp[rule].route, chain.origin, context)};
        out.push_back(std::move(chain));
    };
    for (const auto& vs : request.virtualServices) {
        for (std::size_t i = 0; i < vs->spec.tcp.size(); ++i) {
            const auto& rule = vs->spec.tcp[i];
            if (rule.route.empty()) continue;
            if (rule.match.empty()) {
                put(*vs, i, request.cidrs);
                return out; // nothing after a rule for everything is ever reached
            }
            std::vector<std::string> subnets;
            for (const auto& match : rule.match) {
                if (!matchesStatically(match, request.scope, request.port)) continue;
                if (match.destinationSubnets.empty() || request.port == 0) {
                    put(*vs, i, request.cidrs);
                    return out;
                }
                subnets.insert(subnets.end(), match.destinationSubnets.begin(), match.destinationSubnets.end());
            }
            if (subnets.empty()) continue;
            auto own = request.cidrs;
            std::sort(subnets.begin(), subnets.end());
            std::sort(own.begin(), own.end());
            replacesDefault = replacesDefault || subnets == own;
            put(*vs, i, std::move(subnets));
        }
    }
    if (replacesDefault) return out;
    ChainOptions whole;
    whole.destinationCidrs = request.cidrs;
    whole.filters = {proxyForService(serviceCluster(request), request.service, context)};
    whole.origin = request.service.origin;
    out.push_back(std::move(whole));
    return out;
}

} // namespace meshwright::sim::routing
