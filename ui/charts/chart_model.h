// What the charts show, as plain numbers: lines over simulated time, decimated and bounded. Tests read the split of a
// canary here.
#pragma once

#include "sim/metrics/snapshot.h"

#include <QPointF>
#include <QString>
#include <QStringList>
#include <vector>

namespace meshwright::ui {

struct ChartLine {
    QString name;    ///< for the legend: "v1", "p99"
    QString version; ///< gives the colour; empty = all versions together
    enum class Stroke { Solid, Dashed, Dotted } stroke = Stroke::Solid;
    std::vector<QPointF> points; ///< x: simulated seconds
};

struct ChartData {
    std::vector<ChartLine> rate;    ///< requests a second, a line a version
    std::vector<ChartLine> success; ///< percent, a line a version
    std::vector<ChartLine> latency; ///< milliseconds: p50, p95 and p99 of each version
};

/// The services that a run has versions of, in alphabetical order; those with several versions first.
QStringList chartedServices(const sim::metrics::Snapshot& snapshot);

/// The lines of one service ("reviews"), or of all requests together where `service` is empty. At most `limit` points
/// a line: neighbours are joined by their mean (latencies by their largest, so that a peak stays).
ChartData chartData(const sim::metrics::Snapshot& snapshot, const QString& service, std::size_t limit = 400);

/// The share of a service's requests that each version got in [from, to) simulated seconds, in the order of the
/// lines; empty where there were none.
std::vector<std::pair<QString, double>> split(const sim::metrics::Snapshot& snapshot, const QString& service,
                                              double from, double to);

} // namespace meshwright::ui
