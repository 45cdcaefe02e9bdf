// All objects of the design as a tree: kinds, objects, and the rules and subsets within them.
#pragma once

// Qt first: the moc of Qt 6.4 stumbles over <compare> where nothing of the standard library came before it.
#include <QAbstractItemModel>
#include <QString>
#include <memory>
#include <vector>

#include "ui/document/selection.h"

namespace meshwright::ui {

class Document;

class OutlineModel : public QAbstractItemModel {
    Q_OBJECT
public:
    explicit OutlineModel(Document& document, QObject* parent = nullptr);
    ~OutlineModel() override;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    /// What a row stands for; nothing for a kind.
    std::optional<Selected> targetOf(const QModelIndex& index) const;
    QModelIndex find(const Selected& selected) const;

private:
    struct Entry;
    void rebuild();

    Document& document_;
    std::unique_ptr<Entry> root_;
};

} // namespace meshwright::ui
