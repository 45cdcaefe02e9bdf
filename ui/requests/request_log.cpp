#include "ui/requests/request_log.h"

#include "ui/canvas/flight_layer.h"
#include "ui/playback/playback_bar.h"
#include "ui/theme/theme.h"
#include "ui/text.h"
#include "ui/trace/trace_model.h"

#include <QApplication>
#include <QPainter>
#include <QPixmap>
#include <algorithm>

namespace meshwright::ui {

using sim::mesh::LifeSpan;
using sim::mesh::RequestLife;
using sim::mesh::RequestLifePtr;
using sim::mesh::SpanKind;

namespace {

const sim::mesh::HopDecision* firstHop(const RequestLife& life) {
    for (const auto& s : life.spans)
        if (s.kind == SpanKind::Hop && s.decision) return s.decision.get();
    return nullptr;
}

/// The hop at which the request failed: the deepest that failed last; the first hop where none did.
const sim::mesh::HopDecision* decidingHop(const RequestLife& life) {
    const sim::mesh::HopDecision* found = firstHop(life);
    if (!life.failed) return found;
    for (const auto& s : life.spans)
        if (s.kind == SpanKind::Hop && s.decision && !s.mirrored && (s.status == 0 || s.status >= 500))
            found = s.decision.get();
    return found;
}

QPixmap outcomePixmap(sim::metrics::Flight::Outcome outcome) {
    const Tokens& t = tokensOf(QApplication::palette());
    QPixmap picture(32, 32);
    picture.setDevicePixelRatio(2);
    picture.fill(Qt::transparent);
    QPainter p(&picture);
    p.setRenderHint(QPainter::Antialiasing);
    FlightLayer::paintMark(p, {8, 8}, 4.5, outcome, FlightLayer::colorOf(outcome, t), t.surface);
    return picture;
}

} // namespace

QString outcomeText(sim::metrics::Flight::Outcome outcome) {
    using O = sim::metrics::Flight::Outcome;
    switch (outcome) {
    case O::Fine:
        return RequestLog::tr("fine");
    case O::Retry:
        return RequestLog::tr("fine after a retry");
    case O::TimedOut:
        return RequestLog::tr("timed out");
    case O::Failed:
        return RequestLog::tr("failed");
    case O::Mirrored:
        return RequestLog::tr("mirrored");
    }
    return {};
}

QString statusText(int status, const std::string& flags) {
    const QString text = status == 0 ? RequestLog::tr("no answer") : QString::number(status);
    return flags.empty() || flags == "-" ? text : text + QLatin1Char(' ') + q(flags);
}

QString latencyText(sim::mesh::Duration duration) {
    const double ms = duration.inMilliseconds();
    const auto digits = [](double value) { return value >= 100 ? 0 : value >= 10 ? 1 : 2; };
    return ms < 1000 ? RequestLog::tr("%1 ms").arg(ms, 0, 'f', digits(ms))
                     : RequestLog::tr("%1 s").arg(ms / 1000, 0, 'f', digits(ms / 1000));
}

void RequestLog::know(const RequestLifePtr& life) {
    if (!known_.contains(life->request)) knownInOrder_.push_back(life->request);
    known_.insert(life->request, life);
    while (knownInOrder_.size() > mostDrawn) {
        known_.remove(knownInOrder_.front());
        knownInOrder_.pop_front();
    }
}

void RequestLog::take(const Frame& frame) {
    for (const auto& life : frame.drawn) know(life);
    for (const auto& life : frame.lives) know(life);
    waiting_.insert(waiting_.end(), frame.lives.begin(), frame.lives.end());
}

void RequestLog::flush(std::size_t most) {
    if (waiting_.empty()) return;
    std::vector<RequestLifePtr> batch = std::move(waiting_);
    waiting_.clear();
    if (batch.size() > most) {
        // Failures have three quarters of the places; both sorts are spread evenly over the batch.
        std::vector<RequestLifePtr> bad, fine, chosen;
        for (auto& life : batch) (life->failed || life->slow ? bad : fine).push_back(std::move(life));
        const std::size_t places = std::max(most * 3 / 4, most - std::min(most, fine.size()));
        const auto pick = [&](const std::vector<RequestLifePtr>& from, std::size_t most) {
            const std::size_t n = std::min(from.size(), most);
            for (std::size_t i = 0; i < n; ++i) chosen.push_back(from[i * from.size() / n]);
        };
        pick(bad, places);
        pick(fine, most - chosen.size());
        std::sort(chosen.begin(), chosen.end(), [](const auto& a, const auto& b) { return a->end < b->end; });
        batch = std::move(chosen);
    }
    beginInsertRows({}, 0, int(batch.size()) - 1);
    for (auto& life : batch) lives_.push_back(std::move(life));
    endInsertRows();
    if (lives_.size() > mostRows) {
        const std::size_t over = lives_.size() - mostRows;
        beginRemoveRows({}, int(lives_.size() - over), int(lives_.size()) - 1);
        lives_.erase(lives_.begin(), lives_.begin() + std::ptrdiff_t(over));
        endRemoveRows();
    }
}

void RequestLog::clear() {
    beginResetModel();
    lives_.clear();
    waiting_.clear();
    known_.clear();
    knownInOrder_.clear();
    endResetModel();
}

int RequestLog::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(lives_.size());
}

int RequestLog::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : columns;
}

QVariant RequestLog::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const RequestLife& life = *this->life(index.row());
    const Tokens& t = tokensOf(QApplication::palette());
    switch (role) {
    case Qt::DisplayRole: {
        const auto* hop = firstHop(life);
        switch (index.column()) {
        case Outcome:
            return statusText(life.status, life.flags);
        case Time:
            return PlaybackBar::clockText(life.start.sinceStart().inSeconds());
        case Request:
            return hop ? q(hop->request.method + " " + hop->request.authority + hop->request.path)
                       : QStringLiteral("#%1").arg(life.request);
        case From:
            return q(life.source);
        case Rule: {
            const auto* deciding = decidingHop(life);
            return deciding ? ruleText(deciding->route) : QString();
        }
        case Latency:
            return latencyText(life.end - life.start);
        case Retries:
            return life.retries;
        default:
            return {};
        }
    }
    case Qt::DecorationRole:
        return index.column() == Outcome ? QVariant(outcomePixmap(life.outcome)) : QVariant();
    case Qt::TextAlignmentRole:
        return index.column() == Latency || index.column() == Retries || index.column() == Time
                   ? int(Qt::AlignRight | Qt::AlignVCenter)
                   : int(Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::ForegroundRole:
        return index.column() == Outcome && life.failed ? QVariant(t.bad) : QVariant();
    case Qt::FontRole:
        return index.column() == Time || index.column() == Latency ? QVariant(monoFont(12)) : QVariant();
    case Qt::ToolTipRole:
        return q(sim::mesh::toText(life));
    case Qt::AccessibleTextRole:
        return index.column() == Outcome
                   ? outcomeText(life.outcome) + QStringLiteral(", ") + data(index, Qt::DisplayRole).toString()
                   : data(index, Qt::DisplayRole).toString();
    default:
        return {};
    }
}

QVariant RequestLog::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole)
        return section == Latency || section == Retries || section == Time ? int(Qt::AlignRight | Qt::AlignVCenter)
                                                                           : int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    switch (section) {
    case Outcome:
        return tr("Answer");
    case Time:
        return tr("At");
    case Request:
        return tr("Request");
    case From:
        return tr("Client");
    case Rule:
        return tr("Rule");
    case Latency:
        return tr("Latency");
    case Retries:
        return tr("Retries");
    default:
        return {};
    }
}

} // namespace meshwright::ui
