#include "model/recipes/form.h"
#include "model/recipes/parts.h"
#include "model/recipes/policies.h"

namespace meshwright::model::recipes {

namespace {

constexpr auto usualRetryOn = "connect-failure,refused-stream,unavailable,cancelled,503";
constexpr std::int64_t manyRequests = 1'000'000;

std::vector<FormField> resilienceRows(const Design& design, const Values& values) {
    const auto text = [&](const char* id, const char* label, const char* help, Control control, const char* proposal) {
        return FormField{id, label, help, control, filled(values, id, proposal), {}};
    };
    return {
        serviceRow(design, values),
        text("timeout", "Timeout", "For the whole call with all its tries. Empty: none.", Control::Duration, "3s"),
        text("attempts", "Retries", "After the first try; 0 switches retries off.", Control::Number, "2"),
        text("perTry", "Timeout of each try", "Shorter than the whole. Empty: only the whole counts.",
             Control::Duration, "1s"),
        text("retryOn", "Retry on", "Envoy's conditions and statuses, with commas between.", Control::Text,
             usualRetryOn),
        text("errors", "Errors in a row until ejection", "Then the pod gets no requests for a while; 0: never.",
             Control::Number, "5"),
        text("ejection", "Ejected for", "Longer with each ejection.", Control::Duration, "30s"),
        text("pending", "Waiting requests at most", "More are answered 503 at once; 0: no limit.", Control::Number,
             "100"),
        text("requests", "Requests at once at most", "To all pods together; 0: no limit.", Control::Number, "1000"),
    };
}

Planned planResilience(const Design& design, const Values& values) {
    Form form(resilienceRows(design, values), values);
    ResilienceInput in;
    if (const auto service = form.service("service", design)) in.service = service->id();
    in.timeout = form.duration("timeout");
    in.attempts = form.number("attempts", 0, 100);
    in.perTryTimeout = form.duration("perTry");
    if (in.timeout && in.perTryTimeout && *in.perTryTimeout > *in.timeout)
        form.refuse("perTry", "One try may not take longer than the whole call.");
    in.retryOn = in.attempts > 0 ? form.needed("retryOn", "when to try again, such as 5xx,connect-failure") : "";
    in.errors = form.number("errors", 0, 1'000);
    if (const auto ejection = form.duration("ejection"))
        in.ejection = *ejection;
    else if (in.errors > 0 && form.text("ejection").empty())
        form.refuse("ejection", "Write how long a pod stays ejected, such as 30s.");
    in.maxPending = form.number("pending", 0, manyRequests);
    in.maxRequests = form.number("requests", 0, manyRequests);
    if (!form.errors().empty()) return tl::unexpected(form.errors());
    return resilience(design, in);
}

void setRetries(Draft& draft, const RuleRef& rule, const ResilienceInput& in) {
    const auto& id = rule.virtualService;
    const std::string retries = rule.field() + ".retries";
    if (in.timeout)
        draft.set(id, rule.field() + ".timeout", *in.timeout);
    else
        draft.remove(id, rule.field() + ".timeout");
    draft.set(id, retries + ".attempts", in.attempts);
    if (in.attempts == 0) {
        draft.remove(id, retries + ".perTryTimeout");
        draft.remove(id, retries + ".retryOn");
        return;
    }
    if (in.perTryTimeout)
        draft.set(id, retries + ".perTryTimeout", *in.perTryTimeout);
    else
        draft.remove(id, retries + ".perTryTimeout");
    draft.set(id, retries + ".retryOn", in.retryOn);
}

void setBreaker(Draft& draft, const ResourceId& rule, const ResilienceInput& in) {
    const std::string pool = "spec.trafficPolicy.connectionPool.http.", outlier = "spec.trafficPolicy.outlierDetection";
    const auto limit = [&](const char* field, std::int64_t value) {
        if (value > 0)
            draft.set(rule, pool + field, value);
        else
            draft.remove(rule, pool + field);
    };
    limit("http1MaxPendingRequests", in.maxPending);
    limit("http2MaxRequests", in.maxRequests);
    if (in.errors == 0) {
        draft.remove(rule, outlier);
        return;
    }
    draft.set(rule, outlier + ".consecutive5xxErrors", in.errors);
    draft.set(rule, outlier + ".interval", Duration::seconds(10));
    draft.set(rule, outlier + ".baseEjectionTime", in.ejection);
    draft.set(rule, outlier + ".maxEjectionPercent", std::int64_t(50));
}

} // namespace

Planned resilience(const Design& design, const ResilienceInput& in) {
    Draft draft(design);
    const auto service = design.find(in.service);
    if (!service) return tl::unexpected(FieldErrors{{"service", "The design holds no such service."}});
    auto rules = rulesTo(design, *service);
    if (rules.empty()) rules.push_back(needRule(draft, in.service, {{}}));
    for (const auto& rule : rules) setRetries(draft, rule, in);
    const bool breaker = in.errors > 0 || in.maxPending > 0 || in.maxRequests > 0;
    if (breaker || destinationRuleOf(design, *service)) setBreaker(draft, needDestinationRule(draft, in.service), in);
    return draft.finish("Add resilience to " + in.service.name, rules.back().virtualService, rules.back().field());
}

const Recipe resilienceRecipe{"resilience", "Add resilience",
                              "A timeout, retries, limits and ejection of bad pods for the calls of a service.",
                              resilienceRows, planResilience};

} // namespace meshwright::model::recipes
