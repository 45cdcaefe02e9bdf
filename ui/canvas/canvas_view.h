// The view onto the canvas: zoom about the pointer, pan with wheel, middle button or space, and the keyboard.
#pragma once

#include <QGraphicsView>

namespace meshwright::ui {

class CanvasScene;

class CanvasView : public QGraphicsView {
    Q_OBJECT
public:
    explicit CanvasView(CanvasScene& scene, QWidget* parent = nullptr);

    double zoom() const { return transform().m11(); }
    void setZoom(double zoom);
    /// Shows the whole design, never larger than natural size.
    void fit();

Q_SIGNALS:
    void zoomChanged();
    void weightKey(int step); ///< + and − on a selected edge

protected:
    void drawBackground(QPainter* painter, const QRectF& rect) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    CanvasScene& scene_;
    bool panning_ = false, spaceHeld_ = false, fitted_ = true;
    QPoint panFrom_;
};

} // namespace meshwright::ui
