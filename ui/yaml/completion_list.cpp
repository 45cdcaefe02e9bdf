#include "ui/yaml/completion_list.h"

#include "ui/text.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QScreen>
#include <QVBoxLayout>
#include <algorithm>

namespace meshwright::ui {

namespace {
constexpr int rows = 8;
} // namespace

CompletionList::CompletionList(QWidget* editor)
    : QFrame(editor, Qt::ToolTip), list_(new QListWidget), doc_(plainLabel({}, "hint")) {
    setProperty("card", true);
    setFocusPolicy(Qt::NoFocus);
    setAccessibleName(tr("Completion"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(4, 4, 4, 4);
    column->setSpacing(4);
    list_->setFocusPolicy(Qt::NoFocus);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setUniformItemSizes(true);
    list_->setTextElideMode(Qt::ElideMiddle);
    list_->setAccessibleName(tr("What may be written here"));
    column->addWidget(list_);
    doc_->setWordWrap(true);
    doc_->setContentsMargins(6, 0, 6, 2);
    column->addWidget(doc_);
    connect(list_, &QListWidget::currentRowChanged, this, &CompletionList::showDoc);
    connect(list_, &QListWidget::itemClicked, this, &CompletionList::accepted);
    hide();
}

void CompletionList::offer(std::vector<model::assist::Completion> items, const QPoint& below, int lineHeight) {
    items_ = std::move(items);
    if (items_.empty()) return hide();
    list_->clear();
    for (const auto& c : items_) {
        auto* item =
            new QListWidgetItem(c.detail.empty() ? q(c.label) : tr("%1   %2").arg(q(c.label), q(c.detail)), list_);
        item->setToolTip(q(c.label));
    }
    list_->setFont(monoFont(12));
    const int height = std::max(list_->sizeHintForRow(0), 18);
    list_->setFixedHeight(height * std::min<int>(rows, list_->count()) + 4);
    setFixedWidth(380);
    doc_->setFixedHeight(2 * doc_->fontMetrics().lineSpacing() + 4);
    doc_->setVisible(std::any_of(items_.begin(), items_.end(), [](const auto& c) { return !c.doc.empty(); }));
    list_->setCurrentRow(0);
    adjustSize();
    QPoint at = below;
    if (const auto* screen = parentWidget()->screen()) {
        const QRect room = screen->availableGeometry();
        at.setX(std::clamp(at.x(), room.left(), std::max(room.left(), room.right() - width())));
        if (at.y() + height * rows > room.bottom()) at.setY(at.y() - lineHeight - this->height());
    }
    move(at);
    show();
}

const model::assist::Completion* CompletionList::chosen() const {
    const int row = list_->currentRow();
    return isHidden() || row < 0 || row >= int(items_.size()) ? nullptr : &items_[std::size_t(row)];
}

QStringList CompletionList::labels() const {
    QStringList out;
    if (!isHidden())
        for (const auto& c : items_) out << q(c.label);
    return out;
}

bool CompletionList::take(QKeyEvent& event) {
    if (isHidden()) return false;
    switch (event.key()) {
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        QCoreApplication::sendEvent(list_, &event);
        return true;
    case Qt::Key_Escape:
        hide();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Tab:
        if (event.modifiers() & ~Qt::KeypadModifier) return false;
        Q_EMIT accepted();
        return true;
    default:
        return false;
    }
}

void CompletionList::showDoc() {
    const auto* c = chosen();
    const int row = list_->currentRow();
    doc_->setText(c ? q(c->doc) : row >= 0 && row < int(items_.size()) ? q(items_[std::size_t(row)].doc) : QString());
}

} // namespace meshwright::ui
