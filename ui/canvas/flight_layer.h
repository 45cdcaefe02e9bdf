// Requests as moving marks whose shape says the outcome: ● fine, ▲ on a retry, ■ timed out, ✕ failed, ◇ mirrored.
// Hops of a few milliseconds would be invisible: each mark takes a fixed time on the screen. How dense they are is
// proportional to the rates of the ways, and bounded on the busiest of them, so that the eye can follow.
#pragma once

#include "sim/metrics/snapshot.h"

#include <QColor>
#include <QElapsedTimer>
#include <QGraphicsItem>
#include <QPainterPath>
#include <QPixmap>
#include <functional>
#include <map>
#include <memory>
#include <tuple>
#include <vector>

namespace meshwright::ui {

class CanvasScene;
struct Tokens;

/// A way across the canvas as points of equal distance, so that a mark's place costs one look-up.
struct FlightTrack {
    static constexpr double step = 5; ///< canvas units
    std::vector<QPointF> points;
    double length = 0;

    explicit FlightTrack(const std::vector<QPainterPath>& paths);
    QPointF at(double distance) const;
};

class FlightLayer : public QGraphicsItem {
public:
    using Way = std::vector<QPainterPath>;
    /// Marks at once, and marks a second on the busiest way: about a mark each 16 canvas units.
    static constexpr std::size_t mostMarks = 2'000;
    static constexpr double mostASecond = 26, pixelsPerSecond = 420;

    explicit FlightLayer(CanvasScene& scene);

    /// Hops that ended since the last call; `wayOf` gives the curves one runs along. Of too many a share is drawn, the
    /// same on every way; failures are never all left out.
    void add(const std::vector<sim::metrics::Flight>& flights,
             const std::function<Way(const sim::metrics::Flight&)>& wayOf);
    /// Ways have moved: they are asked for anew.
    void forgetWays() { tracks_.clear(); }
    /// Moves the marks; false where none is left.
    bool step();
    /// For a still picture: all marks on their way, spread evenly.
    void spread();
    void clear();
    /// Where marks may be: the scene's rectangle.
    void setArea(const QRectF& area);
    std::size_t marks() const { return marks_.size(); }
    /// Drawn marks of one outcome.
    std::size_t marks(sim::metrics::Flight::Outcome outcome) const;
    /// The request of the mark at a point of the scene, within `reach` units; 0 = none.
    quint64 requestAt(QPointF point, double reach) const;
    QPointF placeOf(std::size_t mark) const;

    QRectF boundingRect() const override;
    /// Only a mark takes clicks, not the room between.
    bool collidesWithPath(const QPainterPath& path, Qt::ItemSelectionMode mode) const override;
    bool contains(const QPointF& point) const override { return requestAt(point, hitReach_) != 0; }
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

    /// One mark of the given shape around `at`; also used by the legend.
    static void paintMark(QPainter& painter, QPointF at, double radius, sim::metrics::Flight::Outcome outcome,
                          const QColor& color, const QColor& edge);
    static QColor colorOf(sim::metrics::Flight::Outcome outcome, const Tokens& tokens);

protected:
    void mousePressEvent(QGraphicsSceneMouseEvent* event) override;

private:
    using TrackKey = std::tuple<std::string, std::string, std::string, int, bool>;
    struct Mark {
        std::shared_ptr<const FlightTrack> track;
        double startMs = 0, progress = 0;
        sim::metrics::Flight::Outcome outcome;
        quint64 request = 0;
    };
    /// How much of one way's flights of one outcome is due to be drawn.
    struct Flow {
        double credit = 0, perSecond = 0;
    };
    const QPixmap& stamp(sim::metrics::Flight::Outcome outcome, double radius, double dpr, const Tokens& tokens);
    /// The share of flights that is drawn, from the rate of the busiest way.
    double share(const std::map<TrackKey, std::size_t>& counts, double seconds);

    CanvasScene& scene_;
    std::vector<Mark> marks_;
    std::map<TrackKey, std::shared_ptr<const FlightTrack>> tracks_;
    std::map<std::pair<TrackKey, int>, Flow> flows_;
    std::map<TrackKey, double> rates_;
    struct Stamp {
        double radius = 0, dpr = 0;
        QRgb color = 0, edge = 0;
        QPixmap picture;
    };
    Stamp stamps_[5];
    QElapsedTimer clock_;
    double addedMs_ = 0, hitReach_ = 8;
    QRectF area_;
};

} // namespace meshwright::ui
