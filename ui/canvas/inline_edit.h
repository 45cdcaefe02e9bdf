// A line of text typed in place on the canvas: a node's name, an edge's weight.
#pragma once

#include <QLineEdit>
#include <functional>

namespace meshwright::ui {

class CanvasView;

class InlineEdit : public QLineEdit {
    Q_OBJECT
public:
    explicit InlineEdit(CanvasView& view);

    using Done = std::function<void(const QString& text)>;
    /// Opens over a rectangle of the canvas with `text` selected. `done` is called once with what was typed where Enter
    /// (or a click elsewhere) takes it; Escape, and text that did not change, call nothing.
    void open(const QRectF& sceneRect, const QString& text, const QString& what, Done done);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void close(bool take);

    CanvasView& view_;
    QString before_;
    Done done_;
};

} // namespace meshwright::ui
