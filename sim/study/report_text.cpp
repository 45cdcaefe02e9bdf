#include "sim/metrics/text_table.h"
#include "sim/study/report.h"

#include <cmath>

namespace meshwright::sim::study {

namespace {

using metrics::grouped;
using metrics::number;
using metrics::TextTable;

std::string value(double x) {
    return std::isfinite(x) ? number(x, "%.5g") : "-";
}

std::string share(const Interval& interval) {
    return number(100 * interval.mean, "%.1f") + " % (" + number(100 * interval.low, "%.1f") + " to " +
           number(100 * interval.high, "%.1f") + ")";
}

std::string between(const Interval& interval) {
    return value(interval.mean) + " (" + value(interval.low) + " to " + value(interval.high) + ")";
}

std::string sentence(const char* canary, const RehearsalOutcome& outcome) {
    return std::string(canary) + ": promoted " + share(outcome.promotedShare) + ", aborted " +
           share(outcome.abortedShare) + ", unfinished " + grouped(outcome.unfinished) +
           "; users with an error a run " + between(outcome.usersWithError) + ".\n";
}

} // namespace

std::string toText(const Study& study) {
    std::string out = grouped(study.runs.size()) + " runs with seeds from " + std::to_string(study.seed) +
                      (study.complete ? ":\n" : ", stopped early:\n");
    TextTable table({"metric", "mean", "from", "to", "runs"}, 1);
    for (const auto& metric : study.metrics)
        table.add({metric.name, value(metric.interval.mean), value(metric.interval.low), value(metric.interval.high),
                   grouped(metric.interval.samples)});
    return out + table.text();
}

std::string toText(const Comparison& comparison) {
    std::string out = grouped(comparison.first.runs.size()) + " pairs of runs over the same seeds:\n";
    TextTable table({"metric", "first", "second", "difference", "from", "to", ""}, 1);
    for (const auto& metric : comparison.metrics)
        table.add({metric.name, value(metric.first.mean), value(metric.second.mean), value(metric.difference.mean),
                   value(metric.difference.low), value(metric.difference.high),
                   metric.differs() ? "differs" : "may be chance"});
    return out + table.text();
}

std::string toText(const Rehearsal& rehearsal) {
    std::string out = "The rollout plan over " + grouped(rehearsal.good.runs) + " runs a canary" +
                      (rehearsal.complete ? "" : " (stopped early)") + ":\n" +
                      sentence("  good canary", rehearsal.good) + sentence("  bad canary ", rehearsal.bad);
    for (const auto& step : rehearsal.lowTraffic) out += "Low traffic: " + step.message + '\n';
    return out;
}

} // namespace meshwright::sim::study
