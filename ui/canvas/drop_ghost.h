// What a drop from the palette would make: an outline where the card will stand, and words.
#pragma once

#include "ui/palette/offers.h"

#include <QGraphicsItem>

namespace meshwright::ui {

class CanvasScene;

class DropGhost : public QGraphicsItem {
public:
    explicit DropGhost(CanvasScene& scene);
    void set(QPointF at, Offer offer, const QString& words, bool allowed);
    const QString& words() const { return words_; }
    bool allowed() const { return allowed_; }
    QRectF boundingRect() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

    static constexpr double width = 184, height = 76;

private:
    CanvasScene& scene_;
    Offer offer_ = Offer::Client;
    QString words_;
    bool allowed_ = true;
};

} // namespace meshwright::ui
