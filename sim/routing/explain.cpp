#include "sim/routing/explain.h"

#include "sim/routing/inbound/http_policies.h"
#include "sim/routing/inbound/mtls_verdict.h"
#include "sim/routing/match/conditions.h"
#include "sim/routing/match/path.h"
#include "sim/routing/mesh_index.h"

#include <algorithm>

namespace meshwright::sim::routing {

namespace {

std::string inQuotes(std::string_view text) {
    return "\"" + std::string(text) + "\"";
}

const char* verb(TextMatcher::Kind kind) {
    switch (kind) {
    case TextMatcher::Kind::Exact:
        return "is";
    case TextMatcher::Kind::Prefix:
        return "starts with";
    case TextMatcher::Kind::Suffix:
        return "ends with";
    case TextMatcher::Kind::Contains:
        return "contains";
    case TextMatcher::Kind::Regex:
        return "matches";
    case TextMatcher::Kind::Present:
        return "is present";
    }
    return "is";
}

std::string describe(const TextMatcher& m) {
    return m.kind == TextMatcher::Kind::Present ? verb(m.kind) : std::string(verb(m.kind)) + " " + inQuotes(m.value);
}

std::string describe(const PathMatcher& m) {
    const std::string flag = m.ignoreCase ? ", letters of either case" : "";
    switch (m.kind) {
    case PathMatcher::Kind::Exact:
        return "path is " + inQuotes(m.value) + flag;
    case PathMatcher::Kind::Regex:
        return "path matches " + inQuotes(m.value);
    default:
        return "path starts with " + inQuotes(m.value) + flag;
    }
}

/// All values of a header, as a request line shows them.
std::vector<std::string> valuesOf(const Request& r, const std::string& name) {
    if (name == ":method") return {r.method};
    if (name == ":authority") return {r.authority};
    if (name == ":scheme") return {r.scheme};
    std::vector<std::string> out;
    for (const auto& [key, value] : r.headers)
        if (key == name) out.push_back(value);
    return out;
}

Origin fieldOf(const Route& route, const std::string& field) {
    return {route.matchOrigin.resource, route.matchOrigin.field + "." + field};
}

ConditionTrace headerTrace(const HeaderMatcher& m, const RequestView& view, const Route& route) {
    ConditionTrace out;
    const std::string name = m.name.front() == ':' ? m.name.substr(1) : "header " + m.name;
    out.condition = name + " " + (m.invert ? "not: " : "") + describe(m.test);
    out.matched = matches(m, view);
    out.origin = fieldOf(route, m.field);
    if (out.matched) return out;
    const auto values = valuesOf(view.request, m.name);
    if (values.empty())
        out.reason = "it is absent";
    else {
        out.reason = "it is ";
        for (std::size_t i = 0; i < values.size(); ++i) out.reason += (i ? " and " : "") + inQuotes(values[i]);
    }
    return out;
}

/// The conditions of one route up to the first that fails.
RouteTrace routeTrace(const Route& route, const RequestView& view) {
    RouteTrace out;
    out.name = route.name;
    out.origin = route.matchOrigin;
    ConditionTrace path;
    path.condition = describe(route.match.path);
    path.matched = matches(route.match.path, view.path);
    path.origin = fieldOf(route, "uri");
    if (!path.matched) path.reason = "it is " + inQuotes(view.path);
    out.conditions.push_back(path);
    if (!path.matched) return out;
    for (const auto& h : route.match.headers) {
        out.conditions.push_back(headerTrace(h, view, route));
        if (!out.conditions.back().matched) return out;
    }
    for (const auto& q : route.match.query) {
        ConditionTrace c;
        c.condition = "query parameter " + q.name + " " + describe(q.test);
        c.matched = matches(q, view);
        c.origin = fieldOf(route, q.field);
        if (!c.matched) {
            const auto value = queryParameter(view.request.path, q.name);
            c.reason = value ? "it is " + inQuotes(*value) : "it is absent";
        }
        out.conditions.push_back(c);
        if (!c.matched) return out;
    }
    for (const auto& claim : route.match.claims) {
        ConditionTrace c;
        c.condition = std::string("token claim ") + (claim.invert ? "not: " : "") + describe(claim.test);
        c.matched = claim.invert;
        c.origin = fieldOf(route, claim.field);
        if (!c.matched) c.reason = "the request has no validated token";
        out.conditions.push_back(c);
        if (!c.matched) return out;
    }
    out.matched = true;
    return out;
}

/// The domain by which a host answers, or why none of its domains does.
std::string domainReason(const VirtualHost& vh, const std::string& host, bool chosen) {
    std::string best;
    for (const auto& d : vh.domains) {
        const bool exact = d == host, any = d == "*";
        const bool suffix = d.size() > 1 && d.front() == '*' && host.size() >= d.size() &&
                            host.compare(host.size() - (d.size() - 1), d.size() - 1, d, 1, d.size() - 1) == 0;
        if (exact || suffix || (any && best.empty())) best = d;
        if (exact) break;
    }
    if (best.empty()) {
        std::string list;
        for (std::size_t i = 0; i < vh.domains.size() && i < 3; ++i) list += (i ? ", " : "") + vh.domains[i];
        if (vh.domains.size() > 3) list += " and " + std::to_string(vh.domains.size() - 3) + " more";
        return "no domain fits (" + list + ")";
    }
    return chosen ? "domain " + best + " fits best" : "domain " + best + " fits, but another fits better";
}

/// One phrase for the endpoints, which mostly agree: the first one's.
void addMtls(const MeshIndex& mesh, const Cluster& cluster, DestinationTrace& out) {
    if (cluster.endpoints.empty()) return;
    const auto verdict = mtlsBetween(mesh, cluster, cluster.endpoints.front());
    if (!verdict) return;
    out.mtls = std::string(toText(verdict->client)) + " meets " +
               (verdict->server ? toText(verdict->server->mode) : "no sidecar") + ": " + verdict->answer.reason;
    if (verdict->server) out.mtlsOrigin = verdict->server->origin;
}

DestinationTrace destination(const MeshIndex& mesh, const ProxyTables& tables, const std::string& name,
                             double probability, Origin origin) {
    DestinationTrace out;
    out.cluster = name;
    out.probability = probability;
    out.origin = std::move(origin);
    const auto it = tables.clusters.find(name);
    out.exists = it != tables.clusters.end();
    if (out.exists) {
        out.endpoints = it->second->endpoints;
        out.policyOrigin = it->second->policyOrigin;
        addMtls(mesh, *it->second, out);
    }
    return out;
}

std::string milliseconds(Duration d) {
    const std::int64_t ms = d.ns / 1'000'000;
    return ms % 1000 == 0 ? std::to_string(ms / 1000) + " s" : std::to_string(ms) + " ms";
}

std::string percentText(double share) {
    std::string text = std::to_string(share * 100);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text + " %";
}

double shareOf(const Fraction& f) {
    return std::min(1.0, static_cast<double>(f.numerator) / f.denominator);
}

void addForward(Trace& out, const Forward& f) {
    std::uint64_t total = 0;
    for (const auto& c : f.clusters) total += c.weight;
    for (const auto& c : f.clusters)
        out.destinations.push_back(destination(
            *out.mesh, *out.tables, c.cluster,
            f.clusters.size() == 1 ? 1.0 : static_cast<double>(c.weight) / static_cast<double>(total), c.origin));
    for (const auto& m : f.mirrors)
        out.mirrors.push_back(destination(*out.mesh, *out.tables, m.cluster, shareOf(m.fraction), m.origin));
    out.notes.push_back(f.timeout.ns > 0 ? "Timeout: " + milliseconds(f.timeout) + " for all tries together."
                                         : "Timeout: none.");
    if (!f.retry.enabled)
        out.notes.push_back("Retries: off.");
    else {
        std::string text = "Retries: up to " + std::to_string(f.retry.numRetries);
        if (f.retry.perTryTimeout.ns > 0) text += ", each try at most " + milliseconds(f.retry.perTryTimeout);
        text += f.retry.previousHosts ? ", on other pods where there are any." : ", on any pod.";
        out.notes.push_back(std::move(text));
    }
    if (!f.hash.empty()) out.notes.push_back("The pod is chosen by consistent hashing.");
}

void addNotes(Trace& out) {
    const Route* route = out.decision.route;
    if (!route) return;
    if (const auto& fault = route->fault) {
        if (fault->delayShare)
            out.notes.push_back("Fault: a delay of " + milliseconds(fault->delay) + " for " +
                                percentText(shareOf(*fault->delayShare)) + " of requests.");
        if (fault->abortShare)
            out.notes.push_back("Fault: " + percentText(shareOf(*fault->abortShare)) +
                                " of requests are answered with " +
                                (fault->abortGrpcStatus ? "gRPC status " + std::to_string(*fault->abortGrpcStatus)
                                                        : std::to_string(fault->abortStatus)) +
                                ".");
    }
    if (const auto* f = std::get_if<Forward>(&route->action)) addForward(out, *f);
    if (route->cors && out.decision.forward)
        out.notes.push_back(out.decision.corsHeaders.empty() ? "CORS: the policy has nothing to say about this request."
                                                             : "CORS: the origin is allowed.");
}

/// Rules after a route that takes every request of the host.
void addUnreachable(Trace& out) {
    const VirtualHost* vh = out.decision.virtualHost;
    if (!vh) return;
    const Route* catchAll = nullptr;
    for (const auto& r : vh->routes) {
        if (catchAll)
            out.unreachable.push_back({r->matchOrigin, "an earlier rule takes every request of this host: " +
                                                           out.mesh->places().toText(catchAll->matchOrigin)});
        else if (r->match.isCatchAll())
            catchAll = r.get();
    }
}

/// A gateway's policies stand before its routes.
void addPolicies(Trace& out, const Request& normalized) {
    const HttpPolicies policies(*out.mesh, out.proxy);
    if (policies.empty()) return;
    const auto refusal =
        policies.refusal(normalized, "127.0.0.1", "127.0.0.1", out.request.port, Explainer(&out.policies));
    if (!refusal) return;
    LocalReply reply;
    reply.status = 403;
    reply.flag = "-";
    reply.body = "RBAC: access denied";
    reply.details = *refusal;
    out.decision.reply = std::move(reply);
}

void follow(Trace& out, const RouteTable& table) {
    Request normalized = out.request;
    const auto path = normalizePath(out.request.path, out.tables->pathNormalization);
    normalized.path = path.value_or(out.request.path);
    const std::string host = hostKey(out.request.authority, table.ignorePortInHost);
    for (const auto& vh : table.virtualHosts) {
        VirtualHostTrace t;
        t.name = vh->name;
        t.matched = vh.get() == out.decision.virtualHost;
        t.reason = domainReason(*vh, host, t.matched);
        t.origin = vh->origin;
        out.virtualHosts.push_back(std::move(t));
    }
    if (const VirtualHost* vh = out.decision.virtualHost) {
        if (vh->requireTls && !out.request.tls) out.notes.push_back("The host demands TLS (httpsRedirect).");
        const RequestView view(normalized);
        for (const auto& r : vh->routes) {
            out.routes.push_back(routeTrace(*r, view));
            if (out.routes.back().matched) break;
        }
    }
    addNotes(out);
    addUnreachable(out);
}

Trace begun(const MeshIndexPtr& mesh, const ProxyRef& proxy, std::shared_ptr<const ProxyTables> tables,
            const Request& request) {
    Trace out;
    out.proxy = proxy;
    out.request = request;
    out.mesh = mesh;
    out.tables = std::move(tables);
    return out;
}

} // namespace

RouteTrace traceRoute(const Route& route, const Request& request) {
    return routeTrace(route, RequestView(request));
}

Trace trace(const MeshIndexPtr& mesh, const ProxyRef& proxy, const Request& request, std::uint64_t streamDraw) {
    Trace out = begun(mesh, proxy, compile(mesh, proxy), request);
    out.decision = Matcher(out.tables).decide(request, streamDraw);
    const auto it = out.tables->http.find(request.port);
    if (it == out.tables->http.end()) {
        out.hasListener = false;
        out.listener = "no HTTP listener on port " + std::to_string(request.port);
        if (!out.tables->http.empty()) {
            out.listener += "; there are listeners on";
            for (const auto& [port, table] : out.tables->http) out.listener += " " + std::to_string(port);
        }
        return out;
    }
    out.listener = "0.0.0.0:" + std::to_string(request.port) + ", routes " + it->second->name;
    follow(out, *it->second);
    if (const auto path = normalizePath(request.path, out.tables->pathNormalization)) {
        Request normalized = request;
        normalized.path = *path;
        addPolicies(out, normalized);
    }
    return out;
}

Trace traceByTable(const MeshIndexPtr& mesh, const ProxyRef& proxy, std::shared_ptr<const ProxyTables> tables,
                   const RouteTable& table, const Request& request, std::uint64_t streamDraw) {
    Trace out = begun(mesh, proxy, std::move(tables), request);
    out.decision = Matcher(out.tables).decide(table, request, streamDraw);
    out.listener = "routes " + table.name;
    follow(out, table);
    return out;
}

} // namespace meshwright::sim::routing
