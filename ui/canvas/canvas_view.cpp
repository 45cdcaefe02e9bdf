#include "ui/canvas/canvas_view.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace meshwright::ui {

namespace {
constexpr double leastZoom = 0.1, mostZoom = 3;
/// Pixels around a fitted design; more below, where the legend lies.
constexpr double margin = 24, legendRoom = 56;
} // namespace

CanvasView::CanvasView(CanvasScene& scene, QWidget* parent) : QGraphicsView(&scene, parent), scene_(scene) {
    setRenderHint(QPainter::Antialiasing);
    setFrameShape(NoFrame);
    setDragMode(RubberBandDrag);
    setTransformationAnchor(AnchorUnderMouse);
    setResizeAnchor(AnchorViewCenter);
    setViewportUpdateMode(FullViewportUpdate);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Canvas"));
}

void CanvasView::setZoom(double zoom) {
    zoom = std::clamp(zoom, leastZoom, mostZoom);
    fitted_ = false;
    setTransform(QTransform::fromScale(zoom, zoom));
    Q_EMIT zoomChanged();
}

void CanvasView::fit() {
    const QRectF content = scene_.contentRect();
    if (content.isEmpty()) return;
    const double width = viewport()->width() - 2 * margin, height = viewport()->height() - margin - legendRoom;
    setZoom(std::min({width / content.width(), height / content.height(), 1.0}));
    centerOn(content.center() + QPointF(0, (legendRoom - margin) / 2 / zoom()));
    fitted_ = true;
}

void CanvasView::drawBackground(QPainter* painter, const QRectF& rect) {
    const Tokens& t = tokensOf(palette());
    painter->fillRect(rect, t.canvas);
    const double scale = zoom();
    if (scale < 0.3) return;
    // Dots of a 32-unit grid, a pixel each: a ground to align on, not a pattern to look at.
    constexpr double step = 32;
    QPolygonF dots;
    for (double x = std::floor(rect.left() / step) * step; x < rect.right(); x += step)
        for (double y = std::floor(rect.top() / step) * step; y < rect.bottom(); y += step) dots << QPointF(x, y);
    painter->setPen(QPen(mixed(t.borderStrong, t.canvas, 0.4), 1.5 / scale, Qt::SolidLine, Qt::RoundCap));
    painter->drawPoints(dots);
}

void CanvasView::wheelEvent(QWheelEvent* event) {
    if (event->modifiers() & Qt::ControlModifier) {
        setZoom(zoom() * std::pow(1.0015, event->angleDelta().y()));
        return;
    }
    const QPoint by = event->pixelDelta().isNull() ? event->angleDelta() / 2 : event->pixelDelta();
    const bool sideways = event->modifiers() & Qt::ShiftModifier;
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() - (sideways ? by.y() : by.x()));
    verticalScrollBar()->setValue(verticalScrollBar()->value() - (sideways ? 0 : by.y()));
    fitted_ = false;
}

void CanvasView::keyPressEvent(QKeyEvent* event) {
    const double step = event->modifiers() & Qt::ShiftModifier ? 64 : measure::grid;
    switch (event->key()) {
    case Qt::Key_Left:
        scene_.nudge({-step, 0});
        return;
    case Qt::Key_Right:
        scene_.nudge({step, 0});
        return;
    case Qt::Key_Up:
        scene_.nudge({0, -step});
        return;
    case Qt::Key_Down:
        scene_.nudge({0, step});
        return;
    case Qt::Key_Plus:
        Q_EMIT weightKey(event->modifiers() & Qt::ShiftModifier ? 10 : 1);
        return;
    case Qt::Key_Minus:
        Q_EMIT weightKey(event->modifiers() & Qt::ShiftModifier ? -10 : -1);
        return;
    case Qt::Key_Escape:
        scene_.clearSelection();
        return;
    case Qt::Key_Space:
        if (!event->isAutoRepeat()) {
            spaceHeld_ = true;
            viewport()->setCursor(Qt::OpenHandCursor);
        }
        return;
    default:
        QGraphicsView::keyPressEvent(event);
    }
}

void CanvasView::keyReleaseEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
        spaceHeld_ = false;
        viewport()->unsetCursor();
        return;
    }
    QGraphicsView::keyReleaseEvent(event);
}

void CanvasView::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::MiddleButton || (spaceHeld_ && event->button() == Qt::LeftButton)) {
        panning_ = true;
        panFrom_ = event->position().toPoint();
        viewport()->setCursor(Qt::ClosedHandCursor);
        return;
    }
    QGraphicsView::mousePressEvent(event);
}

void CanvasView::mouseMoveEvent(QMouseEvent* event) {
    if (!panning_) return QGraphicsView::mouseMoveEvent(event);
    const QPoint by = event->position().toPoint() - panFrom_;
    panFrom_ = event->position().toPoint();
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() - by.x());
    verticalScrollBar()->setValue(verticalScrollBar()->value() - by.y());
    fitted_ = false;
}

void CanvasView::mouseReleaseEvent(QMouseEvent* event) {
    if (panning_) {
        panning_ = false;
        spaceHeld_ ? viewport()->setCursor(Qt::OpenHandCursor) : viewport()->unsetCursor();
        return;
    }
    QGraphicsView::mouseReleaseEvent(event);
}

void CanvasView::resizeEvent(QResizeEvent* event) {
    QGraphicsView::resizeEvent(event);
    // Whoever has not chosen a part of the design keeps seeing all of it.
    if (fitted_) fit();
}

void CanvasView::contextMenuEvent(QContextMenuEvent* event) {
    QMenu menu(this);
    for (QAction* action : actions()) menu.addAction(action);
    if (!menu.isEmpty()) menu.exec(event->globalPos());
}

} // namespace meshwright::ui
