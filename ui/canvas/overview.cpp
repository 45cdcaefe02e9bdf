#include "ui/canvas/overview.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/card_geometry.h"
#include "ui/theme/theme.h"

#include <QElapsedTimer>
#include <QFontMetricsF>
#include <QGraphicsItem>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace meshwright::ui {

namespace {

constexpr int tile = 512;       ///< pixels
constexpr double square = 1024; ///< canvas units of the look-up
constexpr double workMs = 5;    ///< of a frame, for tiles that are missing
constexpr qsizetype mostTiles = 160;
constexpr double titleScale = 0.2; ///< from here on a title can be read
constexpr double lineScale = 0.02; ///< below, lines are a grey haze and hide the cards

quint64 keyOf(int x, int y) {
    return (quint64(quint32(x)) << 32) | quint32(y);
}

void eachSquare(const QRectF& area, const auto& visit) {
    const int left = int(std::floor(area.left() / square)), right = int(std::floor(area.right() / square)),
              top = int(std::floor(area.top() / square)), bottom = int(std::floor(area.bottom() / square));
    for (int x = left; x <= right; ++x)
        for (int y = top; y <= bottom; ++y) visit(keyOf(x, y));
}

QRectF rectOf(const graph::Node& node) {
    return {node.position, graph::cardSize(node)};
}

/// Pixels a canvas unit on the tiles of a level.
double scaleOf(int level) {
    return std::pow(2.0, level);
}

QColor fillOf(const graph::Node& node, const Tokens& t) {
    if (node.errors > 0) return mixed(t.bad, t.surface, 0.45);
    if (node.warnings > 0) return mixed(t.warn, t.surface, 0.35);
    if (node.kind == graph::Kind::Workload) return mixed(versionColor(node.version), t.surface, 0.5);
    if (node.kind == graph::Kind::VirtualService) return mixed(t.accent, t.surface, 0.25);
    return t.surface;
}

} // namespace

Overview::Overview(CanvasScene& scene) : scene_(scene) {
    work_.setInterval(0);
    work_.setSingleShot(true);
    connect(&work_, &QTimer::timeout, this, &Overview::drawSome);
    connect(&scene_, &CanvasScene::graphChanged, this, &Overview::graphChanged);
}

void Overview::graphChanged(const QRectF& area) {
    wanted_.clear();
    if (area.isNull()) {
        stale_ = true;
        tiles_.clear();
        return;
    }
    tiles_.removeIf([&](const auto& entry) { return areaOf(entry.key()).intersects(area); });
    if (stale_) return;
    // Where a card came from it is not drawn any more; only its new place has to be known.
    const auto& g = scene_.graph();
    for (std::size_t i = 0; i < g.nodes.size(); ++i)
        if (const QRectF r = rectOf(g.nodes[i]); r.intersects(area))
            eachSquare(r, [&](quint64 key) {
                auto& in = nodesIn_[key];
                if (std::find(in.begin(), in.end(), int(i)) == in.end()) in.push_back(int(i));
            });
}

void Overview::rebuildGrid() {
    stale_ = false;
    nodesIn_.clear();
    edgesIn_.clear();
    const auto& g = scene_.graph();
    for (std::size_t i = 0; i < g.nodes.size(); ++i)
        eachSquare(rectOf(g.nodes[i]), [&](quint64 key) { nodesIn_[key].push_back(int(i)); });
    for (std::size_t i = 0; i < g.edges.size(); ++i) {
        const auto &a = g.nodes[std::size_t(g.edges[i].from.node)], &b = g.nodes[std::size_t(g.edges[i].to.node)];
        const QPointF from = a.position + graph::outPort(a, g.edges[i].from.port),
                      to = b.position + graph::inPort(b, g.edges[i].to.port);
        // Along the line, not its bounds: a long one would be in half of all squares.
        const int steps = 1 + int(std::hypot(to.x() - from.x(), to.y() - from.y()) / (square / 2));
        quint64 last = ~quint64(0);
        for (int k = 0; k <= steps; ++k) {
            const QPointF at = from + (to - from) * k / steps;
            const quint64 key = keyOf(int(std::floor(at.x() / square)), int(std::floor(at.y() / square)));
            if (key != last) edgesIn_[key].push_back(int(i));
            last = key;
        }
    }
}

int Overview::countIn(const QRectF& area, int most) const {
    const auto& g = scene_.graph();
    if (int(g.nodes.size()) < most) return int(g.nodes.size());
    int count = 0;
    for (const auto& node : g.nodes)
        if (rectOf(node).intersects(area) && ++count >= most) return count;
    return count;
}

QRectF Overview::areaOf(const TileId& id) const {
    const double side = tile / scaleOf(id.level);
    return {id.x * side, id.y * side, side, side};
}

void Overview::drawScene(QPainter& painter, const QRectF& area, double scale) const {
    const Tokens& t = scene_.tokens();
    const auto& g = scene_.graph();
    std::vector<int> nodes, edges;
    eachSquare(area, [&](quint64 key) {
        if (const auto found = nodesIn_.constFind(key); found != nodesIn_.cend())
            nodes.insert(nodes.end(), found->begin(), found->end());
        if (const auto found = edgesIn_.constFind(key); scale >= lineScale && found != edgesIn_.cend())
            edges.insert(edges.end(), found->begin(), found->end());
    });
    for (auto* list : {&nodes, &edges}) {
        std::sort(list->begin(), list->end());
        list->erase(std::unique(list->begin(), list->end()), list->end());
    }
    painter.translate(-area.topLeft() * scale);
    QPen pen(mixed(t.borderStrong, t.canvas, 0.8), 1);
    std::vector<QLineF> lines;
    for (const int i : edges) {
        const auto& e = g.edges[std::size_t(i)];
        const auto &a = g.nodes[std::size_t(e.from.node)], &b = g.nodes[std::size_t(e.to.node)];
        lines.emplace_back((a.position + graph::outPort(a, e.from.port)) * scale,
                           (b.position + graph::inPort(b, e.to.port)) * scale);
    }
    painter.setPen(pen);
    painter.drawLines(lines.data(), int(lines.size()));
    const QFont font = textFont(std::clamp(int(std::lround(26 * scale)), 8, 13), QFont::DemiBold);
    const QFontMetricsF metrics(font);
    painter.setFont(font);
    for (const int i : nodes) {
        const auto& node = g.nodes[std::size_t(i)];
        const QRectF r(node.position * scale, graph::cardSize(node) * scale);
        if (r.width() < 3) {
            painter.fillRect(QRectF(r.topLeft(), QSizeF(std::max(1.0, r.width()), std::max(1.0, r.height()))),
                             mixed(fillOf(node, t), t.textMuted, 0.5));
            continue;
        }
        painter.fillRect(r, fillOf(node, t));
        painter.setPen(t.borderStrong);
        painter.drawRect(r);
        if (scale < titleScale) continue;
        painter.setPen(t.text);
        painter.drawText(r.adjusted(4, 2, -2, 0), Qt::AlignLeft | Qt::AlignTop,
                         metrics.elidedText(node.title, Qt::ElideMiddle, r.width() - 6));
    }
}

QPixmap Overview::draw(const TileId& id) const {
    QPixmap pixmap(tile, tile);
    pixmap.fill(scene_.tokens().canvas);
    QPainter painter(&pixmap);
    drawScene(painter, areaOf(id), scaleOf(id.level));
    return pixmap;
}

void Overview::drawSome() {
    QElapsedTimer clock;
    clock.start();
    if (stale_) rebuildGrid();
    while (!wanted_.empty()) {
        const TileId id = wanted_.back();
        wanted_.pop_back();
        if (tiles_.size() >= mostTiles) tiles_.clear();
        tiles_.insert(id, draw(id));
        if (double(clock.nsecsElapsed()) / 1e6 > workMs) break;
    }
    if (!wanted_.empty()) work_.start();
    Q_EMIT progressed();
}

void Overview::finish() {
    while (!wanted_.empty()) drawSome();
    work_.stop();
}

void Overview::paint(QPainter& painter, const CanvasView& view) {
    if (stale_) tiles_.clear();
    const double zoom = view.zoom();
    // The level at or above the size wanted: smaller looks sharp, larger does not.
    const int level = int(std::ceil(std::log2(zoom)));
    const QRectF area = view.visibleArea();
    const double side = tile / scaleOf(level);
    wanted_.clear();
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    for (int x = int(std::floor(area.left() / side)); x * side < area.right(); ++x)
        for (int y = int(std::floor(area.top() / side)); y * side < area.bottom(); ++y) {
            const TileId id{level, x, y};
            const QRectF square = areaOf(id);
            if (!square.intersects(scene_.contentRect())) continue;
            const QRectF place(view.viewportTransform().map(square.topLeft()), square.size() * zoom);
            if (const auto found = tiles_.constFind(id); found != tiles_.cend()) {
                painter.drawPixmap(place, *found, QRectF(0, 0, tile, tile));
                continue;
            }
            wanted_.push_back(id);
            // The same place on a coarser tile, enlarged.
            for (int up = 1; up <= 4; ++up) {
                const int f = 1 << up;
                const TileId parent{level - up, int(std::floor(double(x) / f)), int(std::floor(double(y) / f))};
                const auto coarse = tiles_.constFind(parent);
                if (coarse == tiles_.cend()) continue;
                const double part = double(tile) / f;
                painter.drawPixmap(place, *coarse,
                                   QRectF((x - parent.x * f) * part, (y - parent.y * f) * part, part, part));
                break;
            }
        }
    if (!wanted_.empty()) work_.start();
    // What is selected shows through any distance.
    painter.setPen(QPen(scene_.tokens().accent, 2));
    painter.setBrush(Qt::NoBrush);
    for (const auto* item : scene_.selectedItems()) {
        const QRectF r = view.mapFromScene(item->sceneBoundingRect()).boundingRect();
        painter.drawRect(r.adjusted(-1, -1, 1, 1));
    }
}

QPixmap Overview::picture(QSize size, double ratio) const {
    QPixmap pixmap(size * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    const QRectF content = scene_.contentRect();
    if (content.isEmpty() || size.isEmpty()) return pixmap;
    const Tokens& t = scene_.tokens();
    QPainter painter(&pixmap);
    const double scale = size.width() / content.width();
    for (const auto& node : scene_.graph().nodes) {
        const QRectF r((node.position - content.topLeft()) * scale, graph::cardSize(node) * scale);
        const QColor fill = mixed(fillOf(node, t), t.textMuted, 0.5);
        painter.fillRect(QRectF(r.topLeft(), QSizeF(std::max(1.0, r.width()), std::max(1.0, r.height()))), fill);
    }
    return pixmap;
}

} // namespace meshwright::ui
