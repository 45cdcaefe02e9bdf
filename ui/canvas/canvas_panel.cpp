#include "ui/canvas/canvas_panel.h"

#include "ui/canvas/canvas_view.h"
#include "ui/canvas/card_geometry.h"
#include "ui/canvas/card_item.h"
#include "ui/canvas/edge_item.h"
#include "ui/canvas/flight_layer.h"
#include "ui/canvas/legend.h"
#include "ui/canvas/placement.h"
#include "ui/document/document.h"
#include "ui/playback/playback.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QFile>
#include <QImage>
#include <QLabel>
#include <QPainter>
#include <QSvgGenerator>
#include <QVBoxLayout>
#include <algorithm>

namespace meshwright::ui {

namespace {
/// Numbers on cards change a few times a second: faster, and nobody can read them.
constexpr int liveEveryMs = 120, animationMs = 16;
} // namespace

CanvasPanel::CanvasPanel(Document& document, Selection& selection, Playback& playback, QWidget* parent)
    : QWidget(parent), document_(document), selection_(selection), playback_(playback),
      view_(new CanvasView(scene_, this)), legend_(new Legend(this)), hint_(makeEmptyHint()) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(view_);

    connect(&document_, &Document::changed, this, &CanvasPanel::rebuild);
    connect(&document_, &Document::diagnosticsChanged, this, &CanvasPanel::rebuild);
    connect(&document_, &Document::opened, this, [this] {
        // Another design: nothing of the old picture is kept, not even where its cards stood.
        scene_.flights().clear();
        scene_.setGraph({}, false);
        rebuild();
        view_->fit();
    });
    connect(&selection_, &Selection::changed, this, [this] { scene_.showSelected(selection_.current()); });
    connect(&playback_, &Playback::frameChanged, this, &CanvasPanel::showFrame);
    connect(&playback_, &Playback::stateChanged, this, [this] {
        const bool live = playback_.state() != Playback::State::Idle && playback_.state() != Playback::State::Refused;
        if (live != running_) {
            running_ = live;
            legend_->setVisible(live);
            rebuild();
        }
        updateLive();
    });
    connect(&scene_, &CanvasScene::selectedByPerson, this, [this](const auto& selected) { selection_.set(selected); });
    connect(&scene_, &CanvasScene::moved, this,
            [this](const std::vector<Move>& moves) { (void)document_.edit(placeEdit(document_.design(), moves)); });
    connect(&scene_, &CanvasScene::weightStarted, &document_, &Document::beginGesture);
    connect(&scene_, &CanvasScene::weightFinished, &document_, &Document::endGesture);
    connect(&scene_, &CanvasScene::weightChanged, this, &CanvasPanel::setWeight);
    connect(&scene_, &CanvasScene::policyWanted, this, &CanvasPanel::policyWanted);
    connect(view_, &CanvasView::weightKey, this, [this](int step) {
        for (auto* item : scene_.selectedItems())
            if (const auto* edge = qgraphicsitem_cast<const EdgeItem*>(item); edge && edge->edge().weightRef) {
                const graph::WeightRef ref = *edge->edge().weightRef;
                setWeight(ref, std::clamp(*edge->edge().weight + step, 0, 100));
                return;
            }
    });
    animation_.setTimerType(Qt::PreciseTimer);
    animation_.setInterval(animationMs);
    connect(&animation_, &QTimer::timeout, this, [this] {
        if (!scene_.flights().step() && playback_.state() != Playback::State::Running) animation_.stop();
    });
    legend_->hide();
    rebuild();
}

QWidget* CanvasPanel::makeEmptyHint() {
    auto* label = plainLabel(
        tr("An empty canvas.\nAdd a client, a gateway or a service from the Add menu, or drop YAML files here."),
        "muted", this);
    label->setAlignment(Qt::AlignCenter);
    label->setAttribute(Qt::WA_TransparentForMouseEvents);
    return label;
}

void CanvasPanel::rebuild() {
    graph::Graph graph = graph::build(document_.design());
    graph::markProblems(graph, document_.diagnostics());
    // Cards that the design does not place keep where they stood, so that an edit does not shuffle the picture.
    const auto& old = scene_.graph();
    for (auto& node : graph.nodes)
        if (const auto* before = old.find(node.key); before && !node.placed) {
            node.position = before->position;
            node.placed = true;
        }
    graph::arrange(graph, false);
    if (running_ && playback_.frame()) {
        const FramePtr before = playback_.frameBefore();
        graph::overlay(graph, playback_.frame()->snapshot, before ? &before->snapshot : nullptr);
    }
    scene_.setGraph(std::move(graph), running_);
    scene_.showSelected(selection_.current());
    hint_->setVisible(scene_.graph().nodes.empty());
}

void CanvasPanel::showFrame() {
    const FramePtr frame = playback_.frame();
    if (!frame) {
        scene_.flights().clear();
        return;
    }
    if (!frame->flights.empty() && isVisible()) {
        scene_.addFlights(frame->flights);
        if (!animation_.isActive()) animation_.start();
    }
    if (!liveShown_.isValid() || liveShown_.elapsed() >= liveEveryMs || playback_.lookingBack() ||
        playback_.state() != Playback::State::Running)
        updateLive();
}

void CanvasPanel::updateLive() {
    if (!running_ || !playback_.frame()) return;
    liveShown_.restart();
    graph::Graph graph = scene_.graph();
    const FramePtr before = playback_.frameBefore();
    const FramePtr& frame = playback_.frame();
    graph::overlay(graph, frame->snapshot, before ? &before->snapshot : nullptr);
    // A rollout moves weights that the design does not say: the chips show what holds now.
    if (frame->rollout && frame->effective) graph::showWeights(graph, *frame->effective);
    scene_.setGraph(std::move(graph), true);
}

void CanvasPanel::setWeight(const graph::WeightRef& ref, int percent) {
    (void)document_.edit(
        model::edit::setWeight(document_.design(), ref.virtualService, ref.rule, ref.destination, percent));
}

void CanvasPanel::arrangeAll() {
    graph::Graph graph = scene_.graph();
    graph::arrange(graph, true);
    std::vector<Move> moves;
    for (const auto& node : graph.nodes)
        if (node.kind != graph::Kind::Unknown) moves.push_back({node.key, node.position});
    if (moves.empty()) return;
    auto edit = placeEdit(document_.design(), moves);
    edit.text = tr("Arrange nodes").toStdString();
    (void)document_.edit(std::move(edit));
    view_->fit();
}

void CanvasPanel::deleteSelected() {
    using namespace model::edit;
    Sequence all;
    QString name;
    const auto& current = selection_.current();
    if (current && !current->field.empty() && current->field.back() == ']') {
        all.edits.push_back({RemoveField{current->object, current->field}, {}});
        name = tr("Delete %1 of %2")
                   .arg(QString::fromStdString(current->field), QString::fromStdString(current->object.name));
    } else {
        for (auto* item : scene_.selectedItems())
            if (const auto* card = qgraphicsitem_cast<const CardItem*>(item)) {
                const auto& node = card->node();
                if (node.target.object.name.empty()) continue;
                if (node.target.field.empty())
                    all.edits.push_back({RemoveObject{node.target.object}, {}});
                else
                    all.edits.push_back({RemoveField{node.target.object, node.target.field}, {}});
                name = tr("Delete %1").arg(node.title);
            }
        if (all.edits.empty() && current) {
            all.edits.push_back({RemoveObject{current->object}, {}});
            name = tr("Delete %1").arg(QString::fromStdString(current->object.name));
        }
    }
    if (all.edits.empty()) return;
    if (all.edits.size() > 1) name = tr("Delete %1 nodes").arg(all.edits.size());
    selection_.clear();
    (void)document_.edit({std::move(all), name.toStdString()});
}

QImage CanvasPanel::picture(double scale) const {
    const QRectF area = scene_.contentRect().adjusted(-32, -32, 32, 32);
    QImage image((area.size() * scale).toSize().boundedTo({16000, 16000}), QImage::Format_ARGB32_Premultiplied);
    image.fill(scene_.tokens().canvas);
    QPainter painter(&image);
    const_cast<CanvasScene&>(scene_).render(&painter, QRectF(QPointF(), image.size()), area);
    return image;
}

bool CanvasPanel::savePicture(const QString& path) {
    if (!path.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive)) return picture().save(path);
    const QRectF area = scene_.contentRect().adjusted(-32, -32, 32, 32);
    QSvgGenerator svg;
    svg.setFileName(path);
    svg.setSize(area.size().toSize());
    svg.setViewBox(QRectF(QPointF(), area.size()));
    svg.setTitle(document_.title());
    QPainter painter;
    if (!painter.begin(&svg)) return false;
    painter.fillRect(QRectF(QPointF(), area.size()), scene_.tokens().canvas);
    scene_.render(&painter, QRectF(QPointF(), area.size()), area);
    return painter.end();
}

void CanvasPanel::light(TracedWay way) {
    scene_.traced().show(std::move(way));
}

void CanvasPanel::freezeFlights() {
    animation_.stop();
    scene_.flights().spread();
}

void CanvasPanel::reveal(const QString& key) {
    if (const auto* card = scene_.card(key)) view_->ensureVisible(card->sceneBoundingRect(), 60, 60);
}

void CanvasPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    legend_->adjustSize();
    legend_->move(2 * measure::grid, height() - legend_->height() - 2 * measure::grid);
    hint_->setGeometry(rect());
}

void CanvasPanel::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) scene_.setPalette(palette());
    QWidget::changeEvent(event);
}

} // namespace meshwright::ui
