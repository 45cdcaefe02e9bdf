// Rows of the problems table by text, severity and kind of object.
#pragma once

#include "model/base/diagnostic.h"

#include <QSortFilterProxyModel>
#include <set>

namespace meshwright::ui {

class ProblemsFilter : public QSortFilterProxyModel {
    Q_OBJECT
public:
    explicit ProblemsFilter(QObject* parent = nullptr);

    void setText(const QString& text);
    void show(model::Severity severity, bool shown);
    /// Only messages about this kind of object; all for an empty one.
    void setKind(const QString& kind);

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    QString text_, kind_;
    std::set<int> hidden_; ///< severities
};

} // namespace meshwright::ui
