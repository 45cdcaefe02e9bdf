#include "sim/routing/compile/domains.h"

#include "model/base/host.h"

namespace meshwright::sim::routing {

namespace {

std::string bracketed(const std::string& host) {
    return host.find(':') != std::string::npos ? "[" + host + "]" : host;
}

void add(std::vector<std::string>& out, const std::string& name, std::uint32_t port) {
    out.push_back(bracketed(name));
    if (port) out.push_back(bracketed(name) + ":" + std::to_string(port));
}

/// Short forms of a Kubernetes service for a client of the same mesh. Istio:
/// generateAltVirtualHostsForKubernetesService.
std::vector<std::string> shortForms(const std::string& hostname, std::uint32_t port, const std::string& dnsDomain) {
    std::vector<std::string> out;
    const std::size_t clientSvc = dnsDomain.find(".svc.");
    const std::string clientNamespace = dnsDomain.substr(0, clientSvc);
    const std::size_t svc = hostname.find(".svc.");
    if (svc == std::string::npos || svc == 0) return out;
    const std::size_t dot = hostname.find('.');
    if (dot + 1 > svc) return out;
    const std::string withNamespace = hostname.substr(0, svc);
    if (hostname.substr(dot + 1, svc - dot - 1) == clientNamespace) {
        add(out, hostname.substr(0, dot), port);
        add(out, withNamespace + ".svc", port);
        add(out, withNamespace, port);
    } else {
        add(out, withNamespace, port);
        add(out, withNamespace + ".svc", port);
    }
    return out;
}

/// Istio: GenerateAltVirtualHosts.
std::vector<std::string> alternatives(const std::string& hostname, std::uint32_t port, const std::string& dnsDomain) {
    std::vector<std::string> out;
    if (!model::isIpLiteral(hostname)) out.push_back(hostname + ".");
    if (port) out.push_back(hostname + ".:" + std::to_string(port));
    const std::size_t svc = dnsDomain.find(".svc.");
    const std::string suffix = dnsDomain.substr(svc == std::string::npos ? 0 : svc);
    const bool shared = hostname.size() >= suffix.size() &&
                        hostname.compare(hostname.size() - suffix.size(), suffix.size(), suffix) == 0;
    if (!shared) return out;
    const auto more = shortForms(hostname, port, dnsDomain);
    out.insert(out.end(), more.begin(), more.end());
    return out;
}

} // namespace

ServiceDomains domainsOf(const Service& service, std::uint32_t port, const std::string& dnsDomain) {
    ServiceDomains out;
    std::vector<std::string> names{service.hostname.text};
    for (const auto& alias : service.aliases) names.push_back(alias.host.text);
    for (const auto& name : names) {
        const auto short_ = alternatives(name, port, dnsDomain);
        add(out.all, name, port);
        out.all.insert(out.all.end(), short_.begin(), short_.end());
        out.expanded.insert(out.expanded.end(), short_.begin(), short_.end());
    }
    if (service.resolution == Resolution::Passthrough && service.registry == Service::Registry::Kubernetes)
        for (std::size_t i = 0, n = out.all.size(); i < n; ++i) out.all.push_back("*." + out.all[i]);
    for (const auto& address : service.addresses)
        if (address != "0.0.0.0") add(out.all, address, port);
    return out;
}

} // namespace meshwright::sim::routing
