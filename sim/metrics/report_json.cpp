#include "sim/metrics/report.h"
#include "sim/metrics/text_table.h"

#include <nlohmann/json.hpp>

namespace meshwright::sim::metrics {

using Json = nlohmann::ordered_json;

namespace {

void addTotals(Json& out, const Totals& t) {
    out["arrived"] = t.arrived;
    out["completed"] = t.completed - t.failed;
    out["failed"] = t.failed;
    out["in_flight"] = t.inFlight;
    out["queued"] = t.queued;
    out["tries"] = t.tries;
    out["retries"] = t.retries;
    out["mirrored"] = t.mirrored;
    out["mean_ms"] = t.mean.inMilliseconds();
    out["p50_ms"] = t.p50.inMilliseconds();
    out["p95_ms"] = t.p95.inMilliseconds();
    out["p99_ms"] = t.p99.inMilliseconds();
    out["statuses"] = t.statuses;
    out["flags"] = t.flags;
}

Json toJson(const ServiceState& s) {
    Json out{{"service", s.service}, {"namespace", s.ns}};
    addTotals(out, s.totals);
    return out;
}

Json toJson(const VersionState& v) {
    Json out{{"service", v.service}, {"version", v.version}, {"workload", v.workload}, {"namespace", v.ns}};
    addTotals(out, v.totals);
    return out;
}

Json toJson(const PodState& p) {
    Json out{{"pod", p.pod},         {"workload", p.workload}, {"service", p.service},   {"version", p.version},
             {"namespace", p.ns},    {"active", p.active},     {"capacity", p.capacity}, {"down", p.down},
             {"ejected", p.ejected}, {"warming", p.warming}};
    if (p.ejected) out["ejected_left_s"] = p.ejectedLeft.inSeconds();
    addTotals(out, p.totals);
    out["queued"] = p.queued;
    return out;
}

Json toJson(const EdgeState& e) {
    Json out{{"from", e.from},
             {"to", e.to},
             {"virtual_service", e.virtualService},
             {"rule", e.rule},
             {"cluster", e.cluster},
             {"mirror", e.mirror},
             {"rate", e.rate},
             {"open_breaker", e.openBreaker}};
    addTotals(out, e.totals);
    return out;
}

Json toJson(const Series& s) {
    Json points = Json::array();
    for (const auto& p : s.points)
        points.push_back(Json{{"at_s", p.at.sinceStart().inSeconds()},
                              {"rate", p.rate},
                              {"success_rate", p.successRate},
                              {"p50_ms", p.p50.inMilliseconds()},
                              {"p95_ms", p.p95.inMilliseconds()},
                              {"p99_ms", p.p99.inMilliseconds()}});
    return Json{{"name", s.name}, {"width_s", s.width.inSeconds()}, {"points", std::move(points)}};
}

Json toJson(const CauseTotal& c) {
    return Json{{"text", c.text},   {"pod", c.pod},       {"cluster", c.cluster},
                {"flags", c.flags}, {"failed", c.failed}, {"slow", c.slow}};
}

const char* toText(RolloutCheck::Verdict verdict) {
    switch (verdict) {
    case RolloutCheck::Verdict::Passed:
        return "passed";
    case RolloutCheck::Verdict::Failed:
        return "failed";
    case RolloutCheck::Verdict::TooFewRequests:
        return "too few requests";
    }
    return "";
}

const char* toText(RolloutResult::Ending ending) {
    switch (ending) {
    case RolloutResult::Ending::Waiting:
        return "waiting";
    case RolloutResult::Ending::Running:
        return "running";
    case RolloutResult::Ending::Promoted:
        return "promoted";
    case RolloutResult::Ending::Aborted:
        return "aborted";
    }
    return "";
}

Json toJson(const RolloutCheck& c) {
    return Json{{"at_s", c.at.sinceStart().inSeconds()},
                {"verdict", toText(c.verdict)},
                {"requests", c.requests},
                {"failed", c.failed},
                {"p50_ms", c.p50.inMilliseconds()},
                {"p99_ms", c.p99.inMilliseconds()},
                {"reason", c.reason}};
}

Json toJson(const RolloutStepResult& step);

Json toJson(const RequestStory& story) {
    Json chain = Json::array();
    for (const auto& step : story.steps)
        chain.push_back(Json{{"at_s", step.at.sinceStart().inSeconds()}, {"text", step.text}});
    return Json{{"request", story.request},
                {"source", story.source},
                {"at_s", story.start.sinceStart().inSeconds()},
                {"latency_ms", story.latency.inMilliseconds()},
                {"status", story.status},
                {"flags", story.flags},
                {"slow", story.slow},
                {"chain", std::move(chain)}};
}

template <class T> Json list(const std::vector<T>& values) {
    Json out = Json::array();
    for (const auto& value : values) out.push_back(toJson(value));
    return out;
}

Json toJson(const RolloutStepResult& step) {
    Json out{{"step", step.step},
             {"weight", step.weight},
             {"mirror", step.mirror},
             {"began_s", step.began.sinceStart().inSeconds()}};
    if (step.ended) out["ended_s"] = step.ended->sinceStart().inSeconds();
    out["canary_requests"] = step.canaryRequests;
    out["canary_failed"] = step.canaryFailed;
    out["checks"] = list(step.checks);
    return out;
}

Json toJson(const RolloutResult& r) {
    Json out{{"ending", toText(r.ending)}, {"step", r.step}};
    if (r.ending == RolloutResult::Ending::Promoted || r.ending == RolloutResult::Ending::Aborted)
        out["at_s"] = r.at.sinceStart().inSeconds();
    out["reason"] = r.reason;
    out["canary_requests"] = r.canaryRequests;
    out["canary_failed"] = r.canaryFailed;
    out["users_with_error"] = r.usersWithError;
    out["steps"] = list(r.steps);
    return out;
}

} // namespace

Json toJson(const Snapshot& snapshot, const RunInfo& info) {
    const Totals& t = snapshot.total;
    Json out{{"seed", info.seed},
             {"duration_s", info.duration.inSeconds()},
             {"simulated_s", snapshot.now.sinceStart().inSeconds()}};
    out["requests"] = Json{{"arrived", t.arrived},
                           {"completed", t.completed - t.failed},
                           {"failed", t.failed},
                           {"in_flight", t.inFlight},
                           {"retries", t.retries},
                           {"mirrored", t.mirrored},
                           {"mean_ms", t.mean.inMilliseconds()},
                           {"p50_ms", t.p50.inMilliseconds()},
                           {"p95_ms", t.p95.inMilliseconds()},
                           {"p99_ms", t.p99.inMilliseconds()},
                           {"statuses", t.statuses},
                           {"flags", t.flags}};
    out["services"] = list(snapshot.services);
    out["versions"] = list(snapshot.versions);
    out["pods"] = list(snapshot.pods);
    out["edges"] = list(snapshot.edges);
    out["series"] = list(snapshot.series);
    out["causes"] = list(info.causes);
    out["examples"] = list(info.examples);
    if (info.rollout) out["rollout"] = toJson(*info.rollout);
    out["events"] = snapshot.events;
    if (!snapshot.stopped.empty()) out["stopped"] = snapshot.stopped;
    out["hash"] = hexadecimal(info.hash);
    return out;
}

} // namespace meshwright::sim::metrics
