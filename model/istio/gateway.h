// Gateway: the edge. networking.istio.io/v1
#pragma once

#include "model/istio/common.h"

namespace meshwright::model::istio {

struct TlsCertificate {
    std::string serverCertificate, privateKey, caCertificates;
};

struct ServerTls {
    bool httpsRedirect = false;
    /// PASSTHROUGH (the enumeration's zero, so also "" means it), SIMPLE, MUTUAL, AUTO_PASSTHROUGH, ISTIO_MUTUAL,
    /// OPTIONAL_MUTUAL
    std::string mode;
    std::string serverCertificate, privateKey, caCertificates, caCrl, credentialName, caCertCredentialName;
    std::vector<std::string> credentialNames, subjectAltNames, verifyCertificateSpki, verifyCertificateHash,
        cipherSuites;
    std::string minProtocolVersion, maxProtocolVersion;
    std::vector<TlsCertificate> tlsCertificates;
    std::optional<bool> insecureSkipVerify;
};

struct Server {
    ServerPort port;
    std::string bind;
    std::vector<std::string> hosts; ///< `host`, `ns/host`, `./host` or `*/host`
    std::optional<ServerTls> tls;
    std::string defaultEndpoint, name;
};

struct Gateway {
    std::vector<Server> servers;
    Labels selector;
};

} // namespace meshwright::model::istio
