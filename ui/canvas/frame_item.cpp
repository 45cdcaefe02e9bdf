#include "ui/canvas/frame_item.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/theme/theme.h"

#include <QCursor>
#include <QFontMetricsF>
#include <QGraphicsSceneMouseEvent>
#include <QPainter>

namespace meshwright::ui {

namespace {
constexpr double around = 24, label = 24;
}

FrameItem::FrameItem(CanvasScene& scene, QString ns) : scene_(scene), ns_(std::move(ns)) {
    setZValue(-1);
    setCursor(Qt::ArrowCursor);
    setToolTip(CanvasScene::tr("Namespace %1. Click its name to close it.").arg(ns_.toHtmlEscaped()));
}

void FrameItem::setContent(const QRectF& content) {
    const QRectF next = content.adjusted(-around, -around - label, around, around);
    if (next == rect_) return;
    prepareGeometryChange();
    rect_ = next;
}

QRectF FrameItem::labelRect() const {
    const double width = QFontMetricsF(textFont(12, QFont::DemiBold)).horizontalAdvance(ns_) + 40;
    return {rect_.left() + 8, rect_.top() + 6, width, label};
}

QRectF FrameItem::boundingRect() const {
    return rect_.adjusted(-2, -2, 2, 2);
}

QPainterPath FrameItem::shape() const {
    // Only the name takes clicks: inside the frame a rubber band may start.
    QPainterPath path;
    path.addRect(labelRect());
    return path;
}

void FrameItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
    const Tokens& t = scene_.tokens();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(t.borderStrong, 1, Qt::DashLine));
    painter->setBrush(mixed(t.surface, t.canvas, 0.45));
    painter->drawRoundedRect(rect_, 12, 12);
    const QRectF name = labelRect();
    painter->setPen(t.textMuted);
    painter->setFont(textFont(12, QFont::DemiBold));
    painter->drawText(name, Qt::AlignVCenter, QStringLiteral("▾ ") + ns_);
}

void FrameItem::mousePressEvent(QGraphicsSceneMouseEvent* event) {
    event->setAccepted(event->button() == Qt::LeftButton);
}

void FrameItem::mouseReleaseEvent(QGraphicsSceneMouseEvent* event) {
    // The frame may go with the cards inside: not before this event is over.
    if (!labelRect().contains(event->pos())) return;
    QMetaObject::invokeMethod(
        &scene_, [&scene = scene_, ns = ns_] { Q_EMIT scene.groupToggled(ns); }, Qt::QueuedConnection);
}

} // namespace meshwright::ui
