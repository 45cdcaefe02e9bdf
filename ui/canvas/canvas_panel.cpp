#include "ui/canvas/canvas_panel.h"

#include "ui/canvas/canvas_view.h"
#include "ui/canvas/card_geometry.h"
#include "ui/canvas/card_item.h"
#include "ui/canvas/connect_tool.h"
#include "ui/canvas/drop_ghost.h"
#include "ui/canvas/filter_bar.h"
#include "ui/canvas/flight_layer.h"
#include "ui/canvas/legend.h"
#include "ui/canvas/minimap.h"
#include "ui/canvas/overview.h"
#include "ui/canvas/placement.h"
#include "ui/document/document.h"
#include "ui/palette/insert_popup.h"
#include "ui/palette/palette_panel.h"
#include "ui/playback/playback.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QImage>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QSvgGenerator>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace meshwright::ui {

namespace {
/// Numbers on cards change a few times a second: faster, and nobody can read them.
constexpr int liveEveryMs = 120, animationMs = 16;

QPointF onGrid(QPointF at) {
    return {std::round(at.x() / measure::grid) * measure::grid, std::round(at.y() / measure::grid) * measure::grid};
}
} // namespace

CanvasPanel::CanvasPanel(Document& document, Selection& selection, Playback& playback, Creator& creator,
                         QWidget* parent)
    : QWidget(parent), document_(document), selection_(selection), playback_(playback), creator_(creator),
      view_(new CanvasView(scene_, this)), editor_(new CanvasEditor(document, selection, scene_, *view_, this)),
      keys_(new CanvasKeys(scene_, *view_, *editor_, this)), legend_(new Legend(this)),
      minimap_(new Minimap(*view_, this)), filter_(new FilterBar(*this)), ghost_(new DropGhost(scene_)),
      hint_(makeEmptyHint()) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(view_);
    view_->lower();
    scene_.addItem(ghost_);
    scene_.connectTool().setJudge(
        [this](const auto& from, const auto& to) { return model::edit::connect(document_.design(), from, to); });
    connectParts();
    animation_.setTimerType(Qt::PreciseTimer);
    animation_.setInterval(animationMs);
    connect(&animation_, &QTimer::timeout, this, [this] {
        if (!scene_.flights().step() && playback_.state() != Playback::State::Running) animation_.stop();
    });
    legend_->hide();
    rebuild();
}

void CanvasPanel::connectParts() {
    connect(&document_, &Document::changed, this, &CanvasPanel::rebuild);
    connect(&document_, &Document::diagnosticsChanged, this, &CanvasPanel::rebuild);
    connect(&document_, &Document::opened, this, [this] {
        // Another design: nothing of the old picture is kept, not even where its cards stood.
        scene_.flights().clear();
        scene_.setGraph({}, false);
        source_ = {};
        closed_.clear();
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
            showWhole(); // what a run had shown goes, though the design is the same
        }
        updateLive();
    });
    connect(&scene_, &CanvasScene::selectedByPerson, this, [this](const auto& selected) { selection_.set(selected); });
    connect(&scene_, &CanvasScene::moved, this,
            [this](const std::vector<Move>& moves) { (void)document_.edit(placeEdit(document_.design(), moves)); });
    connect(&scene_, &CanvasScene::weightStarted, &document_, &Document::beginGesture);
    connect(&scene_, &CanvasScene::weightFinished, &document_, &Document::endGesture);
    connect(&scene_, &CanvasScene::policyWanted, this, &CanvasPanel::policyWanted);
    connect(&scene_, &CanvasScene::groupToggled, this,
            [this](const QString& ns) { setClosed(ns, !closed_.contains(ns)); });
    connect(&scene_.connectTool(), &ConnectTool::drawn, this,
            [this](const model::edit::Edit& edit) { (void)document_.edit(edit); });
    connect(&scene_.connectTool(), &ConnectTool::refused, this, &CanvasPanel::said);
    connect(editor_, &CanvasEditor::said, this, &CanvasPanel::said);
    connect(keys_, &CanvasKeys::hinted, this, &CanvasPanel::hinted);
    connect(keys_, &CanvasKeys::openWanted, this, &CanvasPanel::openWanted);
    connect(keys_, &CanvasKeys::insertWanted, this, &CanvasPanel::openInsert);
    const auto menu = [this](QPoint at) {
        QMenu box(this);
        box.addActions(view_->actions());
        if (!box.isEmpty()) box.exec(at);
    };
    connect(keys_, &CanvasKeys::menuWanted, this, menu);
    connect(view_, &CanvasView::menuWanted, this, menu);
}

QWidget* CanvasPanel::makeEmptyHint() {
    auto* label = plainLabel(tr("An empty canvas.\nDrag a client, a gateway or a service here from the palette, press "
                                "Insert, or drop YAML files."),
                             "muted", this);
    label->setAlignment(Qt::AlignCenter);
    label->setAttribute(Qt::WA_TransparentForMouseEvents);
    return label;
}

void CanvasPanel::rebuild() {
    const auto delta = source_.update(document_.design(), document_.diagnostics());
    if (delta && whole_ && !running_) {
        scene_.change(source_.graph(), *delta);
        return;
    }
    if (!delta) graph::arrange(source_.graph(), false);
    showWhole();
}

void CanvasPanel::showWhole() {
    graph::Graph graph = source_.graph();
    whole_ = closed_.isEmpty();
    if (!whole_) graph::collapse(graph, closed_);
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

void CanvasPanel::arrangeAll() {
    graph::Graph graph = source_.graph();
    graph::arrange(graph, true);
    std::vector<Move> moves;
    for (const auto& node : graph.nodes)
        if (node.kind != graph::Kind::Unknown) moves.push_back({node.key, node.position});
    if (moves.empty()) return;
    auto edit = placeAllEdit(document_.design(), moves);
    edit.text = tr("Arrange nodes").toStdString();
    (void)document_.edit(std::move(edit));
    view_->fit();
}

void CanvasPanel::setGrouped(bool on) {
    scene_.setFrames(on);
    if (on || closed_.isEmpty()) return;
    closed_.clear();
    showWhole();
}

void CanvasPanel::setClosed(const QString& ns, bool closed) {
    if (closed == closed_.contains(ns)) return;
    if (closed)
        closed_ << ns;
    else
        closed_.removeAll(ns);
    showWhole();
}

void CanvasPanel::zoomToSelection() {
    QRectF area;
    for (const auto* card : scene_.selectedCards()) area |= card->sceneBoundingRect();
    if (area.isEmpty()) return Q_EMIT said(tr("Select something first; then it can fill the view."));
    view_->fitRect(area);
}

void CanvasPanel::openFilter() {
    filter_->open();
}

void CanvasPanel::openInsert() {
    // Not waited for: it tells what was chosen, and goes by itself.
    auto* popup = new InsertPopup(this);
    connect(popup, &InsertPopup::chosen, this, &CanvasPanel::addInMiddle);
    connect(popup, &QMenu::aboutToHide, popup, &QObject::deleteLater);
    popup->popup(view_->viewport()->mapToGlobal(view_->viewport()->rect().center() - QPoint(80, 120)));
}

void CanvasPanel::serve(PalettePanel& palette) {
    connect(&palette, &PalettePanel::dragMoved, this, &CanvasPanel::previewDrop);
    connect(&palette, &PalettePanel::dropped, this, &CanvasPanel::drop);
    connect(&palette, &PalettePanel::dragCancelled, this, [this] { ghost_->hide(); });
    connect(&palette, &PalettePanel::chosen, this, &CanvasPanel::addInMiddle);
}

QString CanvasPanel::keyUnder(QPoint global) const {
    const auto* card = scene_.cardAt(view_->mapToScene(view_->viewport()->mapFromGlobal(global)));
    return card ? card->node().key : QString();
}

void CanvasPanel::previewDrop(Offer offer, QPoint global) {
    const QPoint at = view_->viewport()->mapFromGlobal(global);
    if (!view_->viewport()->rect().contains(at)) return ghost_->hide();
    const QString on = keyUnder(global), why = creator_.refusal(offer, on);
    const QPointF corner = view_->mapToScene(at) - QPointF(DropGhost::width / 2, DropGhost::height / 2);
    ghost_->set(onGrid(corner), offer, why.isEmpty() ? creator_.promise(offer, on) : why, why.isEmpty());
}

void CanvasPanel::drop(Offer offer, QPoint global) {
    ghost_->hide();
    const QPoint at = view_->viewport()->mapFromGlobal(global);
    if (!view_->viewport()->rect().contains(at)) return;
    PlaceWish wish;
    wish.onNode = keyUnder(global);
    wish.at = onGrid(view_->mapToScene(at) - QPointF(DropGhost::width / 2, DropGhost::height / 2));
    // On a card a new one stands beside it, not upon it.
    if (const auto* card = scene_.card(wish.onNode)) {
        const QRectF there(card->pos(), graph::cardSize(card->node()));
        wish.at = offer == Offer::Version ? there.topRight() + QPointF(96, 0) : there.topLeft() - QPointF(264 + 96, 0);
    }
    place(offer, std::move(wish));
}

void CanvasPanel::addInMiddle(Offer offer) {
    PlaceWish wish;
    if (const auto cards = scene_.selectedCards(); cards.size() == 1) wish.onNode = cards.front()->node().key;
    wish.at = onGrid(view_->visibleArea().center() - QPointF(DropGhost::width / 2, DropGhost::height / 2));
    if (const auto* card = scene_.card(wish.onNode))
        wish.at = onGrid(card->pos() + QPointF(graph::cardSize(card->node()).width() + 96, 0));
    place(offer, std::move(wish));
}

void CanvasPanel::place(Offer offer, PlaceWish wish) {
    // Not upon another card: down until there is room.
    const auto taken = [this](QPointF at) {
        const QRectF own(at, QSizeF(DropGhost::width, DropGhost::height));
        return std::any_of(scene_.cards().begin(), scene_.cards().end(), [&](const CardItem* c) {
            return QRectF(c->pos(), graph::cardSize(c->node())).adjusted(-8, -8, 8, 8).intersects(own);
        });
    };
    for (int i = 0; wish.at && taken(*wish.at) && i < 1000; ++i) wish.at->ry() += 3 * measure::grid;
    QString key;
    const auto placed = connect(&creator_, &Creator::placed, this, [&key](const QString& k) { key = k; });
    const bool made = creator_.place(offer, wish);
    disconnect(placed);
    if (!made || !scene_.card(key)) return;
    view_->ensureVisible(scene_.card(key)->sceneBoundingRect(), 40, 40);
    editor_->nameNew(key, [this, offer, wish](const QString& name) {
        PlaceWish named = wish;
        named.name = name.toStdString();
        return creator_.place(offer, named);
    });
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
    view_->overview().finish();
}

void CanvasPanel::reveal(const QString& key) {
    if (const auto* card = scene_.card(key)) view_->ensureVisible(card->sceneBoundingRect(), 60, 60);
}

void CanvasPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    constexpr int away = 2 * measure::grid;
    legend_->adjustSize();
    legend_->move(away, height() - legend_->height() - away);
    minimap_->resize(minimap_->sizeHint());
    minimap_->move(width() - minimap_->width() - away, height() - minimap_->height() - away);
    minimap_->raise();
    if (filter_->isVisible()) filter_->move((width() - filter_->width()) / 2, away);
    hint_->setGeometry(rect());
}

void CanvasPanel::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) scene_.setPalette(palette());
    QWidget::changeEvent(event);
}

} // namespace meshwright::ui
