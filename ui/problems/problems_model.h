// The diagnostics of the open design as a table: severity, place, message.
#pragma once

// Qt first: the moc of Qt 6.4 stumbles over <compare> where nothing of the standard library came before it.
#include <QAbstractTableModel>

#include "model/base/diagnostic.h"

namespace meshwright::ui {

class Document;

class ProblemsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Message, Object, Place, Columns };

    explicit ProblemsModel(Document& document, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    const model::Diagnostic* at(int row) const;

private:
    Document& document_;
    model::Diagnostics rows_;
};

} // namespace meshwright::ui
