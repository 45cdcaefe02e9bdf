// A frame around the cards of one namespace, with its name; a click on the name closes it to one card.
#pragma once

#include <QGraphicsItem>

namespace meshwright::ui {

class CanvasScene;

class FrameItem : public QGraphicsItem {
public:
    FrameItem(CanvasScene& scene, QString ns);
    /// The bounds of the cards inside.
    void setContent(const QRectF& content);
    /// Where the name stands: the place to click.
    QRectF labelRect() const;

    QRectF boundingRect() const override;
    QPainterPath shape() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

protected:
    void mousePressEvent(QGraphicsSceneMouseEvent* event) override;
    void mouseReleaseEvent(QGraphicsSceneMouseEvent* event) override;

private:
    CanvasScene& scene_;
    QString ns_;
    QRectF rect_;
};

} // namespace meshwright::ui
