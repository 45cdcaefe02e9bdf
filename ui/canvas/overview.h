// Very many cards from afar: each a small rectangle in the colour of its kind, drawn once onto tiles at a few sizes and
// shown from there. Tiles that are missing are drawn a few at a time, and the next coarser ones stand in for them.
#pragma once

#include <QHash>
#include <QObject>
#include <QPixmap>
#include <QRectF>
#include <QTimer>
#include <vector>

class QPainter;

namespace meshwright::ui {

class CanvasScene;
class CanvasView;

class Overview : public QObject {
    Q_OBJECT
public:
    explicit Overview(CanvasScene& scene);

    /// How many cards are in an area; counts no further than `most`.
    int countIn(const QRectF& area, int most) const;
    /// Shows what the view looks at.
    void paint(QPainter& painter, const CanvasView& view);
    /// The whole design within a size: the minimap.
    QPixmap picture(QSize size, double devicePixelRatio) const;
    /// Draws missing tiles until they are all there (a still picture, a test).
    void finish();
    bool complete() const { return wanted_.empty(); }

Q_SIGNALS:
    void progressed();

private:
    struct TileId {
        int level = 0, x = 0, y = 0;
        friend bool operator==(const TileId&, const TileId&) = default;
        friend size_t qHash(const TileId& id, size_t seed) { return qHashMulti(seed, id.level, id.x, id.y); }
    };

    void graphChanged(const QRectF& area);
    void rebuildGrid();
    void drawSome();
    QPixmap draw(const TileId& id) const;
    void drawScene(QPainter& painter, const QRectF& area, double scale) const;
    QRectF areaOf(const TileId& id) const;

    CanvasScene& scene_;
    /// Cards and lines by the square of the canvas that they touch.
    QHash<quint64, std::vector<int>> nodesIn_, edgesIn_;
    QHash<TileId, QPixmap> tiles_;
    std::vector<TileId> wanted_;
    QTimer work_;
    bool stale_ = true;
};

} // namespace meshwright::ui
