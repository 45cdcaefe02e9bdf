#include "ui/canvas/drop_ghost.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

namespace meshwright::ui {

DropGhost::DropGhost(CanvasScene& scene) : scene_(scene) {
    setZValue(6);
    setAcceptedMouseButtons(Qt::NoButton);
    hide();
}

void DropGhost::set(QPointF at, Offer offer, const QString& words, bool allowed) {
    prepareGeometryChange();
    setPos(at);
    offer_ = offer;
    words_ = words;
    allowed_ = allowed;
    show();
    update();
}

QRectF DropGhost::boundingRect() const {
    return {-2, -2, width + 4, height + 120};
}

void DropGhost::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
    const Tokens& t = scene_.tokens();
    painter->setRenderHint(QPainter::Antialiasing);
    const QColor color = allowed_ ? t.accent : t.bad;
    painter->setPen(QPen(color, 1.5, Qt::DashLine));
    painter->setBrush(mixed(t.surface, t.canvas, 0.8));
    painter->drawRoundedRect(QRectF(0, 0, width, height), measure::radius, measure::radius);
    const int icon = 18;
    painter->drawPixmap(QRectF(12, 15, icon, icon),
                        iconPixmap(allowed_ ? offerInfo(offer_).icon : QStringLiteral("error"), color, icon, 2),
                        QRectF(0, 0, 2 * icon, 2 * icon));
    const QFont font = textFont(13, QFont::DemiBold);
    painter->setFont(font);
    painter->setPen(t.text);
    painter->drawText(QRectF(38, 8, width - 46, height - 16), Qt::TextWordWrap | Qt::AlignLeft | Qt::AlignVCenter,
                      words_);
}

} // namespace meshwright::ui
