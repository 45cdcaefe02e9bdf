#include "ui/canvas/canvas_view.h"

#include "ui/canvas/canvas_accessible.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/card_item.h"
#include "ui/canvas/connect_tool.h"
#include "ui/canvas/overview.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace meshwright::ui {

namespace {
constexpr double leastZoom = 0.1, mostZoom = 3;
/// In a large design more cards in sight than this are small enough to be shown from their pictures.
constexpr int mostCards = 100;
constexpr std::size_t largeDesign = 300;
/// Pixels around a fitted design; more below, where the legend lies.
constexpr double margin = 24, legendRoom = 56;
} // namespace

CanvasView::CanvasView(CanvasScene& scene, QWidget* parent)
    : QGraphicsView(&scene, parent), scene_(scene), overview_(std::make_unique<Overview>(scene)) {
    installCanvasAccessibility();
    setRenderHint(QPainter::Antialiasing);
    setFrameShape(NoFrame);
    setDragMode(RubberBandDrag);
    setTransformationAnchor(AnchorViewCenter);
    setResizeAnchor(AnchorViewCenter);
    setViewportUpdateMode(FullViewportUpdate);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Canvas"));
    connect(overview_.get(), &Overview::progressed, this, [this] {
        if (showsOverview()) viewport()->update();
    });
}

CanvasView::~CanvasView() = default;

void CanvasView::setZoom(double zoom) {
    // A very large design may be seen whole all the same.
    const QRectF content = scene_.contentRect();
    const double whole =
        content.isEmpty()
            ? leastZoom
            : std::min(viewport()->width() / content.width(), viewport()->height() / content.height()) * 0.8;
    zoom = std::clamp(zoom, std::min(leastZoom, whole), mostZoom);
    fitted_ = false;
    setTransform(QTransform::fromScale(zoom, zoom));
    Q_EMIT zoomChanged();
    Q_EMIT moved();
}

void CanvasView::zoomAbout(QPointF at, double zoom) {
    const QPointF under = mapToScene(at.toPoint());
    setZoom(zoom);
    const QPointF now = viewportTransform().map(under) - at;
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() + int(std::lround(now.x())));
    verticalScrollBar()->setValue(verticalScrollBar()->value() + int(std::lround(now.y())));
}

QRectF CanvasView::visibleArea() const {
    return mapToScene(viewport()->rect()).boundingRect();
}

bool CanvasView::showsOverview() const {
    return scene_.graph().nodes.size() >= largeDesign && overview_->countIn(visibleArea(), mostCards) >= mostCards;
}

void CanvasView::paintEvent(QPaintEvent* event) {
    if (!showsOverview()) return QGraphicsView::paintEvent(event);
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), tokensOf(palette()).canvas);
    overview_->paint(painter, *this);
}

void CanvasView::fit() {
    fitRect(scene_.contentRect());
    fitted_ = true;
}

void CanvasView::fitRect(const QRectF& area) {
    if (area.isEmpty()) return;
    const double width = viewport()->width() - 2 * margin, height = viewport()->height() - margin - legendRoom;
    setZoom(std::min({width / area.width(), height / area.height(), 1.0}));
    centerOn(area.center() + QPointF(0, (legendRoom - margin) / 2 / zoom()));
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
    if (event->modifiers() & Qt::ControlModifier || event->pixelDelta().isNull()) {
        // A wheel has notches and zooms about the pointer; a touchpad has pixels and pans.
        const bool sideways = event->modifiers() & Qt::ShiftModifier;
        if (!sideways) return zoomAbout(event->position(), zoom() * std::pow(1.0015, event->angleDelta().y()));
    }
    const QPoint by = event->pixelDelta().isNull() ? event->angleDelta() / 2 : event->pixelDelta();
    const bool sideways = event->modifiers() & Qt::ShiftModifier;
    const int across = sideways && by.x() == 0 ? by.y() : by.x();
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() - across);
    verticalScrollBar()->setValue(verticalScrollBar()->value() - (sideways ? 0 : by.y()));
    fitted_ = false;
}

void CanvasView::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        scene_.connectTool().cancel();
        return scene_.clearSelection();
    }
    if (event->key() == Qt::Key_Space) {
        if (!event->isAutoRepeat()) {
            spaceHeld_ = true;
            viewport()->setCursor(Qt::OpenHandCursor);
        }
        return;
    }
    QGraphicsView::keyPressEvent(event);
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

void CanvasView::mouseDoubleClickEvent(QMouseEvent* event) {
    // Far away a double click goes closer to what is there.
    if (showsOverview() && event->button() == Qt::LeftButton) {
        const QPointF at = mapToScene(event->position().toPoint());
        setZoom(0.8);
        return centerOn(at);
    }
    QGraphicsView::mouseDoubleClickEvent(event);
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

void CanvasView::scrollContentsBy(int dx, int dy) {
    QGraphicsView::scrollContentsBy(dx, dy);
    Q_EMIT moved();
}

void CanvasView::contextMenuEvent(QContextMenuEvent* event) {
    // What is under the pointer is what the menu is about.
    if (auto* card = scene_.cardAt(mapToScene(event->pos())); card && !card->isSelected())
        scene_.select({card->node().key});
    Q_EMIT menuWanted(event->globalPos());
}

} // namespace meshwright::ui
