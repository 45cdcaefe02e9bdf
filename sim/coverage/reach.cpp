#include "sim/coverage/reach.h"

#include "model/base/host.h"
#include "model/istio/destination_rule.h"
#include "sim/coverage/proxies.h"

#include <algorithm>
#include <map>
#include <memory>

namespace meshwright::sim::coverage {
namespace {

using routing::Request;

/// One request's way to the target, made as like the wanted one as the rules allow.
struct Candidate {
    routing::ProxyRef proxy;
    Request request;
    double share = 0;
    std::vector<std::string> changes;
};

const std::string* header(const Request& r, const std::string& name) {
    for (const auto& [key, value] : r.headers)
        if (key == name) return &value;
    return nullptr;
}

void dropHeader(Request& r, const std::string& name) {
    std::erase_if(r.headers, [&](const auto& h) { return h.first == name; });
}

/// Takes over from `wanted` what can be taken over without missing the target.
Request likened(const routing::Matcher& matcher, Request r, const Request& wanted, const Target& target) {
    const auto attempt = [&](auto&& change) {
        Request changed = r;
        change(changed);
        if (shareOf(matcher, changed, target) > 0) r = std::move(changed);
    };
    attempt([&](Request& x) { x = wanted; });
    attempt([&](Request& x) {
        x.port = wanted.port;
        x.tls = wanted.tls;
        x.scheme = wanted.scheme;
        x.authority = wanted.authority;
    });
    attempt([&](Request& x) { x.port = wanted.port; });
    attempt([&](Request& x) {
        x.tls = wanted.tls;
        x.scheme = wanted.scheme;
    });
    attempt([&](Request& x) { x.authority = wanted.authority; });
    attempt([&](Request& x) { x.path = wanted.path; });
    attempt([&](Request& x) { x.method = wanted.method; });
    for (const auto& [name, value] : wanted.headers)
        attempt([&](Request& x) {
            dropHeader(x, name);
            x.headers.emplace_back(name, value);
        });
    const auto own = r.headers;
    for (const auto& [name, value] : own)
        if (!header(wanted, name)) attempt([&](Request& x) { dropHeader(x, name); });
    return r;
}

std::vector<std::string> differences(const Request& from, const Request& to) {
    std::vector<std::string> out;
    if (to.tls != from.tls) out.push_back(to.tls ? "send it by TLS" : "send it without TLS");
    if (to.port != from.port)
        out.push_back("send it to port " + std::to_string(to.port) + " instead of " + std::to_string(from.port));
    if (to.authority != from.authority) out.push_back("ask the host " + to.authority + " instead of " + from.authority);
    if (to.path != from.path) out.push_back("ask for the path " + to.path + " instead of " + from.path);
    if (to.method != from.method) out.push_back("use the method " + to.method + " instead of " + from.method);
    for (const auto& [name, value] : to.headers) {
        const std::string* before = header(from, name);
        if (!before)
            out.push_back("send the header " + name + ": " + value);
        else if (*before != value)
            out.push_back("send the header " + name + ": " + value + " instead of " + *before);
    }
    for (const auto& [name, value] : from.headers)
        if (!header(to, name)) out.push_back("leave out the header " + name);
    return out;
}

} // namespace

std::vector<Target> targetsOf(const model::Design& design) {
    std::vector<Target> out;
    for (const auto& r : design.all<model::istio::DestinationRule>()) {
        const auto& rule = *r->as<model::istio::DestinationRule>();
        const std::string host = model::resolveShortName(rule.host, r->meta.ns).text;
        for (const auto& subset : rule.subsets) out.push_back({host, subset.name});
    }
    return out;
}

double shareOf(const routing::Matcher& matcher, const Request& request, const Target& target) {
    const routing::Decision decision = matcher.decide(request, 0);
    if (!decision.forward) return 0;
    const auto& clusters = decision.forward->clusters;
    double all = 0, there = 0;
    for (const auto& entry : clusters) {
        const double weight = entry.weight == 0 && clusters.size() > 1 ? 0 : std::max<std::uint32_t>(1, entry.weight);
        all += weight;
        const auto it = matcher.tables().clusters.find(entry.cluster);
        if (it != matcher.tables().clusters.end() && it->second->service == target.service &&
            it->second->subset == target.subset)
            there += weight;
    }
    return all > 0 ? there / all : 0;
}

Reach reach(const routing::MeshIndexPtr& mesh, const CoverageReport& report, const routing::ProxyRef& proxy,
            const Request& request, const Target& target) {
    std::map<routing::ProxyRef, std::unique_ptr<routing::Matcher>> matchers;
    const auto matcherOf = [&](const routing::ProxyRef& ref) -> const routing::Matcher& {
        auto& known = matchers[ref];
        if (!known) known = std::make_unique<routing::Matcher>(routing::compile(mesh, ref));
        return *known;
    };
    Reach result;
    result.share = shareOf(matcherOf(proxy), request, target);

    std::optional<Candidate> best;
    const auto consider = [&](const routing::ProxyRef& sender, const Request& witness) {
        const routing::Matcher& matcher = matcherOf(sender);
        if (shareOf(matcher, witness, target) <= 0) return;
        Candidate c;
        c.proxy = sender;
        c.request = likened(matcher, witness, request, target);
        c.share = shareOf(matcher, c.request, target);
        c.changes = differences(request, c.request);
        if (!(sender == proxy)) c.changes.insert(c.changes.begin(), "send it from the " + inWords(sender));
        const bool nearer = !best || (c.proxy == proxy) > (best->proxy == proxy) ||
                            ((c.proxy == proxy) == (best->proxy == proxy) && c.changes.size() < best->changes.size());
        if (nearer) best = std::move(c);
    };
    for (const Item& item : report.items) {
        const auto* witness = std::get_if<Witness>(&item.verdict);
        if (!witness || (witness->protocol != Witness::Protocol::Http && witness->protocol != Witness::Protocol::Https))
            continue;
        consider(proxy, witness->request);
        if (!(witness->proxy == proxy)) consider(witness->proxy, witness->request);
    }
    if (best) {
        result.found = true;
        result.proxy = best->proxy;
        result.request = std::move(best->request);
        result.foundShare = best->share;
        result.changes = std::move(best->changes);
        return result;
    }
    for (const Item& item : report.items) {
        if (item.kind != ItemKind::Subset || !item.origin) continue;
        const auto* rule = item.origin.resource->as<model::istio::DestinationRule>();
        if (!rule || model::resolveShortName(rule->host, item.origin.resource->meta.ns).text != target.service)
            continue;
        if (item.name.size() <= target.subset.size() ||
            item.name.compare(item.name.size() - target.subset.size() - 1, std::string::npos, " " + target.subset) != 0)
            continue;
        if (const auto* no = std::get_if<Unreachable>(&item.verdict)) {
            result.reason = no->reason;
            result.culprit = no->culprit;
        } else if (const auto* open = std::get_if<Undecided>(&item.verdict)) {
            result.reason = open->reason;
            result.culprit = item.origin;
        }
        break;
    }
    if (result.reason.empty()) result.reason = "no rule sends anything to this version";
    return result;
}

} // namespace meshwright::sim::coverage
