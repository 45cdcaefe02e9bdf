// One card on the canvas. Knows its node and paints it; the scene decides what moving and clicking mean.
#pragma once

#include "ui/canvas/card_painter.h"

#include <QGraphicsItem>

namespace meshwright::ui {

class CanvasScene;

class CardItem : public QGraphicsItem {
public:
    enum { Type = UserType + 1 };

    explicit CardItem(CanvasScene& scene);

    int type() const override { return Type; }
    const graph::Node& node() const { return node_; }
    void setNode(const graph::Node& node, bool running);
    void setSelectedRow(int row);
    /// A ring: the keyboard is here.
    void setFocusRing(bool on);
    bool hasFocusRing() const { return focusRing_; }
    int selectedRow() const { return selectedRow_; }

    QRectF boundingRect() const override;
    QPainterPath shape() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

protected:
    QVariant itemChange(GraphicsItemChange change, const QVariant& value) override;
    void hoverEnterEvent(QGraphicsSceneHoverEvent* event) override;
    void hoverMoveEvent(QGraphicsSceneHoverEvent* event) override;
    void hoverLeaveEvent(QGraphicsSceneHoverEvent* event) override;
    void mousePressEvent(QGraphicsSceneMouseEvent* event) override;
    void mouseMoveEvent(QGraphicsSceneMouseEvent* event) override;
    void mouseReleaseEvent(QGraphicsSceneMouseEvent* event) override;
    void mouseDoubleClickEvent(QGraphicsSceneMouseEvent* event) override;

private:
    QString tipAt(QPointF point) const;

    CanvasScene& scene_;
    graph::Node node_;
    bool running_ = false, hovered_ = false, connecting_ = false, focusRing_ = false;
    int selectedRow_ = -1;
};

} // namespace meshwright::ui
