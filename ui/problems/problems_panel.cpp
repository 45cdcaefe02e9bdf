#include "ui/problems/problems_panel.h"

#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/problems/problems_model.h"
#include "ui/theme/theme.h"

#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

namespace meshwright::ui {

ProblemsPanel::ProblemsPanel(Document& document, Selection& selection, QWidget* parent)
    : QWidget(parent), document_(document), selection_(selection), model_(new ProblemsModel(document, this)),
      filter_(new QSortFilterProxyModel(this)), table_(new QTableView),
      empty_(plainLabel(tr("● No problems found."), "muted")) {
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 0);
    auto* search = new QLineEdit;
    search->setPlaceholderText(tr("Filter problems"));
    search->setClearButtonEnabled(true);
    search->setMaximumWidth(280);
    column->addWidget(search);
    filter_->setSourceModel(model_);
    filter_->setFilterKeyColumn(-1);
    filter_->setFilterCaseSensitivity(Qt::CaseInsensitive);
    table_->setModel(filter_);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setShowGrid(false);
    table_->setWordWrap(false);
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setDefaultSectionSize(28);
    table_->horizontalHeader()->setSectionResizeMode(ProblemsModel::Message, QHeaderView::Stretch);
    table_->horizontalHeader()->setSectionResizeMode(ProblemsModel::Object, QHeaderView::ResizeToContents);
    table_->horizontalHeader()->setSectionResizeMode(ProblemsModel::Place, QHeaderView::ResizeToContents);
    table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table_->setAccessibleName(tr("Problems"));
    column->addWidget(table_, 1);
    empty_->setAlignment(Qt::AlignCenter);
    column->addWidget(empty_, 1);
    connect(search, &QLineEdit::textChanged, filter_, &QSortFilterProxyModel::setFilterFixedString);
    const auto goTo = [this](const QModelIndex& index) { go(filter_->mapToSource(index).row()); };
    connect(table_, &QTableView::clicked, this, goTo);
    connect(table_, &QTableView::activated, this, goTo);
    connect(model_, &QAbstractItemModel::modelReset, this, &ProblemsPanel::showEmpty);
    showEmpty();
}

void ProblemsPanel::showEmpty() {
    const bool none = model_->rowCount() == 0;
    table_->setVisible(!none);
    empty_->setVisible(none);
}

void ProblemsPanel::go(int row) {
    const auto* d = model_->at(row);
    if (!d) return;
    const QString file = QString::fromStdString(d->file);
    const int line = d->position.line;
    if (!d->name.empty()) selection_.set(Selected{{d->kind, d->ns, d->name}, d->field});
    if (line > 0) Q_EMIT lineWanted(file, line);
}

} // namespace meshwright::ui
