#include "ui/canvas/card_item.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/card_geometry.h"
#include "ui/canvas/connect_tool.h"
#include "ui/canvas/pod_painter.h"
#include "ui/theme/theme.h"

#include <QGraphicsSceneMouseEvent>
#include <QPainter>
#include <QStyleOptionGraphicsItem>
#include <QWidget>

namespace meshwright::ui {

CardItem::CardItem(CanvasScene& scene) : scene_(scene) {
    setFlags(ItemIsMovable | ItemIsSelectable | ItemSendsGeometryChanges);
    setAcceptHoverEvents(true);
    setCacheMode(DeviceCoordinateCache);
    setZValue(2);
}

void CardItem::setNode(const graph::Node& node, bool running) {
    if (node == node_ && running == running_) return;
    if (graph::cardSize(node) != graph::cardSize(node_)) prepareGeometryChange();
    node_ = node;
    running_ = running;
    setToolTip({});
    update();
}

void CardItem::setSelectedRow(int row) {
    if (row == selectedRow_) return;
    selectedRow_ = row;
    update();
}

void CardItem::setFocusRing(bool on) {
    if (on == focusRing_) return;
    focusRing_ = on;
    update();
}

QRectF CardItem::boundingRect() const {
    return QRectF(QPointF(), graph::cardSize(node_)).adjusted(-12, -4, 12, 8);
}

QPainterPath CardItem::shape() const {
    QPainterPath path;
    path.addRect(QRectF(QPointF(), graph::cardSize(node_)));
    // A port sticks out of the card, and its middle is where one aims.
    const double r = graph::card::portReach;
    for (const int row : graph::outRows(node_)) {
        const QPointF at = graph::outPort(node_, row);
        path.addRect(at.x(), at.y() - r, r, 2 * r);
    }
    return path;
}

void CardItem::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget*) {
    CardLook look;
    look.scale = std::max(0.05, option->levelOfDetailFromTransform(painter->worldTransform()));
    look.selected = isSelected();
    look.hovered = hovered_;
    look.selectedRow = selectedRow_;
    look.running = running_;
    look.focused = focusRing_;
    paintCard(*painter, node_, scene_.tokens(), look);
}

QVariant CardItem::itemChange(GraphicsItemChange change, const QVariant& value) {
    if (change == ItemPositionHasChanged) scene_.cardMoved(*this);
    return QGraphicsItem::itemChange(change, value);
}

void CardItem::hoverEnterEvent(QGraphicsSceneHoverEvent* event) {
    hovered_ = true;
    update();
    QGraphicsItem::hoverEnterEvent(event);
}

void CardItem::hoverMoveEvent(QGraphicsSceneHoverEvent* event) {
    const bool port = graph::outPortAt(node_, event->pos()).has_value();
    setCursor(port ? Qt::CrossCursor : Qt::ArrowCursor);
    const QString tip = port ? CanvasScene::tr("Drag from here to connect") : tipAt(event->pos());
    if (tip != toolTip()) setToolTip(tip);
}

void CardItem::hoverLeaveEvent(QGraphicsSceneHoverEvent* event) {
    hovered_ = false;
    update();
    QGraphicsItem::hoverLeaveEvent(event);
}

QString CardItem::tipAt(QPointF point) const {
    QStringList out;
    if (const int row = graph::rowAt(node_, point); row >= 0) {
        if (node_.kind == graph::Kind::VirtualService) {
            const auto& rule = node_.rules[std::size_t(row)];
            out << CanvasScene::tr("Rule %1: %2 → %3").arg(row + 1).arg(rule.when, rule.then);
            for (const auto& badge : rule.badges) out << badge.tip;
        } else {
            const auto& subset = node_.subsets[std::size_t(row)];
            out << CanvasScene::tr("Subset %1: pods with %2").arg(subset.name, subset.labels);
            if (subset.undefined)
                out << CanvasScene::tr("No destination rule defines it.");
            else if (subset.hole)
                out << CanvasScene::tr("It selects no pod.");
        }
    } else if (graph::bandRect(node_).contains(point)) {
        for (const auto& chip : node_.chips) out << chip.tip;
        if (node_.chips.empty()) out << CanvasScene::tr("Click to add a destination rule");
    } else if (node_.kind == graph::Kind::Workload) {
        for (int i = 0; i < graph::shownPods(node_); ++i)
            if (graph::podRect(node_, i).contains(point)) out << podText(node_.pods[std::size_t(i)]);
    }
    if (out.isEmpty()) {
        out << node_.title;
        if (!node_.subtitle.isEmpty()) out << node_.subtitle;
        if (!node_.problem.isEmpty()) out << node_.problem;
    }
    // Tooltips guess at markup: a name that looks like a tag must stay a name.
    return QStringLiteral("<p style='white-space:pre-wrap'>%1</p>").arg(out.join('\n').toHtmlEscaped());
}

void CardItem::mousePressEvent(QGraphicsSceneMouseEvent* event) {
    if (event->button() == Qt::LeftButton) {
        if (const auto row = graph::outPortAt(node_, event->pos())) {
            connecting_ = true;
            scene_.connectTool().start(*this, *row);
            return;
        }
    }
    QGraphicsItem::mousePressEvent(event);
    scene_.dragStarted();
}

void CardItem::mouseMoveEvent(QGraphicsSceneMouseEvent* event) {
    if (connecting_) return scene_.connectTool().moveTo(event->scenePos());
    if (event->buttons() & Qt::LeftButton)
        scene_.dragTo(event->scenePos() - event->buttonDownScenePos(Qt::LeftButton),
                      event->modifiers() & Qt::AltModifier);
}

void CardItem::mouseReleaseEvent(QGraphicsSceneMouseEvent* event) {
    if (connecting_) {
        connecting_ = false;
        scene_.connectTool().moveTo(event->scenePos());
        // The edit comes back as a new graph, which may replace this card.
        return scene_.connectTool().finish();
    }
    const bool click = (event->screenPos() - event->buttonDownScreenPos(Qt::LeftButton)).manhattanLength() < 4;
    QGraphicsItem::mouseReleaseEvent(event);
    if (event->button() != Qt::LeftButton) return;
    if (click)
        scene_.cardClicked(*this, event->pos());
    else
        scene_.cardsDropped();
}

void CardItem::mouseDoubleClickEvent(QGraphicsSceneMouseEvent* event) {
    if (event->button() == Qt::LeftButton) scene_.cardDoubleClicked(*this, event->pos());
}

} // namespace meshwright::ui
