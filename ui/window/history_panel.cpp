#include "ui/window/history_panel.h"

#include "ui/theme/theme.h"

#include <QEvent>
#include <QUndoView>
#include <QVBoxLayout>

namespace meshwright::ui {

HistoryPanel::HistoryPanel(QUndoStack& stack, QWidget* parent) : QWidget(parent), list_(new QUndoView(&stack)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(list_);
    list_->setEmptyLabel(tr("As it was opened"));
    list_->setAccessibleName(tr("History of changes"));
    list_->setToolTip(tr("Click a step to go back or forward to it; the mark is what is saved."));
    showIcon();
}

void HistoryPanel::showIcon() {
    list_->setCleanIcon(icon(QStringLiteral("save"), palette()));
}

void HistoryPanel::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) showIcon();
    QWidget::changeEvent(event);
}

} // namespace meshwright::ui
