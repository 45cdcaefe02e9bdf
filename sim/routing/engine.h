// The routing engine's front door: index a design, compile a proxy's tables, decide a request.
#pragma once

#include "model/design/design.h"
#include "sim/routing/tables.h"

#include <nlohmann/json_fwd.hpp>

namespace meshwright::sim::routing {

/// Whose proxy: a gateway (by its pods' labels) or a workload's sidecar (by its Deployment's name).
struct ProxyRef {
    model::istio::Labels gateway; ///< non-empty: a gateway
    std::string workload;         ///< else: a Deployment
    std::string ns;               ///< of the proxy's pods

    bool isGateway() const { return workload.empty(); }
    friend auto operator<=>(const ProxyRef&, const ProxyRef&) = default;
    friend bool operator==(const ProxyRef&, const ProxyRef&) = default;
};

/// The parts of Istio's MeshConfig that decide requests, read from YAML text.
struct MeshConfig {
    bool registryOnly = false;
    std::vector<std::string> trustDomainAliases;
    std::string trustDomain = "cluster.local";
    std::string rootNamespace = "istio-system";
    using PathNormalization = routing::PathNormalization;
    PathNormalization pathNormalization = PathNormalization::Base;
    std::vector<std::string> defaultServiceExportTo{"*"}, defaultVirtualServiceExportTo{"*"};
    std::optional<model::istio::HttpRetry> defaultRetries; ///< defaultHttpRetryPolicy
    model::Duration connectTimeout = model::Duration::seconds(10);
    std::optional<model::istio::LocalityLbSetting> localityLb;
    std::optional<model::istio::ConnectionPool> defaultConnectionPool;     ///< defaultTrafficPolicy
    std::optional<model::istio::OutlierDetection> defaultOutlierDetection; ///< defaultTrafficPolicy
    bool h2Upgrade = false;

    static tl::expected<MeshConfig, model::Diagnostics> fromYaml(std::string_view text);
};

/// A design indexed once for compiling any proxy: services, endpoints, rules by host. Immutable and shared.
class MeshIndex;
using MeshIndexPtr = std::shared_ptr<const MeshIndex>;
MeshIndexPtr indexMesh(const model::Design& design, const MeshConfig& config = {});
/// The same with the configuration of `previous`, which lends what was made from objects that both designs share. An
/// edit inside the rules of one VirtualService costs little more than copying the lists of objects.
MeshIndexPtr indexMesh(const model::Design& design, const MeshIndexPtr& previous);

/// What istiod would send to one proxy.
std::shared_ptr<const ProxyTables> compile(const MeshIndexPtr& mesh, const ProxyRef& proxy);
/// The same as compile(mesh, proxy), given the tables that compiling `previous` for this proxy gave. Where `mesh` was
/// indexed from `previous` and one VirtualService has other rules, the virtual hosts that it alone filled are made anew
/// and all others are kept; any other change compiles everything.
std::shared_ptr<const ProxyTables> recompile(const MeshIndexPtr& previous,
                                             const std::shared_ptr<const ProxyTables>& tables, const MeshIndexPtr& mesh,
                                             const ProxyRef& proxy);

/// A request as it arrives at the proxy. Header names are lower case; several lines of one name are allowed.
struct Request {
    std::uint32_t port = 80;
    std::string method = "GET", scheme = "http", authority, path = "/";
    std::vector<std::pair<std::string, std::string>> headers;
    bool tls = false; ///< arrived by TLS on a gateway
};

/// Answer that the proxy gives without asking anybody.
struct LocalReply {
    std::uint32_t status = 0;
    std::string flag; ///< "NR", "NC", … or "-"
    std::string body, details;
    std::vector<std::pair<std::string, std::string>> headers;
};

/// The decision for one request: either a local reply or a cluster to ask with a rewritten request.
/// An injected fault comes before either: it needs draws of its own, so `route->fault` is the caller's to play out.
struct Decision {
    const VirtualHost* virtualHost = nullptr;
    const Route* route = nullptr;
    const Forward* forward = nullptr; ///< non-null where the request goes on
    const WeightedCluster* destination = nullptr;
    const Cluster* cluster = nullptr; ///< null with `forward`: the cluster does not exist (NC)
    std::optional<LocalReply> reply;  ///< set with `forward` too, where the cluster does not exist
    Request rewritten;                ///< as the back end will see it
    /// Of the CORS policy: put on whatever answers the request.
    std::vector<std::pair<std::string, std::string>> corsHeaders;
};

/// Changes an answer's headers as the chosen destination, the route and its CORS policy say; the proxy's own answers
/// are changed alike where a route was found (redirects, direct responses, injected aborts, no healthy upstream …).
/// `status` and `flags` are those of the answer.
void finishResponse(const Decision& decision, std::vector<std::pair<std::string, std::string>>& headers,
                    const std::string& status, const std::string& flags = "-");

/// Matches requests against one proxy's tables; the tables are kept alive. Safe to share between threads.
class Matcher {
public:
    explicit Matcher(std::shared_ptr<const ProxyTables> tables);
    /// The same; `previous` lends its look-up tables of what both have in common.
    Matcher(std::shared_ptr<const ProxyTables> tables, const Matcher& previous);
    ~Matcher();
    Matcher(Matcher&&) noexcept;
    Matcher& operator=(Matcher&&) noexcept;

    /// The virtual host and route of a request whose path is normalized, without any draw. Either may be null.
    std::pair<const VirtualHost*, const Route*> match(const Request& request) const;
    /// The whole decision. `streamDraw` is Envoy's per-stream random value S, which weights and mirrors share.
    Decision decide(const Request& request, std::uint64_t streamDraw) const;
    /// The same by another table than that of the request's port: a filter chain's (ProxyTables::named).
    Decision decide(const RouteTable& table, const Request& request, std::uint64_t streamDraw) const;

    const ProxyTables& tables() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace meshwright::sim::routing
