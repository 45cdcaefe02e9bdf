// The weight of an edge, as a chip that is dragged sideways (or turned by the wheel): the other weights of the rule
// follow, because the edit says so.
#pragma once

#include "ui/canvas/graph_model.h"

#include <QGraphicsItem>

namespace meshwright::ui {

class CanvasScene;

class WeightChip : public QGraphicsItem {
public:
    enum { Type = UserType + 3 };

    explicit WeightChip(CanvasScene& scene);

    int type() const override { return Type; }
    void setEdge(const graph::Edge& edge);
    const graph::WeightRef& ref() const { return ref_; }
    int weight() const { return weight_; }
    /// A ring around it: the keyboard changes it.
    void setFocused(bool focused);

    QRectF boundingRect() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

protected:
    void hoverEnterEvent(QGraphicsSceneHoverEvent* event) override;
    void hoverLeaveEvent(QGraphicsSceneHoverEvent* event) override;
    void mousePressEvent(QGraphicsSceneMouseEvent* event) override;
    void mouseMoveEvent(QGraphicsSceneMouseEvent* event) override;
    void mouseReleaseEvent(QGraphicsSceneMouseEvent* event) override;
    void mouseDoubleClickEvent(QGraphicsSceneMouseEvent* event) override;

private:
    CanvasScene& scene_;
    graph::WeightRef ref_;
    QString version_, edge_;
    int weight_ = 0, pressedWeight_ = 0;
    bool hovered_ = false, dragging_ = false, focused_ = false;
};

} // namespace meshwright::ui
