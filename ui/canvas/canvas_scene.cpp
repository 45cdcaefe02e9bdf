#include "ui/canvas/canvas_scene.h"

#include "ui/canvas/card_geometry.h"
#include "ui/canvas/card_item.h"
#include "ui/canvas/edge_item.h"
#include "ui/canvas/flight_layer.h"
#include "ui/canvas/trace_layer.h"
#include "ui/canvas/weight_chip.h"
#include "ui/theme/theme.h"

#include <QGraphicsView>
#include <QSet>
#include <algorithm>
#include <cmath>
#include <utility>

namespace meshwright::ui {

CanvasScene::CanvasScene(QObject* parent)
    : QGraphicsScene(parent), flights_(new FlightLayer(*this)), traced_(new TraceLayer(*this)) {
    setItemIndexMethod(NoIndex);
    addItem(flights_);
    addItem(traced_);
    connect(this, &QGraphicsScene::selectionChanged, this, &CanvasScene::reportSelection);
}

CanvasScene::~CanvasScene() {
    disconnect(this, &QGraphicsScene::selectionChanged, this, nullptr);
}

const Tokens& CanvasScene::tokens() const {
    return tokensOf(palette());
}

double CanvasScene::devicePixelRatio() const {
    return views().isEmpty() ? 1 : views().front()->devicePixelRatioF();
}

void CanvasScene::setGraph(graph::Graph graph, bool running) {
    graph_ = std::move(graph);
    quiet_ = true;
    QSet<QString> nodeKeys, edgeKeys;
    for (const auto& node : graph_.nodes) {
        nodeKeys.insert(node.key);
        CardItem*& item = cards_[node.key];
        if (!item) {
            item = new CardItem(*this);
            addItem(item);
        }
        item->setNode(node, running);
        if (item->pos() != node.position) item->setPos(node.position);
    }
    for (const auto& edge : graph_.edges) {
        edgeKeys.insert(edge.key);
        EdgeItem*& item = edges_[edge.key];
        if (!item) {
            item = new EdgeItem(*this);
            addItem(item);
        }
        item->setEdge(edge, running);
        placeEdge(*item);
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
        if (!edgeKeys.contains(it.key())) delete it.value()->chip();
    drop(edges_, edgeKeys);
    drop(cards_, nodeKeys);
    // Room around: a card can be dragged away from the others without the view jumping.
    setSceneRect(contentRect().adjusted(-1200, -900, 1200, 900));
    flights_->setArea(sceneRect());
    flights_->forgetWays();
    traced_->setArea(sceneRect());
    quiet_ = false;
}

QRectF CanvasScene::contentRect() const {
    QRectF out;
    for (const auto* item : cards_) out |= QRectF(item->pos(), graph::cardSize(item->node()));
    return out;
}

void CanvasScene::placeEdge(EdgeItem& item) {
    const auto& e = item.edge();
    const auto& a = graph_.nodes[std::size_t(e.from.node)];
    const auto& b = graph_.nodes[std::size_t(e.to.node)];
    const QPointF from = cards_[a.key]->pos() + graph::outPort(a, e.from.port),
                  to = cards_[b.key]->pos() + graph::inPort(b, e.to.port);
    double lane = 0;
    if (EdgeItem::isWayBack(from, to))
        lane = freeLane(to.x() - EdgeItem::bend, from.x() + EdgeItem::bend, (from.y() + to.y()) / 2);
    item.setEnds(from, to, lane);
}

double CanvasScene::freeLane(double left, double right, double wanted) const {
    constexpr double clear = 24;
    std::vector<std::pair<double, double>> blocked;
    std::vector<double> heights{wanted};
    for (const auto* card : cards_) {
        const QRectF r(card->pos(), graph::cardSize(card->node()));
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

void CanvasScene::updateEdgesOf(int node) {
    for (auto* item : std::as_const(edges_))
        if (item->edge().from.node == node || item->edge().to.node == node) placeEdge(*item);
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

void CanvasScene::cardMoved(CardItem& card) {
    if (quiet_) return;
    const int node = graph_.indexOf(card.node().key);
    if (node < 0) return;
    graph_.nodes[std::size_t(node)].position = card.pos();
    updateEdgesOf(node);
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

void CanvasScene::cardsDropped() {
    std::vector<Move> moves;
    for (const auto* item : selectedItems())
        if (const auto* card = qgraphicsitem_cast<const CardItem*>(item))
            moves.push_back({card->node().key, card->pos()});
    if (!moves.empty()) Q_EMIT moved(moves);
}

void CanvasScene::nudge(QPointF by) {
    bool any = false;
    for (auto* item : selectedItems())
        if (item->type() == CardItem::Type) {
            item->setPos(item->pos() + by);
            any = true;
        }
    if (any) cardsDropped();
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

void CanvasScene::reportSelection() {
    if (quiet_) return;
    const auto items = selectedItems();
    if (items.isEmpty()) {
        Q_EMIT selectedByPerson({});
        return;
    }
    if (const auto* card = qgraphicsitem_cast<const CardItem*>(items.front())) {
        if (!card->node().target.object.name.empty()) Q_EMIT selectedByPerson(card->node().target);
    } else if (const auto* edge = qgraphicsitem_cast<const EdgeItem*>(items.front())) {
        const auto& e = edge->edge();
        if (e.weightRef)
            Q_EMIT selectedByPerson(Selected{e.weightRef->virtualService, e.weightRef->rule});
        else
            Q_EMIT selectedByPerson(graph_.nodes[std::size_t(e.from.node)].target);
    }
}

void CanvasScene::showSelected(const std::optional<Selected>& selected) {
    quiet_ = true;
    bool edgeOfIt = false;
    for (auto* item : selectedItems())
        if (const auto* e = qgraphicsitem_cast<const EdgeItem*>(item))
            edgeOfIt = edgeOfIt ||
                       (selected && e->edge().weightRef && e->edge().weightRef->virtualService == selected->object);
    for (auto* card : std::as_const(cards_)) {
        const auto& node = card->node();
        const bool policy = selected && node.policy && *node.policy == selected->object;
        const bool own = selected && node.target.object == selected->object &&
                         (node.target.field.empty() || selected->field.rfind(node.target.field, 0) == 0);
        // Several selected cards stay selected while one of them leads.
        const bool keep = card->isSelected() && selectedItems().size() > 1 && selected;
        card->setSelected((own || policy || keep) && !edgeOfIt);
        int row = -1;
        if (own && !selected->field.empty())
            for (std::size_t i = 0; i < node.rules.size(); ++i)
                if (selected->field.rfind(node.rules[i].field, 0) == 0) row = int(i);
        if (policy && !selected->field.empty())
            for (std::size_t i = 0; i < node.subsets.size(); ++i)
                if (!node.subsets[i].field.empty() && selected->field.rfind(node.subsets[i].field, 0) == 0)
                    row = int(i);
        card->setSelectedRow(row);
    }
    if (!edgeOfIt)
        for (auto* e : std::as_const(edges_)) e->setSelected(false);
    quiet_ = false;
}

} // namespace meshwright::ui
