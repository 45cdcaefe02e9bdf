#include "ui/canvas/edge_item.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/weight_chip.h"
#include "ui/theme/theme.h"

#include <QGraphicsSceneMouseEvent>
#include <QLineF>
#include <QPainter>
#include <QPainterPathStroker>
#include <QStyleOptionGraphicsItem>
#include <algorithm>
#include <cmath>
#include <vector>

namespace meshwright::ui {

namespace {
/// Smaller than this and a sign is a speck.
constexpr double badgeScale = 0.62;
} // namespace

EdgeItem::EdgeItem(CanvasScene& scene) : scene_(scene) {
    setFlag(ItemIsSelectable);
    setZValue(1);
}

EdgeItem::~EdgeItem() = default;

double EdgeItem::widthFor(double rate) {
    return std::clamp(1.5 + 1.6 * std::log10(1 + std::max(0.0, rate)), 1.5, 8.0);
}

void EdgeItem::dropChip() {
    delete chip_;
    chip_ = nullptr;
}

void EdgeItem::setDimmed(bool dimmed, double opacity) {
    setOpacity(dimmed ? opacity : 1);
    if (chip_) chip_->setOpacity(dimmed ? opacity : 1);
}

void EdgeItem::setEdge(const graph::Edge& edge, bool running) {
    if (edge == edge_ && running == running_) return;
    edge_ = edge;
    running_ = running;
    QStringList words;
    if (!edge.tip.isEmpty()) words << edge.tip;
    for (const auto& badge : edge.badges) words << badge.tip;
    setToolTip(words.isEmpty()
                   ? QString()
                   : QStringLiteral("<p style='white-space:pre-wrap'>%1</p>").arg(words.join('\n').toHtmlEscaped()));
    if (edge.weight && edge.weightRef) {
        if (!chip_) {
            chip_ = new WeightChip(scene_);
            scene_.addItem(chip_);
        }
        chip_->setEdge(edge);
        placeChip();
    } else {
        dropChip();
    }
    update();
}

namespace {

/// Straight lines with round corners.
QPainterPath rounded(const std::vector<QPointF>& points, double radius) {
    QPainterPath path(points.front());
    for (std::size_t i = 1; i + 1 < points.size(); ++i) {
        const QLineF in(points[i], points[i - 1]), out(points[i], points[i + 1]);
        const double r = std::min({radius, in.length() / 2, out.length() / 2});
        if (r < 0.5) continue;
        path.lineTo(in.pointAt(r / in.length()));
        path.quadTo(points[i], out.pointAt(r / out.length()));
    }
    path.lineTo(points.back());
    return path;
}

} // namespace

void EdgeItem::setEnds(QPointF from, QPointF to, double lane) {
    if (!path_.isEmpty() && from == from_ && to == to_ && lane == lane_) return;
    prepareGeometryChange();
    from_ = from;
    to_ = to;
    lane_ = lane;
    if (!isWayBack(from, to)) {
        const double reach = std::clamp((to.x() - from.x()) * 0.5, 24.0, 160.0);
        QPainterPath path(from);
        path.cubicTo(from + QPointF(reach, 0), to - QPointF(reach, 0), to);
        path_ = path;
    } else {
        path_ = rounded({from,
                         {from.x() + bend, from.y()},
                         {from.x() + bend, lane},
                         {to.x() - bend, lane},
                         {to.x() - bend, to.y()},
                         to},
                        16);
    }
    placeChip();
    update();
}

void EdgeItem::placeChip() {
    // Near the end: there the curves of one rule have come apart.
    if (chip_ && !path_.isEmpty())
        chip_->setPos(path_.pointAtPercent(path_.percentAtLength(std::max(path_.length() * 0.5, path_.length() - 34))));
}

QRectF EdgeItem::boundingRect() const {
    return path_.boundingRect().adjusted(-10, -10, 10, 10);
}

QPainterPath EdgeItem::shape() const {
    QPainterPathStroker stroker;
    stroker.setWidth(12);
    return stroker.createStroke(path_);
}

double EdgeItem::failingShare() const {
    return running_ && edge_.live.present && edge_.live.failing > 0 ? std::max(0.06, edge_.live.failing) : 0;
}

bool EdgeItem::onFailures(QPointF point) const {
    const double share = failingShare();
    if (share <= 0) return false;
    constexpr int samples = 100;
    double nearest = 0, least = 1e18;
    for (int i = 0; i <= samples; ++i) {
        const QPointF d = path_.pointAtPercent(double(i) / samples) - point;
        if (const double square = QPointF::dotProduct(d, d); square < least) {
            least = square;
            nearest = double(i) / samples;
        }
    }
    return nearest >= 1 - share - 1.0 / samples;
}

void EdgeItem::mouseReleaseEvent(QGraphicsSceneMouseEvent* event) {
    QGraphicsItem::mouseReleaseEvent(event);
    if (event->button() == Qt::LeftButton && onFailures(event->scenePos())) scene_.failuresClicked(*this);
}

void EdgeItem::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget*) {
    const Tokens& t = scene_.tokens();
    const double scale = std::max(0.05, option->levelOfDetailFromTransform(painter->worldTransform()));
    const bool live = running_ && edge_.live.present;
    const double width = std::max(live ? widthFor(edge_.live.rate) : 1.75, 1.25 / scale);
    QColor color = edge_.version.isEmpty() ? mixed(t.borderStrong, t.canvas, 0.9) : versionColor(edge_.version);
    if (running_ && (!edge_.live.present || edge_.live.rate <= 0)) color = mixed(color, t.canvas, 0.45);
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(Qt::NoBrush);
    if (isSelected()) {
        painter->setPen(QPen(mixed(t.accent, t.canvas, 0.45), width + 6, Qt::SolidLine, Qt::RoundCap));
        painter->drawPath(path_);
    }
    QPen pen(color, width, Qt::SolidLine, Qt::FlatCap);
    if (edge_.mirror) {
        pen.setStyle(Qt::CustomDashLine);
        pen.setDashPattern({3, 2.5});
    }
    if (edge_.guard) {
        pen.setStyle(Qt::CustomDashLine);
        pen.setDashPattern({1, 3});
        pen.setCapStyle(Qt::RoundCap);
    }
    painter->setPen(pen);
    painter->drawPath(path_);
    if (live && edge_.live.failing > 0) {
        // The share of the line's length that is red is the share that failed, with enough of it to be seen.
        const double share = failingShare();
        QPolygonF red;
        // A point for each few units: the line turns corners.
        const int points = std::clamp(static_cast<int>(path_.length() * share / 4), 8, 600);
        for (int i = 0; i <= points; ++i) red << path_.pointAtPercent(1 - share + share * i / points);
        painter->setPen(QPen(t.bad, std::max(width, 2.5), Qt::SolidLine, Qt::FlatCap));
        painter->drawPolyline(red);
    }
    // Arrow head, turned as the line arrives.
    const double size = std::clamp(4.5 / scale, 7.0, 13.0) + width * 0.4;
    const QPointF tip = path_.pointAtPercent(1) - QPointF(4, 0);
    QPolygonF head;
    head << tip << tip + QPointF(-size, -size * 0.5) << tip + QPointF(-size, size * 0.5);
    painter->setPen(Qt::NoPen);
    painter->setBrush(live && edge_.live.failing > 0 ? t.bad : color);
    painter->drawPolygon(head);
    if (live && !edge_.live.breaker.isEmpty())
        painter->drawPixmap(QRectF(path_.pointAtPercent(0.5) - QPointF(10, 10), QSizeF(20, 20)),
                            iconPixmap("bolt", t.bad, 20, 2), QRectF(0, 0, 40, 40));
    paintBadges(*painter, scale);
}

void EdgeItem::paintBadges(QPainter& painter, double scale) const {
    if (edge_.badges.empty() || scale < badgeScale) return;
    const Tokens& t = scene_.tokens();
    constexpr double icon = 14, gap = 2, inset = 3;
    const double width = double(edge_.badges.size()) * (icon + gap) - gap + 2 * inset;
    // Beside the start: the end belongs to the weight.
    const double along = std::min(path_.length() * 0.5, width / 2 + 10);
    const QPointF at = path_.pointAtPercent(path_.percentAtLength(along));
    const QRectF pill(at.x() - width / 2, at.y() - icon / 2 - inset, width, icon + 2 * inset);
    painter.setPen(QPen(t.border, 1));
    painter.setBrush(t.surface);
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2);
    double x = pill.left() + inset;
    for (const auto& badge : edge_.badges) {
        painter.drawPixmap(QRectF(x, pill.top() + inset, icon, icon), iconPixmap(badge.icon, t.text, int(icon), 2),
                           QRectF(0, 0, 2 * icon, 2 * icon));
        x += icon + gap;
    }
}

} // namespace meshwright::ui
