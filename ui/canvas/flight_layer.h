// Requests as moving marks whose shape says the outcome: ● fine, ▲ on a retry, ■ timed out, ✕ failed, ◇ mirrored.
// Hops of a few milliseconds would be invisible: each mark takes a fixed time on the screen, and no more are shown
// than the eye can follow.
#pragma once

#include "sim/metrics/snapshot.h"

#include <QElapsedTimer>
#include <QGraphicsItem>
#include <QPainterPath>
#include <functional>
#include <vector>

namespace meshwright::ui {

class CanvasScene;

class FlightLayer : public QGraphicsItem {
public:
    using Way = std::vector<QPainterPath>;

    explicit FlightLayer(CanvasScene& scene);

    /// Hops that ended since the last frame; `wayOf` gives the curves one runs along. Thinned out where there are many.
    void add(const std::vector<sim::metrics::Flight>& flights,
             const std::function<Way(const sim::metrics::Flight&)>& wayOf);
    /// Moves the marks; false where none is left.
    bool step();
    /// For a still picture: all marks on their way, spread evenly.
    void spread();
    void clear();
    /// Where marks may be: the scene's rectangle.
    void setArea(const QRectF& area);
    std::size_t marks() const { return marks_.size(); }

    QRectF boundingRect() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

    /// One mark of the given shape around `at`; also used by the legend.
    static void paintMark(QPainter& painter, QPointF at, double radius, sim::metrics::Flight::Outcome outcome,
                          const QColor& color, const QColor& edge);

private:
    struct Mark {
        Way way;
        double length = 0, startMs = 0, progress = 0;
        sim::metrics::Flight::Outcome outcome;
        quint64 request = 0;
    };

    CanvasScene& scene_;
    std::vector<Mark> marks_;
    QElapsedTimer clock_;
    QRectF area_;
};

} // namespace meshwright::ui
