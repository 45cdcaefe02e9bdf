// The painted timeline: a ruler, how many requests failed over time, a lane for each sort of event, and a cursor that
// the mouse and the keyboard move.
#pragma once

#include <QWidget>
#include <memory>

#include "sim/metrics/recording.h"
#include "ui/timeline/timeline_model.h"

namespace meshwright::ui {

class TimelineView : public QWidget {
    Q_OBJECT
public:
    explicit TimelineView(QWidget* parent = nullptr);

    using Recorded = std::shared_ptr<const std::vector<sim::metrics::SnapshotPtr>>;
    /// `cursor`: the moment that is shown; `end`: the moment the run has reached.
    void show(std::vector<TimelineLane> lanes, Recorded recorded, double end, double cursor, bool lookingBack);
    const std::vector<TimelineLane>& lanes() const { return lanes_; }
    TimelineScale scale() const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void momentWanted(double seconds);
    void liveWanted();
    /// A mark was clicked: the node it is about.
    void nodeWanted(const QString& node);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    QRectF laneRect(std::size_t lane) const;
    /// The marks under a point, for words and jumps.
    std::vector<const TimelineMark*> marksAt(QPointF point) const;
    void paintRuler(QPainter& p) const;
    void paintLoad(QPainter& p) const;
    void paintLane(QPainter& p, std::size_t lane) const;
    void step(int records);

    std::vector<TimelineLane> lanes_;
    Recorded recorded_;
    double end_ = 0, cursor_ = 0;
    bool lookingBack_ = false;
};

} // namespace meshwright::ui
