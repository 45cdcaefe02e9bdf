// A case file: designs, how their back ends behave, and the requests to send.
#pragma once

#include "model/base/diagnostic.h"
#include "sim/routing/engine.h"

#include <map>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace meshwright::sim::replay {

/// Replaces status and delay from `atSeconds` after the first request of the
/// case.
struct BackendStep {
    double atSeconds = 0;
    std::uint32_t status = 200;
    model::Duration delay;
};

/// How one pod answers.
struct Backend {
    std::uint32_t status = 200;
    model::Duration delay;
    std::uint32_t concurrency = 0; ///< requests served at once, the rest wait; 0 = no limit
    bool down = false;             ///< nothing listens
    std::vector<BackendStep> script;

    /// Status and delay at a moment of the case.
    BackendStep at(double seconds) const;
};

/// By pod or by Deployment name; a pod's own entry wins whole.
struct Backends {
    std::map<std::string, Backend> byName;

    const Backend& of(const std::string& pod, const std::string& workload) const;
};

/// The server side: this workload's sidecar is called directly.
struct CaseTarget {
    std::string workload, ns;
};

struct CaseRequest {
    std::string name;
    std::optional<routing::ProxyRef> from; ///< absent: a client outside the mesh
    std::uint32_t port = 0;
    std::string method = "GET", authority, path;
    std::map<std::string, std::string> headers; ///< names as written
    std::uint32_t repeat = 1, parallel = 1;
    double rate = 0, seconds = 0; ///< rate > 0: open loop, evenly spaced
    std::string protocol;         ///< "" = http; tcp, tls, https, auto
    std::string sni;
    std::vector<std::string> alpn;
    std::optional<CaseTarget> to;
    std::string tls; ///< "" = none; mtls, simple
    std::string identity;

    /// True where the proxy's listeners decide: `to`, or a protocol other than
    /// plain HTTP.
    bool direct() const { return to || !protocol.empty(); }
    std::uint32_t count() const;
};

/// The day on which the recordings were made, 2026-11-24: a case that says
/// nothing else is judged as of then, so that a replay never depends on today's
/// date. Unix time.
inline constexpr std::int64_t recordedAt = 1'795'478'400;

struct Case {
    std::string name, design;      ///< `design`: path, relative to the case file
    std::int64_t now = recordedAt; ///< Unix time at which tokens are judged
    std::string meshConfig;        ///< YAML text
    Backends backends;
    std::vector<CaseRequest> requests;
};

/// Reads a case file (JSON). Refused with one sentence per fault, each naming
/// the case and field.
tl::expected<std::vector<Case>, model::Diagnostics> readCases(const std::string& path);

} // namespace meshwright::sim::replay
