#include "ui/trace/trace_model.h"
#include "ui/text.h"

#include "sim/routing/mesh_index.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QFont>
#include <QPalette>
#include <QRegularExpression>

namespace meshwright::ui {

using sim::routing::DestinationTrace;
using sim::routing::Trace;
using Verdict = TraceRow::Verdict;

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Trace", text);
}

QString percentText(double share) {
    return tr("%1 %").arg(QString::number(share * 100, 'g', 4));
}

/// "v2 of reviews" of "outbound|9080|v2|reviews.default.svc.cluster.local".
QString clusterText(const std::string& cluster) {
    const QStringList parts = q(cluster).split(QLatin1Char('|'));
    if (parts.size() != 4) return q(cluster);
    const QString host = parts[3].section(QLatin1Char('.'), 0, 0);
    return parts[2].isEmpty() ? tr("%1, port %2").arg(host, parts[1])
                              : tr("%1 of %2, port %3").arg(parts[2], host, parts[1]);
}

TraceRow destinationRow(const DestinationTrace& d, bool mirror) {
    TraceRow row;
    row.verdict = d.exists && !d.endpoints.empty() ? Verdict::Matched : Verdict::Failed;
    row.text = (mirror ? tr("copies go to %1") : tr("goes to %1")).arg(clusterText(d.cluster));
    row.reason = !d.exists             ? tr("nobody has this destination: 503, flag NC")
                 : d.endpoints.empty() ? tr("no pod is behind it: 503, flag UH")
                                       : percentText(d.probability);
    row.origin = d.origin;
    for (const auto& e : d.endpoints) {
        TraceRow pod;
        pod.text = e.pod.empty() ? q(e.address) : q(e.pod);
        pod.reason = e.ready ? tr("ready") : tr("not ready");
        row.below.push_back(std::move(pod));
    }
    if (d.policyOrigin) {
        TraceRow policy;
        policy.text = tr("by the policy of %1").arg(q(d.policyOrigin.resource->meta.name));
        policy.origin = d.policyOrigin;
        row.below.push_back(std::move(policy));
    }
    return row;
}

} // namespace

QString ruleText(const model::Origin& origin) {
    if (!origin) return tr("the service's own route");
    static const QRegularExpression http(QStringLiteral(R"(spec\.(http|tls|tcp)\[(\d+)\])"));
    const auto found = http.match(q(origin.field));
    if (!found.hasMatch()) return q(origin.resource->meta.name);
    return tr("rule %1 of %2").arg(found.captured(2).toInt() + 1).arg(q(origin.resource->meta.name));
}

namespace {

void placeRows(std::vector<TraceRow>& rows, const model::Placement& places) {
    for (TraceRow& row : rows) {
        if (row.origin) {
            row.place = q(places.toText(row.origin));
            row.line = places.positionOf(row.origin).line;
        }
        placeRows(row.below, places);
    }
}

} // namespace

std::vector<TraceRow> traceRows(const Trace& t) {
    std::vector<TraceRow> rows;
    TraceRow listener;
    listener.text = t.hasListener ? tr("port %1 is listened to").arg(t.request.port) : tr("nobody listens");
    listener.reason = q(t.listener);
    listener.verdict = t.hasListener ? Verdict::Matched : Verdict::Failed;
    rows.push_back(std::move(listener));
    // The host that fits first; the others are one row to open.
    TraceRow others;
    others.text = tr("hosts that do not fit");
    others.verdict = Verdict::Skipped;
    for (const auto& v : t.virtualHosts) {
        TraceRow row;
        row.text = tr("host %1").arg(q(v.name));
        row.reason = q(v.reason);
        row.verdict = v.matched ? Verdict::Matched : Verdict::Failed;
        row.origin = v.origin;
        if (v.matched)
            rows.push_back(std::move(row));
        else
            others.below.push_back(std::move(row));
    }
    if (!others.below.empty()) {
        others.reason = QString::number(others.below.size());
        rows.push_back(std::move(others));
    }
    bool found = false;
    for (const auto& r : t.routes) {
        TraceRow row;
        row.text = ruleText(r.origin) + (r.name.empty() ? QString() : QStringLiteral(" “%1”").arg(q(r.name)));
        row.verdict = r.matched ? Verdict::Matched : found ? Verdict::Skipped : Verdict::Failed;
        row.origin = r.origin;
        for (const auto& c : r.conditions) {
            TraceRow condition;
            condition.text = q(c.condition);
            condition.reason = c.matched ? tr("holds") : q(c.reason);
            condition.verdict = c.matched ? Verdict::Matched : Verdict::Failed;
            condition.origin = c.origin;
            if (!c.matched && row.reason.isEmpty()) row.reason = q(c.condition) + QStringLiteral(" ") + q(c.reason);
            row.below.push_back(std::move(condition));
        }
        if (r.matched && row.reason.isEmpty())
            row.reason = r.conditions.empty() ? tr("takes everything") : tr("all its conditions hold");
        found = found || r.matched;
        rows.push_back(std::move(row));
    }
    for (const auto& note : t.notes) {
        TraceRow row;
        row.text = q(note);
        rows.push_back(std::move(row));
    }
    for (const auto& d : t.destinations) rows.push_back(destinationRow(d, false));
    for (const auto& d : t.mirrors) rows.push_back(destinationRow(d, true));
    if (t.decision.reply) {
        TraceRow row;
        row.verdict = t.decision.reply->status >= 400 ? Verdict::Failed : Verdict::Matched;
        row.text = tr("the proxy answers %1 itself").arg(t.decision.reply->status);
        row.reason = t.decision.reply->flag.empty() || t.decision.reply->flag == "-"
                         ? q(t.decision.reply->details)
                         : tr("flag %1, %2").arg(q(t.decision.reply->flag), q(t.decision.reply->details));
        rows.push_back(std::move(row));
    } else if (t.hasListener && !t.destinations.empty() &&
               (t.decision.rewritten.path != t.request.path || t.decision.rewritten.authority != t.request.authority)) {
        TraceRow row;
        row.text = tr("the pod sees %1%2").arg(q(t.decision.rewritten.authority), q(t.decision.rewritten.path));
        row.reason = tr("rewritten");
        rows.push_back(std::move(row));
    }
    for (const auto& u : t.unreachable) {
        TraceRow row;
        row.text = tr("%1 can never be reached").arg(ruleText(u.rule));
        row.reason = q(u.reason);
        row.verdict = Verdict::Skipped;
        row.origin = u.rule;
        rows.push_back(std::move(row));
    }
    placeRows(rows, t.mesh->places());
    return rows;
}

namespace {

void writeRows(const std::vector<TraceRow>& rows, int depth, QStringList& out) {
    for (const auto& r : rows) {
        const char* sign = r.verdict == Verdict::Matched   ? "+ "
                           : r.verdict == Verdict::Failed  ? "- "
                           : r.verdict == Verdict::Skipped ? ". "
                                                           : "  ";
        QString line = QString(depth * 2, QLatin1Char(' ')) + QLatin1String(sign) + r.text;
        if (!r.reason.isEmpty()) line += QStringLiteral(": ") + r.reason;
        if (r.origin) line += QStringLiteral("  [%1]").arg(r.place);
        out << line;
        writeRows(r.below, depth + 1, out);
    }
}

} // namespace

QString traceText(const std::vector<TraceRow>& rows) {
    QStringList out;
    writeRows(rows, 0, out);
    return out.join(QLatin1Char('\n'));
}

TraceModel::~TraceModel() = default;

void TraceModel::number(const std::vector<TraceRow>& rows, int parent) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const int id = int(places_.size());
        places_.push_back({&rows[i], parent, int(i), {}});
        (parent < 0 ? top_ : places_[std::size_t(parent)].children).push_back(id);
        number(rows[i].below, id);
    }
}

void TraceModel::show(std::vector<TraceRow> rows) {
    beginResetModel();
    rows_ = std::move(rows);
    places_.clear();
    top_.clear();
    number(rows_, -1);
    endResetModel();
}

const TraceRow* TraceModel::row(const QModelIndex& index) const {
    return index.isValid() ? places_[std::size_t(index.internalId())].row : nullptr;
}

QModelIndex TraceModel::index(int row, int column, const QModelIndex& parent) const {
    const auto& children = parent.isValid() ? places_[std::size_t(parent.internalId())].children : top_;
    if (row < 0 || row >= int(children.size()) || column < 0 || column >= columns) return {};
    return createIndex(row, column, quintptr(children[std::size_t(row)]));
}

QModelIndex TraceModel::parent(const QModelIndex& index) const {
    if (!index.isValid()) return {};
    const int up = places_[std::size_t(index.internalId())].parent;
    return up < 0 ? QModelIndex() : createIndex(places_[std::size_t(up)].at, 0, quintptr(up));
}

int TraceModel::rowCount(const QModelIndex& parent) const {
    if (parent.isValid())
        return parent.column() == 0 ? int(places_[std::size_t(parent.internalId())].children.size()) : 0;
    return int(top_.size());
}

int TraceModel::columnCount(const QModelIndex&) const {
    return columns;
}

QVariant TraceModel::data(const QModelIndex& index, int role) const {
    const TraceRow* r = row(index);
    if (!r) return {};
    const Tokens& t = tokensOf(QApplication::palette());
    const bool quiet = r->verdict == Verdict::Failed || r->verdict == Verdict::Skipped;
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == What) return r->text;
        if (index.column() == Why) return r->reason;
        return r->line > 0 ? tr("%1:%2").arg(q(r->origin.resource->file).section(QLatin1Char('/'), -1)).arg(r->line)
                           : QString();
    case Qt::DecorationRole:
        if (index.column() != What || r->verdict == Verdict::Note) return {};
        if (r->verdict == Verdict::Skipped) return iconPixmap(QStringLiteral("info"), t.textMuted, 14, 2);
        return r->verdict == Verdict::Matched ? iconPixmap(QStringLiteral("ok"), t.good, 14, 2)
                                              : iconPixmap(QStringLiteral("close"), t.textMuted, 14, 2);
    case Qt::ForegroundRole:
        return quiet ? t.textMuted : t.text;
    case Qt::FontRole:
        if (index.column() == Where) return monoFont(11);
        return {};
    case Qt::ToolTipRole:
        return r->origin ? tr("%1\nEnter shows the rule").arg(r->place) : r->reason;
    case Qt::AccessibleTextRole: {
        const QString verdict = r->verdict == Verdict::Matched   ? tr("matched: ")
                                : r->verdict == Verdict::Failed  ? tr("did not match: ")
                                : r->verdict == Verdict::Skipped ? tr("not asked: ")
                                                                 : QString();
        return index.column() == What ? verdict + r->text : data(index, Qt::DisplayRole);
    }
    default:
        return {};
    }
}

QVariant TraceModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    return section == What ? tr("Step") : section == Why ? tr("Why") : tr("Where");
}

} // namespace meshwright::ui
