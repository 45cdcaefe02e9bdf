#include "ui/palette/palette_panel.h"

#include "ui/theme/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace meshwright::ui {

namespace {
constexpr int tileHeight = 30, inset = 8;
}

PaletteTile::PaletteTile(const OfferInfo& info, QWidget* parent)
    : QAbstractButton(parent), offer_(info.id), icon_(info.icon) {
    setText(info.text);
    setAccessibleName(info.text);
    setAccessibleDescription(info.hint);
    setToolTip(QStringLiteral("<p>%1</p>").arg(info.hint.toHtmlEscaped()));
    setStatusTip(tr("%1. Drag it onto the canvas, or press Enter to add it.").arg(info.hint));
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::OpenHandCursor);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize PaletteTile::sizeHint() const {
    return {inset * 3 + measure::icon + fontMetrics().horizontalAdvance(text()),
            std::max(tileHeight, fontMetrics().height() + inset)};
}

void PaletteTile::paintEvent(QPaintEvent*) {
    const Tokens& t = tokensOf(palette());
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const QRectF r = QRectF(rect()).adjusted(1, 1, -1, -1);
    if (underMouse() || dragging_ || hasFocus()) {
        p.setPen(hasFocus() ? QPen(t.accent, 2) : QPen(Qt::NoPen));
        p.setBrush(underMouse() || dragging_ ? t.surfaceAlt : t.surface);
        p.drawRoundedRect(r, measure::radius / 2.0, measure::radius / 2.0);
    }
    const QPixmap sign = iconPixmap(icon_, t.textMuted, measure::icon, devicePixelRatioF());
    p.drawPixmap(QPointF(inset, (height() - measure::icon) / 2.0), sign);
    p.setPen(t.text);
    p.setFont(font());
    const int left = 2 * inset + measure::icon;
    p.drawText(QRectF(left, 0, width() - left - inset, height()), Qt::AlignVCenter,
               fontMetrics().elidedText(text(), Qt::ElideRight, width() - left - inset));
}

void PaletteTile::mousePressEvent(QMouseEvent* event) {
    pressed_ = event->position().toPoint();
    QAbstractButton::mousePressEvent(event);
}

void PaletteTile::mouseMoveEvent(QMouseEvent* event) {
    if (!(event->buttons() & Qt::LeftButton)) return;
    if (!dragging_ && (event->position().toPoint() - pressed_).manhattanLength() >= QApplication::startDragDistance()) {
        dragging_ = true;
        setDown(false);
        setCursor(Qt::DragCopyCursor);
        grabKeyboard(); // Escape takes it back
        update();
    }
    if (dragging_) Q_EMIT dragMoved(event->globalPosition().toPoint());
}

void PaletteTile::mouseReleaseEvent(QMouseEvent* event) {
    if (!dragging_) return QAbstractButton::mouseReleaseEvent(event);
    endDrag();
    Q_EMIT dropped(event->globalPosition().toPoint());
}

void PaletteTile::keyPressEvent(QKeyEvent* event) {
    if (dragging_ && event->key() == Qt::Key_Escape) {
        endDrag();
        Q_EMIT dragCancelled();
        return;
    }
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) return click();
    QAbstractButton::keyPressEvent(event);
}

bool PaletteTile::event(QEvent* event) {
    if (event->type() == QEvent::Hide && dragging_) {
        endDrag();
        Q_EMIT dragCancelled();
    }
    return QAbstractButton::event(event);
}

void PaletteTile::endDrag() {
    dragging_ = false;
    setDown(false);
    releaseKeyboard();
    setCursor(Qt::OpenHandCursor);
    update();
}

PalettePanel::PalettePanel(QWidget* parent) : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(inset, inset, inset, inset);
    column->setSpacing(0);
    for (const auto& info : offers()) {
        auto* tile = new PaletteTile(info, this);
        column->addWidget(tile);
        connect(tile, &PaletteTile::dragMoved, this, [this, id = info.id](QPoint at) { Q_EMIT dragMoved(id, at); });
        connect(tile, &PaletteTile::dropped, this, [this, id = info.id](QPoint at) { Q_EMIT dropped(id, at); });
        connect(tile, &PaletteTile::dragCancelled, this, &PalettePanel::dragCancelled);
        connect(tile, &PaletteTile::clicked, this, [this, id = info.id] { Q_EMIT chosen(id); });
    }
    column->addStretch(1);
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
}

PaletteTile* PalettePanel::tile(Offer offer) const {
    for (auto* t : findChildren<PaletteTile*>())
        if (t->offer() == offer) return t;
    return nullptr;
}

} // namespace meshwright::ui
