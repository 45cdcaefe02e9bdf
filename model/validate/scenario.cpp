// Scenario and Canvas: what a run cannot work with.
#include "model/validate/names.h"
#include "model/validate/rules.h"

#include <cmath>
#include <numeric>

namespace meshwright::model::validation {

namespace {

using namespace scenario;

constexpr const char* kCode = "MW0040";
constexpr double kFarthest = 1e6; // canvas units

class ScenarioJudge {
public:
    ScenarioJudge(Judge& judge, const Scenario& s) : j_(judge), s_(s) {}

    void run() {
        if (s_.duration && s_.duration->ns <= 0) wrong("spec.duration", "The duration of a run must be positive.");
        for (std::size_t i = 0; i < s_.traffic.size(); ++i) traffic(s_.traffic[i], at("spec.traffic", i));
        for (std::size_t i = 0; i < s_.services.size(); ++i) behaviour(s_.services[i], at("spec.services", i));
        for (std::size_t i = 0; i < s_.incidents.size(); ++i) incident(s_.incidents[i], at("spec.incidents", i));
        if (s_.rollout) rollout(*s_.rollout);
    }

private:
    void wrong(const std::string& field, const std::string& message) { j_.say(kCode, Severity::Error, field, message); }
    void notNegative(const std::optional<Duration>& d, const std::string& field) {
        if (d && d->ns < 0) wrong(field, "A duration must not be negative.");
    }
    void share(double value, const std::string& field) {
        if (value < 0 || value > 1) wrong(field, "A probability must be 0 to 1.");
    }
    void percent(const std::optional<Percent>& value, const std::string& field) {
        if (value && (value->value < 0 || value->value > 100)) wrong(field, "A percentage must be 0 to 100.");
    }
    void errors(const std::optional<ErrorRate>& e, const std::string& f) {
        if (!e) return;
        percent(e->percent, at(f, "percent"));
        const bool grpc = e->status >= 1 && e->status <= 16;
        if (!grpc && (e->status < 200 || e->status > 599))
            wrong(at(f, "status"), "A status must be 200 to 599, or 1 to 16 for a gRPC error.");
    }

    void distribution(const std::optional<TimeDistribution>& t, const std::string& f) {
        if (!t) return;
        const std::pair<const std::optional<Duration>*, const char*> times[] = {
            {&t->mean, "mean"}, {&t->stddev, "stddev"}, {&t->min, "min"},
            {&t->max, "max"},   {&t->p50, "p50"},       {&t->p99, "p99"}};
        for (const auto& [value, name] : times) notNegative(*value, at(f, name));
        if (t->min && t->max && *t->max < *t->min) wrong(f, "min must not be greater than max.");
        if (t->p50 && t->p99 && *t->p99 < *t->p50) wrong(f, "p99 must not be less than p50.");
        if (t->shape && *t->shape <= 0) wrong(at(f, "shape"), "The shape must be greater than 0.");
        const bool needsMean =
            t->type.empty() || t->type == "deterministic" || t->type == "exponential" || t->type == "gamma";
        if (needsMean && !t->mean) wrong(f, "This distribution needs a mean.");
        if (t->type == "lognormal" && !(t->mean && t->stddev) && !(t->p50 && t->p99))
            wrong(f, "A lognormal distribution needs mean and stddev, or p50 and p99.");
        if (t->type == "gamma" && !t->stddev && !t->shape) wrong(f, "A gamma distribution needs stddev or shape.");
        if (t->type == "uniform" && !(t->min && t->max)) wrong(f, "A uniform distribution needs min and max.");
        if (t->type == "empirical" && t->values.empty()) wrong(f, "An empirical distribution needs values.");
        for (const auto& v : t->values) notNegative(v, at(f, "values"));
        for (const double w : t->weights)
            if (w < 0) wrong(at(f, "weights"), "A weight must not be negative.");
        if (!t->weights.empty() && t->weights.size() != t->values.size())
            wrong(at(f, "weights"), "There must be as many weights as values.");
        if (!t->weights.empty() && std::accumulate(t->weights.begin(), t->weights.end(), 0.0) <= 0)
            wrong(at(f, "weights"), "The weights must not all be 0.");
    }

    void traffic(const Traffic& t, const std::string& f) {
        if (t.name.empty()) wrong(f, "A source of traffic needs a name.");
        for (std::size_t i = 0; i < s_.traffic.size() && &s_.traffic[i] != &t; ++i)
            if (s_.traffic[i].name == t.name) wrong(at(f, "name"), "Another source has this name.");
        if (t.from.gateway.empty() && t.from.workload.empty())
            wrong(f, "A source needs from.gateway (labels) or from.workload.");
        if (!checkPort(t.port).empty()) wrong(at(f, "port"), checkPort(t.port));
        if (t.rate < 0) wrong(at(f, "rate"), "A rate must not be negative.");
        Duration last{-1};
        for (std::size_t i = 0; i < t.profile.size(); ++i) {
            const std::string where = at(at(f, "profile"), i);
            if (t.profile[i].rate < 0) wrong(at(where, "rate"), "A rate must not be negative.");
            if (t.profile[i].at <= last)
                wrong(at(where, "at"), "The steps of a profile must stand in the order of their times.");
            last = t.profile[i].at;
        }
        for (std::size_t i = 0; i < t.mix.size(); ++i)
            if (t.mix[i].weight < 0) wrong(at(at(at(f, "mix"), i), "weight"), "A weight must not be negative.");
        if (t.arrivals == "users" && (!t.users || t.users->count <= 0)) wrong(f, "Arrivals by users need users.count.");
        if (t.users) {
            if (t.users->count < 0) wrong(at(f, "users.count"), "A number of users must not be negative.");
            distribution(t.users->thinkTime, at(f, "users.thinkTime"));
        }
        notNegative(t.start, at(f, "start"));
        notNegative(t.stop, at(f, "stop"));
        notNegative(t.deadline, at(f, "deadline"));
        if (t.start && t.stop && *t.stop < *t.start) wrong(at(f, "stop"), "stop must not be before start.");
        if (t.retries && t.retries->attempts < 0) wrong(at(f, "retries.attempts"), "attempts must not be negative.");
        if (t.sessions && t.sessions->count < 0)
            wrong(at(f, "sessions.count"), "A number of sessions must not be negative.");
    }

    void behaviour(const Behaviour& b, const std::string& f) {
        if ((!b.workload.empty()) + (!b.pod.empty()) + (!b.service.empty()) != 1)
            wrong(f, "A behaviour needs exactly one of service, workload and pod.");
        distribution(b.latency, at(f, "latency"));
        notNegative(b.connectTime, at(f, "connectTime"));
        if (b.concurrency < 0) wrong(at(f, "concurrency"), "concurrency must not be negative; 0 is no limit.");
        if (b.queue < -1) wrong(at(f, "queue"), "queue must be at least -1, which is no limit.");
        errors(b.errors, at(f, "errors"));
        for (std::size_t i = 0; i < b.calls.size(); ++i)
            for (std::size_t k = 0; k < b.calls[i].calls.size(); ++k) {
                const auto& call = b.calls[i].calls[k];
                const std::string where = at(at(at(at(f, "calls"), i), "calls"), k);
                if (call.host.empty()) wrong(where, "A call needs a host.");
                share(call.probability, at(where, "probability"));
                if (call.count < 0) wrong(at(where, "count"), "count must not be negative.");
                if (call.port != 0 && !checkPort(call.port).empty()) wrong(at(where, "port"), checkPort(call.port));
            }
    }

    void incident(const Incident& i, const std::string& f) {
        if (i.type.empty()) wrong(f, "An incident needs a type.");
        if (i.at.ns < 0) wrong(at(f, "at"), "A time must not be negative.");
        notNegative(i.lasting, at(f, "lasting"));
        notNegative(i.delay, at(f, "delay"));
        if (!std::isfinite(i.factor) || i.factor < 0) wrong(at(f, "factor"), "factor must not be negative.");
        if (i.replicas && *i.replicas < 0) wrong(at(f, "replicas"), "replicas must not be negative.");
        errors(i.errors, at(f, "errors"));
    }

    void analysis(const std::optional<Analysis>& a, const std::string& f) {
        if (!a) return;
        percent(a->minSuccess, at(f, "minSuccess"));
        notNegative(a->maxP99, at(f, "maxP99"));
        notNegative(a->maxP50, at(f, "maxP50"));
        if (a->interval && a->interval->ns <= 0) wrong(at(f, "interval"), "interval must be positive.");
        if (a->minRequests < 0) wrong(at(f, "minRequests"), "minRequests must not be negative.");
    }

    void rollout(const Rollout& r) {
        const std::string f = "spec.rollout";
        if (r.virtualService.empty()) wrong(f, "A rollout needs its virtualService.");
        if (r.stable.empty() || r.canary.empty()) wrong(f, "A rollout needs the subsets stable and canary.");
        analysis(r.analysis, at(f, "analysis"));
        for (std::size_t i = 0; i < r.steps.size(); ++i) {
            const std::string where = at(at(f, "steps"), i);
            percent(r.steps[i].weight, at(where, "weight"));
            percent(r.steps[i].mirror, at(where, "mirror"));
            notNegative(r.steps[i].pause, at(where, "pause"));
            analysis(r.steps[i].analysis, at(where, "analysis"));
        }
    }

    Judge& j_;
    const Scenario& s_;
};

} // namespace

void checkScenario(Judge& judge, const scenario::Scenario& scenario) {
    ScenarioJudge(judge, scenario).run();
}

void checkCanvas(Judge& judge, const scenario::Canvas& canvas) {
    for (std::size_t i = 0; i < canvas.nodes.size(); ++i)
        if (std::fabs(canvas.nodes[i].x) > kFarthest || std::fabs(canvas.nodes[i].y) > kFarthest)
            judge.say(kCode, Severity::Warning, at("spec.nodes", i),
                      "This place is beyond the canvas (1,000,000 units); the node is shown at its edge.");
}

} // namespace meshwright::model::validation
