#include "sim/probe/rule_probe.h"

#include "sim/coverage/route_solver.h"
#include "sim/routing/compile/match_translation.h"
#include "sim/routing/match/path.h"
#include "sim/routing/mesh_index.h"

namespace meshwright::sim::probe {

using namespace routing;

RuleProbe::RuleProbe(const model::istio::VirtualService& service) {
    const MeshIndex mesh({}, MeshConfig{});
    const ProxyScope scope{Proxy(mesh, ProxyRef{{}, "probe", "default"}), {}, {}, {}, {}, true, {}};
    RegexPool regexes;
    model::Diagnostics refused;
    RouteContext context{mesh,    scope,  80, "mesh", false, [](const std::string&) { return ServicePtr(); },
                         regexes, refused};
    const auto add = [&](std::size_t rule, std::size_t block, const model::istio::HttpMatch& match) {
        auto route = std::make_shared<Route>();
        route->match = translateMatch(match, {}, context);
        route->action = DirectResponse{};
        blocks_.push_back({rule, block});
        routes_.push_back(std::move(route));
    };
    for (std::size_t i = 0; i < service.http.size(); ++i) {
        if (service.http[i].match.empty()) add(i, 0, {});
        for (std::size_t k = 0; k < service.http[i].match.size(); ++k) add(i, k, service.http[i].match[k]);
    }
    for (const auto& host : service.hosts)
        if (!host.isWildcard() && host_.empty()) host_ = host.text;
}

std::optional<std::size_t> RuleProbe::find(std::size_t rule, std::size_t block) const {
    for (std::size_t i = 0; i < blocks_.size(); ++i)
        if (blocks_[i].rule == rule && blocks_[i].block == block) return i;
    return {};
}

std::optional<Request> RuleProbe::solve(std::vector<RoutePtr> routes, std::size_t route) const {
    auto host = std::make_shared<VirtualHost>();
    host->name = "probe";
    host->domains = {"*"};
    host->routes = std::move(routes);
    auto table = std::make_shared<RouteTable>();
    table->name = "80";
    table->virtualHosts = {host};
    auto tables = std::make_shared<ProxyTables>();
    tables->http[80] = table;
    const Matcher matcher(tables);
    const coverage::RouteSolver solver(matcher, *table, *host, 80, false);
    auto request = solver.solve(route).request;
    // Any host does where no condition asks for one: the service's own reads best.
    if (request && !host_.empty()) {
        Request own = *request;
        own.authority = host_;
        if (matcher.match(own).second == host->routes[route].get()) request = std::move(own);
    }
    return request;
}

std::optional<Request> RuleProbe::example(std::size_t rule, std::size_t block) const {
    const auto at = find(rule, block);
    return at ? solve({routes_[*at]}, 0) : std::nullopt;
}

std::optional<Request> RuleProbe::reaching(std::size_t rule, std::size_t block) const {
    const auto at = find(rule, block);
    return at ? solve({routes_.begin(), routes_.begin() + static_cast<std::ptrdiff_t>(*at) + 1}, *at) : std::nullopt;
}

Verdict RuleProbe::judge(std::size_t rule, std::size_t block, const Request& asked) const {
    const auto at = find(rule, block);
    if (!at) return {false, "There is no such rule.", {}};
    Request request = asked;
    const auto path = normalizePath(request.path, MeshConfig::PathNormalization::Base);
    if (!path || !isValidRequestLine(request.method, request.path))
        return {false, "A proxy refuses this request with 400: its method or path is none.", {}};
    request.path = *path;
    Verdict out;
    for (std::size_t i = 0; i < routes_.size() && !out.takenBy; ++i)
        if (traceRoute(*routes_[i], request).matched) out.takenBy = blocks_[i].rule;
    const auto trace = traceRoute(*routes_[*at], request);
    out.matches = trace.matched;
    if (!trace.matched) {
        const auto& failed = trace.conditions.back();
        out.why = "No: it asks that " + failed.condition + ", but " + failed.reason + ".";
    } else if (out.takenBy && *out.takenBy < rule) {
        out.why = "The conditions hold, but rule " + std::to_string(*out.takenBy + 1) + " before it takes the request.";
    } else {
        out.why = "Yes: every condition holds, and no rule before it takes the request.";
    }
    return out;
}

std::string inWords(const Request& request) {
    std::string out = request.method + " " + request.path;
    if (!request.authority.empty()) out += " at " + request.authority;
    for (const auto& [name, value] : request.headers) out += ", " + name + ": " + value;
    return out;
}

} // namespace meshwright::sim::probe
