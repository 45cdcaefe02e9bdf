// Timeouts and tries that do not fit together.
#include "sim/advise/rules.h"

#include <algorithm>

namespace meshwright::sim::advise {

namespace {

using model::Duration;
using model::istio::HttpRoute;
using model::istio::VirtualService;

/// Envoy retries after a per-try timeout only under these; Istio's default has none of them.
/// Envoy: source/common/router/retry_state_impl.cc (wouldRetryFromReset).
bool retriesTimeouts(const routing::RetryPolicy& retry) {
    return retry.on5xx || retry.gatewayError || retry.reset;
}

/// The compiled form of one rule: routes of every proxy that came from it.
const routing::Forward* compiledRule(const Context& context, const ResourcePtr& resource, const std::string& rule) {
    for (const auto& tables : context.tables())
        for (const auto& [name, table] : tables->named)
            for (const auto& host : table->virtualHosts)
                for (const auto& route : host->routes)
                    if (route->origin.resource == resource && route->origin.field == rule)
                        if (const auto* forward = std::get_if<routing::Forward>(&route->action)) return forward;
    return nullptr;
}

std::string tries(std::int64_t n) {
    return n == 1 ? "one try" : std::to_string(n) + " tries";
}

void checkRule(Context& context, const ResourcePtr& resource, const HttpRoute& rule, const std::string& field) {
    if (!rule.retries || !rule.retries->perTryTimeout || rule.retries->perTryTimeout->ns <= 0 ||
        rule.retries->attempts <= 0)
        return;
    const auto* forward = compiledRule(context, resource, field);
    if (!forward || !forward->retry.enabled) return;
    const Duration perTry = *rule.retries->perTryTimeout;
    const std::int64_t most = rule.retries->attempts + 1;
    const std::string perTryField = field + ".retries.perTryTimeout";
    const bool limited = rule.timeout && rule.timeout->ns > 0;
    if (limited && perTry >= *rule.timeout) {
        context.say("MW1101", *resource, perTryField,
                    "A try may take " + inWords(perTry) + ", as long as the whole request (timeout " +
                        inWords(*rule.timeout) +
                        "): Envoy ignores such a perTryTimeout, and a slow try leaves no time "
                        "for another.",
                    setValue(*resource, field + ".timeout", Duration{perTry.ns * most},
                             "Raise the timeout to " + inWords(Duration{perTry.ns * most})));
        return;
    }
    if (!retriesTimeouts(forward->retry)) {
        const std::string base = rule.retries->retryOn.empty() ? "connect-failure,refused-stream,unavailable,cancelled"
                                                               : rule.retries->retryOn;
        context.say(
            "MW1102", *resource, field + ".retries",
            "A try that runs into perTryTimeout is not tried again: retryOn names neither 5xx, gateway-error nor "
            "reset, so the request ends with 504 after " +
                inWords(perTry) + ".",
            setValue(*resource, field + ".retries.retryOn", base + ",gateway-error", "Retry on gateway-error, too"));
        return;
    }
    if (limited && Duration{perTry.ns * most} > *rule.timeout) {
        const std::int64_t fit = rule.timeout->ns / perTry.ns + (rule.timeout->ns % perTry.ns != 0);
        context.say("MW1101", *resource, field + ".timeout",
                    tries(most) + " of " + inWords(perTry) + " do not fit into the timeout of " +
                        inWords(*rule.timeout) + ": when all are slow, " +
                        (fit >= most ? "the last one"
                                     : tries(most - fit) + " never " + (most - fit == 1 ? "begins" : "begin") +
                                           ", and the one before") +
                        " is cut off.",
                    setValue(*resource, field + ".timeout", Duration{perTry.ns * most},
                             "Raise the timeout to " + inWords(Duration{perTry.ns * most})));
    }
}

/// A call may go on for longer than the one who waits for its result does.
void checkChain(Context& context, const Leg& leg) {
    if (!leg.forward || leg.forward->timeout.ns <= 0 || leg.parent == noLeg) return;
    const Origin own = leg.forward->timeoutOrigin;
    if (!own) return;
    for (std::size_t up = leg.parent; up != noLeg; up = context.legs().all()[up].parent) {
        const Leg& caller = context.legs().all()[up];
        if (!caller.forward || caller.forward->timeout.ns <= 0) continue;
        if (leg.forward->timeout <= caller.forward->timeout) continue;
        const std::string field = own.field.ends_with(".timeout") ? own.field : own.field + ".timeout";
        context.say("MW1107", *own.resource, field,
                    leg.fromText() + " waits up to " + inWords(leg.forward->timeout) + " for " + leg.hostText() +
                        ", but " + caller.fromText() + " gives up on it after " + inWords(caller.forward->timeout) +
                        " (" + context.mesh().places().toText(caller.forward->timeoutOrigin) +
                        "): the rest is work for nobody.",
                    setValue(*own.resource, field, caller.forward->timeout,
                             "Lower the timeout to " + inWords(caller.forward->timeout)));
        return;
    }
}

} // namespace

void adviseOnTimeouts(Context& context) {
    for (const auto& resource : context.design().all<VirtualService>()) {
        const auto& http = resource->as<VirtualService>()->http;
        for (std::size_t i = 0; i < http.size(); ++i)
            checkRule(context, resource, http[i], "spec.http[" + std::to_string(i) + "]");
    }
    for (const auto& leg : context.legs().all()) checkChain(context, leg);
}

} // namespace meshwright::sim::advise
