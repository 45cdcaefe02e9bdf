// A rollout plan for the controllers that carry it out: Argo Rollouts (argoproj.io/v1alpha1) and Flagger
// (flagger.app/v1beta1). Both measure by Prometheus, with the metrics of Istio's proxies.
#include "model/exporters/plan.h"
#include "model/exporters/tree.h"
#include "model/yaml/duration.h"
#include "model/yaml/writer.h"

#include <algorithm>
#include <cmath>

namespace meshwright::model::exporters {

using yaml::Node;

namespace {

constexpr auto prometheus = "http://prometheus.istio-system:9090";
constexpr std::int64_t shortestFlaggerInterval = 10; ///< seconds; Flagger: pkg/controller (schedules from 10 s on)

std::int64_t whole(Percent percent) {
    return static_cast<std::int64_t>(std::lround(percent.value));
}

/// Minutes and seconds as these controllers read them: "90s".
Node seconds(Duration d) {
    return text(std::to_string(std::max<std::int64_t>(1, (d.ns + 500'000'000) / 1'000'000'000)) + "s");
}

const scenario::Analysis* analysisOf(const Plan& plan) {
    if (plan.rollout->analysis) return &*plan.rollout->analysis;
    for (const auto& step : plan.rollout->steps)
        if (step.analysis) return &*step.analysis;
    return nullptr;
}

/// The series of requests to the new version, as its callers' proxies count them.
std::string series(const Plan& plan, const char* metric, const std::string& more) {
    std::string version = plan.rollout->canary;
    for (const auto& s : plan.destinationRule->as<istio::DestinationRule>()->subsets)
        if (s.name == version)
            if (const auto label = s.labels.find("version"); label != s.labels.end()) version = label->second;
    return std::string(metric) + "{reporter=\"source\",destination_service=\"" + plan.service->meta.name + "." +
           plan.service->meta.ns + ".svc.cluster.local\",destination_version=\"" + version + "\"" + more + "}";
}

Node metric(const std::string& name, const scenario::Analysis& a, const std::string& condition,
            const std::string& query) {
    return map({{"name", text(name)},
                {"interval", a.interval ? seconds(*a.interval) : none()},
                {"count", number(std::max<std::int64_t>(1, a.failures))},
                {"failureLimit", number(std::max<std::int64_t>(0, a.failures - 1))},
                {"successCondition", text(condition)},
                {"provider", map({{"prometheus", map({{"address", text(prometheus)}, {"query", text(query)}})}})}});
}

Node analysisMetrics(const Plan& plan, const scenario::Analysis& a) {
    // Without requests there is nothing to judge by: that is no failure.
    const std::string nothing = "len(result) == 0 || isNaN(result[0]) || ";
    std::vector<Node> metrics;
    if (a.minSuccess)
        metrics.push_back(metric("success-rate", a,
                                 nothing + "result[0] >= " + yaml::numberText(a.minSuccess->fraction()),
                                 "sum(rate(" + series(plan, "istio_requests_total", ",response_code!~\"5..\"") +
                                     "[1m])) / sum(rate(" + series(plan, "istio_requests_total", "") + "[1m]))"));
    const auto quantile = [&](const char* name, double q, Duration most) {
        metrics.push_back(metric(name, a, nothing + "result[0] <= " + yaml::numberText(most.inMilliseconds()),
                                 "histogram_quantile(" + yaml::numberText(q) + ", sum(rate(" +
                                     series(plan, "istio_request_duration_milliseconds_bucket", "") +
                                     "[1m])) by (le))"));
    };
    if (a.maxP99) quantile("latency-p99", 0.99, *a.maxP99);
    if (a.maxP50) quantile("latency-p50", 0.5, *a.maxP50);
    return metrics.empty() ? none() : list(std::move(metrics));
}

std::string rolloutName(const Plan& plan) {
    return plan.service->meta.name;
}

Node workloadRef(const Plan& plan) {
    return map({{"apiVersion", text("apps/v1")}, {"kind", text("Deployment")}, {"name", text(plan.stable->meta.name)}});
}

// Argo Rollouts

void argoSteps(const Plan& plan, Notes& notes, bool checks, std::vector<Node>& steps, bool& mirrors) {
    for (std::size_t i = 0; i < plan.rollout->steps.size(); ++i) {
        const auto& step = plan.rollout->steps[i];
        if (step.weight) steps.push_back(map({{"setWeight", number(whole(*step.weight))}}));
        if (step.mirror) {
            mirrors = true;
            steps.push_back(
                map({{"setMirrorRoute", map({{"name", text("mirror-canary")},
                                             {"percentage", number(whole(*step.mirror))},
                                             {"match", list({map({{"path", map({{"prefix", text("/")}})}})})}})}}));
        }
        if (step.weight && step.weight->value != static_cast<double>(whole(*step.weight)))
            notes.add(*plan.scenario, "spec.rollout.steps[" + std::to_string(i) + "].weight",
                      "Argo Rollouts takes whole percents; the share is rounded.");
        if (step.pause) steps.push_back(map({{"pause", map({{"duration", seconds(*step.pause)}})}}));
        if (checks)
            steps.push_back(
                map({{"analysis", map({{"templates", list({map({{"templateName", text(rolloutName(plan))}})})}})}}));
    }
}

void argoPlan(const Design& design, const Plan& plan, Notes& notes, std::vector<BundleFile>& files) {
    const auto* analysis = analysisOf(plan);
    const Node metrics = analysis ? analysisMetrics(plan, *analysis) : none();
    std::vector<Node> steps;
    bool mirrors = false;
    argoSteps(plan, notes, !metrics.isNull(), steps, mirrors);
    const auto& vs = *plan.virtualService->as<istio::VirtualService>();
    const std::string& ruleName = vs.http[plan.rule].name;
    if (ruleName.empty() && vs.http.size() > 1)
        notes.add(*plan.virtualService, "spec.http[" + std::to_string(plan.rule) + "]",
                  "Argo Rollouts finds the rule by its name; give this rule a name.");
    if (plan.rollout->strategy == "blueGreen")
        notes.add(*plan.scenario, "spec.rollout.strategy",
                  "Argo's own blue-green switches Services; the plan is written as canary steps instead.");
    const std::string& ns = plan.service->meta.ns;
    if (plan.virtualService->meta.ns != ns)
        notes.add(*plan.virtualService, "metadata.namespace",
                  "Argo Rollouts looks for the virtual service in the workload's namespace.");
    const Node istioRouting = map({{"virtualService", map({{"name", text(plan.virtualService->meta.name)},
                                                           {"routes", ruleName.empty() ? none() : texts({ruleName})}})},
                                   {"destinationRule", map({{"name", text(plan.destinationRule->meta.name)},
                                                            {"stableSubsetName", text(plan.rollout->stable)},
                                                            {"canarySubsetName", text(plan.rollout->canary)}})}});
    const auto& deployment = *plan.stable->as<kube::Deployment>();
    files.push_back(fileOf(
        "Rollout", ns, rolloutName(plan),
        object(
            "argoproj.io/v1alpha1", "Rollout", ns, rolloutName(plan),
            map({{"replicas", number(deployment.replicas.value_or(1))},
                 {"workloadRef", workloadRef(plan)},
                 {"strategy",
                  map({{"canary",
                        map({{"trafficRouting",
                              map({{"managedRoutes", mirrors ? list({map({{"name", text("mirror-canary")}})}) : none()},
                                   {"istio", istioRouting}})},
                             {"steps", list(std::move(steps))}})}})}}))));
    if (!metrics.isNull())
        files.push_back(fileOf(
            "AnalysisTemplate", ns, rolloutName(plan),
            object("argoproj.io/v1alpha1", "AnalysisTemplate", ns, rolloutName(plan), map({{"metrics", metrics}}))));
    if (analysis && analysis->minRequests > 0)
        notes.add(*plan.scenario, "spec.rollout.analysis.minRequests",
                  "A least number of requests is not written: a check without requests counts as passed.");
    for (const auto& r : {plan.virtualService, plan.destinationRule, plan.service, plan.stable})
        if (auto file = documentOf(design, *r)) files.push_back(std::move(*file));
}

// Flagger

Node flaggerMetrics(const scenario::Analysis& a) {
    const auto one = [&](const char* name, const char* bound, Node value) {
        return map(
            {{"name", text(name)}, {"thresholdRange", map({{bound, std::move(value)}})}, {"interval", text("1m")}});
    };
    std::vector<Node> metrics;
    if (a.minSuccess) {
        Node least = text(yaml::numberText(a.minSuccess->value));
        least.quoted = false;
        metrics.push_back(one("request-success-rate", "min", std::move(least)));
    }
    if (a.maxP99)
        metrics.push_back(
            one("request-duration", "max", number(static_cast<std::int64_t>(a.maxP99->inMilliseconds()))));
    return metrics.empty() ? none() : list(std::move(metrics));
}

void flaggerPlan(const Design& design, const Plan& plan, Notes& notes, std::vector<BundleFile>& files) {
    const auto& rollout = *plan.rollout;
    std::vector<Node> weights;
    std::optional<Duration> pause;
    std::optional<Percent> mirror;
    for (std::size_t i = 0; i < rollout.steps.size(); ++i) {
        const auto& step = rollout.steps[i];
        if (step.weight && step.weight->value > 0) weights.push_back(number(whole(*step.weight)));
        if (step.mirror && step.mirror->value > 0) mirror = step.mirror;
        if (step.pause && pause && *step.pause != *pause)
            notes.add(*plan.scenario, "spec.rollout.steps[" + std::to_string(i) + "].pause",
                      "Flagger waits equally long after each step; the longest pause is written.");
        if (step.pause && (!pause || *pause < *step.pause)) pause = step.pause;
    }
    Duration interval = pause.value_or(Duration::seconds(60));
    if (interval < Duration::seconds(shortestFlaggerInterval)) {
        interval = Duration::seconds(shortestFlaggerInterval);
        notes.add(*plan.scenario, "spec.rollout.steps", "Flagger's shortest interval is 10s, which is written.");
    }
    const auto* analysis = analysisOf(plan);
    if (analysis && analysis->maxP50)
        notes.add(*plan.scenario, "spec.rollout.analysis.maxP50",
                  "Flagger's own check knows the 99th percentile only.");
    const auto& vs = *plan.virtualService->as<istio::VirtualService>();
    const auto& rule = vs.http[plan.rule];
    if (vs.http.size() > 1)
        notes.add(*plan.virtualService, "spec.http",
                  "Flagger makes a virtual service of its own, with one rule: the others are left out.");
    const auto& ports = plan.service->as<kube::Service>()->ports;
    std::vector<std::string> gateways, hosts;
    for (const auto& g : vs.gateways)
        gateways.push_back(g == "mesh" || g.find('/') != std::string::npos ? g
                                                                           : plan.virtualService->meta.ns + "/" + g);
    for (const auto& h : vs.hosts) hosts.push_back(h.text);
    const bool blueGreen = rollout.strategy == "blueGreen";
    const std::string& ns = plan.service->meta.ns;
    files.push_back(fileOf(
        "Canary", ns, plan.service->meta.name,
        object("flagger.app/v1beta1", "Canary", ns, plan.service->meta.name,
               map({{"targetRef", workloadRef(plan)},
                    {"service",
                     map({{"name", text(plan.service->meta.name)},
                          {"port", number(ports.empty() ? 80 : ports.front().port)},
                          {"gateways", gateways.empty() ? none() : texts(gateways)},
                          {"hosts", hosts.empty() ? none() : texts(hosts)},
                          {"timeout", rule.timeout ? text(yaml::toText(*rule.timeout)) : none()},
                          {"retries",
                           rule.retries ? map({{"attempts", number(rule.retries->attempts)},
                                               {"perTryTimeout", rule.retries->perTryTimeout
                                                                     ? text(yaml::toText(*rule.retries->perTryTimeout))
                                                                     : none()},
                                               {"retryOn",
                                                rule.retries->retryOn.empty() ? none() : text(rule.retries->retryOn)}})
                                        : none()}})},
                    {"analysis",
                     map({{"interval", seconds(interval)},
                          {"threshold", number(analysis ? std::max<std::int64_t>(1, analysis->failures) : 1)},
                          {"iterations",
                           blueGreen ? number(std::max<std::int64_t>(1, std::int64_t(rollout.steps.size()))) : none()},
                          {"stepWeights", blueGreen || weights.empty() ? none() : list(std::move(weights))},
                          {"mirror", mirror ? boolean(true) : none()},
                          {"mirrorWeight", mirror ? number(whole(*mirror)) : none()},
                          {"metrics", analysis ? flaggerMetrics(*analysis) : none()}})}}))));
    if (auto file = documentOf(design, *plan.stable)) files.push_back(std::move(*file));
}

using WritePlan = void (*)(const Design&, const Plan&, Notes&, std::vector<BundleFile>&);

Exported all(const Design& design, WritePlan write) {
    Exported out;
    Notes notes(design);
    for (const auto& plan : plansOf(design, notes)) write(design, plan, notes, out.files);
    for (const auto& r : design.all<istio::Gateway>())
        if (auto file = documentOf(design, *r); file && !out.files.empty()) out.files.push_back(std::move(*file));
    out.notes = notes.take();
    return out;
}

} // namespace

Exported argoRollouts(const Design& design) {
    return all(design, argoPlan);
}

Exported flagger(const Design& design) {
    return all(design, flaggerPlan);
}

} // namespace meshwright::model::exporters
