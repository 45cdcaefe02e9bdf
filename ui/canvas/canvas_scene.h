// The scene: one item a node and an edge, kept in step with a graph. It changes nothing of the design; it says what
// the person did.
#pragma once

// Qt first: the moc of Qt 6.4 stumbles over <compare> where nothing of the standard library came before it.
#include <QGraphicsScene>
#include <QHash>
#include <QSet>

#include "ui/canvas/graph_model.h"

namespace meshwright::ui {

class CardItem;
class ConnectTool;
class EdgeItem;
class FlightLayer;
class FrameItem;
class GuideLayer;
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
    /// Shows another graph: items of nodes and edges that stay are kept and only what differs is painted anew.
    void setGraph(graph::Graph graph, bool running);
    /// Shows a graph that has the nodes and edges of the one before, in their order; only the given ones differ.
    /// Nothing runs.
    void change(const graph::Graph& next, const graph::Delta& delta);
    void addFlights(const std::vector<sim::metrics::Flight>& flights);
    FlightLayer& flights() { return *flights_; }
    ConnectTool& connectTool() { return *tool_; }
    const GuideLayer& guides() const { return *guides_; }
    /// What lights up: the way of one request, and the rules that were tried for it.
    TraceLayer& traced() { return *traced_; }
    CardItem* card(const QString& key) const { return cards_.value(key); }
    EdgeItem* edge(const QString& key) const { return edges_.value(key); }
    const QHash<QString, CardItem*>& cards() const { return cards_; }
    const QHash<QString, EdgeItem*>& edges() const { return edges_; }
    /// The uppermost card with this place on it or at one of its ports.
    CardItem* cardAt(QPointF scene) const;
    /// Cards that are selected, in the order of the graph.
    std::vector<CardItem*> selectedCards() const;
    void selectAll();
    void select(const QStringList& keys);
    /// Selects the item that shows this object and field, without saying so.
    void showSelected(const std::optional<Selected>& selected);
    /// Moves the selected cards by a step of the keyboard.
    void nudge(QPointF by);
    QRectF contentRect() const;
    /// Dims what does not match every word; empty = nothing. The number of cards that match.
    int setFilter(const QString& words);
    const QString& filter() const { return filter_; }
    /// Draws a frame around the cards of each namespace.
    void setFrames(bool on);
    const QHash<QString, FrameItem*>& frames() const { return frames_; }

    const Tokens& tokens() const;

    // Called by the items.
    void cardMoved(CardItem& card);
    void cardClicked(CardItem& card, QPointF at);
    void cardDoubleClicked(CardItem& card, QPointF at);
    void dragStarted();
    void dragTo(QPointF by, bool free);
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
    void weightTyped(const QString& edgeKey); ///< a double click on a chip: the weight is to be typed
    void renameWanted(const QString& key);
    void groupToggled(const QString& ns); ///< a frame is to be closed, or a closed one opened
    void policyWanted(const meshwright::model::ResourceId& service);
    void graphChanged(const QRectF& area); ///< where it looks different; null = anywhere

private:
    void keepStep(const graph::Node& node, bool running);
    void keepStep(const graph::Edge& edge, bool running);
    void index();
    void updateBounds();
    void placeEdge(EdgeItem& item);
    /// The height nearest to `wanted` at which a line from `left` to `right` meets no card.
    double freeLane(double left, double right, double wanted) const;
    void reportSelection();
    bool matches(const graph::Node& node) const;
    void applyFilter();
    void updateFrames();
    void updateFrame(const QString& ns);

    graph::Graph graph_;
    QHash<QString, CardItem*> cards_;
    QHash<QString, EdgeItem*> edges_;
    QHash<QString, std::vector<EdgeItem*>> edgesAt_; ///< by the key of a card
    QMultiHash<QString, QString> cardsOf_;           ///< cards by the object that they or their policy show
    QHash<QString, std::vector<QString>> inNamespace_;
    QSet<QString> rowMarked_; ///< cards with a selected row
    QHash<QString, FrameItem*> frames_;
    FlightLayer* flights_;
    GuideLayer* guides_;
    ConnectTool* tool_ = nullptr;
    std::vector<std::pair<CardItem*, QPointF>> dragged_;
    QRectF draggedRect_;
    std::vector<QRectF> dragNeighbours_;
    QString filter_;
    bool framesOn_ = false;
    TraceLayer* traced_;
    bool quiet_ = false; ///< selection set by the program
};

} // namespace meshwright::ui
