#include "ui/commands/find_anything.h"

#include "ui/canvas/graph_model.h"
#include "ui/commands/commands.h"
#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/theme/theme.h"

#include <QAction>
#include <QGraphicsDropShadowEffect>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QVBoxLayout>
#include <algorithm>
#include <array>

namespace meshwright::ui {

namespace {

/// Every word of the filter must occur, in any order.
class WordFilter : public QSortFilterProxyModel {
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setWords(const QString& text) {
        words_ = text.simplified().split(' ', Qt::SkipEmptyParts);
        invalidateFilter();
    }

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override {
        const QString text = sourceModel()->index(row, 0, parent).data().toString();
        return std::all_of(words_.begin(), words_.end(),
                           [&](const QString& w) { return text.contains(w, Qt::CaseInsensitive); });
    }

private:
    QStringList words_;
};

constexpr int boxWidth = 560, boxHeight = 400;

} // namespace

FindAnything::FindAnything(Document& document, Selection& selection, Actions& actions, QWidget* window)
    : QFrame(window), document_(document), selection_(selection), actions_(actions), field_(new QLineEdit),
      list_(new QListView), model_(new QStandardItemModel(this)), filter_(new WordFilter(this)) {
    setProperty("card", true);
    setAttribute(Qt::WA_StyledBackground);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    field_->setPlaceholderText(tr("Find a node, a rule or a command"));
    field_->setClearButtonEnabled(true);
    column->addWidget(field_);
    list_->setModel(filter_);
    list_->setUniformItemSizes(true);
    list_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    list_->setFocusPolicy(Qt::NoFocus);
    column->addWidget(list_, 1);
    filter_->setSourceModel(model_);
    field_->installEventFilter(this);
    connect(field_, &QLineEdit::textChanged, this, [this](const QString& text) {
        static_cast<WordFilter*>(filter_)->setWords(text);
        list_->setCurrentIndex(filter_->index(0, 0));
    });
    connect(list_, &QListView::clicked, this, &FindAnything::accept);
    auto* shadow = new QGraphicsDropShadowEffect(this);
    shadow->setBlurRadius(32);
    shadow->setOffset(0, 8);
    shadow->setColor(QColor(0, 0, 0, 90));
    setGraphicsEffect(shadow);
    hide();
}

void FindAnything::open() {
    fill();
    const QWidget* window = parentWidget();
    const int width = std::min(boxWidth, window->width() - 32), height = std::min(boxHeight, window->height() - 120);
    setGeometry((window->width() - width) / 2, std::min(96, window->height() / 8), width, height);
    field_->clear();
    static_cast<WordFilter*>(filter_)->setWords({});
    list_->setCurrentIndex(filter_->index(0, 0));
    show();
    raise();
    field_->setFocus();
}

void FindAnything::fill() {
    model_->clear();
    acts_.clear();
    const auto add = [this](const QString& text, const QString& iconName, std::function<void()> act) {
        auto* item = new QStandardItem(icon(iconName, palette()), text);
        item->setData(static_cast<int>(acts_.size()), Qt::UserRole);
        acts_.push_back(std::move(act));
        model_->appendRow(item);
    };
    const auto graph = graph::build(document_.design());
    for (const auto& node : graph.nodes) {
        if (node.target.object.name.empty()) continue;
        static const std::array<std::pair<QString, const char*>, 7> kinds{{{tr("Client"), "client"},
                                                                           {tr("Gateway"), "gateway"},
                                                                           {tr("Virtual service"), "virtualservice"},
                                                                           {tr("Service"), "service"},
                                                                           {tr("External"), "external"},
                                                                           {tr("Workload"), "workload"},
                                                                           {tr("Host"), "warning"}}};
        const auto& [kind, iconName] = kinds[std::size_t(node.kind)];
        add(tr("%1  %2").arg(kind, node.title), QLatin1String(iconName), [this, target = node.target, key = node.key] {
            selection_.set(target);
            Q_EMIT nodeChosen(key);
        });
        for (std::size_t i = 0; i < node.rules.size(); ++i)
            add(tr("Rule %1 of %2:  %3 → %4").arg(i + 1).arg(node.title, node.rules[i].when, node.rules[i].then),
                QStringLiteral("virtualservice"),
                [this, object = node.target.object, field = node.rules[i].field, key = node.key] {
                    selection_.set(Selected{object, field});
                    Q_EMIT nodeChosen(key);
                });
    }
    for (const auto& info : actions_.table()) {
        QAction* action = actions_[info.id];
        if (!action->isEnabled() || info.id == Command::Find) continue;
        QString text = info.text;
        text.remove('&');
        const QString keys = info.shortcut.toString(QKeySequence::NativeText);
        add(keys.isEmpty() ? text : tr("%1   (%2)").arg(text, keys),
            info.icon.isEmpty() ? QStringLiteral("step") : info.icon, [action] { action->trigger(); });
    }
}

int FindAnything::found() const {
    return filter_->rowCount();
}

void FindAnything::accept() {
    const QModelIndex index = list_->currentIndex();
    if (!index.isValid()) return;
    const auto act = acts_[std::size_t(index.data(Qt::UserRole).toInt())];
    hide();
    parentWidget()->setFocus();
    act();
}

void FindAnything::move(int by) {
    if (filter_->rowCount() == 0) return;
    const int row = std::clamp(list_->currentIndex().row() + by, 0, filter_->rowCount() - 1);
    list_->setCurrentIndex(filter_->index(row, 0));
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
