#include "ui/requests/waterfall_view.h"

#include "ui/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>
#include <algorithm>

namespace meshwright::ui {

using sim::mesh::LifeSpan;
using sim::mesh::SpanKind;

namespace {

/// Bars: full for work and tries, hatched for what is only waiting, red where it failed, dashed for a copy.
class BarDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* p, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        QStyledItemDelegate::paint(p, option, index);
        const auto* model = static_cast<const WaterfallModel*>(index.model());
        const LifeSpan* s = model->spanAt(index);
        if (!s) return;
        const Tokens& t = tokensOf(option.palette);
        const auto [from, to] = model->shareOf(*s);
        const QRectF room = QRectF(option.rect).adjusted(4, 5, -4, -5);
        const QRectF bar(room.left() + room.width() * from, room.top(), std::max(2.0, room.width() * (to - from)),
                         room.height());
        const bool answers = s->kind == SpanKind::Request || s->kind == SpanKind::Hop || s->kind == SpanKind::Try;
        const bool bad = answers && !s->open && (s->status == 0 || s->status >= 500);
        const bool waits = s->kind == SpanKind::PoolWait || s->kind == SpanKind::QueueWait ||
                           s->kind == SpanKind::BackOff || s->kind == SpanKind::FaultDelay;
        const QColor color = bad ? t.bad : s->kind == SpanKind::Work ? t.good : waits ? t.warn : t.accent;
        p->save();
        p->setRenderHint(QPainter::Antialiasing, false);
        p->setPen(QPen(color, 1, s->mirrored ? Qt::DashLine : Qt::SolidLine));
        const bool outer = s->kind == SpanKind::Request || s->kind == SpanKind::Hop;
        p->setBrush(mixed(color, t.surface, outer ? 0.15 : waits ? 0.12 : 0.75));
        p->drawRect(bar);
        if (waits) {
            p->setPen(Qt::NoPen);
            p->setBrush(QBrush(color, Qt::BDiagPattern));
            p->drawRect(bar);
        }
        p->restore();
    }
};

} // namespace

WaterfallView::WaterfallView(QWidget* parent) : QTreeView(parent), model_(new WaterfallModel(this)) {
    setModel(model_);
    setAccessibleName(tr("Waterfall of the request"));
    setItemDelegateForColumn(WaterfallModel::Bar, new BarDelegate(this));
    setUniformRowHeights(true);
    setIndentation(14);
    header()->setStretchLastSection(false);
    header()->setSectionResizeMode(WaterfallModel::What, QHeaderView::Interactive);
    header()->setSectionResizeMode(WaterfallModel::Answer, QHeaderView::Interactive);
    header()->setSectionResizeMode(WaterfallModel::Bar, QHeaderView::Stretch);
    header()->setSectionResizeMode(WaterfallModel::Took, QHeaderView::Interactive);
    header()->resizeSection(WaterfallModel::What, 280);
    header()->resizeSection(WaterfallModel::Answer, 128);
    header()->resizeSection(WaterfallModel::Took, 76);
    header()->setMinimumSectionSize(48);
}

void WaterfallView::show(sim::mesh::RequestLifePtr life) {
    model_->show(std::move(life));
    setAccessibleDescription(text());
    expandAll();
    if (!model_->life()) return;
    // What went wrong first: the deepest failed hop, else the first one.
    int chosen = -1;
    const auto& spans = model_->life()->spans;
    for (std::size_t i = 0; i < spans.size(); ++i) {
        if (spans[i].kind != SpanKind::Hop || spans[i].mirrored) continue;
        if (chosen < 0 || (model_->life()->failed && (spans[i].status == 0 || spans[i].status >= 500))) chosen = int(i);
    }
    if (chosen >= 0) {
        setCurrentIndex(model_->indexOf(chosen));
        scrollTo(model_->indexOf(chosen));
    }
}

QString WaterfallView::text() const {
    return model_->life() ? QString::fromStdString(sim::mesh::waterfallText(*model_->life())) : QString();
}

void WaterfallView::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QTreeView::currentChanged(current, previous);
    QModelIndex at = current.siblingAtColumn(0);
    while (at.isValid() && (!model_->spanAt(at) || !model_->spanAt(at)->decision)) at = at.parent();
    Q_EMIT hopChosen(at.isValid() ? model_->spanAt(at)->decision : nullptr);
}

bool WaterfallView::event(QEvent* event) {
    // Copying here is this view's, not the window's.
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->matches(QKeySequence::Copy)) {
        event->accept();
        return true;
    }
    return QTreeView::event(event);
}

void WaterfallView::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy)) {
        QApplication::clipboard()->setText(text());
        return;
    }
    QTreeView::keyPressEvent(event);
}

} // namespace meshwright::ui
