#include "ui/canvas/canvas_keys.h"

#include "ui/canvas/canvas_editor.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/card_geometry.h"
#include "ui/canvas/card_item.h"
#include "ui/canvas/connect_tool.h"
#include "ui/canvas/edge_item.h"
#include "ui/canvas/weight_chip.h"
#include "ui/theme/theme.h"

#include <QAccessible>
#include <QKeyEvent>
#include <optional>

namespace meshwright::ui {

using graph::Spot;
using graph::Travel;

namespace {

std::optional<Travel> travelOf(const QKeyEvent& event) {
    switch (event.key()) {
    case Qt::Key_Left:
        return Travel::Left;
    case Qt::Key_Right:
        return Travel::Right;
    case Qt::Key_Up:
        return Travel::Up;
    case Qt::Key_Down:
        return Travel::Down;
    case Qt::Key_Tab:
        return Travel::Next;
    case Qt::Key_Backtab:
        return Travel::Previous;
    default:
        return std::nullopt;
    }
}

QPointF stepOf(int key, double step) {
    return {key == Qt::Key_Left    ? -step
            : key == Qt::Key_Right ? step
                                   : 0,
            key == Qt::Key_Up     ? -step
            : key == Qt::Key_Down ? step
                                  : 0};
}

constexpr double farStep = 64, seenMargin = 48;

} // namespace

CanvasKeys::CanvasKeys(CanvasScene& scene, CanvasView& view, CanvasEditor& editor, QObject* parent)
    : QObject(parent), scene_(scene), view_(view), editor_(editor) {
    view_.installEventFilter(this);
    connect(&scene_, &CanvasScene::graphChanged, this, &CanvasKeys::showRing);
}

Spot CanvasKeys::spot() const {
    const auto& g = scene_.graph();
    if (const auto* edge = scene_.edge(focusedEdge_); edge && edge->isSelected())
        for (std::size_t i = 0; i < g.edges.size(); ++i)
            if (g.edges[i].key == focusedEdge_) return {g.edges[i].from.node, g.edges[i].from.port, int(i)};
    // What was selected elsewhere is where the keyboard goes on.
    const auto selected = scene_.selectedCards();
    const auto* focused = scene_.card(focused_);
    if (focused && (selected.empty() || focused->isSelected())) return {g.indexOf(focused_), focusedRow_, -1};
    if (selected.empty()) return {};
    return {g.indexOf(selected.front()->node().key), selected.front()->selectedRow(), -1};
}

void CanvasKeys::selectSpot(const Spot& spot) {
    const auto& node = scene_.graph().nodes[std::size_t(spot.node)];
    std::optional<Selected> selected;
    if (!node.target.object.name.empty()) selected = node.target;
    if (spot.row >= 0 && node.kind == graph::Kind::VirtualService)
        selected->field = node.rules[std::size_t(spot.row)].field;
    else if (spot.row >= 0 && node.policy && spot.row < int(node.subsets.size()) &&
             !node.subsets[std::size_t(spot.row)].undefined)
        selected = Selected{*node.policy, node.subsets[std::size_t(spot.row)].field};
    scene_.clearSelection();
    if (spot.edge >= 0)
        scene_.edge(focusedEdge_)->setSelected(true);
    else
        scene_.select({node.key});
    if (selected) Q_EMIT scene_.selectedByPerson(selected);
}

void CanvasKeys::go(const Spot& spot) {
    if (spot.node < 0) return;
    const auto& g = scene_.graph();
    focused_ = g.nodes[std::size_t(spot.node)].key;
    focusedRow_ = spot.row;
    focusedEdge_ = spot.edge >= 0 ? g.edges[std::size_t(spot.edge)].key : QString();
    selectSpot(spot);
    showRing();
    if (const auto* card = scene_.card(focused_))
        view_.ensureVisible(card->sceneBoundingRect(), seenMargin, seenMargin);
    Q_EMIT hinted(graph::spoken(g, spot));
#if QT_CONFIG(accessibility)
    QAccessibleEvent event(&view_, QAccessible::Focus);
    event.setChild(spot.node);
    QAccessible::updateAccessibility(&event);
#endif
}

void CanvasKeys::showRing() {
    const bool here = view_.hasFocus();
    if (auto* card = scene_.card(ringed_)) card->setFocusRing(false);
    if (auto* edge = scene_.edge(ringedEdge_); edge && edge->chip()) edge->chip()->setFocused(false);
    ringed_ = here && focusedEdge_.isEmpty() ? focused_ : QString();
    ringedEdge_ = here ? focusedEdge_ : QString();
    if (auto* card = scene_.card(ringed_)) card->setFocusRing(true);
    if (auto* edge = scene_.edge(ringedEdge_); edge && edge->chip()) edge->chip()->setFocused(true);
}

void CanvasKeys::startConnect() {
    const Spot here = spot();
    if (here.node < 0) return Q_EMIT hinted(tr("Go to the card that the line starts at, then press C."));
    const auto& node = scene_.graph().nodes[std::size_t(here.node)];
    const auto rows = graph::outRows(node);
    if (rows.empty()) return Q_EMIT hinted(tr("No line can start at %1.").arg(node.title));
    const int row = std::find(rows.begin(), rows.end(), here.row) != rows.end() ? here.row : rows.front();
    scene_.connectTool().start(*scene_.card(node.key), row);
    aim_ = here;
    aim(Travel::Next);
    Q_EMIT hinted(tr("Arrows and Tab choose where the line goes, Enter takes it, Escape leaves it."));
}

void CanvasKeys::aim(Travel way) {
    const auto& g = scene_.graph();
    const Spot next = graph::travel(g, {aim_.node, aim_.row, -1}, way);
    if (next.node < 0) return;
    aim_ = {next.node, next.row, -1};
    const auto& node = g.nodes[std::size_t(aim_.node)];
    const int row = node.kind == graph::Kind::VirtualService ? -1 : aim_.row;
    if (const auto* card = scene_.card(node.key)) {
        scene_.connectTool().aimAt(*card, row);
        view_.ensureVisible(card->sceneBoundingRect(), seenMargin, seenMargin);
    }
    Q_EMIT hinted(scene_.connectTool().words());
}

bool CanvasKeys::pressConnecting(QKeyEvent& event) {
    if (event.key() == Qt::Key_Escape) {
        scene_.connectTool().cancel();
        return true;
    }
    if (event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter) {
        scene_.connectTool().finish();
        return true;
    }
    if (const auto way = travelOf(event)) aim(*way);
    return true;
}

bool CanvasKeys::pressOnWeight(QKeyEvent& event) {
    const int step = event.modifiers() & Qt::ShiftModifier ? 10 : 1;
    switch (event.key()) {
    case Qt::Key_Up:
    case Qt::Key_Plus:
        editor_.stepWeight(QString(focusedEdge_), step);
        return true;
    case Qt::Key_Down:
    case Qt::Key_Minus:
        editor_.stepWeight(QString(focusedEdge_), -step);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_F2:
        editor_.typeWeight(focusedEdge_);
        return true;
    default:
        break;
    }
    if (event.text().size() == 1 && event.text().front().isDigit() && !(event.modifiers() & Qt::ControlModifier)) {
        editor_.typeWeight(focusedEdge_, event.text());
        return true;
    }
    return false;
}

bool CanvasKeys::press(QKeyEvent& event) {
    if (scene_.connectTool().active()) return pressConnecting(event);
    // Whoever has clicked elsewhere since is not on the weight any more.
    if (const auto* edge = scene_.edge(focusedEdge_); !edge || !edge->isSelected()) focusedEdge_.clear();
    if (!focusedEdge_.isEmpty() && pressOnWeight(event)) return true;
    if (const auto way = travelOf(event)) {
        const bool tab = *way == Travel::Next || *way == Travel::Previous;
        if (!tab && event.modifiers() & (Qt::ShiftModifier | Qt::ControlModifier)) {
            scene_.nudge(stepOf(event.key(), event.modifiers() & Qt::ShiftModifier ? farStep : measure::grid));
            return true;
        }
        const Spot here = spot(), next = graph::travel(scene_.graph(), here, *way);
        // After the last card Tab goes on to the next part of the window.
        if (tab && next == here) return false;
        go(next);
        return true;
    }
    if (event.modifiers() & (Qt::ControlModifier | Qt::AltModifier)) return false;
    switch (event.key()) {
    case Qt::Key_C:
        startConnect();
        return true;
    case Qt::Key_F2:
        editor_.rename(focused_);
        return true;
    case Qt::Key_Insert:
        Q_EMIT insertWanted();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (const Spot here = spot();
            here.node >= 0 && scene_.graph().nodes[std::size_t(here.node)].kind == graph::Kind::Group)
            Q_EMIT scene_.groupToggled(scene_.graph().nodes[std::size_t(here.node)].title);
        else
            Q_EMIT openWanted();
        return true;
    case Qt::Key_Menu: {
        const auto* card = scene_.card(focused_);
        const QPoint at = card ? view_.mapFromScene(card->pos() + QPointF(24, 40)) : view_.viewport()->rect().center();
        Q_EMIT menuWanted(view_.viewport()->mapToGlobal(at));
        return true;
    }
    default:
        return false;
    }
}

bool CanvasKeys::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
        QMetaObject::invokeMethod(this, &CanvasKeys::showRing, Qt::QueuedConnection);
    // On the canvas a name is typed in place; elsewhere the same key opens the window's box.
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_F2) {
        event->accept();
        return true;
    }
    if (event->type() == QEvent::KeyPress && press(*static_cast<QKeyEvent*>(event))) return true;
    return QObject::eventFilter(watched, event);
}

} // namespace meshwright::ui
