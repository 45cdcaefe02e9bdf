#include "sim/study/report.h"
#include "sim/metrics/text_table.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace meshwright::sim::study {

namespace {

using nlohmann::json;

json number(double x) {
    return std::isfinite(x) ? json(x) : json(nullptr);
}

json named(const std::string& name, const Interval& interval) {
    json j = toJson(interval);
    j["name"] = name;
    return j;
}

json toJson(const RehearsalOutcome& outcome) {
    json steps = json::array();
    for (const auto& step : outcome.steps) {
        steps.push_back({{"step", step.step},
                         {"reached", step.reached},
                         {"aborted_here", step.abortedHere},
                         {"checks", step.checks},
                         {"too_few_requests", step.tooFewRequests},
                         {"requests_per_check", step.requestsPerCheck},
                         {"errors_per_check", step.errorsPerCheck}});
    }
    return {{"runs", outcome.runs},
            {"promoted", outcome.promoted},
            {"aborted", outcome.aborted},
            {"unfinished", outcome.unfinished},
            {"promoted_share", study::toJson(outcome.promotedShare)},
            {"aborted_share", study::toJson(outcome.abortedShare)},
            {"users_with_error", study::toJson(outcome.usersWithError)},
            {"canary_requests", study::toJson(outcome.canaryRequests)},
            {"steps", std::move(steps)},
            {"hash", metrics::hexadecimal(outcome.hash)}};
}

} // namespace

json toJson(const Interval& interval) {
    return {{"mean", number(interval.mean)},
            {"low", number(interval.low)},
            {"high", number(interval.high)},
            {"samples", interval.samples}};
}

json toJson(const Study& study) {
    json metrics = json::array(), stopped = json::array();
    for (const auto& metric : study.metrics) metrics.push_back(named(metric.name, metric.interval));
    for (const auto& run : study.runs) {
        if (!run.stopped.empty()) stopped.push_back({{"seed", run.seed}, {"why", run.stopped}});
    }
    return {{"seed", study.seed},
            {"runs", study.runs.size()},
            {"complete", study.complete},
            {"hash", metrics::hexadecimal(study.hash)},
            {"metrics", std::move(metrics)},
            {"stopped", std::move(stopped)}};
}

json toJson(const Comparison& comparison) {
    json metrics = json::array();
    for (const auto& metric : comparison.metrics) {
        metrics.push_back({{"name", metric.name},
                           {"first", toJson(metric.first)},
                           {"second", toJson(metric.second)},
                           {"difference", toJson(metric.difference)},
                           {"differs", metric.differs()}});
    }
    return {
        {"first", toJson(comparison.first)}, {"second", toJson(comparison.second)}, {"metrics", std::move(metrics)}};
}

json toJson(const std::vector<SweepPoint>& sweep) {
    json points = json::array();
    for (const auto& point : sweep) points.push_back({{"label", point.label}, {"study", toJson(point.study)}});
    return points;
}

json toJson(const Rehearsal& rehearsal) {
    json low = json::array();
    for (const auto& step : rehearsal.lowTraffic) {
        low.push_back({{"step", step.step},
                       {"requests_per_check", step.requestsPerCheck},
                       {"requests_needed", step.requestsNeeded},
                       {"message", step.message}});
    }
    return {{"seed", rehearsal.seed},
            {"complete", rehearsal.complete},
            {"good", toJson(rehearsal.good)},
            {"bad", toJson(rehearsal.bad)},
            {"low_traffic", std::move(low)}};
}

} // namespace meshwright::sim::study
