#include "ui/canvas/inline_edit.h"

#include "ui/canvas/canvas_view.h"

#include <QKeyEvent>
#include <utility>

namespace meshwright::ui {

namespace {
constexpr int leastWidth = 72, leastHeight = 28;
}

InlineEdit::InlineEdit(CanvasView& view) : QLineEdit(view.viewport()), view_(view) {
    hide();
}

void InlineEdit::open(const QRectF& sceneRect, const QString& text, const QString& what, Done done) {
    close(false);
    const QRect place = view_.mapFromScene(sceneRect).boundingRect();
    const int width = std::max(place.width(), leastWidth), height = std::max(place.height(), leastHeight);
    setGeometry(place.center().x() - width / 2, place.center().y() - height / 2, width, height);
    setAccessibleName(what);
    before_ = text;
    done_ = std::move(done);
    setText(text);
    selectAll();
    show();
    setFocus();
}

void InlineEdit::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return close(false);
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) return close(true);
    QLineEdit::keyPressEvent(event);
}

void InlineEdit::focusOutEvent(QFocusEvent* event) {
    QLineEdit::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason && event->reason() != Qt::ActiveWindowFocusReason) close(true);
}

void InlineEdit::close(bool take) {
    if (!done_) return;
    const Done done = std::exchange(done_, nullptr);
    const QString typed = text().trimmed();
    hide();
    view_.setFocus();
    if (take && typed != before_ && !typed.isEmpty()) done(typed);
}

} // namespace meshwright::ui
