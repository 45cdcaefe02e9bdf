#include "sim/routing/inbound/mtls_matrix.h"

#include "sim/routing/inbound/inbound_listener.h"

#include <algorithm>

namespace meshwright::sim::routing {

namespace {

enum class Speech { PlainText, IstioMtls, OtherTls };

/// What a client's side says on the wire.
Speech speech(ClientTlsMode client, std::optional<MtlsMode> server) {
    switch (client) {
    case ClientTlsMode::NoSidecar:
    case ClientTlsMode::Disable:
        return Speech::PlainText;
    case ClientTlsMode::IstioMutual:
        return Speech::IstioMtls;
    case ClientTlsMode::Simple:
        return Speech::OtherTls;
    case ClientTlsMode::Auto:
        return server && *server != MtlsMode::Disable ? Speech::IstioMtls : Speech::PlainText;
    }
    return Speech::PlainText;
}

/// The chains of one port as a listener of their own.
Listener listenerFor(MtlsMode mode, Protocol protocol) {
    Listener out;
    for (const auto& option : inboundChainOptions(mode, protocol)) {
        FilterChain chain;
        chain.match = option.match;
        if (option.tls) chain.tls.emplace();
        if (option.http) chain.filters.emplace_back(HttpConnectionManager{});
        out.tlsInspector.present = out.tlsInspector.present || option.match.transportProtocol == "tls";
        out.chains.push_back(std::move(chain));
    }
    return out;
}

ConnectionTraits traitsOf(Speech speech, bool tlsSeen, Protocol protocol) {
    ConnectionTraits out;
    const bool http = isHttp(protocol);
    if (speech == Speech::PlainText || !tlsSeen) return out;
    out.transportProtocol = "tls";
    if (speech == Speech::IstioMtls)
        out.applicationProtocols = http ? std::vector<std::string>{"istio-http/1.1", "istio"}
                                        : std::vector<std::string>{"istio-peer-exchange", "istio"};
    return out;
}

MtlsAnswer atApplication(Speech speech) {
    switch (speech) {
    case Speech::PlainText:
        return {MtlsResult::Plain, "plain text reaches the application"};
    case Speech::OtherTls:
        return {MtlsResult::Application, "TLS reaches the application, which must end it"};
    case Speech::IstioMtls:
        return {MtlsResult::Refused, "the application cannot read the mesh's mTLS"};
    }
    return {};
}

} // namespace

MtlsAnswer pairMtls(ClientTlsMode client, std::optional<MtlsMode> server, Protocol port) {
    const Speech said = speech(client, server);
    if (!server) return atApplication(said);
    const Listener listener = listenerFor(*server, port);
    const FilterChain* chain = findFilterChain(listener, traitsOf(said, listener.tlsInspector.present, port));
    const std::string mode = toText(*server);
    if (!chain) {
        if (said == Speech::PlainText) return {MtlsResult::Refused, "the server is " + mode + " and closes plain text"};
        return {MtlsResult::Refused,
                "the server is " + mode + " and has no filter chain for TLS that is not the mesh's"};
    }
    if (chain->tls) {
        if (said == Speech::IstioMtls) return {MtlsResult::Mutual, "the sidecars speak mTLS"};
        return {MtlsResult::Refused, "the server is " + mode + " and asks for a certificate of the mesh"};
    }
    if (said == Speech::PlainText) return atApplication(said);
    if (!chain->filters.empty()) return {MtlsResult::Refused, "the server's sidecar expects plain HTTP on this port"};
    return {MtlsResult::Application, "the server is " + mode + ": TLS bytes reach the application unread"};
}

const char* toText(ClientTlsMode mode) {
    switch (mode) {
    case ClientTlsMode::NoSidecar:
        return "no sidecar";
    case ClientTlsMode::Auto:
        return "auto mTLS";
    case ClientTlsMode::Disable:
        return "DISABLE";
    case ClientTlsMode::IstioMutual:
        return "ISTIO_MUTUAL";
    case ClientTlsMode::Simple:
        return "SIMPLE";
    }
    return "";
}

} // namespace meshwright::sim::routing
