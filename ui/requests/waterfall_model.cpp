#include "ui/requests/waterfall_model.h"

#include "ui/requests/request_log.h"
#include "ui/theme/theme.h"
#include "ui/text.h"
#include "ui/trace/trace_model.h"

#include <QApplication>
#include <QPalette>
#include <algorithm>

namespace meshwright::ui {

using sim::mesh::LifeSpan;
using sim::mesh::SpanKind;

namespace {

QString shortNode(const std::string& node) {
    return q(node).section(QLatin1Char('/'), -1);
}

} // namespace

QString spanText(const LifeSpan& s) {
    const auto tr = [](const char* text) { return WaterfallModel::tr(text); };
    switch (s.kind) {
    case SpanKind::Request:
        return tr("the client waits");
    case SpanKind::Hop: {
        if (!s.decision) return tr("hop");
        const QString host = q(s.decision->request.authority).section(QLatin1Char('.'), 0, 0);
        const QString rule = s.decision->mirror ? tr("mirrored copy by %1") : QStringLiteral("%1");
        return tr("%1 asks %2: %3").arg(shortNode(s.decision->node), host, rule.arg(ruleText(s.decision->route)));
    }
    case SpanKind::Try:
        return tr("try %1 at %2").arg(s.tryNumber).arg(q(s.pod));
    case SpanKind::FaultDelay:
        return tr("injected delay");
    case SpanKind::PoolWait:
        return tr("waits for a connection");
    case SpanKind::QueueWait:
        return tr("waits in the queue of %1").arg(q(s.pod));
    case SpanKind::Work:
        return tr("%1 works").arg(q(s.pod));
    case SpanKind::BackOff:
        return tr("back-off");
    }
    return {};
}

void WaterfallModel::show(sim::mesh::RequestLifePtr life) {
    beginResetModel();
    life_ = std::move(life);
    const std::size_t n = life_ ? life_->spans.size() : 0;
    children_.assign(n, {});
    placeInParent_.assign(n, 0);
    top_.clear();
    whole_ = 1e-9;
    for (std::size_t i = 0; i < n; ++i) {
        const LifeSpan& s = life_->spans[i];
        auto& siblings = s.parent < 0 ? top_ : children_[std::size_t(s.parent)];
        placeInParent_[i] = int(siblings.size());
        siblings.push_back(int(i));
        whole_ = std::max(whole_, (s.end - life_->start).inSeconds());
    }
    endResetModel();
}

const LifeSpan* WaterfallModel::spanAt(const QModelIndex& index) const {
    return index.isValid() && life_ ? &life_->spans[std::size_t(index.internalId())] : nullptr;
}

QModelIndex WaterfallModel::indexOf(int span) const {
    if (!life_ || span < 0 || span >= int(life_->spans.size())) return {};
    return createIndex(placeInParent_[std::size_t(span)], 0, quintptr(span));
}

std::pair<double, double> WaterfallModel::shareOf(const LifeSpan& s) const {
    return {(s.start - life_->start).inSeconds() / whole_, (s.end - life_->start).inSeconds() / whole_};
}

QModelIndex WaterfallModel::index(int row, int column, const QModelIndex& parent) const {
    const auto& all = parent.isValid() ? children_[std::size_t(parent.internalId())] : top_;
    if (row < 0 || row >= int(all.size()) || column < 0 || column >= columns) return {};
    return createIndex(row, column, quintptr(all[std::size_t(row)]));
}

QModelIndex WaterfallModel::parent(const QModelIndex& index) const {
    const LifeSpan* s = spanAt(index);
    return s && s->parent >= 0 ? indexOf(s->parent) : QModelIndex();
}

int WaterfallModel::rowCount(const QModelIndex& parent) const {
    if (!parent.isValid()) return int(top_.size());
    return parent.column() == 0 ? int(children_[std::size_t(parent.internalId())].size()) : 0;
}

int WaterfallModel::columnCount(const QModelIndex&) const {
    return columns;
}

QVariant WaterfallModel::data(const QModelIndex& index, int role) const {
    const LifeSpan* s = spanAt(index);
    if (!s) return {};
    const bool answers = s->kind == SpanKind::Request || s->kind == SpanKind::Hop || s->kind == SpanKind::Try;
    const bool bad = answers && !s->open && (s->status == 0 || s->status >= 500);
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case What:
            return spanText(*s);
        case Answer:
            if (!answers) return {};
            if (s->open) return tr("under way");
            return statusText(s->status, s->flags) + (s->retried ? tr(", tried again") : QString());
        case Took:
            return latencyText(s->end - s->start);
        default:
            return {};
        }
    case Qt::ForegroundRole: {
        const Tokens& t = tokensOf(QApplication::palette());
        if (bad && index.column() == Answer) return t.bad;
        return answers ? QVariant() : QVariant(t.textMuted);
    }
    case Qt::FontRole:
        return index.column() == Took ? QVariant(monoFont(12)) : QVariant();
    case Qt::TextAlignmentRole:
        return index.column() == Took ? int(Qt::AlignRight | Qt::AlignVCenter) : int(Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        if (s->decision)
            return tr("%1 %2%3\n%4")
                .arg(q(s->decision->request.method), q(s->decision->request.authority), q(s->decision->request.path),
                     q(sim::mesh::whereOf(*s->decision)));
        return spanText(*s);
    case Qt::AccessibleTextRole:
        if (index.column() == Bar)
            return tr("from %1 to %2 of the request")
                .arg(latencyText(s->start - life_->start), latencyText(s->end - life_->start));
        return data(index, Qt::DisplayRole);
    default:
        return {};
    }
}

QVariant WaterfallModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
    case What:
        return tr("What");
    case Answer:
        return tr("Answer");
    case Bar:
        return life_ ? tr("0 to %1").arg(latencyText(sim::mesh::Duration{qint64(whole_ * 1e9)})) : tr("When");
    case Took:
        return tr("Took");
    default:
        return {};
    }
}

} // namespace meshwright::ui
