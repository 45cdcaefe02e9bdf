// One request's life as a tree of spans, for the waterfall.
#pragma once

// Qt first: the moc of Qt 6.4 stumbles over <compare> where nothing of the standard library came before it.
#include <QAbstractItemModel>
#include <vector>

#include "sim/mesh/request_life.h"

namespace meshwright::ui {

class WaterfallModel : public QAbstractItemModel {
    Q_OBJECT
public:
    using QAbstractItemModel::QAbstractItemModel;
    enum Column { What, Answer, Bar, Took, columns };

    void show(sim::mesh::RequestLifePtr life);
    const sim::mesh::RequestLifePtr& life() const { return life_; }
    /// The span of a row; null for none.
    const sim::mesh::LifeSpan* spanAt(const QModelIndex& index) const;
    QModelIndex indexOf(int span) const;
    /// Where a span lies in the whole request, 0 to 1. A copy may end later than the request itself.
    std::pair<double, double> shareOf(const sim::mesh::LifeSpan& span) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    sim::mesh::RequestLifePtr life_;
    std::vector<std::vector<int>> children_;
    std::vector<int> top_, placeInParent_;
    double whole_ = 1; ///< seconds
};

/// "try 2 at orders-v1-0", "productpage-v1 asks reviews: rule 2 of reviews".
QString spanText(const sim::mesh::LifeSpan& span);

} // namespace meshwright::ui
