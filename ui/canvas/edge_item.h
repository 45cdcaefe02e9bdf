// One edge: a curve between two ports. Width tells the rate, the red end the failing share, dashes a mirror.
#pragma once

#include "ui/canvas/graph_model.h"

#include <QGraphicsPathItem>

namespace meshwright::ui {

class CanvasScene;
class WeightChip;

class EdgeItem : public QGraphicsItem {
public:
    enum { Type = UserType + 2 };

    explicit EdgeItem(CanvasScene& scene);
    ~EdgeItem() override;

    int type() const override { return Type; }
    const graph::Edge& edge() const { return edge_; }
    void setEdge(const graph::Edge& edge, bool running);
    /// The curve from port to port. A way back, to a port that is not to the right, runs along the height `lane`.
    void setEnds(QPointF from, QPointF to, double lane);
    static bool isWayBack(QPointF from, QPointF to) { return to.x() - from.x() < 16; }
    /// How far beside the cards a way back goes down.
    static constexpr double bend = 28;
    const QPainterPath& path() const { return path_; }
    WeightChip* chip() const { return chip_; }
    /// The chip is an item of its own, above the cards: it goes before the edge does.
    void dropChip();
    void setDimmed(bool dimmed, double opacity);

    QRectF boundingRect() const override;
    QPainterPath shape() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

    /// Whether a point lies on the part of the line that is red for what failed.
    bool onFailures(QPointF point) const;

    /// Line width in canvas units for a rate: the logarithm, so that 10 and 1,000 rps both fit on a screen.
    static double widthFor(double rate);

protected:
    void mouseReleaseEvent(QGraphicsSceneMouseEvent* event) override;

private:
    void placeChip();
    void paintBadges(QPainter& painter, double scale) const;
    double failingShare() const;

    CanvasScene& scene_;
    graph::Edge edge_;
    QPainterPath path_;
    QPointF from_, to_;
    double lane_ = 0;
    WeightChip* chip_ = nullptr;
    bool running_ = false;
};

} // namespace meshwright::ui
