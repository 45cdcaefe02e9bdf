#include "ui/canvas/filter_bar.h"

#include "ui/canvas/canvas_panel.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/card_item.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>

namespace meshwright::ui {

FilterBar::FilterBar(CanvasPanel& panel)
    : QFrame(&panel), panel_(panel), field_(new QLineEdit(this)), count_(plainLabel({}, "muted", this)) {
    setProperty("card", true);
    setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 6, 12, 6);
    row->addWidget(field_, 1);
    row->addWidget(count_);
    field_->setPlaceholderText(tr("Filter the canvas"));
    field_->setAccessibleName(tr("Filter the canvas"));
    field_->setClearButtonEnabled(true);
    field_->setMinimumWidth(220);
    field_->installEventFilter(this);
    count_->setMinimumWidth(count_->fontMetrics().horizontalAdvance(tr("%1 of %2").arg(8888).arg(8888)));
    connect(field_, &QLineEdit::textChanged, this, &FilterBar::apply);
    hide();
}

void FilterBar::open() {
    adjustSize();
    move((panel_.width() - width()) / 2, 2 * measure::grid);
    show();
    raise();
    field_->setFocus();
    field_->selectAll();
    apply();
}

void FilterBar::leave() {
    hide();
    panel_.scene().setFilter({});
    panel_.view().setFocus();
}

void FilterBar::apply() {
    next_ = 0;
    const int found = panel_.scene().setFilter(field_->text());
    const auto all = panel_.scene().graph().nodes.size();
    count_->setText(field_->text().trimmed().isEmpty() ? QString() : tr("%1 of %2").arg(found).arg(all));
}

void FilterBar::goToNext() {
    QStringList keys;
    for (const auto& node : panel_.scene().graph().nodes)
        if (const auto* card = panel_.scene().card(node.key); card && card->opacity() == 1) keys << node.key;
    if (keys.isEmpty() || field_->text().trimmed().isEmpty()) return;
    const QString key = keys[next_++ % keys.size()];
    panel_.scene().select({key});
    panel_.reveal(key);
}

bool FilterBar::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Escape) {
            leave();
            return true;
        }
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            goToNext();
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace meshwright::ui
