#include "ui/window/compare_page.h"

#include "ui/document/document.h"
#include "ui/theme/theme.h"
#include "ui/wizards/diff_view.h"

#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace meshwright::ui {

ComparePage::ComparePage(Document& document, QWidget* parent)
    : QWidget(parent), document_(document), diff_(new DiffView) {
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 8);
    column->setSpacing(8);
    column->addWidget(plainLabel(tr("Changed on disk"), "display"));
    auto* what = plainLabel(tr("Lines with − are on disk only; lines with + are in this window only."), "muted");
    what->setWordWrap(true);
    column->addWidget(what);
    column->addWidget(diff_, 1);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addStretch(1);
    const auto button = [&](const QString& text, const QString& hint, auto signal) {
        auto* b = new QPushButton(text);
        b->setToolTip(hint);
        connect(b, &QPushButton::clicked, this, signal);
        row->addWidget(b);
    };
    button(tr("Decide later"), tr("Back to the canvas (Esc)"), &ComparePage::closed);
    button(tr("Keep mine"), tr("The next save replaces what is on disk"), &ComparePage::keepWanted);
    button(tr("Reload"), tr("Take what is on disk; Undo takes that back"), &ComparePage::reloadWanted);
    column->addLayout(row);
}

void ComparePage::open() {
    const auto disk = document_.designOnDisk();
    if (!disk)
        diff_->say(disk.error().empty() ? tr("The files on disk cannot be read.")
                                        : QString::fromStdString(model::toText(disk.error().front())));
    else
        diff_->show(model::recipes::changesBetween(*disk, document_.design()));
    diff_->setFocus();
}

void ComparePage::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape)
        Q_EMIT closed();
    else
        QWidget::keyPressEvent(event);
}

} // namespace meshwright::ui
