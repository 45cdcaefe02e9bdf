#include "ui/problems/problems_filter.h"

#include "ui/problems/problems_model.h"

namespace meshwright::ui {

ProblemsFilter::ProblemsFilter(QObject* parent) : QSortFilterProxyModel(parent) {
    setSortRole(ProblemsModel::SortRole);
    setSortCaseSensitivity(Qt::CaseInsensitive);
}

void ProblemsFilter::setText(const QString& text) {
    text_ = text.trimmed();
    invalidateFilter();
}

void ProblemsFilter::show(model::Severity severity, bool shown) {
    if (shown)
        hidden_.erase(static_cast<int>(severity));
    else
        hidden_.insert(static_cast<int>(severity));
    invalidateFilter();
}

void ProblemsFilter::setKind(const QString& kind) {
    kind_ = kind;
    invalidateFilter();
}

bool ProblemsFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
    const QModelIndex first = sourceModel()->index(row, 0, parent);
    if (hidden_.count(first.data(ProblemsModel::SeverityRole).toInt()) > 0) return false;
    if (!kind_.isEmpty() && first.data(ProblemsModel::KindRole).toString() != kind_) return false;
    if (text_.isEmpty()) return true;
    for (int column = 0; column < sourceModel()->columnCount(); ++column)
        if (sourceModel()->index(row, column, parent).data().toString().contains(text_, Qt::CaseInsensitive))
            return true;
    return false;
}

} // namespace meshwright::ui
