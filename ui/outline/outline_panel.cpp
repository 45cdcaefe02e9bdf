#include "ui/outline/outline_panel.h"

#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/outline/outline_model.h"
#include "ui/theme/theme.h"

#include <QLineEdit>
#include <QSignalBlocker>
#include <QSortFilterProxyModel>
#include <QTreeView>
#include <QVBoxLayout>

namespace meshwright::ui {

OutlinePanel::OutlinePanel(Document& document, Selection& selection, QWidget* parent)
    : QWidget(parent), selection_(selection), model_(new OutlineModel(document, this)),
      filter_(new QSortFilterProxyModel(this)), tree_(new QTreeView) {
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
    setMinimumWidth(180);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 0);
    column->setSpacing(8);
    auto* search = new QLineEdit;
    search->setPlaceholderText(tr("Filter"));
    search->setClearButtonEnabled(true);
    column->addWidget(search);
    filter_->setSourceModel(model_);
    filter_->setRecursiveFilteringEnabled(true);
    filter_->setAutoAcceptChildRows(true);
    filter_->setFilterCaseSensitivity(Qt::CaseInsensitive);
    tree_->setModel(filter_);
    tree_->setHeaderHidden(true);
    tree_->setIndentation(14);
    tree_->setTextElideMode(Qt::ElideMiddle);
    tree_->setUniformRowHeights(true);
    tree_->setAccessibleName(tr("Outline"));
    column->addWidget(tree_, 1);
    const auto expand = [this] {
        tree_->expandToDepth(0);
        showSelected();
    };
    connect(search, &QLineEdit::textChanged, this, [this, expand](const QString& text) {
        filter_->setFilterFixedString(text);
        text.isEmpty() ? expand() : tree_->expandAll();
    });
    connect(model_, &QAbstractItemModel::modelReset, this, expand);
    connect(tree_->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& index) {
        if (const auto target = model_->targetOf(filter_->mapToSource(index))) selection_.set(target);
    });
    connect(&selection_, &Selection::changed, this, &OutlinePanel::showSelected);
    expand();
}

void OutlinePanel::showSelected() {
    const QSignalBlocker quiet(tree_->selectionModel());
    const QModelIndex index =
        selection_.current() ? filter_->mapFromSource(model_->find(*selection_.current())) : QModelIndex();
    tree_->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect);
    if (index.isValid()) tree_->scrollTo(index);
    tree_->viewport()->update();
}

} // namespace meshwright::ui
