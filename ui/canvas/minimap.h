// The whole design in a corner, with the part in sight; a press or a drag goes there.
#pragma once

#include <QPixmap>
#include <QWidget>

namespace meshwright::ui {

class CanvasView;

class Minimap : public QWidget {
    Q_OBJECT
public:
    explicit Minimap(CanvasView& view, QWidget* parent);
    QSize sizeHint() const override;
    /// Shows itself only while there is more than the view shows, and the person wants it.
    void setWanted(bool wanted);
    void follow();
    void redraw();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    QRectF placed() const; ///< the picture's place in the widget
    void goTo(QPointF at);

    CanvasView& view_;
    QPixmap picture_;
    bool wanted_ = true, stale_ = true;
};

} // namespace meshwright::ui
