// Gateway and the TLS settings of servers. Istio: pkg/config/validation/validation.go (ValidateGateway,
// validateTLSOptions).
#include "model/validate/names.h"
#include "model/validate/rules.h"

#include <algorithm>
#include <array>
#include <set>

namespace meshwright::model::validation {

namespace {

using namespace std::string_view_literals;

constexpr std::array kCiphers = {"ECDHE-ECDSA-AES128-GCM-SHA256"sv,
                                 "ECDHE-RSA-AES128-GCM-SHA256"sv,
                                 "ECDHE-ECDSA-AES256-GCM-SHA384"sv,
                                 "ECDHE-RSA-AES256-GCM-SHA384"sv,
                                 "ECDHE-ECDSA-CHACHA20-POLY1305"sv,
                                 "ECDHE-RSA-CHACHA20-POLY1305"sv,
                                 "ECDHE-ECDSA-AES128-SHA"sv,
                                 "ECDHE-RSA-AES128-SHA"sv,
                                 "ECDHE-ECDSA-AES256-SHA"sv,
                                 "ECDHE-RSA-AES256-SHA"sv,
                                 "AES128-GCM-SHA256"sv,
                                 "AES256-GCM-SHA384"sv,
                                 "AES128-SHA"sv,
                                 "AES256-SHA"sv,
                                 "DES-CBC3-SHA"sv};

bool isCipher(std::string_view name) {
    if (name.empty() || name == "ALL") return true;
    const char c = name[0];
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return !plain || std::find(kCiphers.begin(), kCiphers.end(), name) != kCiphers.end();
}

void checkCiphers(Judge& j, const istio::ServerTls& t, const std::string& f) {
    const bool old = t.minProtocolVersion == "TLSV1_0" || t.minProtocolVersion == "TLSV1_1";
    if (old && t.cipherSuites.empty())
        j.warning(at(f, "minProtocolVersion"),
                  "TLS below 1.2 needs cipherSuites that it can use; the default ones are newer.");
    std::set<std::string> seen;
    bool unknown = false, twice = false;
    for (const auto& cipher : t.cipherSuites) {
        if (!isCipher(cipher))
            unknown = true;
        else if (!seen.insert(cipher).second)
            twice = true;
    }
    if (unknown) j.warning(at(f, "cipherSuites"), "Some cipherSuites are not known and will be ignored.");
    if (twice) j.warning(at(f, "cipherSuites"), "Some cipherSuites stand twice.");
}

void checkServer(Judge& j, const istio::Server& s, const std::string& f) {
    if (s.hosts.empty()) j.error(at(f, "hosts"), "A server needs at least one host.");
    for (std::size_t i = 0; i < s.hosts.size(); ++i)
        for (const auto& problem : checkNamespacedHost(s.hosts[i], true)) j.error(at(at(f, "hosts"), i), problem);
    const bool hasPort = j.has(at(f, "port"));
    const bool socket = s.bind.compare(0, kUnix.size(), kUnix) == 0;
    const Protocol protocol = Protocol::parse(s.port.protocol);
    bool portFine = hasPort;
    const auto portError = [&](const std::string& field, const std::string& message) {
        portFine = false;
        j.error(field, message);
    };
    if (!hasPort) {
        j.error(at(f, "port"), "A server needs a port.");
    } else {
        const std::string p = at(f, "port");
        if (!protocol.known)
            portError(at(p, "protocol"), "\"" + s.port.protocol.substr(0, 40) +
                                             "\" is no known protocol; use HTTP, HTTPS, HTTP2, GRPC, GRPC-WEB, TCP, "
                                             "TLS, MONGO, MYSQL or REDIS.");
        if (s.port.number > 0 || !socket)
            if (const auto problem = checkPort(s.port.number); !problem.empty()) portError(at(p, "number"), problem);
        if (s.port.targetPort > 0) portError(at(p, "targetPort"), "targetPort means nothing in a Gateway; remove it.");
        if (s.port.name.empty()) portError(at(p, "name"), "The port of a server needs a name.");
    }
    if (socket) {
        j.check(at(f, "bind"), checkUnixAddress(std::string_view(s.bind).substr(kUnix.size())));
        if (hasPort && s.port.number != 0)
            j.error(at(f, "port.number"), "With a socket as bind, the port's number must be 0.");
    } else if (!s.bind.empty()) {
        j.check(at(f, "bind"), checkIp(s.bind));
    }
    checkServerTls(j, s.tls, at(f, "tls"));
    if (!portFine) return;
    if (protocol.tls && !s.tls) {
        j.error(at(f, "tls"), "A port of protocol " + s.port.protocol + " needs tls settings.");
    } else if (!protocol.tls && s.tls) {
        const bool passes = s.tls->mode.empty() || s.tls->mode == "PASSTHROUGH" || s.tls->mode == "AUTO_PASSTHROUGH";
        const bool files =
            !s.tls->caCertificates.empty() || !s.tls->privateKey.empty() || !s.tls->serverCertificate.empty();
        if (!protocol.http || !passes || files)
            j.error(at(f, "tls"),
                    "A port of protocol " + s.port.protocol + " takes no certificates or mode; use HTTPS or TLS.");
    }
}

} // namespace

void checkServerTls(Judge& j, const std::optional<istio::ServerTls>& tls, const std::string& f) {
    if (!tls) return;
    const auto& t = *tls;
    checkCiphers(j, t, f);
    if (t.mode == "ISTIO_MUTUAL") {
        const auto none = [&](bool set, const char* field) {
            if (set)
                j.error(at(f, field),
                        std::string("ISTIO_MUTUAL uses the mesh's own certificates; remove ") + field + ".");
        };
        none(!t.serverCertificate.empty(), "serverCertificate");
        none(!t.privateKey.empty(), "privateKey");
        none(!t.caCertificates.empty(), "caCertificates");
        none(!t.tlsCertificates.empty(), "tlsCertificates");
        none(!t.credentialName.empty(), "credentialName");
        none(!t.credentialNames.empty(), "credentialNames");
        return;
    }
    const bool passes = t.mode.empty() || t.mode == "PASSTHROUGH" || t.mode == "AUTO_PASSTHROUGH";
    const bool mutual = t.mode == "MUTUAL" || t.mode == "OPTIONAL_MUTUAL";
    const bool terminates = t.mode == "SIMPLE" || mutual;
    const bool credential = !t.credentialName.empty() || !t.credentialNames.empty();
    if (passes && (!t.caCrl.empty() || !t.serverCertificate.empty() || !t.privateKey.empty() ||
                   !t.caCertificates.empty() || !t.tlsCertificates.empty() || credential))
        j.warning(f, (t.mode.empty() ? "PASSTHROUGH" : t.mode) + " uses no certificates; they will be ignored.");
    const int sources = (!t.serverCertificate.empty() && !t.privateKey.empty()) + !t.credentialName.empty() +
                        !t.credentialNames.empty() + !t.tlsCertificates.empty();
    if (sources > 1)
        j.error(f, "Certificates may come from one place only: credentialName, credentialNames, tlsCertificates, or "
                   "serverCertificate with privateKey.");
    if (terminates && credential) return;
    if (terminates) {
        if (mutual && t.caCertificates.empty()) j.error(at(f, "caCertificates"), t.mode + " needs caCertificates or a credentialName.");
        if (t.tlsCertificates.size() > 2) j.warning(at(f, "tlsCertificates"), "At most two certificates are used.");
        const auto pair = [&](const std::string& certificate, const std::string& key, const std::string& where) {
            if (certificate.empty()) j.error(at(where, "serverCertificate"), t.mode + " needs a serverCertificate or a credentialName.");
            if (key.empty()) j.error(at(where, "privateKey"), t.mode + " needs a privateKey or a credentialName.");
        };
        if (t.tlsCertificates.empty()) pair(t.serverCertificate, t.privateKey, f);
        for (std::size_t i = 0; i < t.tlsCertificates.size(); ++i)
            pair(t.tlsCertificates[i].serverCertificate, t.tlsCertificates[i].privateKey,
                 at(at(f, "tlsCertificates"), i));
    }
    if (t.caCrl.empty()) return;
    if (!t.credentialName.empty()) j.error(at(f, "caCrl"), "caCrl cannot be set together with credentialName.");
    if (t.mode == "SIMPLE") j.error(at(f, "caCrl"), "caCrl means nothing in mode SIMPLE.");
}

void checkGateway(Judge& j, const istio::Gateway& gateway) {
    if (!isDnsLabel(j.resource().meta.name))
        j.error("metadata.name", "The name of a Gateway must be 1 to 63 letters, digits or dashes.");
    if (gateway.servers.empty()) j.error("spec.servers", "A Gateway needs at least one server.");
    std::set<std::string> names;
    for (std::size_t i = 0; i < gateway.servers.size(); ++i) {
        const auto& server = gateway.servers[i];
        const std::string f = at("spec.servers", i);
        checkServer(j, server, f);
        if (!j.has(at(f, "port"))) continue;
        if (!names.insert(server.port.name).second)
            j.error(at(f, "port.name"), "Another server has a port of this name; names must be unique in a Gateway.");
        if (server.tls && server.tls->httpsRedirect && !Protocol::parse(server.port.protocol).http)
            j.warning(at(f, "tls.httpsRedirect"), "httpsRedirect works only on ports of protocol HTTP.");
    }
}

} // namespace meshwright::model::validation
