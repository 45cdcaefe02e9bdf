#include "sim/metrics/report.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace meshwright::sim::metrics {

namespace {

/// Columns of text: the first `leftColumns` aligned left, numbers right.
class Table {
public:
    Table(std::vector<std::string> header, std::size_t leftColumns) : left_(leftColumns) { add(std::move(header)); }

    void add(std::vector<std::string> row) {
        widths_.resize(std::max(widths_.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i) widths_[i] = std::max(widths_[i], glyphs(row[i]));
        rows_.push_back(std::move(row));
    }

    std::string text() const {
        std::string out;
        for (const auto& row : rows_) {
            std::string line;
            for (std::size_t i = 0; i < row.size(); ++i) {
                const std::string space(widths_[i] - glyphs(row[i]), ' ');
                line += "  " + (i < left_ ? row[i] + space : space + row[i]);
            }
            line.erase(line.find_last_not_of(' ') + 1);
            out += line + '\n';
        }
        return out;
    }

private:
    /// Number of code points: names are UTF-8.
    static std::size_t glyphs(const std::string& text) {
        return static_cast<std::size_t>(std::count_if(
            text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
    }

    std::size_t left_;
    std::vector<std::size_t> widths_;
    std::vector<std::vector<std::string>> rows_;
};

std::string number(double value, const char* format) {
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), format, value);
    return text.data();
}

std::string grouped(std::uint64_t value) {
    std::string digits = std::to_string(value);
    for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, 1, ',');
    return digits;
}

/// Times in milliseconds with about three digits; a dash where nothing was measured.
std::string milliseconds(Duration time, std::uint64_t measured) {
    if (measured == 0) return "-";
    const double ms = time.inMilliseconds();
    return number(ms, ms < 10 ? "%.2f" : ms < 100 ? "%.1f" : "%.0f");
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
    if (whole == 0) return "-";
    return number(100.0 * static_cast<double>(part) / static_cast<double>(whole), "%.2f") + " %";
}

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

} // namespace

std::string toText(const Snapshot& snapshot, const RunInfo& info) {
    const Totals& t = snapshot.total;
    const double seconds = snapshot.now.sinceStart().inSeconds();
    std::string out = "Simulated " + number(seconds, "%g") + " s with seed " + std::to_string(info.seed) + ": " +
                      grouped(t.arrived) + " requests, " + percent(t.completed - t.failed, t.completed) +
                      " answered well, " + grouped(t.failed) + " failed, " + grouped(t.inFlight) + " in flight\n";
    if (!snapshot.stopped.empty()) out += "Stopped early: " + snapshot.stopped + '\n';

    Table table(
        {"service", "version", "requests", "per s", "success", "p50 ms", "p95 ms", "p99 ms", "retries", "in flight"},
        2);
    table.add(row("(all traffic)", "", t, seconds));
    for (const auto& v : snapshot.versions) table.add(row(v.service, v.version, v.totals, seconds));
    out += '\n' + table.text();

    const std::string flags = counts(t.flags), statuses = counts(t.statuses);
    if (!flags.empty() || !statuses.empty()) out += '\n';
    if (!flags.empty()) out += "Response flags: " + flags + '\n';
    if (!statuses.empty()) out += "Statuses: " + statuses + '\n';
    out += whyFailed(info.causes);
    if (info.rollout) out += howTheRolloutWent(*info.rollout);
    return out;
}

} // namespace meshwright::sim::metrics
