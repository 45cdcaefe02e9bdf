// A routing engine's explanation as a tree of rows in words, each with the rule it is about.
#pragma once

// Qt first: the moc of Qt 6.4 stumbles over <compare> where nothing of the standard library came before it.
#include <QAbstractItemModel>
#include <QString>
#include <memory>
#include <vector>

#include "sim/routing/explain.h"

namespace meshwright::ui {

struct TraceRow {
    enum class Verdict { Note, Matched, Failed, Skipped };
    QString text, reason;
    Verdict verdict = Verdict::Note;
    model::Origin origin;
    QString place; ///< of the origin: "bookinfo.yaml:41 (VirtualService reviews.default, spec.http[0])"
    int line = 0;  ///< in its file; 0 = unknown
    std::vector<TraceRow> below;
};

/// One step a row: listener, hosts, rules in the order they were tried with their conditions, destinations, answer.
std::vector<TraceRow> traceRows(const sim::routing::Trace& trace);
/// "rule 2 (path /v2/*)": how people speak of a rule.
QString ruleText(const model::Origin& origin);
/// Indented lines with the place of each rule, for the clipboard and for screen readers.
QString traceText(const std::vector<TraceRow>& rows);

class TraceModel : public QAbstractItemModel {
    Q_OBJECT
public:
    using QAbstractItemModel::QAbstractItemModel;
    ~TraceModel() override;
    enum Column { What, Why, Where, columns };

    void show(std::vector<TraceRow> rows);
    const std::vector<TraceRow>& rows() const { return rows_; }
    const TraceRow* row(const QModelIndex& index) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Place {
        const TraceRow* row = nullptr;
        int parent = -1, at = 0;
        std::vector<int> children;
    };
    void number(const std::vector<TraceRow>& rows, int parent);

    std::vector<TraceRow> rows_;
    std::vector<Place> places_; ///< by internal id
    std::vector<int> top_;
};

} // namespace meshwright::ui
