#include "ui/timeline/timeline_model.h"

#include "ui/playback/playback_bar.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace meshwright::ui {

using sim::metrics::EventKind;
using sim::metrics::LoggedEvent;

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Timeline", text);
}

enum Lane { Incidents, Changes, Rollout, Ejections, Limits, Failures, laneCount };

Lane laneOf(EventKind kind) {
    switch (kind) {
    case EventKind::IncidentBegan:
    case EventKind::IncidentEnded:
        return Incidents;
    case EventKind::ConfigChanged:
        return Changes;
    case EventKind::RolloutStep:
    case EventKind::RolloutEnded:
        return Rollout;
    case EventKind::Ejected:
    case EventKind::Returned:
        return Ejections;
    case EventKind::BreakerOpened:
    case EventKind::BreakerClosed:
        return Limits;
    case EventKind::FirstFailure:
    case EventKind::Stopped:
        return Failures;
    }
    return Failures;
}

bool begins(EventKind kind) {
    return kind == EventKind::IncidentBegan || kind == EventKind::Ejected || kind == EventKind::BreakerOpened;
}

bool ends(EventKind kind) {
    return kind == EventKind::IncidentEnded || kind == EventKind::Returned || kind == EventKind::BreakerClosed;
}

} // namespace

std::vector<TimelineLane> timelineLanes(const std::vector<LoggedEvent>& events, double now) {
    const std::array<QString, laneCount> names{tr("Incidents"), tr("Changes"), tr("Rollout"),
                                               tr("Ejections"), tr("Limits"),  tr("First failures")};
    std::array<std::vector<TimelineMark>, laneCount> marks;
    std::map<std::string, std::size_t> open; ///< by lane and subject: which mark
    for (const LoggedEvent& e : events) {
        const Lane lane = laneOf(e.kind);
        const double at = e.at.sinceStart().inSeconds();
        const std::string key = std::to_string(lane) + e.subject;
        if (ends(e.kind)) {
            if (const auto it = open.find(key); it != open.end()) {
                marks[lane][it->second].to = at;
                marks[lane][it->second].open = false;
                open.erase(it);
                continue;
            }
        }
        const bool stretch = begins(e.kind);
        if (stretch) open[key] = marks[lane].size();
        marks[lane].push_back({e.kind, at, stretch ? std::max(at, now) : at, stretch, QString::fromStdString(e.text),
                               QString::fromStdString(e.node)});
    }
    std::vector<TimelineLane> lanes;
    for (std::size_t i = 0; i < laneCount; ++i)
        if (!marks[i].empty()) lanes.push_back({names[i], std::move(marks[i])});
    return lanes;
}

QString markText(const TimelineMark& mark) {
    const QString from = PlaybackBar::clockText(mark.from);
    if (mark.open) return tr("since %1: %2").arg(from, mark.text);
    if (mark.to > mark.from) return tr("%1 to %2: %3").arg(from, PlaybackBar::clockText(mark.to), mark.text);
    return tr("%1: %2").arg(from, mark.text);
}

QString timelineText(const std::vector<TimelineLane>& lanes) {
    QStringList lines;
    for (const auto& lane : lanes)
        for (const auto& mark : lane.marks) lines << lane.name + QStringLiteral(", ") + markText(mark);
    return lines.join(QLatin1Char('\n'));
}

double TimelineScale::step(double pixels) const {
    const double wanted = pixels * seconds / std::max(width, 1.0);
    for (const double s : {0.1, 0.2, 0.5, 1., 2., 5., 10., 15., 30., 60., 120., 300., 600., 900., 1800., 3600., 7200.})
        if (s >= wanted) return s;
    return std::ceil(wanted / 7200) * 7200;
}

} // namespace meshwright::ui
