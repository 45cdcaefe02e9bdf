// What the creation order of objects decides: several VirtualServices for one host, several DestinationRules for one.
// Each finding is a request that was decided under both orders.
#include "sim/advise/rules.h"

#include "model/edit/edit.h"
#include "sim/coverage/route_solver.h"

#include <algorithm>
#include <map>

namespace meshwright::sim::advise {

namespace {

using model::istio::VirtualService;
using routing::Decision;
using routing::Request;

constexpr std::size_t kMostPairs = 200, kMostSolved = 4'000;

/// The design as if `object` had been created after everything else.
std::optional<model::Design> withNewest(const model::Design& design, const Resource& object) {
    auto changed = model::edit::apply(
        design,
        {model::edit::SetField{object.id(), "metadata.creationTimestamp", std::string("2999-01-01T00:00:00Z")}, ""});
    if (!changed) return std::nullopt;
    return std::move(*changed);
}

/// Where a decision leads, as far as a client can tell.
std::string effect(const Decision& d) {
    if (d.reply && !d.forward) return "is answered with " + std::to_string(d.reply->status);
    if (!d.forward) return "is answered by the proxy";
    std::string out;
    for (const auto& to : d.forward->clusters)
        out += (out.empty() ? "goes to " : " or ") + to.cluster +
               (d.forward->clusters.size() > 1 ? " (weight " + std::to_string(to.weight) + ")" : "");
    if (d.rewritten.path.empty()) return out;
    return out + " as " + d.rewritten.authority + d.rewritten.path;
}

/// What else of a route a client or a server can notice.
std::string policies(const Decision& d) {
    if (!d.route || !d.forward) return {};
    const auto& f = *d.forward;
    return std::to_string(f.timeout.ns) + " " + std::to_string(f.retry.numRetries) + " " +
           std::to_string(f.retry.perTryTimeout.ns) + " " + std::to_string(f.mirrors.size()) + " " +
           std::to_string(d.route->fault ? d.route->fault->delay.ns + d.route->fault->abortStatus : -1) + " " +
           std::to_string(d.route->request.overwrite.size() + d.route->request.append.size());
}

/// "GET http://shop/api with header x-user: 1"
std::string requestInWords(const Request& request) {
    std::string out = request.method + " " + request.scheme + "://" + request.authority + request.path;
    for (std::size_t i = 0; i < request.headers.size(); ++i)
        out += (i == 0 ? " with header " : ", ") + request.headers[i].first + ": " + request.headers[i].second;
    return out;
}

const Resource* ownerOf(const routing::MeshIndex& mesh, const routing::Route* route) {
    if (!route || !route->origin.resource) return nullptr;
    const auto* direct = route->origin.resource.get();
    const auto* vs = direct->as<VirtualService>();
    if (vs && !vs->hosts.empty()) return direct;
    for (const auto& resolved : mesh.virtualServices().all()) // a delegate's rule belongs to its root
        for (const auto& source : resolved->sources)
            if (source.get() == direct) return resolved->resource.get();
    return direct;
}

bool shareGateway(const VirtualService& a, const VirtualService& b) {
    const auto names = [](const VirtualService& vs) {
        return vs.gateways.empty() ? std::vector<std::string>{"mesh"} : vs.gateways;
    };
    for (const auto& x : names(a))
        for (const auto& y : names(b))
            if (x == y) return true;
    return false;
}

/// The same proxy's tables under two orders.
struct TwoOrders {
    routing::ProxyRef proxy;
    routing::Matcher now, other;
};

class VirtualServiceOrder {
public:
    VirtualServiceOrder(Context& context, const routing::ResolvedVirtualService& older,
                        const routing::ResolvedVirtualService& newer, std::size_t& solved)
        : context_(context), older_(older), newer_(newer), solved_(solved) {}

    /// Says what changes; false where nothing does.
    bool look() {
        const auto swapped = withNewest(context_.design(), *older_.resource);
        if (!swapped) return false;
        const auto mesh = routing::indexMesh(*swapped, context_.mesh().config());
        for (std::size_t p = 0; p < context_.tables().size(); ++p) {
            const auto& proxy = context_.coverage().proxies[p];
            const TwoOrders both{proxy, routing::Matcher(context_.tables()[p]),
                                 routing::Matcher(routing::compile(mesh, proxy))};
            for (const auto& [port, table] : both.now.tables().http)
                for (const auto& host : table->virtualHosts)
                    if (lookAt(both, *mesh, port, *table, *host)) return true;
        }
        return false;
    }

private:
    bool lookAt(const TwoOrders& both, const routing::MeshIndex& otherMesh, std::uint32_t port,
                const routing::RouteTable& table, const routing::VirtualHost& host) {
        std::vector<std::size_t> mine, theirs;
        for (std::size_t r = 0; r < host.routes.size(); ++r) {
            const auto* owner = ownerOf(context_.mesh(), host.routes[r].get());
            if (owner == older_.resource.get()) mine.push_back(r);
            if (owner == newer_.resource.get()) theirs.push_back(r);
        }
        if (mine.empty()) return false;
        const coverage::RouteSolver solver(both.now, table, host, port, false);
        const auto differs = [&](const coverage::RouteVerdict& verdict) {
            return verdict.request && compare(both, otherMesh, *verdict.request);
        };
        for (const std::size_t r : mine) {
            // a sidecar's host has one owner: whatever it answers now would be the other's to answer
            if (theirs.empty() && ++solved_ < kMostSolved && differs(solver.solve(r))) return true;
            for (const std::size_t also : theirs)
                if (++solved_ < kMostSolved && differs(solver.solve(r, {}, also))) return true;
        }
        return false;
    }

    bool compare(const TwoOrders& both, const routing::MeshIndex& otherMesh, const Request& request) {
        const auto before = both.now.decide(request, 0), after = both.other.decide(request, 0);
        const auto* owner = ownerOf(otherMesh, after.route);
        if (!owner || !before.route || !(owner->id() == newer_.resource->id())) return false;
        const bool same = effect(before) == effect(after) && policies(before) == policies(after);
        if (same) return false;
        const std::string change = effect(before) == effect(after)
                                       ? "keeps its destination, but not its timeout, retries, headers or fault"
                                       : effect(after);
        context_.say("MW1006", *newer_.resource, "spec.hosts",
                     "The age of VirtualServices " + older_.key() + " and " + newer_.key() +
                         " decides requests: " + requestInWords(request) + " from " + senderText(both.proxy) + " " +
                         effect(before) + " now; were " + newer_.key() + " the older, it " + change +
                         ". Put their rules into one VirtualService.");
        return true;
    }

    static std::string senderText(const routing::ProxyRef& proxy) {
        Leg leg;
        leg.from = proxy;
        return leg.fromText();
    }

    Context& context_;
    const routing::ResolvedVirtualService &older_, &newer_;
    std::size_t& solved_;
};

/// Pairs of VirtualServices that have overlapping hosts at a common gateway or in the mesh, the older first.
std::vector<std::pair<std::size_t, std::size_t>> contenders(const std::vector<routing::VirtualServicePtr>& all) {
    std::map<std::string, std::vector<std::size_t>> byHost;
    std::vector<std::size_t> withWildcard;
    for (std::size_t i = 0; i < all.size(); ++i)
        for (const auto& host : all[i]->spec.hosts) {
            byHost[host.text].push_back(i);
            if (host.isWildcard() && (withWildcard.empty() || withWildcard.back() != i)) withWildcard.push_back(i);
        }
    std::set<std::pair<std::size_t, std::size_t>> pairs;
    const auto add = [&](std::size_t a, std::size_t b) {
        if (a != b && shareGateway(all[a]->spec, all[b]->spec)) pairs.insert(std::minmax(a, b));
    };
    for (const auto& [host, owners] : byHost) {
        for (std::size_t i = 1; i < owners.size(); ++i) add(owners[i - 1], owners[i]);
        for (const std::size_t wide : withWildcard)
            for (const auto& wildcard : all[wide]->spec.hosts)
                if (wildcard.isWildcard() && wildcard.text != host && wildcard.matches(host)) add(wide, owners.front());
    }
    return {pairs.begin(), pairs.end()};
}

void adviseOnVirtualServices(Context& context) {
    const auto& all = context.mesh().virtualServices().all();
    std::size_t pairs = 0, solved = 0;
    for (const auto& [a, b] : contenders(all)) {
        if (++pairs > kMostPairs) return;
        VirtualServiceOrder(context, *all[a], *all[b], solved).look();
    }
}

std::string podsOf(const routing::Cluster& cluster) {
    if (cluster.endpoints.empty()) return "no pod";
    std::set<std::string> names;
    for (const auto& e : cluster.endpoints) names.insert(e.pod.empty() ? e.address : e.pod);
    std::string out;
    std::size_t shown = 0;
    for (const auto& name : names)
        if (++shown <= 3) out += (out.empty() ? "" : ", ") + name;
    return out + (names.size() > 3 ? ", …" : "");
}

/// What of a cluster two orders may change.
std::string shapeOf(const routing::Cluster& c) {
    std::string out = podsOf(c) + "|" + std::to_string(static_cast<int>(c.lb)) + "|" +
                      std::to_string(static_cast<int>(c.tls)) + "|" + std::to_string(c.connectTimeout.ns) + "|" +
                      std::to_string(c.maxRequestsPerConnection) + "|";
    const auto& b = c.breakers;
    for (const auto limit : {b.maxConnections, b.maxPendingRequests, b.maxRequests, b.maxRetries})
        out += std::to_string(limit) + " ";
    if (c.outlier)
        out += std::to_string(c.outlier->consecutive5xx) + " " + std::to_string(c.outlier->consecutiveGateway) + " " +
               std::to_string(c.outlier->maxEjectionPercent) + " " + std::to_string(c.outlier->baseEjectionTime.ns);
    return out;
}

/// A request that coverage found for some route into the cluster.
const coverage::Witness* requestTo(const Context& context, const routing::Matcher& matcher,
                                   const routing::ProxyRef& proxy, const std::string& cluster) {
    for (const auto& item : context.coverage().items) {
        const auto* witness = std::get_if<coverage::Witness>(&item.verdict);
        if (!witness || !(witness->proxy == proxy) || witness->protocol != coverage::Witness::Protocol::Http) continue;
        const auto decision = matcher.decide(witness->request, 0);
        if (!decision.forward) continue;
        for (const auto& to : decision.forward->clusters)
            if (to.cluster == cluster) return witness;
    }
    return nullptr;
}

void adviseOnDestinationRules(Context& context) {
    std::map<std::pair<std::string, std::string>, std::vector<ResourcePtr>> byHost;
    for (const auto& r : context.design().all<model::istio::DestinationRule>()) {
        const auto& rule = *r->as<model::istio::DestinationRule>();
        if (!rule.workloadSelector)
            byHost[{r->meta.ns, model::resolveShortName(rule.host, r->meta.ns).text}].push_back(r);
    }
    std::size_t pairs = 0;
    for (const auto& [key, rules] : byHost) {
        for (std::size_t i = 0; rules.size() > 1 && i < rules.size(); ++i) {
            if (++pairs > kMostPairs) return;
            const auto swapped = withNewest(context.design(), *rules[i]);
            if (!swapped) continue;
            const auto mesh = routing::indexMesh(*swapped, context.mesh().config());
            for (std::size_t p = 0; p < context.tables().size(); ++p) {
                const auto& proxy = context.coverage().proxies[p];
                const auto after = routing::compile(mesh, proxy);
                const auto& before = *context.tables()[p];
                for (const auto& [name, cluster] : before.clusters) {
                    const auto other = after->clusters.find(name);
                    if (cluster->service != key.second || other == after->clusters.end() ||
                        shapeOf(*cluster) == shapeOf(*other->second))
                        continue;
                    const routing::Matcher matcher(context.tables()[p]);
                    const auto* witness = requestTo(context, matcher, proxy, name);
                    const std::string now = podsOf(*cluster), then = podsOf(*other->second);
                    context.say("MW1007", *rules[i], "spec.host",
                                "Several DestinationRules of " + key.first + " are for " + key.second +
                                    ", and the oldest decides: were " + rules[i]->meta.name + " the newest, " + name +
                                    (now != then ? " would lead to " + then + " instead of " + now
                                                 : " would have other limits, balancing or TLS") +
                                    (witness ? " (for example " + requestInWords(witness->request) + ")" : "") +
                                    ". Put them into one DestinationRule.");
                    p = context.tables().size() - 1;
                    break;
                }
            }
        }
    }
}

} // namespace

void adviseOnOrder(Context& context) {
    adviseOnVirtualServices(context);
    adviseOnDestinationRules(context);
}

} // namespace meshwright::sim::advise
