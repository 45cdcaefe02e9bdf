#include "sim/metrics/report.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

namespace meshwright::sim::metrics {

namespace {

/// One CSV table under construction.
class Csv {
public:
    explicit Csv(std::initializer_list<const char*> header) {
        for (const char* name : header) cell(std::string(name));
        endLine();
    }

    /// Text from a design. A leading = + - @, tab or return would start a formula in a spreadsheet: an apostrophe
    /// before it makes it text.
    Csv& cell(const std::string& text) {
        std::string value = text;
        if (!value.empty() && std::string_view("=+-@\t\r").find(value.front()) != std::string_view::npos)
            value.insert(0, 1, '\'');
        if (value.find_first_of(",\"\r\n") != std::string::npos) {
            std::string quoted = "\"";
            for (const char c : value) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
            value = quoted + '"';
        }
        return raw(value);
    }
    Csv& cell(std::uint64_t number) { return raw(std::to_string(number)); }
    Csv& cell(int number) { return raw(std::to_string(number)); }
    Csv& cell(bool value) { return raw(value ? "true" : "false"); }
    Csv& cell(double number) {
        std::array<char, 32> text{};
        std::snprintf(text.data(), text.size(), "%.6g", number);
        return raw(text.data());
    }
    Csv& cell(Duration time) {
        std::array<char, 32> text{};
        std::snprintf(text.data(), text.size(), "%.6f", time.inMilliseconds());
        return raw(text.data());
    }
    Csv& cells(const Totals& t) {
        cell(t.arrived).cell(t.completed - t.failed).cell(t.failed).cell(std::uint64_t{t.inFlight});
        cell(t.tries).cell(t.retries).cell(t.mirrored);
        return cell(t.mean).cell(t.p50).cell(t.p95).cell(t.p99);
    }
    void endLine() {
        text_ += "\r\n";
        first_ = true;
    }
    std::string text() && { return std::move(text_); }

private:
    Csv& raw(const std::string& value) {
        if (!first_) text_ += ',';
        first_ = false;
        text_ += value;
        return *this;
    }

    std::string text_;
    bool first_ = true;
};

CsvFile summary(const Snapshot& snapshot, const RunInfo& info) {
    Csv csv{"seed",    "duration_s", "simulated_s", "arrived", "completed", "failed", "in_flight", "tries",
            "retries", "mirrored",   "mean_ms",     "p50_ms",  "p95_ms",    "p99_ms", "stopped"};
    csv.cell(info.seed).cell(info.duration.inSeconds()).cell(snapshot.now.sinceStart().inSeconds());
    csv.cells(snapshot.total).cell(snapshot.stopped).endLine();
    return {"summary.csv", std::move(csv).text()};
}

CsvFile services(const Snapshot& snapshot) {
    Csv csv{"namespace", "service",  "arrived", "completed", "failed", "in_flight", "tries",
            "retries",   "mirrored", "mean_ms", "p50_ms",    "p95_ms", "p99_ms"};
    for (const auto& s : snapshot.services) csv.cell(s.ns).cell(s.service).cells(s.totals).endLine();
    return {"services.csv", std::move(csv).text()};
}

CsvFile versions(const Snapshot& snapshot) {
    Csv csv{"namespace", "service", "version",  "workload", "arrived", "completed", "failed", "in_flight",
            "tries",     "retries", "mirrored", "mean_ms",  "p50_ms",  "p95_ms",    "p99_ms"};
    for (const auto& v : snapshot.versions)
        csv.cell(v.ns).cell(v.service).cell(v.version).cell(v.workload).cells(v.totals).endLine();
    return {"versions.csv", std::move(csv).text()};
}

CsvFile pods(const Snapshot& snapshot) {
    Csv csv{"namespace", "pod",       "workload", "service", "version",  "down",    "ejected", "arrived", "completed",
            "failed",    "in_flight", "tries",    "retries", "mirrored", "mean_ms", "p50_ms",  "p95_ms",  "p99_ms"};
    for (const auto& p : snapshot.pods)
        csv.cell(p.ns)
            .cell(p.pod)
            .cell(p.workload)
            .cell(p.service)
            .cell(p.version)
            .cell(p.down)
            .cell(p.ejected)
            .cells(p.totals)
            .endLine();
    return {"pods.csv", std::move(csv).text()};
}

CsvFile edges(const Snapshot& snapshot) {
    Csv csv{"from",      "to",    "virtual_service", "rule",     "cluster", "mirror", "arrived", "completed", "failed",
            "in_flight", "tries", "retries",         "mirrored", "mean_ms", "p50_ms", "p95_ms",  "p99_ms"};
    for (const auto& e : snapshot.edges)
        csv.cell(e.from)
            .cell(e.to)
            .cell(e.virtualService)
            .cell(e.rule)
            .cell(e.cluster)
            .cell(e.mirror)
            .cells(e.totals)
            .endLine();
    return {"edges.csv", std::move(csv).text()};
}

CsvFile series(const Snapshot& snapshot) {
    Csv csv{"series", "at_s", "width_s", "rate", "success_rate", "p50_ms", "p95_ms", "p99_ms"};
    for (const auto& s : snapshot.series)
        for (const auto& p : s.points)
            csv.cell(s.name)
                .cell(p.at.sinceStart().inSeconds())
                .cell(s.width.inSeconds())
                .cell(p.rate)
                .cell(p.successRate)
                .cell(p.p50)
                .cell(p.p95)
                .cell(p.p99)
                .endLine();
    return {"series.csv", std::move(csv).text()};
}

} // namespace

std::vector<CsvFile> toCsv(const Snapshot& snapshot, const RunInfo& info) {
    return {summary(snapshot, info), services(snapshot), versions(snapshot),
            pods(snapshot),          edges(snapshot),    series(snapshot)};
}

} // namespace meshwright::sim::metrics
