#include "ui/commands/find_anything.h"

#include "ui/commands/commands.h"
#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/theme/theme.h"

#include <QAbstractListModel>
#include <QAction>
#include <QGraphicsDropShadowEffect>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>
#include <algorithm>

namespace meshwright::ui {

/// The hits of the last search, best first.
class FindModel : public QAbstractListModel {
public:
    enum Role { Detail = Qt::UserRole, Entry };

    FindModel(const FindIndex& index, QObject* parent) : QAbstractListModel(parent), index_(index) {}

    void set(std::vector<FindHit> hits) {
        beginResetModel();
        hits_ = std::move(hits);
        endResetModel();
    }
    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : int(hits_.size()); }
    QVariant data(const QModelIndex& index, int role) const override {
        if (!index.isValid() || index.row() >= rowCount()) return {};
        const std::size_t at = hits_[std::size_t(index.row())].entry;
        const FindEntry& entry = index_.at(at);
        if (role == Qt::DisplayRole) return entry.text;
        if (role == Qt::AccessibleTextRole || role == Qt::ToolTipRole)
            return entry.detail.isEmpty() ? entry.text : entry.text + QStringLiteral(", ") + entry.detail;
        if (role == Qt::DecorationRole) return entry.icon;
        if (role == Detail) return entry.detail;
        if (role == Entry) return qulonglong(at);
        return {};
    }

private:
    const FindIndex& index_;
    std::vector<FindHit> hits_;
};

namespace {

constexpr int boxWidth = 640, boxHeight = 420, rowHeight = 32, inset = 10, iconSize = 16;

/// Icon, text, and at the right what it is: shortcut, namespace, file and line.
class FindDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {boxWidth, rowHeight}; }

    void paint(QPainter* p, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const Tokens& t = tokensOf(option.palette);
        p->save();
        p->setRenderHint(QPainter::Antialiasing);
        if (option.state & QStyle::State_Selected) {
            p->setPen(Qt::NoPen);
            p->setBrush(t.selection);
            p->drawRoundedRect(QRectF(option.rect).adjusted(0, 1, 0, -1), 6, 6);
        }
        QRectF area = QRectF(option.rect).adjusted(inset, 0, -inset, 0);
        p->drawPixmap(QPointF(area.left(), area.center().y() - iconSize / 2.0),
                      iconPixmap(index.data(Qt::DecorationRole).toString(), t.textMuted, iconSize,
                                 p->device()->devicePixelRatioF()));
        area.setLeft(area.left() + iconSize + inset);
        const QString detail = index.data(FindModel::Detail).toString();
        if (!detail.isEmpty()) {
            p->setFont(textFont(12));
            p->setPen(t.textMuted);
            const QString shown = QFontMetricsF(p->font()).elidedText(detail, Qt::ElideMiddle, area.width() / 3);
            p->drawText(area, Qt::AlignRight | Qt::AlignVCenter, shown);
            area.setRight(area.right() - QFontMetricsF(p->font()).horizontalAdvance(shown) - inset);
        }
        p->setFont(textFont(13));
        p->setPen(t.text);
        p->drawText(area, Qt::AlignVCenter,
                    QFontMetricsF(p->font()).elidedText(index.data().toString(), Qt::ElideMiddle, area.width()));
        p->restore();
    }
};

QString nodeKey(const FindEntry& entry, const model::Design& design) {
    const auto& id = entry.object;
    const QString ns = QString::fromStdString(id.ns);
    if (id.kind == "Scenario" && entry.field.starts_with("spec.traffic[")) {
        const auto r = design.find(id);
        const auto index = std::size_t(std::atoi(entry.field.c_str() + 13));
        const auto* scenario = r ? r->as<model::scenario::Scenario>() : nullptr;
        if (scenario && index < scenario->traffic.size())
            return QStringLiteral("Traffic/%1/%2").arg(ns, QString::fromStdString(scenario->traffic[index].name));
    }
    return QStringLiteral("%1/%2/%3").arg(QString::fromStdString(id.kind), ns, QString::fromStdString(id.name));
}

} // namespace

FindAnything::FindAnything(Document& document, Selection& selection, Actions& actions, QWidget* window)
    : QFrame(window), document_(document), selection_(selection), actions_(actions), field_(new QLineEdit),
      list_(new QListView), nothing_(plainLabel(tr("Nothing is named so. Fewer letters find more."), "muted")),
      model_(new FindModel(index_, this)) {
    setProperty("card", true);
    setAttribute(Qt::WA_StyledBackground);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    field_->setPlaceholderText(tr("Find an object, a rule, a field or a command"));
    field_->setAccessibleName(tr("Find anything"));
    field_->setClearButtonEnabled(true);
    column->addWidget(field_);
    list_->setModel(model_);
    list_->setItemDelegate(new FindDelegate(list_));
    list_->setUniformItemSizes(true);
    list_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    list_->setFocusPolicy(Qt::NoFocus);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setAccessibleName(tr("What was found"));
    column->addWidget(list_, 1);
    nothing_->setAlignment(Qt::AlignCenter);
    column->addWidget(nothing_, 1);
    nothing_->hide();
    field_->installEventFilter(this);
    connect(field_, &QLineEdit::textChanged, this, &FindAnything::search);
    connect(list_, &QListView::clicked, this, &FindAnything::accept);
    connect(&document_, &Document::changed, this, [this] { stale_ = true; });
    auto* shadow = new QGraphicsDropShadowEffect(this);
    shadow->setBlurRadius(32);
    shadow->setOffset(0, 8);
    shadow->setColor(QColor(0, 0, 0, 90));
    setGraphicsEffect(shadow);
    hide();
}

void FindAnything::offer(QAction* action, const QString& text, const QString& icon) {
    offers_.push_back({action, text, icon});
}

void FindAnything::open() {
    fill();
    const QWidget* window = parentWidget();
    const int width = std::min(boxWidth, window->width() - 32), height = std::min(boxHeight, window->height() - 120);
    setGeometry((window->width() - width) / 2, std::min(96, window->height() / 8), width, height);
    field_->clear();
    search();
    show();
    raise();
    field_->setFocus();
}

void FindAnything::fill() {
    if (stale_) index_.setDesign(document_.design());
    stale_ = false;
    std::vector<FindEntry> commands;
    shown_.clear();
    const auto add = [&](QAction* action, QString text, const QString& icon) {
        if (!action->isEnabled()) return;
        FindEntry entry{FindEntry::Kind::Command,
                        text.remove('&'),
                        action->shortcut().toString(QKeySequence::NativeText),
                        icon.isEmpty() ? QStringLiteral("step") : icon,
                        {},
                        {},
                        int(shown_.size())};
        shown_.push_back(action);
        commands.push_back(std::move(entry));
    };
    for (const auto& info : actions_.table())
        if (info.id != Command::Find) add(actions_[info.id], actions_[info.id]->text(), info.icon);
    for (const auto& offer : offers_) add(offer.action, offer.text, offer.icon);
    index_.setCommands(std::move(commands));
}

void FindAnything::search() {
    model_->set(index_.find(field_->text()));
    list_->setCurrentIndex(model_->index(0, 0));
    list_->setVisible(found() > 0);
    nothing_->setVisible(found() == 0);
}

int FindAnything::found() const {
    return model_->rowCount();
}

QString FindAnything::marked() const {
    return list_->currentIndex().data().toString();
}

void FindAnything::accept() {
    const QModelIndex index = list_->currentIndex();
    if (!index.isValid()) return;
    const FindEntry entry = index_.at(std::size_t(index.data(FindModel::Entry).toULongLong()));
    hide();
    parentWidget()->setFocus();
    if (entry.kind == FindEntry::Kind::Command) {
        shown_[std::size_t(entry.command)]->trigger();
        return;
    }
    selection_.set(Selected{entry.object, entry.field});
    Q_EMIT nodeChosen(nodeKey(entry, document_.design()));
    if (entry.kind == FindEntry::Kind::Field) Q_EMIT fieldChosen(QString::fromStdString(entry.field));
}

void FindAnything::move(int by) {
    if (found() == 0) return;
    const int row = std::clamp(list_->currentIndex().row() + by, 0, found() - 1);
    list_->setCurrentIndex(model_->index(row, 0));
}

bool FindAnything::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FocusOut && isVisible() && !isAncestorOf(focusWidget())) hide();
    if (event->type() != QEvent::KeyPress) return QFrame::eventFilter(watched, event);
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Escape:
        hide();
        return true;
    case Qt::Key_Down:
        move(1);
        return true;
    case Qt::Key_Up:
        move(-1);
        return true;
    case Qt::Key_PageDown:
        move(10);
        return true;
    case Qt::Key_PageUp:
        move(-10);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        accept();
        return true;
    default:
        return QFrame::eventFilter(watched, event);
    }
}

} // namespace meshwright::ui
