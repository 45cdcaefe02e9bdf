#include "sim/mesh/plan.h"

#include "sim/balance/request_hash.h"
#include "sim/resilience/draws.h"
#include "sim/resilience/retry.h"

#include <charconv>

namespace meshwright::sim::mesh {
namespace {

void appendKeyPart(std::string& key, const std::string& part) {
    key += std::to_string(part.size());
    key += ':';
    key += part;
}

/// The rule that a route came from: its VirtualService and its place in spec.http.
void nameRule(const routing::Route& route, Plan& plan) {
    const model::Origin& origin = route.origin;
    if (!origin || origin.resource->kind != "VirtualService") return;
    plan.virtualService = origin.resource->meta.ns + "/" + origin.resource->meta.name;
    constexpr std::string_view list = "spec.http[";
    const std::size_t at = origin.field.find(list);
    if (at == std::string::npos) return;
    const char* first = origin.field.data() + at + list.size();
    std::from_chars(first, origin.field.data() + origin.field.size(), plan.rule);
}

} // namespace

std::string keyOf(const routing::Request& r) {
    std::string key = std::to_string(r.port) + (r.tls ? "s" : "p");
    for (const std::string* part : {&r.method, &r.scheme, &r.authority, &r.path}) appendKeyPart(key, *part);
    for (const auto& [name, value] : r.headers) {
        appendKeyPart(key, name);
        appendKeyPart(key, value);
    }
    return key;
}

std::unique_ptr<Plan> makePlan(const routing::Matcher& matcher, const routing::Request& request,
                               const std::string& sourceIp, kernel::Scheduler& scheduler,
                               const std::function<std::uint32_t(const std::string&)>& slotOf) {
    auto plan = std::make_unique<Plan>();
    routing::Decision first = matcher.decide(request, 0);
    plan->request = request;
    plan->sourceIp = sourceIp;
    plan->virtualHost = first.virtualHost;
    plan->route = first.route;
    if (first.route) {
        nameRule(*first.route, *plan);
        if (first.route->fault) plan->fault = &*first.route->fault;
    }
    // A destination that does not exist (NC) is one choice among others; every other reply is the whole answer.
    if (!first.forward || (first.reply && first.reply->flag != "NC")) {
        plan->reply = first.reply.value_or(routing::LocalReply{404, "NR", "", "route_not_found", {}});
        plan->replyFlags = flagsOf(plan->reply->flag);
        return plan;
    }
    plan->forward = first.forward;
    plan->timeout = first.forward->timeout;
    plan->perTry = resilience::effectivePerTry(first.forward->retry.perTryTimeout, plan->timeout);
    plan->leastRetriable = resilience::leastRetriableStatus(first.forward->retry);
    if (plan->timeout.ns > 0) plan->timeoutLane = scheduler.timerLane(plan->timeout);
    if (plan->perTry.ns > 0) plan->perTryLane = scheduler.timerLane(plan->perTry);

    std::uint64_t sum = 0;
    for (const routing::WeightedCluster& entry : first.forward->clusters) {
        if (entry.weight == 0 && first.forward->clusters.size() > 1) continue;
        // The entry's running sum begins at `sum`: that draw chooses it.
        routing::Decision decision = matcher.decide(request, sum);
        sum += std::max<std::uint32_t>(1, entry.weight);
        Choice choice;
        choice.upTo = sum;
        choice.cluster = entry.cluster;
        choice.entry = &entry;
        choice.slot = slotOf(entry.cluster);
        choice.rewritten = std::move(decision.rewritten);
        choice.response = entry.response;
        const std::string remote = sourceIp + ":40000";
        const balance::RequestHash hash =
            balance::requestHash(first.forward->hash, choice.rewritten, {sourceIp, remote, "127.0.0.1:80"});
        choice.hash = hash.hash;
        choice.cookie = hash.cookie;
        plan->choices.push_back(std::move(choice));
    }
    plan->weights = sum;
    for (const routing::Mirror& mirror : first.forward->mirrors) {
        MirrorPlan copy;
        copy.mirror = &mirror;
        copy.choice.cluster = mirror.cluster;
        copy.choice.slot = slotOf(mirror.cluster);
        if (copy.choice.slot == nobody) continue; // Envoy skips a mirror to a cluster that does not exist
        copy.choice.rewritten = plan->choices.empty() ? request : plan->choices.front().rewritten;
        plan->mirrors.push_back(std::move(copy));
    }
    return plan;
}

} // namespace meshwright::sim::mesh
