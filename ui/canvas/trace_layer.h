// One request's way lit up over the canvas: its edges glow, the rule that matched is framed, rules that were tried
// before it are pale.
#pragma once

#include <QGraphicsItem>
#include <QStringList>
#include <vector>

namespace meshwright::ui {

class CanvasScene;

struct TracedWay {
    struct Row {
        QString node; ///< key of the card
        int row = 0;
        bool matched = false;
    };
    QStringList edges; ///< keys
    std::vector<Row> rows;
    bool empty() const { return edges.isEmpty() && rows.empty(); }
};

class TraceLayer : public QGraphicsItem {
public:
    explicit TraceLayer(CanvasScene& scene);

    void show(TracedWay way);
    const TracedWay& way() const { return way_; }
    void setArea(const QRectF& area);

    QRectF boundingRect() const override { return area_; }
    QPainterPath shape() const override { return {}; }
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    CanvasScene& scene_;
    TracedWay way_;
    QRectF area_;
};

} // namespace meshwright::ui
