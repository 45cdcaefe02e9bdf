#include "ui/canvas/canvas_scene.h"

#include "ui/canvas/card_geometry.h"
#include "ui/canvas/card_item.h"
#include "ui/canvas/connect_tool.h"
#include "ui/canvas/edge_item.h"
#include "ui/canvas/flight_layer.h"
#include "ui/canvas/frame_item.h"
#include "ui/canvas/guides.h"
#include "ui/canvas/trace_layer.h"
#include "ui/canvas/weight_chip.h"
#include "ui/theme/theme.h"

#include <QGraphicsView>
#include <algorithm>
#include <cmath>
#include <utility>

namespace meshwright::ui {

namespace {

/// From here on items are found by a tree; below, looking at each is faster.
constexpr std::size_t manyNodes = 300;
/// Room around: a card can be dragged away from the others without the view jumping.
constexpr double roomAcross = 1200, roomDown = 900;

QString keyOf(const model::ResourceId& id) {
    return QString::fromStdString(id.kind + "/" + id.ns + "/" + id.name);
}

} // namespace

CanvasScene::CanvasScene(QObject* parent)
    : QGraphicsScene(parent), flights_(new FlightLayer(*this)), guides_(new GuideLayer(*this)), traced_(new TraceLayer(*this)) {
    setItemIndexMethod(NoIndex);
    addItem(flights_);
    addItem(guides_);
    addItem(traced_);
    tool_ = new ConnectTool(*this);
    connect(this, &QGraphicsScene::selectionChanged, this, &CanvasScene::reportSelection);
}

CanvasScene::~CanvasScene() {
    disconnect(this, &QGraphicsScene::selectionChanged, this, nullptr);
}

const Tokens& CanvasScene::tokens() const {
    return tokensOf(palette());
}

void CanvasScene::keepStep(const graph::Node& node, bool running) {
    CardItem*& item = cards_[node.key];
    if (!item) {
        item = new CardItem(*this);
        addItem(item);
    }
    item->setNode(node, running);
    if (item->pos() != node.position) item->setPos(node.position);
}

void CanvasScene::keepStep(const graph::Edge& edge, bool running) {
    EdgeItem*& item = edges_[edge.key];
    if (!item) {
        item = new EdgeItem(*this);
        addItem(item);
    }
    item->setEdge(edge, running);
    placeEdge(*item);
}

void CanvasScene::setGraph(graph::Graph graph, bool running) {
    graph_ = std::move(graph);
    quiet_ = true;
    setItemIndexMethod(graph_.nodes.size() > manyNodes ? BspTreeIndex : NoIndex);
    QSet<QString> nodeKeys, edgeKeys;
    for (const auto& node : graph_.nodes) {
        nodeKeys.insert(node.key);
        keepStep(node, running);
    }
    for (const auto& edge : graph_.edges) {
        edgeKeys.insert(edge.key);
        keepStep(edge, running);
    }
    const auto drop = [](auto& items, const QSet<QString>& keep) {
        for (auto it = items.begin(); it != items.end();)
            if (keep.contains(it.key()))
                ++it;
            else {
                delete it.value();
                it = items.erase(it);
            }
    };
    for (auto it = edges_.begin(); it != edges_.end(); ++it)
        if (!edgeKeys.contains(it.key())) it.value()->dropChip();
    drop(edges_, edgeKeys);
    drop(cards_, nodeKeys);
    index();
    updateBounds();
    flights_->forgetWays();
    if (!filter_.isEmpty()) applyFilter();
    updateFrames();
    quiet_ = false;
    Q_EMIT graphChanged({});
}

void CanvasScene::change(const graph::Graph& next, const graph::Delta& delta) {
    quiet_ = true;
    QRectF area;
    const auto look = [&](const graph::Node& node) { area |= QRectF(node.position, graph::cardSize(node)); };
    for (const int i : delta.nodes) {
        auto& node = graph_.nodes[std::size_t(i)];
        look(node);
        node = next.nodes[std::size_t(i)];
        look(node);
        keepStep(node, false);
        for (auto* edge : edgesAt_.value(node.key)) placeEdge(*edge);
    }
    for (const int i : delta.edges) {
        graph_.edges[std::size_t(i)] = next.edges[std::size_t(i)];
        keepStep(graph_.edges[std::size_t(i)], false);
    }
    if (!delta.nodes.empty()) {
        updateBounds();
        if (framesOn_)
            for (const int i : delta.nodes)
                updateFrame(QString::fromStdString(graph_.nodes[std::size_t(i)].target.object.ns));
    }
    quiet_ = false;
    if (!area.isNull()) Q_EMIT graphChanged(area);
}

void CanvasScene::index() {
    edgesAt_.clear();
    cardsOf_.clear();
    inNamespace_.clear();
    for (const auto& node : graph_.nodes) {
        cardsOf_.insert(keyOf(node.target.object), node.key);
        if (node.policy) cardsOf_.insert(keyOf(*node.policy), node.key);
        if (!node.target.object.name.empty())
            inNamespace_[QString::fromStdString(node.target.object.ns)].push_back(node.key);
    }
    for (const auto& edge : graph_.edges) {
        auto* item = edges_.value(edge.key);
        edgesAt_[graph_.nodes[std::size_t(edge.from.node)].key].push_back(item);
        edgesAt_[graph_.nodes[std::size_t(edge.to.node)].key].push_back(item);
    }
}

void CanvasScene::updateBounds() {
    const QRectF area = contentRect().adjusted(-roomAcross, -roomDown, roomAcross, roomDown);
    if (sceneRect().contains(area) && area.width() > sceneRect().width() * 0.8) return;
    setSceneRect(area);
    flights_->setArea(area);
    traced_->setArea(area);
}

QRectF CanvasScene::contentRect() const {
    QRectF out;
    for (const auto& node : graph_.nodes) out |= QRectF(node.position, graph::cardSize(node));
    return out;
}

void CanvasScene::placeEdge(EdgeItem& item) {
    const auto& e = item.edge();
    const auto& a = graph_.nodes[std::size_t(e.from.node)];
    const auto& b = graph_.nodes[std::size_t(e.to.node)];
    const QPointF from = a.position + graph::outPort(a, e.from.port), to = b.position + graph::inPort(b, e.to.port);
    double lane = (from.y() + to.y()) / 2;
    // Among very many cards there is no free lane to be found in time, and none that would be noticed.
    if (EdgeItem::isWayBack(from, to) && graph_.nodes.size() <= manyNodes)
        lane = freeLane(to.x() - EdgeItem::bend, from.x() + EdgeItem::bend, lane);
    item.setEnds(from, to, lane);
}

double CanvasScene::freeLane(double left, double right, double wanted) const {
    constexpr double clear = 24;
    std::vector<std::pair<double, double>> blocked;
    std::vector<double> heights{wanted};
    for (const auto& node : graph_.nodes) {
        const QRectF r(node.position, graph::cardSize(node));
        if (r.right() < left || r.left() > right) continue;
        blocked.emplace_back(r.top() - clear, r.bottom() + clear);
        heights.push_back(r.top() - clear);
        heights.push_back(r.bottom() + clear);
    }
    std::sort(heights.begin(), heights.end(),
              [&](double x, double y) { return std::abs(x - wanted) < std::abs(y - wanted); });
    for (const double y : heights)
        if (std::none_of(blocked.begin(), blocked.end(), [&](const auto& b) { return y > b.first && y < b.second; }))
            return y;
    return wanted;
}

void CanvasScene::addFlights(const std::vector<sim::metrics::Flight>& flights) {
    flights_->add(flights, [this](const sim::metrics::Flight& f) {
        FlightLayer::Way way;
        for (const int i :
             graph_.wayOf(f.from, f.to, f.virtualService, f.rule, f.outcome == sim::metrics::Flight::Outcome::Mirrored))
            if (const auto* item = edges_.value(graph_.edges[std::size_t(i)].key)) way.push_back(item->path());
        return way;
    });
}

CardItem* CanvasScene::cardAt(QPointF at) const {
    const double r = graph::card::portReach;
    CardItem* near = nullptr;
    for (auto* item : items(QRectF(at - QPointF(r, r), QSizeF(2 * r, 2 * r)), Qt::IntersectsItemBoundingRect))
        if (auto* card = qgraphicsitem_cast<CardItem*>(item)) {
            if (QRectF(card->pos(), graph::cardSize(card->node())).contains(at)) return card;
            if (!near) near = card;
        }
    return near;
}

std::vector<CardItem*> CanvasScene::selectedCards() const {
    std::vector<CardItem*> out;
    for (auto* item : selectedItems())
        if (auto* card = qgraphicsitem_cast<CardItem*>(item)) out.push_back(card);
    std::sort(out.begin(), out.end(), [this](const CardItem* a, const CardItem* b) {
        return graph_.indexOf(a->node().key) < graph_.indexOf(b->node().key);
    });
    return out;
}

void CanvasScene::selectAll() {
    quiet_ = true;
    for (auto* card : std::as_const(cards_)) card->setSelected(true);
    for (auto* edge : std::as_const(edges_)) edge->setSelected(false);
    quiet_ = false;
    reportSelection();
}

void CanvasScene::select(const QStringList& keys) {
    quiet_ = true;
    clearSelection();
    for (const auto& key : keys)
        if (auto* item = card(key)) item->setSelected(true);
    quiet_ = false;
    reportSelection();
}

void CanvasScene::cardMoved(CardItem& card) {
    if (quiet_) return;
    const int node = graph_.indexOf(card.node().key);
    if (node < 0) return;
    graph_.nodes[std::size_t(node)].position = card.pos();
    for (auto* edge : edgesAt_.value(card.node().key)) placeEdge(*edge);
    if (framesOn_) updateFrame(QString::fromStdString(card.node().target.object.ns));
}

void CanvasScene::cardClicked(CardItem& card, QPointF at) {
    const auto& node = card.node();
    const int row = graph::rowAt(node, at);
    if (node.kind == graph::Kind::VirtualService && row >= 0) {
        Q_EMIT selectedByPerson(Selected{node.target.object, node.rules[std::size_t(row)].field});
    } else if (row >= 0 && node.policy && !node.subsets[std::size_t(row)].undefined) {
        Q_EMIT selectedByPerson(Selected{*node.policy, node.subsets[std::size_t(row)].field});
    } else if (graph::bandRect(node).contains(at)) {
        if (node.policy)
            Q_EMIT selectedByPerson(Selected{*node.policy, {}});
        else if (node.kind == graph::Kind::Service)
            Q_EMIT policyWanted(node.target.object);
    } else {
        reportSelection();
    }
}

void CanvasScene::cardDoubleClicked(CardItem& card, QPointF at) {
    if (card.node().kind == graph::Kind::Group)
        // The card goes: not before this event is over.
        QMetaObject::invokeMethod(
            this, [this, ns = card.node().title] { Q_EMIT groupToggled(ns); }, Qt::QueuedConnection);
    else if (graph::headRect(card.node()).contains(at))
        Q_EMIT renameWanted(card.node().key);
}

void CanvasScene::dragStarted() {
    dragged_.clear();
    dragNeighbours_.clear();
    draggedRect_ = {};
    for (auto* card : selectedCards()) {
        dragged_.emplace_back(card, card->pos());
        draggedRect_ |= QRectF(card->pos(), graph::cardSize(card->node()));
    }
    const QRectF near = views().isEmpty()
                            ? contentRect()
                            : views().front()->mapToScene(views().front()->viewport()->rect()).boundingRect();
    for (auto* item : items(near, Qt::IntersectsItemBoundingRect))
        if (const auto* card = qgraphicsitem_cast<const CardItem*>(item); card && !card->isSelected())
            dragNeighbours_.emplace_back(card->pos(), graph::cardSize(card->node()));
}

void CanvasScene::dragTo(QPointF by, bool free) {
    if (dragged_.empty()) return;
    const double scale = views().isEmpty() ? 1 : views().front()->transform().m11();
    const auto snap = snapTo(draggedRect_.translated(by), free ? std::vector<QRectF>{} : dragNeighbours_,
                             measure::grid * 0.75 / std::max(scale, 0.1), free ? 1 : measure::grid);
    guides_->show(snap.lines);
    for (const auto& [card, from] : dragged_) card->setPos(from + by + snap.by);
}

void CanvasScene::cardsDropped() {
    guides_->show({});
    dragged_.clear();
    std::vector<Move> moves;
    for (const auto* card : selectedCards()) moves.push_back({card->node().key, card->pos()});
    if (!moves.empty()) Q_EMIT moved(moves);
}

void CanvasScene::nudge(QPointF by) {
    const auto cards = selectedCards();
    for (auto* card : cards) card->setPos(card->pos() + by);
    if (!cards.empty()) cardsDropped();
}

void CanvasScene::weightDragStarted(const graph::WeightRef& ref) {
    Q_EMIT selectedByPerson(Selected{ref.virtualService, ref.rule});
    Q_EMIT weightStarted();
}
void CanvasScene::weightDragged(const graph::WeightRef& ref, int percent) {
    Q_EMIT weightChanged(ref, percent);
}
void CanvasScene::weightDragFinished() {
    Q_EMIT weightFinished();
}

void CanvasScene::markClicked(quint64 request) {
    Q_EMIT requestPicked(request);
}

void CanvasScene::failuresClicked(EdgeItem& edge) {
    Q_EMIT failuresPicked(edge.edge().key);
}

} // namespace meshwright::ui
