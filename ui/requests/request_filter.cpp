#include "ui/requests/request_filter.h"

#include <algorithm>

namespace meshwright::ui {

RequestFilter::RequestFilter(QObject* parent) : QSortFilterProxyModel(parent) {
    setDynamicSortFilter(true);
}

void RequestFilter::setShow(Show show) {
    show_ = show;
    invalidateFilter();
}

void RequestFilter::setText(const QString& text) {
    words_ = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    invalidateFilter();
}

void RequestFilter::setWay(Way way) {
    way_ = std::move(way);
    invalidateFilter();
}

bool RequestFilter::filterAcceptsRow(int row, const QModelIndex&) const {
    const sim::mesh::RequestLife& life = *log().life(row);
    if (show_ == Show::Bad && !life.failed) return false;
    if (show_ == Show::Slow && !life.slow) return false;
    if (show_ == Show::Retried && life.retries == 0) return false;
    if (way_ && !way_(life)) return false;
    if (words_.isEmpty()) return true;
    QString text;
    for (int column = 0; column < RequestLog::columns; ++column)
        text += log().data(log().index(row, column), Qt::DisplayRole).toString() + QLatin1Char('\n');
    for (const auto& span : life.spans) {
        text += QString::fromStdString(span.pod) + QLatin1Char('\n');
        if (span.decision) text += QString::fromStdString(span.decision->cluster) + QLatin1Char('\n');
    }
    return std::all_of(words_.begin(), words_.end(),
                       [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

} // namespace meshwright::ui
