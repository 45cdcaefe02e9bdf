#include "ui/charts/chart_model.h"

#include <QObject>

#include <algorithm>
#include <map>

namespace meshwright::ui {

using sim::metrics::Point;
using sim::metrics::Series;
using sim::metrics::Snapshot;

namespace {

struct Name {
    QString service, version;
};

Name nameOf(const Series& series) {
    const QString text = QString::fromStdString(series.name);
    const auto slash = text.lastIndexOf('/');
    return slash < 0 ? Name{text, {}} : Name{text.left(slash), text.mid(slash + 1)};
}

using Stroke = ChartLine::Stroke;
enum class Join { Mean, Largest };

template <class Value>
std::vector<QPointF> line(const Series& series, std::size_t limit, Join join, const Value& value) {
    std::vector<QPointF> out;
    const std::size_t step = std::max<std::size_t>(1, (series.points.size() + limit - 1) / limit);
    for (std::size_t i = 0; i < series.points.size(); i += step) {
        double sum = 0, largest = 0;
        std::size_t counted = 0;
        const std::size_t end = std::min(series.points.size(), i + step);
        for (std::size_t k = i; k < end; ++k) {
            // Where nothing was answered there is no latency, not one of 0 ms.
            if (join == Join::Largest && series.points[k].rate <= 0) continue;
            const double v = value(series.points[k]);
            sum += v;
            largest = std::max(largest, v);
            ++counted;
        }
        if (counted > 0)
            out.emplace_back(series.points[i].at.sinceStart().inSeconds(),
                             join == Join::Mean ? sum / double(counted) : largest);
    }
    return out;
}

std::vector<const Series*> versionsOf(const Snapshot& snapshot, const QString& service) {
    std::vector<const Series*> out;
    for (const auto& s : snapshot.series)
        if (const Name n = nameOf(s); !n.version.isEmpty() && n.service == service) out.push_back(&s);
    std::sort(out.begin(), out.end(), [](const auto* a, const auto* b) { return a->name < b->name; });
    return out;
}

} // namespace

QStringList chartedServices(const Snapshot& snapshot) {
    std::map<QString, int> versions;
    for (const auto& s : snapshot.series)
        if (const Name n = nameOf(s); !n.version.isEmpty()) ++versions[n.service];
    QStringList several, single;
    for (const auto& [service, count] : versions) (count > 1 ? several : single) << service;
    return several + single;
}

ChartData chartData(const Snapshot& snapshot, const QString& service, std::size_t limit) {
    ChartData out;
    std::vector<const Series*> lines;
    if (service.isEmpty()) {
        for (const auto& s : snapshot.series)
            if (s.name == "total") lines.push_back(&s);
    } else {
        lines = versionsOf(snapshot, service);
    }
    for (const auto* s : lines) {
        const Name n = nameOf(*s);
        const QString name = n.version.isEmpty() ? QObject::tr("all requests") : n.version;
        out.rate.push_back(
            {name, n.version, Stroke::Solid, line(*s, limit, Join::Mean, [](const Point& p) { return p.rate; })});
        out.success.push_back({name, n.version, Stroke::Solid,
                               line(*s, limit, Join::Mean, [](const Point& p) { return p.successRate * 100; })});
    }
    // A percentile of several versions together cannot be had from theirs: each keeps its own.
    for (const auto* s : lines) {
        const QString version = nameOf(*s).version;
        const auto latency = [&](const char* name, Stroke stroke, const auto& value) {
            out.latency.push_back({QLatin1String(name), version, stroke, line(*s, limit, Join::Largest, value)});
        };
        latency("p50", Stroke::Dotted, [](const Point& p) { return p.p50.inMilliseconds(); });
        latency("p95", Stroke::Dashed, [](const Point& p) { return p.p95.inMilliseconds(); });
        latency("p99", Stroke::Solid, [](const Point& p) { return p.p99.inMilliseconds(); });
    }
    return out;
}

std::vector<std::pair<QString, double>> split(const Snapshot& snapshot, const QString& service, double from,
                                              double to) {
    std::vector<std::pair<QString, double>> out;
    double all = 0;
    for (const auto* s : versionsOf(snapshot, service)) {
        double sum = 0;
        for (const auto& p : s->points) {
            const double at = p.at.sinceStart().inSeconds();
            if (at >= from && at < to) sum += p.rate * s->width.inSeconds();
        }
        out.emplace_back(nameOf(*s).version, sum);
        all += sum;
    }
    if (all <= 0) return {};
    for (auto& [version, share] : out) share /= all;
    return out;
}

} // namespace meshwright::ui
