// Sidecar. Istio: pkg/config/validation/validation.go (ValidateSidecar).
#include "model/validate/names.h"
#include "model/validate/rules.h"

#include <charconv>
#include <set>

namespace meshwright::model::validation {

namespace {

bool isSocket(std::string_view address) {
    return address.substr(0, kUnix.size()) == kUnix;
}

class SidecarJudge {
public:
    SidecarJudge(Judge& judge, const istio::Sidecar& sidecar) : j_(judge), s_(sidecar) {}

    void run() {
        if (!checkSelector(j_, s_.workloadSelector, "spec.workloadSelector")) return;
        if (s_.egress.empty() && s_.ingress.empty() && !s_.outboundTrafficPolicy && !s_.inboundConnectionPool)
            return j_.error("spec", "A Sidecar needs ingress, egress, outboundTrafficPolicy or inboundConnectionPool.");
        std::set<std::int64_t> numbers;
        for (std::size_t i = 0; i < s_.ingress.size(); ++i) ingress(s_.ingress[i], at("spec.ingress", i), numbers);
        checkConnectionPool(j_, s_.inboundConnectionPool, "spec.inboundConnectionPool");
        egress();
        outbound();
    }

private:
    void port(const istio::ServerPort& p, const std::string& f) {
        if (p.targetPort > 0) j_.error(at(f, "targetPort"), "targetPort means nothing in a Sidecar; remove it.");
        if (!p.name.empty()) j_.check(at(f, "name"), checkPortName(p.name));
        j_.check(at(f, "protocol"), checkProtocol(p.protocol));
    }

    void ingress(const istio::SidecarIngress& i, const std::string& f, std::set<std::int64_t>& numbers) {
        if (!i.port) return j_.error(at(f, "port"), "An ingress listener needs a port.");
        port(*i.port, at(f, "port"));
        j_.check(at(f, "port.number"), checkPort(i.port->number));
        if (!i.bind.empty()) j_.check(at(f, "bind"), checkIp(i.bind));
        if (!numbers.insert(i.port->number).second) j_.error(at(f, "port.number"), "Another listener has this port.");
        if (!i.defaultEndpoint.empty()) defaultEndpoint(i.defaultEndpoint, at(f, "defaultEndpoint"));
        const Protocol protocol = Protocol::parse(i.port->protocol);
        if (i.tls) ingressTls(*i.tls, protocol, at(f, "tls"));
        checkServerTls(j_, i.tls, at(f, "tls"));
        checkConnectionPool(j_, i.connectionPool, at(f, "connectionPool"));
        if (i.connectionPool && i.connectionPool->http && !protocol.http)
            j_.warning(at(f, "connectionPool.http"), "The port is not HTTP, so only the tcp settings apply.");
    }

    void ingressTls(const istio::ServerTls& t, const Protocol& protocol, const std::string& f) {
        const auto none = [&](bool set, const char* field) {
            if (set) j_.error(at(f, field), std::string("The tls of a Sidecar does not support ") + field + ".");
        };
        none(!t.subjectAltNames.empty(), "subjectAltNames");
        none(t.httpsRedirect, "httpsRedirect");
        none(!t.credentialName.empty(), "credentialName");
        none(!t.credentialNames.empty(), "credentialNames");
        none(!t.tlsCertificates.empty(), "tlsCertificates");
        none(t.mode == "ISTIO_MUTUAL" || t.mode == "AUTO_PASSTHROUGH", "mode");
        if (!protocol.tls) j_.error(f, "Only a port of protocol HTTPS or TLS takes tls settings.");
    }

    void defaultEndpoint(const std::string& text, const std::string& f) {
        if (isSocket(text)) return j_.check(f, checkUnixAddress(std::string_view(text).substr(kUnix.size())));
        std::string host, number;
        if (!text.empty() && text[0] == '[' && text.find("]:") != std::string::npos) {
            host = text.substr(1, text.find("]:") - 1);
            number = text.substr(text.find("]:") + 2);
        } else if (text.find(':') != std::string::npos && text.find(':') == text.rfind(':')) {
            host = text.substr(0, text.find(':'));
            number = text.substr(text.find(':') + 1);
        }
        const bool local = host.empty() || host == "127.0.0.1" || host == "0.0.0.0" || host == "::1" || host == "::";
        std::int64_t port = 0;
        const auto [end, failure] = std::from_chars(number.data(), number.data() + number.size(), port);
        if (number.empty() || failure != std::errc{} || end != number.data() + number.size() || !local)
            return j_.error(
                f, "A defaultEndpoint is 127.0.0.1:port, 0.0.0.0:port, [::1]:port, [::]:port or unix:///path.");
        j_.check(f, checkPort(port));
    }

    void egress() {
        std::set<std::int64_t> numbers;
        std::set<std::string> sockets;
        bool portless = false;
        for (std::size_t i = 0; i < s_.egress.size(); ++i) {
            const auto& e = s_.egress[i];
            const std::string f = at("spec.egress", i);
            if (!e.port) {
                if (portless) {
                    j_.error(f, "Only one egress listener may be without port.");
                    continue;
                }
                if (i + 1 == s_.egress.size())
                    portless = true;
                else
                    j_.error(f, "The egress listener without port must be the last one.",
                             Fix{"Move it to the end",
                                 {edit::MoveItem{j_.resource().id(), "spec.egress", i, s_.egress.size() - 1}}});
            } else {
                egressPort(e, f, numbers, sockets);
            }
            hosts(e.hosts, f);
        }
    }

    void egressPort(const istio::SidecarEgress& e, const std::string& f, std::set<std::int64_t>& numbers,
                    std::set<std::string>& sockets) {
        port(*e.port, at(f, "port"));
        if (e.port->number == 0) {
            if (!isSocket(e.bind))
                j_.error(at(f, "port.number"), "Port 0 needs a socket (unix://) as bind.");
            else
                j_.check(at(f, "bind"), checkUnixAddress(std::string_view(e.bind).substr(kUnix.size())));
            if (e.captureMode == "IPTABLES")
                j_.error(at(f, "captureMode"), "With a socket, captureMode is DEFAULT or NONE.");
            if (!sockets.insert(e.bind).second) j_.error(at(f, "bind"), "Another listener has this socket.");
            return;
        }
        j_.check(at(f, "port.number"), checkPort(e.port->number));
        if (!e.bind.empty()) j_.check(at(f, "bind"), checkIp(e.bind));
        if (!numbers.insert(e.port->number).second) j_.error(at(f, "port.number"), "Another listener has this port.");
    }

    void hosts(const std::vector<std::string>& list, const std::string& f) {
        if (list.empty()) return j_.error(at(f, "hosts"), "An egress listener needs at least one host.");
        std::map<std::string, std::set<std::string>> seen;
        for (std::size_t i = 0; i < list.size(); ++i) {
            const std::string where = at(at(f, "hosts"), i);
            const auto slash = list[i].find('/');
            if (slash != std::string::npos && list[i][0] != '~') {
                const std::string ns = list[i].substr(0, slash) == "." ? j_.ns() : list[i].substr(0, slash);
                const std::string name = list[i].substr(slash + 1);
                auto& names = seen[ns];
                if (name == "*" ? !names.empty() : names.count(name) > 0 || names.count("*") > 0)
                    j_.warning(where, "This host is already in the list.");
                names.insert(name);
            }
            for (const auto& problem : checkNamespacedHost(list[i], false)) j_.error(where, problem);
        }
        const auto all = seen.find("*");
        if (all != seen.end() && all->second.count("*") > 0 && seen.size() != 1)
            j_.warning(at(f, "hosts"), "*/* already lets everything in; the other hosts change nothing.");
    }

    void outbound() {
        if (!s_.outboundTrafficPolicy || !s_.outboundTrafficPolicy->egressProxy) return;
        const auto& proxy = *s_.outboundTrafficPolicy->egressProxy;
        const std::string f = "spec.outboundTrafficPolicy.egressProxy";
        if (s_.outboundTrafficPolicy->mode != "ALLOW_ANY") return j_.error(f, "egressProxy needs mode ALLOW_ANY.");
        j_.check(at(f, "host"), checkDomain(proxy.host.text));
        if (!proxy.port) return j_.error(at(f, "port"), "egressProxy needs a port.");
        checkDestination(j_, proxy, f);
    }

    Judge& j_;
    const istio::Sidecar& s_;
};

} // namespace

void checkSidecar(Judge& judge, const istio::Sidecar& sidecar) {
    SidecarJudge(judge, sidecar).run();
}

} // namespace meshwright::model::validation
