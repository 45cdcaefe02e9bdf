#include "ui/canvas/minimap.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/overview.h"
#include "ui/theme/theme.h"

#include <QMouseEvent>
#include <QPainter>

namespace meshwright::ui {

namespace {
constexpr int wide = 168, tall = 112, inset = 6;
}

Minimap::Minimap(CanvasView& view, QWidget* parent) : QWidget(parent), view_(view) {
    setAccessibleName(tr("Minimap"));
    setToolTip(tr("The whole design. Drag to look at another part of it."));
    setCursor(Qt::PointingHandCursor);
    hide();
    connect(&view_, &CanvasView::moved, this, &Minimap::follow);
    connect(&view_.canvas(), &CanvasScene::graphChanged, this, &Minimap::redraw);
}

QSize Minimap::sizeHint() const {
    return {wide, tall};
}

void Minimap::setWanted(bool wanted) {
    wanted_ = wanted;
    follow();
}

void Minimap::redraw() {
    stale_ = true;
    follow();
}

void Minimap::follow() {
    const QRectF content = view_.canvas().contentRect();
    const bool more = !content.isEmpty() && !view_.visibleArea().contains(content);
    setVisible(wanted_ && more);
    if (isVisible()) update();
}

QRectF Minimap::placed() const {
    const QRectF content = view_.canvas().contentRect();
    const QSizeF room(width() - 2 * inset, height() - 2 * inset);
    const QSizeF size = content.size().scaled(room, Qt::KeepAspectRatio);
    return {QPointF((width() - size.width()) / 2, (height() - size.height()) / 2), size};
}

void Minimap::paintEvent(QPaintEvent*) {
    const Tokens& t = tokensOf(palette());
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(t.border);
    p.setBrush(t.surface);
    p.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), measure::radius, measure::radius);
    const QRectF content = view_.canvas().contentRect(), place = placed();
    if (content.isEmpty()) return;
    if (stale_) {
        picture_ = view_.overview().picture(place.size().toSize(), devicePixelRatioF());
        stale_ = false;
    }
    p.drawPixmap(place.topLeft(), picture_);
    const double scale = place.width() / content.width();
    const QRectF seen = view_.visibleArea();
    QRectF frame((seen.topLeft() - content.topLeft()) * scale + place.topLeft(), seen.size() * scale);
    frame = frame.intersected(QRectF(rect()).adjusted(2, 2, -2, -2));
    p.setPen(QPen(t.accent, 1.5));
    p.setBrush(Qt::NoBrush);
    p.drawRect(frame);
}

void Minimap::goTo(QPointF at) {
    const QRectF content = view_.canvas().contentRect(), place = placed();
    if (place.isEmpty()) return;
    view_.centerOn((at - place.topLeft()) * (content.width() / place.width()) + content.topLeft());
}

void Minimap::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) goTo(event->position());
}

void Minimap::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons() & Qt::LeftButton) goTo(event->position());
}

} // namespace meshwright::ui
