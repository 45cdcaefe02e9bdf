// The scene: one item a node and an edge, kept in step with a graph. It changes nothing of the design; it says what
// the person did.
#pragma once

// Qt first: the moc of Qt 6.4 stumbles over <compare> where nothing of the standard library came before it.
#include <QGraphicsScene>
#include <QHash>

#include "ui/canvas/graph_model.h"

namespace meshwright::ui {

class CardItem;
class EdgeItem;
class FlightLayer;
class TraceLayer;
struct Tokens;

struct Move {
    QString key;
    QPointF to;
};

class CanvasScene : public QGraphicsScene {
    Q_OBJECT
public:
    explicit CanvasScene(QObject* parent = nullptr);
    ~CanvasScene() override;

    const graph::Graph& graph() const { return graph_; }
    /// Shows another graph: items of nodes that stay are kept, so that nothing flickers.
    void setGraph(graph::Graph graph, bool running);
    void addFlights(const std::vector<sim::metrics::Flight>& flights);
    FlightLayer& flights() { return *flights_; }
    /// What lights up: the way of one request, and the rules that were tried for it.
    TraceLayer& traced() { return *traced_; }
    CardItem* card(const QString& key) const { return cards_.value(key); }
    EdgeItem* edge(const QString& key) const { return edges_.value(key); }
    /// Selects the item that shows this object and field, without saying so.
    void showSelected(const std::optional<Selected>& selected);
    /// Moves the selected cards by a step of the keyboard.
    void nudge(QPointF by);
    QRectF contentRect() const;

    const Tokens& tokens() const;
    double devicePixelRatio() const;

    // Called by the items.
    void cardMoved(CardItem& card);
    void cardClicked(CardItem& card, QPointF at);
    void cardsDropped();
    void weightDragStarted(const graph::WeightRef& ref);
    void weightDragged(const graph::WeightRef& ref, int percent);
    void weightDragFinished();
    void markClicked(quint64 request);
    void failuresClicked(EdgeItem& edge);

Q_SIGNALS:
    /// A moving request was clicked.
    void requestPicked(quint64 request);
    /// The red part of an edge was clicked.
    void failuresPicked(const QString& edge);
    void selectedByPerson(const std::optional<meshwright::ui::Selected>& selected);
    void moved(const std::vector<meshwright::ui::Move>& moves);
    void weightStarted();
    void weightChanged(const meshwright::ui::graph::WeightRef& ref, int percent);
    void weightFinished();
    void policyWanted(const meshwright::model::ResourceId& service);

private:
    void updateEdgesOf(int node);
    void placeEdge(EdgeItem& item);
    /// The height nearest to `wanted` at which a line from `left` to `right` meets no card.
    double freeLane(double left, double right, double wanted) const;
    void reportSelection();

    graph::Graph graph_;
    QHash<QString, CardItem*> cards_;
    QHash<QString, EdgeItem*> edges_;
    FlightLayer* flights_;
    TraceLayer* traced_;
    bool quiet_ = false; ///< selection set by the program
};

} // namespace meshwright::ui
