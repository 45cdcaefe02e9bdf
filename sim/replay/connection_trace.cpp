#include "sim/replay/connection_trace.h"

#include "sim/replay/client_connection.h"
#include "sim/routing/l4/connection_report.h"

#include <nlohmann/json.hpp>

namespace meshwright::sim::replay {

namespace {

using namespace routing;

/// What the routes make of the request, as far as the first endpoint of the
/// first destination goes.
ConnectionOutcome outcomeOf(const Decision& decision) {
    ConnectionOutcome out;
    if (decision.cluster) out.cluster = decision.cluster->name;
    if (decision.route) out.route = decision.route->name;
    if (decision.reply) {
        out.status = std::to_string(decision.reply->status);
        out.flags = decision.reply->flag;
        out.body = decision.reply->body;
        out.details = decision.reply->details;
        out.response = decision.reply->headers;
        finishResponse(decision, out.response, out.status, out.flags);
        return out;
    }
    const bool answered = decision.cluster && !decision.cluster->endpoints.empty();
    out.status = answered ? "200" : "503";
    out.flags = answered ? "-" : "UH";
    out.details = answered ? "via_upstream" : "no_healthy_upstream";
    finishResponse(decision, out.response, out.status, out.flags);
    if (!answered) return out;
    const Endpoint& endpoint = decision.cluster->endpoints.front();
    out.tries = 1;
    out.workload = endpoint.workload;
    out.pod = endpoint.pod.empty() ? endpoint.workload : endpoint.pod;
    const Request& seen = decision.rewritten;
    out.upstream = SeenRequest{seen.method, seen.path, seen.authority, seen.headers};
    return out;
}

} // namespace

tl::expected<ConnectionTrace, std::string> traceConnection(const MeshIndexPtr& mesh, const CaseRequest& request,
                                                           std::int64_t nowSeconds) {
    const Pod* pod = targetPod(*mesh, request);
    if (request.to && !pod)
        return tl::unexpected("There is no workload " + request.to->workload + " in namespace " +
                              (request.to->ns.empty() ? "default" : request.to->ns) + ".");
    if (!request.to && !request.from) return tl::unexpected(std::string("A connection needs a sender or a target."));
    const auto connection = clientConnection(*mesh, request);
    if (!connection)
        return tl::unexpected("The connection cannot be made: the design has no such sender, or " + request.authority +
                              " is neither an IP address nor a Service of it.");
    const auto proxy =
        request.to ? ProxyConnections::inbound(mesh, *pod) : ProxyConnections::outbound(mesh, *request.from);
    ConnectionTrace out;
    out.mesh = mesh;
    static const RouteTable none;
    const auto tableOf = [&](const HttpHandOver& handOver) -> const RouteTable& {
        const auto found = proxy.tables()->named.find(handOver.routeTable);
        return found == proxy.tables()->named.end() || !found->second ? none : *found->second;
    };
    BackEndBehaviour behaviour;
    if (proxy.tables()) {
        behaviour.http = [&](const HttpHandOver& handOver) {
            out.http = traceByTable(mesh, *request.from, proxy.tables(), tableOf(handOver), requestOf(handOver));
            return outcomeOf(out.http->decision);
        };
        behaviour.routeOf = [&](const HttpHandOver& handOver, std::uint32_t status) {
            const Decision decision = Matcher(proxy.tables()).decide(tableOf(handOver), requestOf(handOver), 0);
            HttpRouteNames names;
            if (decision.cluster) names.cluster = decision.cluster->name;
            if (decision.route) names.route = decision.route->name;
            finishResponse(decision, names.response, std::to_string(status));
            return names;
        };
    }
    out.outcome = proxy.connect(*connection, behaviour, nowSeconds, true);
    return out;
}

std::string toText(const ConnectionTrace& trace) {
    std::string out = routing::toText(trace.outcome, trace.mesh->places());
    if (trace.http) out += routing::toText(*trace.http);
    return out;
}

nlohmann::ordered_json toJson(const ConnectionTrace& trace) {
    auto out = routing::toJson(trace.outcome, trace.mesh->places());
    if (trace.http) out["http"] = routing::explanationJson(*trace.http);
    return out;
}

} // namespace meshwright::sim::replay
