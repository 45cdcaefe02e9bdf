// The log of single requests as a table, newest first. Bounded, and filled in batches a few times a second, so that it
// can be read while a run plays.
#pragma once

// Qt first: the moc of Qt 6.4 stumbles over <compare> where nothing of the standard library came before it.
#include <QAbstractTableModel>
#include <QHash>
#include <deque>

#include "ui/playback/frame.h"

namespace meshwright::ui {

class RequestLog : public QAbstractTableModel {
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;
    enum Column { Outcome, Time, Request, From, Rule, Latency, Retries, columns };
    static constexpr std::size_t mostRows = 3'000, mostDrawn = 4'000;
    /// Rows at once while a run plays, and where it stands.
    static constexpr std::size_t playing = 60, standing = 2'000;

    /// Takes a frame's lives; rows appear with the next flush().
    void take(const Frame& frame);
    /// Puts what was taken into the table, at most `most`: of more a share, failures first.
    void flush(std::size_t most);
    void clear();
    bool pending() const { return !waiting_.empty(); }

    const sim::mesh::RequestLifePtr& life(int row) const { return lives_[lives_.size() - 1 - std::size_t(row)]; }
    /// Of any request that is known, also of those that are only drawn; null where it is not.
    sim::mesh::RequestLifePtr find(std::uint64_t request) const { return known_.value(request); }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void know(const sim::mesh::RequestLifePtr& life);

    std::deque<sim::mesh::RequestLifePtr> lives_;
    std::vector<sim::mesh::RequestLifePtr> waiting_;
    QHash<std::uint64_t, sim::mesh::RequestLifePtr> known_;
    std::deque<std::uint64_t> knownInOrder_;
};

/// "timed out", "failed", …
QString outcomeText(sim::metrics::Flight::Outcome outcome);
/// "503 UH", "no answer DC".
QString statusText(int status, const std::string& flags);
/// "1.25 ms", "3.02 s": always three digits.
QString latencyText(sim::mesh::Duration duration);

} // namespace meshwright::ui
