#include "ui/start/door.h"

#include "ui/theme/theme.h"

#include <QPainter>

namespace meshwright::ui {

namespace {
constexpr int doorHeight = 88, least = 200, usual = 320, doorInset = 16, picture = 28;
}

Door::Door(const QString& icon, const QString& title, const QString& text, QWidget* parent)
    : QAbstractButton(parent), icon_(icon), title_(title), sentence_(text) {
    setText(title);
    setAccessibleName(title);
    setAccessibleDescription(text);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize Door::sizeHint() const {
    return {usual, doorHeight};
}

QSize Door::minimumSizeHint() const {
    return {least, doorHeight};
}

void Door::paintEvent(QPaintEvent*) {
    const Tokens& t = tokensOf(palette());
    const bool lit = hasFocus() || underMouse();
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(QPen(lit ? t.accent : t.border, lit ? 1.5 : 1));
    p.setBrush(isDown() ? t.selection : t.surface);
    p.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), measure::radius, measure::radius);
    p.drawPixmap(QPointF(doorInset, (height() - picture) / 2.0),
                 iconPixmap(icon_, t.accent, picture, devicePixelRatioF()));
    const QRectF words = QRectF(rect()).adjusted(2 * doorInset + picture, 12, -doorInset, -12);
    const QFont title = textFont(15, QFont::DemiBold);
    p.setFont(title);
    p.setPen(t.text);
    p.drawText(QRectF(words.topLeft(), QSizeF(words.width(), 22)), Qt::AlignVCenter,
               QFontMetricsF(title).elidedText(title_, Qt::ElideRight, words.width()));
    p.setFont(textFont(12));
    p.setPen(t.textMuted);
    p.drawText(words.adjusted(0, 24, 0, 0), Qt::AlignTop | Qt::TextWordWrap, sentence_);
}

void Door::enterEvent(QEnterEvent* event) {
    update();
    QAbstractButton::enterEvent(event);
}

void Door::leaveEvent(QEvent* event) {
    update();
    QAbstractButton::leaveEvent(event);
}

} // namespace meshwright::ui
