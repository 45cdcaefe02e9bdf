#include "ui/problems/problems_panel.h"

#include "model/base/codes.h"
#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/problems/problems_filter.h"
#include "ui/problems/problems_model.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace meshwright::ui {

using model::Severity;

ProblemsPanel::ProblemsPanel(Document& document, Selection& selection, QWidget* parent)
    : QWidget(parent), document_(document), selection_(selection), model_(new ProblemsModel(document, this)),
      filter_(new ProblemsFilter(this)), table_(new QTableView),
      empty_(plainLabel(tr("● No problems found."), "muted")), why_(plainLabel({}, "muted")),
      shown_(plainLabel({}, "muted")), kinds_(new QComboBox), fix_(new QPushButton) {
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 0);
    column->setSpacing(4);
    column->addWidget(addFilters());
    filter_->setSourceModel(model_);
    table_->setModel(filter_);
    table_->setObjectName(QStringLiteral("problems"));
    table_->setSortingEnabled(true);
    table_->sortByColumn(ProblemsModel::Message, Qt::AscendingOrder);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setShowGrid(false);
    table_->setWordWrap(false);
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setDefaultSectionSize(28);
    auto* header = table_->horizontalHeader();
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setSectionResizeMode(ProblemsModel::Message, QHeaderView::Stretch);
    header->setMinimumSectionSize(56);
    const std::pair<int, int> widths[] = {{ProblemsModel::Object, 190},
                                          {ProblemsModel::Code, 84},
                                          {ProblemsModel::Place, 150},
                                          {ProblemsModel::FixTitle, 190}};
    for (const auto& [section, width] : widths) header->resizeSection(section, width);
    table_->setAccessibleName(tr("Problems"));
    column->addWidget(table_, 1);
    detail_ = addDetail();
    column->addWidget(detail_);
    empty_->setAlignment(Qt::AlignCenter);
    column->addWidget(empty_, 1);
    const auto rowOf = [this](const QModelIndex& index) { return filter_->mapToSource(index).row(); };
    connect(table_, &QTableView::clicked, this, [this, rowOf](const QModelIndex& index) {
        const int row = rowOf(index);
        const auto* d = model_->at(row);
        if (index.column() == ProblemsModel::FixTitle && d && d->fix && d->fix->canBeApplied())
            fix(row);
        else
            go(row);
    });
    connect(table_, &QTableView::activated, this, [this, rowOf](const QModelIndex& index) { go(rowOf(index)); });
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ProblemsPanel::showDetail);
    connect(model_, &QAbstractItemModel::modelReset, this, &ProblemsPanel::refresh);
    connect(fix_, &QPushButton::clicked, this, [this] { fix(currentRow()); });
    refresh();
}

QWidget* ProblemsPanel::addFilters() {
    auto* bar = new QWidget;
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    auto* search = new QLineEdit;
    search->setObjectName(QStringLiteral("problemsSearch"));
    search->setPlaceholderText(tr("Filter problems"));
    search->setAccessibleName(tr("Filter problems"));
    search->setClearButtonEnabled(true);
    search->setMaximumWidth(280);
    row->addWidget(search);
    for (const Severity severity : {Severity::Error, Severity::Warning, Severity::Info}) {
        auto* button = new QToolButton;
        button->setCheckable(true);
        button->setChecked(true);
        button->setObjectName(QStringLiteral("show-") + QString::fromUtf8(model::toText(severity)));
        severities_[std::size_t(severity)] = button;
        connect(button, &QToolButton::toggled, this, [this, severity](bool on) {
            filter_->show(severity, on);
            showDetail();
        });
        row->addWidget(button);
    }
    kinds_->setObjectName(QStringLiteral("problemsKind"));
    kinds_->setAccessibleName(tr("Kind of object"));
    kinds_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    row->addWidget(kinds_);
    row->addStretch();
    row->addWidget(shown_);
    connect(search, &QLineEdit::textChanged, this, [this](const QString& text) {
        filter_->setText(text);
        showDetail();
    });
    connect(kinds_, &QComboBox::currentIndexChanged, this, [this] {
        filter_->setKind(kinds_->currentData().toString());
        showDetail();
    });
    return bar;
}

QWidget* ProblemsPanel::addDetail() {
    auto* bar = new QWidget;
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(4, 4, 4, 8);
    why_->setWordWrap(true);
    why_->setObjectName(QStringLiteral("problemWhy"));
    row->addWidget(why_, 1);
    fix_->setObjectName(QStringLiteral("problemFix"));
    row->addWidget(fix_);
    return bar;
}

int ProblemsPanel::currentRow() const {
    const QModelIndex index = table_->currentIndex();
    return index.isValid() ? filter_->mapToSource(index).row() : -1;
}

void ProblemsPanel::refresh() {
    const bool none = model_->rowCount() == 0;
    table_->setVisible(!none);
    empty_->setVisible(none);
    const auto counted = [this](Severity severity, const QString& one, const QString& many) {
        const int n = model_->count(severity);
        return std::pair(severity, (n == 1 ? one : many).arg(n));
    };
    const std::pair<Severity, QString> names[] = {counted(Severity::Error, tr("%1 error"), tr("%1 errors")),
                                                  counted(Severity::Warning, tr("%1 warning"), tr("%1 warnings")),
                                                  counted(Severity::Info, tr("%1 remark"), tr("%1 remarks"))};
    for (const auto& [severity, words] : names) {
        auto* button = severities_[std::size_t(severity)];
        button->setText(words);
        button->setToolTip(tr("Show or hide: %1").arg(words));
        button->setEnabled(model_->count(severity) > 0);
    }
    const QString kind = kinds_->currentData().toString();
    kinds_->blockSignals(true);
    kinds_->clear();
    kinds_->addItem(tr("All kinds"), QString());
    for (const QString& k : model_->kinds()) kinds_->addItem(k, k);
    kinds_->setCurrentIndex(std::max(0, kinds_->findData(kind)));
    kinds_->blockSignals(false);
    filter_->setKind(kinds_->currentData().toString());
    showDetail();
}

void ProblemsPanel::showDetail() {
    const int all = model_->rowCount(), shown = filter_->rowCount();
    shown_->setText(shown == all ? QString() : tr("%1 of %2").arg(shown).arg(all));
    const auto* d = model_->at(currentRow());
    detail_->setVisible(d != nullptr);
    if (!d) return;
    const auto why = model::whyOf(*d);
    why_->setText(QString::fromUtf8(why.data(), static_cast<qsizetype>(why.size())));
    const bool canFix = d->fix && d->fix->canBeApplied();
    fix_->setVisible(canFix);
    if (canFix) fix_->setText(QString::fromStdString(d->fix->title));
}

void ProblemsPanel::go(int row) {
    const auto* d = model_->at(row);
    if (!d) return;
    const QString file = QString::fromStdString(d->file);
    const int line = d->position.line;
    if (!d->name.empty()) selection_.set(Selected{{d->kind, d->ns, d->name}, d->field});
    if (line > 0) Q_EMIT lineWanted(file, line);
}

void ProblemsPanel::fix(int row) {
    if (const auto* d = model_->at(row)) (void)document_.applyFix(model::Diagnostic(*d));
}

} // namespace meshwright::ui
