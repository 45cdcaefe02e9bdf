// The engine's log as lanes of marks, and the maths between time and pixels. No painting: tests read it directly.
#pragma once

#include "sim/metrics/event_log.h"

#include <QRect>
#include <QString>
#include <vector>

namespace meshwright::ui {

/// One mark: a moment, or a stretch from the begin of something to its end.
struct TimelineMark {
    sim::metrics::EventKind kind = sim::metrics::EventKind::IncidentBegan;
    double from = 0, to = 0; ///< simulated seconds
    bool open = false;       ///< has not ended yet
    QString text;
    QString node; ///< named as in EdgeState
};

struct TimelineLane {
    QString name;
    std::vector<TimelineMark> marks; ///< by time
};

/// Lanes in a fixed order, only those in which something happened. `now` ends what is still open.
std::vector<TimelineLane> timelineLanes(const std::vector<sim::metrics::LoggedEvent>& events, double now);
/// "incident: disk full, 5.0 s to 8.0 s", one line a mark, by time; the whole timeline for a screen reader.
QString timelineText(const std::vector<TimelineLane>& lanes);
QString markText(const TimelineMark& mark);

/// Seconds ↔ pixels of a picture that begins at `left` and shows the time from 0 to `seconds`.
struct TimelineScale {
    double left = 0, width = 1, seconds = 1;

    double xOf(double second) const { return left + width * second / seconds; }
    double secondAt(double x) const { return std::min(std::max((x - left) / width, 0.0), 1.0) * seconds; }
    /// A distance between labels that is a round number of seconds and at least `pixels` wide.
    double step(double pixels) const;
};

} // namespace meshwright::ui
