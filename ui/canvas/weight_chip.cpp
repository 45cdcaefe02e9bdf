#include "ui/canvas/weight_chip.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/theme/theme.h"

#include <QCursor>
#include <QFontMetricsF>
#include <QGraphicsSceneMouseEvent>
#include <QPainter>
#include <QStyleOptionGraphicsItem>
#include <algorithm>
#include <cmath>

namespace meshwright::ui {

namespace {
/// Screen pixels for one percent: slow enough to hit a number, fast enough for one stroke from 0 to 100.
constexpr double pixelsPerPercent = 2;
} // namespace

WeightChip::WeightChip(CanvasScene& scene) : scene_(scene) {
    setAcceptHoverEvents(true);
    setCursor(Qt::SizeHorCursor);
    setZValue(3);
}

void WeightChip::setEdge(const graph::Edge& edge) {
    ref_ = *edge.weightRef;
    version_ = edge.version;
    edge_ = edge.key;
    weight_ = *edge.weight;
    setToolTip(CanvasScene::tr("Weight %1. Drag sideways to change it; the others follow. Double-click to type it.")
                   .arg(weight_));
    update();
}

QRectF WeightChip::boundingRect() const {
    return {-36, -24, 72, 56};
}

void WeightChip::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget*) {
    const Tokens& t = scene_.tokens();
    const double scale = std::max(0.05, option->levelOfDetailFromTransform(painter->worldTransform()));
    const double size = std::clamp(10 / scale, 12.0, 19.0);
    const QFont font = textFont(static_cast<int>(std::lround(size)), QFont::DemiBold);
    const QString words = QString::number(weight_);
    const double width = QFontMetricsF(font).horizontalAdvance(words) + size * 1.1, height = size * 1.55;
    const QRectF pill(-width / 2, -height / 2, width, height);
    const QColor color = version_.isEmpty() ? t.textMuted : versionColor(version_);
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(hovered_ || dragging_ ? t.text : t.canvas, 2));
    painter->setBrush(color);
    painter->drawRoundedRect(pill, height / 2, height / 2);
    painter->setFont(font);
    painter->setPen(readableOn(color));
    painter->drawText(pill, Qt::AlignCenter, words);
    if (focused_) {
        painter->setPen(QPen(t.accent, 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(pill.adjusted(-4, -4, 4, 4), height / 2 + 4, height / 2 + 4);
    }
    if (!hovered_ && !dragging_ && !focused_) return;
    const QRectF track(-30, height / 2 + 5, 60, 6);
    painter->setPen(Qt::NoPen);
    painter->setBrush(t.border);
    painter->drawRoundedRect(track, 3, 3);
    painter->setBrush(color);
    painter->drawRoundedRect(QRectF(track.topLeft(), QSizeF(track.width() * std::clamp(weight_, 0, 100) / 100.0, 6)), 3,
                             3);
}

void WeightChip::setFocused(bool focused) {
    if (focused == focused_) return;
    focused_ = focused;
    update();
}

void WeightChip::mouseDoubleClickEvent(QGraphicsSceneMouseEvent* event) {
    event->accept();
    Q_EMIT scene_.weightTyped(edge_);
}

void WeightChip::hoverEnterEvent(QGraphicsSceneHoverEvent*) {
    hovered_ = true;
    update();
}

void WeightChip::hoverLeaveEvent(QGraphicsSceneHoverEvent*) {
    hovered_ = false;
    update();
}

void WeightChip::mousePressEvent(QGraphicsSceneMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return event->ignore();
    dragging_ = true;
    pressedWeight_ = weight_;
    scene_.weightDragStarted(ref_);
    event->accept();
}

void WeightChip::mouseMoveEvent(QGraphicsSceneMouseEvent* event) {
    if (!dragging_) return;
    const double moved = event->screenPos().x() - event->buttonDownScreenPos(Qt::LeftButton).x();
    const int percent = std::clamp(pressedWeight_ + static_cast<int>(std::lround(moved / pixelsPerPercent)), 0, 100);
    if (percent == weight_) return;
    // The edit comes back as a new design and may replace this chip: nothing of it is used after this call.
    const graph::WeightRef ref = ref_;
    scene_.weightDragged(ref, percent);
}

void WeightChip::mouseReleaseEvent(QGraphicsSceneMouseEvent*) {
    if (!dragging_) return;
    dragging_ = false;
    update();
    scene_.weightDragFinished();
}

} // namespace meshwright::ui
