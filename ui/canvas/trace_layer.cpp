#include "ui/canvas/trace_layer.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/card_geometry.h"
#include "ui/canvas/card_item.h"
#include "ui/canvas/edge_item.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QPainterPath>

namespace meshwright::ui {

TraceLayer::TraceLayer(CanvasScene& scene) : scene_(scene) {
    setZValue(2.5);
    setAcceptedMouseButtons(Qt::NoButton);
}

void TraceLayer::show(TracedWay way) {
    way_ = std::move(way);
    update();
}

void TraceLayer::setArea(const QRectF& area) {
    if (area == area_) return;
    prepareGeometryChange();
    area_ = area;
}

void TraceLayer::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
    if (way_.empty()) return;
    const Tokens& t = scene_.tokens();
    painter->setRenderHint(QPainter::Antialiasing);
    QColor glow = t.accent;
    glow.setAlpha(110);
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(glow, 9, Qt::SolidLine, Qt::FlatCap));
    for (const QString& key : way_.edges)
        if (const EdgeItem* edge = scene_.edge(key)) painter->drawPath(edge->path());
    painter->setPen(QPen(t.accent, 2.5, Qt::SolidLine, Qt::FlatCap));
    for (const QString& key : way_.edges)
        if (const EdgeItem* edge = scene_.edge(key)) painter->drawPath(edge->path());

    for (const auto& row : way_.rows) {
        const CardItem* card = scene_.card(row.node);
        if (!card || row.row < 0 || std::size_t(row.row) >= card->node().rules.size()) continue;
        const QRectF r = graph::rowRect(card->node(), row.row).translated(card->pos());
        if (row.matched) {
            QColor wash = t.accent;
            wash.setAlpha(t.dark ? 50 : 32);
            painter->setPen(QPen(t.accent, 2.5));
            painter->setBrush(wash);
            painter->drawRoundedRect(r.adjusted(1.5, 1, -1.5, -1), 5, 5);
        } else {
            QColor veil = t.surface;
            veil.setAlpha(175);
            painter->fillRect(r.adjusted(1.5, 1, -1.5, -1), veil);
            painter->setPen(QPen(t.textMuted, 1.5, Qt::SolidLine, Qt::RoundCap));
            const QPointF c(r.right() - 14, r.center().y());
            painter->drawLine(c + QPointF(-4, -4), c + QPointF(4, 4));
            painter->drawLine(c + QPointF(-4, 4), c + QPointF(4, -4));
        }
    }
}

} // namespace meshwright::ui
