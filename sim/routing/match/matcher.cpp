#include "sim/routing/engine.h"
#include "sim/routing/match/conditions.h"
#include "sim/routing/match/cors.h"
#include "sim/routing/match/headers.h"
#include "sim/routing/match/path.h"
#include "sim/routing/match/rewrite.h"
#include "sim/routing/match/table_index.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <unordered_map>

namespace meshwright::sim::routing {

namespace {

LocalReply reply(std::uint32_t status, std::string flag, std::string details, std::string body = {}) {
    LocalReply out;
    out.status = status;
    out.flag = std::move(flag);
    out.details = std::move(details);
    out.body = std::move(body);
    return out;
}

/// Envoy: source/common/router/weighted_cluster_specifier.cc.
const WeightedCluster& choose(const std::vector<WeightedCluster>& clusters, std::uint64_t draw) {
    if (clusters.size() == 1) return clusters.front();
    const std::uint64_t total =
        std::accumulate(clusters.begin(), clusters.end(), std::uint64_t{0},
                        [](std::uint64_t sum, const WeightedCluster& c) { return sum + c.weight; });
    std::uint64_t rest = total ? draw % total : 0;
    for (const auto& c : clusters) {
        if (rest < c.weight) return c;
        rest -= c.weight;
    }
    return clusters.back();
}

/// Headers that concern one connection only are not passed on. Envoy: conn_manager_utility.cc (mutateRequestHeaders).
void dropHopByHop(HeaderList& headers) {
    static constexpr std::array<std::string_view, 6> names{"connection",        "keep-alive", "proxy-connection",
                                                           "transfer-encoding", "upgrade",    "te"};
    headers.erase(
        std::remove_if(headers.begin(), headers.end(),
                       [](const auto& h) { return std::find(names.begin(), names.end(), h.first) != names.end(); }),
        headers.end());
}

/// Envoy: source/common/router/config_impl.cc (finalizeRequestHeaders): the destination's changes and host, the
/// route's, the route's host, the path.
void rewriteRequest(Decision& d) {
    Request& r = d.rewritten;
    dropHopByHop(r.headers);
    FormatContext context;
    context.request = &r;
    context.routeName = d.route->name;
    context.cluster = d.destination->cluster;
    apply(d.destination->request, r.headers, context);
    if (d.destination->hostRewrite) r.authority = *d.destination->hostRewrite;
    apply(d.route->request, r.headers, context);
    if (d.forward->hostRewrite) r.authority = *d.forward->hostRewrite;
    r.path = rewritePath(d.route->match, *d.forward, r.path);
}

void answerDirectly(Decision& d, const Request& request) {
    const auto& action = d.route->action;
    if (const auto* redirect = std::get_if<Redirect>(&action)) {
        d.reply = reply(redirect->code, "-", "direct_response");
        d.reply->headers.emplace_back("location", redirectLocation(d.route->match, *redirect, request));
    } else if (const auto* direct = std::get_if<DirectResponse>(&action)) {
        d.reply = reply(direct->status, "-", "direct_response", direct->body);
        if (direct->status == 201 || (direct->status >= 300 && direct->status < 400))
            d.reply->headers.emplace_back("location", requestUri(request));
    } else {
        d.reply = reply(404, "NR", "route_not_found");
    }
}

} // namespace

void finishResponse(const Decision& d, HeaderList& headers, const std::string& status, const std::string& flags) {
    if (d.route) {
        FormatContext context;
        context.request = &d.rewritten;
        context.response = &headers;
        context.routeName = d.route->name;
        context.responseCode = status;
        context.responseFlags = flags;
        if (d.destination) {
            context.cluster = d.destination->cluster;
            apply(d.destination->response, headers, context);
        }
        apply(d.route->response, headers, context);
    }
    for (const auto& h : d.corsHeaders) {
        headers.erase(std::remove_if(headers.begin(), headers.end(), [&](const auto& x) { return x.first == h.first; }),
                      headers.end());
        headers.push_back(h);
    }
}

struct Matcher::Impl {
    std::shared_ptr<const ProxyTables> tables;
    std::unordered_map<const RouteTable*, std::shared_ptr<const TableIndex>> indices;

    explicit Impl(std::shared_ptr<const ProxyTables> t, const Impl* previous = nullptr) : tables(std::move(t)) {
        const auto add = [&](const RouteTablePtr& table, const RouteTablePtr* before) {
            if (!table || indices.count(table.get())) return;
            const auto known = before ? previous->indices.find(before->get()) : indices.end();
            auto& slot = indices[table.get()];
            if (!before || known == previous->indices.end())
                slot = std::make_shared<const TableIndex>(table);
            else
                slot = *before == table ? known->second : std::make_shared<const TableIndex>(table, *known->second);
        };
        const auto addAll = [&](const auto& all, const auto* before) {
            for (const auto& [key, table] : all) {
                const auto known = before ? before->find(key) : all.end();
                add(table, before && known != before->end() ? &known->second : nullptr);
            }
        };
        addAll(tables->http, previous ? &previous->tables->http : nullptr);
        addAll(tables->named, previous ? &previous->tables->named : nullptr);
    }

    const RouteTable* tableOf(std::uint32_t port) const {
        const auto it = tables->http.find(port);
        return it == tables->http.end() ? nullptr : it->second.get();
    }
    /// Virtual host and route; a table that is not this proxy's own is read rule by rule.
    std::pair<const VirtualHost*, const Route*> find(const RouteTable& table, const Request& request) const {
        const auto it = indices.find(&table);
        const bool known = it != indices.end();
        const VirtualHost* host =
            known ? it->second->findHost(request.authority) : findVirtualHost(table, request.authority);
        if (!host) return {nullptr, nullptr};
        const RequestView view(request);
        return {host, known ? it->second->findRoute(*host, view) : findRoute(*host, view)};
    }
};

Matcher::Matcher(std::shared_ptr<const ProxyTables> tables) : impl_(std::make_unique<Impl>(std::move(tables))) {}
Matcher::Matcher(std::shared_ptr<const ProxyTables> tables, const Matcher& previous)
    : impl_(std::make_unique<Impl>(std::move(tables), previous.impl_.get())) {}
Matcher::~Matcher() = default;
Matcher::Matcher(Matcher&&) noexcept = default;
Matcher& Matcher::operator=(Matcher&&) noexcept = default;
const ProxyTables& Matcher::tables() const {
    return *impl_->tables;
}

std::pair<const VirtualHost*, const Route*> Matcher::match(const Request& request) const {
    const RouteTable* table = impl_->tableOf(request.port);
    return table ? impl_->find(*table, request) : std::pair<const VirtualHost*, const Route*>{};
}

Decision Matcher::decide(const Request& request, std::uint64_t streamDraw) const {
    if (const RouteTable* table = impl_->tableOf(request.port)) return decide(*table, request, streamDraw);
    Decision d;
    d.rewritten = request;
    d.reply = reply(0, "-", "no_listener");
    return d;
}

Decision Matcher::decide(const RouteTable& table, const Request& request, std::uint64_t streamDraw) const {
    Decision d;
    d.rewritten = request;
    if (!isValidRequestLine(request.method, request.path)) {
        d.reply = reply(400, "-", "http1.codec_error", "Bad Request");
        return d;
    }
    const auto isContentType = [](const auto& h) { return h.first == "content-type"; };
    if (request.method == "QUERY" && std::none_of(request.headers.begin(), request.headers.end(), isContentType)) {
        d.reply = reply(400, "-", "query_missing_content_type");
        return d;
    }
    const auto path = normalizePath(request.path, impl_->tables->pathNormalization);
    if (!path) {
        d.reply = reply(400, "-", "path_normalization_failed");
        return d;
    }
    d.rewritten.path = *path;
    const Request& r = d.rewritten;
    const auto [host, route] = impl_->find(table, r);
    d.virtualHost = host;
    if (d.virtualHost && d.virtualHost->requireTls && !r.tls) {
        d.reply = reply(301, "-", "direct_response");
        d.reply->headers.emplace_back("location", httpsLocation(r));
        return d;
    }
    d.route = route;
    if (!d.route) {
        d.reply = reply(404, "NR", "route_not_found");
        return d;
    }
    d.forward = std::get_if<Forward>(&d.route->action);
    if (d.forward) {
        d.destination = &choose(d.forward->clusters, streamDraw);
        const auto it = impl_->tables->clusters.find(d.destination->cluster);
        d.cluster = it == impl_->tables->clusters.end() ? nullptr : it->second.get();
    }
    // the filter looks only at routes that lead to a cluster
    if (d.route->cors && d.forward) {
        CorsVerdict cors = corsVerdict(*d.route->cors, r);
        d.corsHeaders = std::move(cors.responseHeaders);
        if (cors.preflightReply) {
            d.reply = reply(200, "-", "cors_response");
            d.reply->headers = std::move(*cors.preflightReply);
            return d;
        }
    }
    if (!d.forward) {
        answerDirectly(d, r);
        return d;
    }
    if (!d.cluster) {
        d.reply = reply(503, "NC", "cluster_not_found");
        return d;
    }
    rewriteRequest(d);
    return d;
}

} // namespace meshwright::sim::routing
