// The view onto the canvas: zoom about the pointer, pan with wheel, middle button or space, and pictures of very many
// cards that are drawn once and shown often.
#pragma once

#include <QGraphicsView>
#include <memory>

namespace meshwright::ui {

class CanvasScene;
class Overview;

class CanvasView : public QGraphicsView {
    Q_OBJECT
public:
    explicit CanvasView(CanvasScene& scene, QWidget* parent = nullptr);
    ~CanvasView() override;

    CanvasScene& canvas() const { return scene_; }
    double zoom() const { return transform().m11(); }
    void setZoom(double zoom);
    /// The same with the place under `at` (in the viewport) staying where it is.
    void zoomAbout(QPointF at, double zoom);
    /// Shows the whole design, never larger than natural size.
    void fit();
    /// Shows a part of it, never larger than natural size.
    void fitRect(const QRectF& area);
    QRectF visibleArea() const;
    /// The small pictures that also make the minimap.
    Overview& overview() { return *overview_; }
    /// True while so many cards are in sight that their pictures are shown instead of each card.
    bool showsOverview() const;

Q_SIGNALS:
    void zoomChanged();
    void moved(); ///< another part of the canvas is in sight
    void menuWanted(QPoint global);

protected:
    void paintEvent(QPaintEvent* event) override;
    void drawBackground(QPainter* painter, const QRectF& rect) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    CanvasScene& scene_;
    std::unique_ptr<Overview> overview_;
    bool panning_ = false, spaceHeld_ = false, fitted_ = true;
    QPoint panFrom_;
};

} // namespace meshwright::ui
