// Why a request goes where it goes: every virtual host, route and condition considered, with the place of each rule.
#pragma once

#include "sim/routing/engine.h"
#include "sim/routing/l4/explanation.h"

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace meshwright::sim::routing {

/// One condition of a route, tested.
struct ConditionTrace {
    std::string condition; ///< "uri prefix /api", "header end-user exact jason"
    bool matched = false;
    std::string reason; ///< "is absent", "is \"bob\""; empty where it matched
    Origin origin;
};

/// One route, tried in order; conditions stop after the first that fails.
struct RouteTrace {
    std::string name;
    bool matched = false;
    std::vector<ConditionTrace> conditions;
    Origin origin;
};

struct VirtualHostTrace {
    std::string name;
    bool matched = false;
    std::string reason; ///< which domain matched, or why none did, or which other host wins
    Origin origin;
};

struct DestinationTrace {
    std::string cluster;
    double probability = 1; ///< 0..1
    bool exists = true;     ///< false: no such cluster (NC)
    std::vector<Endpoint> endpoints;
    Origin origin, policyOrigin;
    std::string mtls;  ///< what the two sides' settings make of the connection; empty outside the mesh
    Origin mtlsOrigin; ///< the PeerAuthentication that decides
};

/// A rule that no request can reach once this one could be matched: what shadows it.
struct UnreachableTrace {
    Origin rule;
    std::string reason;
};

/// One route against a request whose path is normalized: its conditions up to the first that fails, with the reason.
RouteTrace traceRoute(const Route& route, const Request& request);

/// What `meshwright trace` prints.
struct Trace {
    ProxyRef proxy;
    Request request;
    std::string listener; ///< "0.0.0.0:80 (http.80)", or why there is none
    bool hasListener = true;
    Explanation policies; ///< AuthorizationPolicies of the gateway, in the order in which they are asked
    std::vector<VirtualHostTrace> virtualHosts;
    std::vector<RouteTrace> routes;
    std::vector<DestinationTrace> destinations;
    std::vector<DestinationTrace> mirrors;
    std::vector<UnreachableTrace> unreachable;
    std::vector<std::string> notes; ///< timeout, retries, fault, CORS, redirect: one sentence each
    Decision decision;              ///< with the first possible destination
    std::shared_ptr<const ProxyTables> tables;
    MeshIndexPtr mesh; ///< knows the lines of the rules
};

/// Follows one request through a proxy. `streamDraw` is as in Matcher::decide.
Trace trace(const MeshIndexPtr& mesh, const ProxyRef& proxy, const Request& request, std::uint64_t streamDraw = 0);

/// The same from where a listener hands the request to one of the proxy's route tables.
Trace traceByTable(const MeshIndexPtr& mesh, const ProxyRef& proxy, std::shared_ptr<const ProxyTables> tables,
                   const RouteTable& table, const Request& request, std::uint64_t streamDraw = 0);

/// For people: a few lines per step, no colours, ending in a newline.
std::string toText(const Trace& trace);
/// The outcome fields of a recording, plus "explanation".
nlohmann::ordered_json toJson(const Trace& trace);
/// The "explanation" alone.
nlohmann::ordered_json explanationJson(const Trace& trace);

} // namespace meshwright::sim::routing
