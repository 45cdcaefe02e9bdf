// Snapping while cards are dragged: to the grid, and to the edges and centres of the cards beside.
#pragma once

#include <QGraphicsItem>
#include <QLineF>
#include <QRectF>
#include <vector>

namespace meshwright::ui {

class CanvasScene;

struct Snap {
    QPointF by;                ///< to be added to the rectangle's place
    std::vector<QLineF> lines; ///< what it now lines up with
};

/// The smallest step that lines `moving` up with one of `others` (left, right or centre; top, bottom or middle), no
/// longer than `reach`, and puts it on the grid; on an axis where there is none, the step onto the grid.
Snap snapTo(const QRectF& moving, const std::vector<QRectF>& others, double reach, double grid);

/// Draws the lines.
class GuideLayer : public QGraphicsItem {
public:
    explicit GuideLayer(CanvasScene& scene);
    void show(std::vector<QLineF> lines);
    const std::vector<QLineF>& lines() const { return lines_; }
    QRectF boundingRect() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    CanvasScene& scene_;
    std::vector<QLineF> lines_;
    QRectF area_;
};

} // namespace meshwright::ui
