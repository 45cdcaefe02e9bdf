#include "sim/metrics/report.h"
#include "sim/metrics/text_table.h"

#include <algorithm>

namespace meshwright::sim::metrics {

namespace {

std::string rate(std::uint64_t count, double seconds) {
    return seconds > 0 ? number(static_cast<double>(count) / seconds, "%.1f") : "-";
}

std::vector<std::string> row(const std::string& service, const std::string& version, const Totals& t, double seconds) {
    return {service,
            version,
            grouped(t.arrived),
            rate(t.arrived, seconds),
            percent(t.completed - t.failed, t.completed),
            milliseconds(t.p50, t.completed),
            milliseconds(t.p95, t.completed),
            milliseconds(t.p99, t.completed),
            grouped(t.retries),
            grouped(t.inFlight)};
}

std::string counts(const std::map<std::string, std::uint64_t>& byName) {
    std::string out;
    for (const auto& [name, count] : byName) {
        if (name == "-") continue;
        out += (out.empty() ? "" : ", ") + name + " " + grouped(count);
    }
    return out;
}

/// "failed because", the most frequent first; few enough to read.
std::string whyFailed(const std::vector<CauseTotal>& causes) {
    constexpr std::size_t most = 8;
    std::string out;
    std::size_t shown = 0;
    std::uint64_t others = 0;
    for (const auto& cause : causes) {
        if (cause.failed == 0) continue;
        if (shown++ < most)
            out += "  " + grouped(cause.failed) + " × " + cause.text + '\n';
        else
            others += cause.failed;
    }
    if (others > 0) out += "  " + grouped(others) + " × for other reasons\n";
    return out.empty() ? out : "\nWhy requests failed:\n" + out;
}

std::string howTheRolloutWent(const RolloutResult& r) {
    const std::string at = number(r.at.sinceStart().inSeconds(), "%g") + " s";
    const std::string step = std::to_string(r.step + 1);
    std::string out = "\nRollout: ";
    switch (r.ending) {
    case RolloutResult::Ending::Waiting:
        return out + "not begun\n";
    case RolloutResult::Ending::Running:
        out += "at step " + step + " when the run ended";
        break;
    case RolloutResult::Ending::Promoted:
        out += "promoted at " + at;
        break;
    case RolloutResult::Ending::Aborted:
        out += "aborted at " + at + " in step " + step + ", because " + r.reason;
        break;
    }
    return out + "; the new version answered " + grouped(r.canaryRequests) + " requests, " + grouped(r.canaryFailed) +
           " badly; " + grouped(r.usersWithError) + " users saw an error\n";
}

std::string latestFailure(const std::vector<RequestStory>& examples) {
    const auto latest =
        std::find_if(examples.rbegin(), examples.rend(), [](const RequestStory& story) { return !story.slow; });
    if (latest == examples.rend()) return {};
    std::string out = "The latest of them, request " + std::to_string(latest->request) + " of " + latest->source +
                      " at " + number(latest->start.sinceStart().inSeconds(), "%.3f") + " s:\n";
    for (const auto& step : latest->steps)
        out += "  " + number(step.at.sinceStart().inSeconds(), "%.3f") + " s  " + step.text + '\n';
    return out;
}

} // namespace

std::string toText(const Snapshot& snapshot, const RunInfo& info) {
    const Totals& t = snapshot.total;
    const double seconds = snapshot.now.sinceStart().inSeconds();
    std::string out = "Simulated " + number(seconds, "%g") + " s with seed " + std::to_string(info.seed) + ": " +
                      grouped(t.arrived) + " requests, " + percent(t.completed - t.failed, t.completed) +
                      " answered well, " + grouped(t.failed) + " failed, " + grouped(t.inFlight) + " in flight\n";
    if (!snapshot.stopped.empty()) out += "Stopped early: " + snapshot.stopped + '\n';

    TextTable table(
        {"service", "version", "requests", "per s", "success", "p50 ms", "p95 ms", "p99 ms", "retries", "in flight"},
        2);
    table.add(row("(all traffic)", "", t, seconds));
    for (const auto& v : snapshot.versions) table.add(row(v.service, v.version, v.totals, seconds));
    out += '\n' + table.text();

    const std::string flags = counts(t.flags), statuses = counts(t.statuses);
    if (!flags.empty() || !statuses.empty()) out += '\n';
    if (!flags.empty()) out += "Response flags: " + flags + '\n';
    if (!statuses.empty()) out += "Statuses: " + statuses + '\n';
    out += whyFailed(info.causes) + latestFailure(info.examples);
    if (info.rollout) out += howTheRolloutWent(*info.rollout);
    return out;
}

} // namespace meshwright::sim::metrics
