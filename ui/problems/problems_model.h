// The messages about the open design as a table: what, about which object, its code, the line, and the offered fix.
#pragma once

// Qt first: the moc of Qt 6.4 stumbles over <compare> where nothing of the standard library came before it.
#include <QAbstractTableModel>

#include "model/base/diagnostic.h"

namespace meshwright::ui {

class Document;

class ProblemsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Message, Object, Code, Place, FixTitle, Columns };
    enum Role { SeverityRole = Qt::UserRole + 1, KindRole, SortRole };

    explicit ProblemsModel(Document& document, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    const model::Diagnostic* at(int row) const;
    /// How many messages of one severity there are.
    int count(model::Severity severity) const;
    /// The kinds of object that messages are about, sorted.
    QStringList kinds() const;

private:
    QString textOf(const model::Diagnostic& d, int column) const;
    QVariant sortKey(const model::Diagnostic& d, int row, int column) const;

    Document& document_;
    model::Diagnostics rows_;
};

} // namespace meshwright::ui
