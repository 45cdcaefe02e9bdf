#include "ui/problems/problems_model.h"

#include "model/base/codes.h"
#include "ui/document/document.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QFileInfo>
#include <QPalette>
#include <algorithm>

namespace meshwright::ui {

namespace {

QString q(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QPixmap iconOf(model::Severity severity) {
    const Tokens& t = tokensOf(QApplication::palette());
    switch (severity) {
    case model::Severity::Error:
        return iconPixmap(QStringLiteral("error"), t.bad, 16, 2);
    case model::Severity::Warning:
        return iconPixmap(QStringLiteral("warning"), t.warn, 16, 2);
    case model::Severity::Info:
        return iconPixmap(QStringLiteral("info"), t.textMuted, 16, 2);
    }
    return {};
}

} // namespace

ProblemsModel::ProblemsModel(Document& document, QObject* parent)
    : QAbstractTableModel(parent), document_(document), rows_(document.diagnostics()) {
    const auto reload = [this] {
        beginResetModel();
        rows_ = document_.diagnostics();
        endResetModel();
    };
    connect(&document_, &Document::changed, this, reload);
    connect(&document_, &Document::diagnosticsChanged, this, reload);
}

int ProblemsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}
int ProblemsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : Columns;
}

const model::Diagnostic* ProblemsModel::at(int row) const {
    return row >= 0 && row < static_cast<int>(rows_.size()) ? &rows_[std::size_t(row)] : nullptr;
}

int ProblemsModel::count(model::Severity severity) const {
    return static_cast<int>(
        std::count_if(rows_.begin(), rows_.end(), [&](const auto& d) { return d.severity == severity; }));
}

QStringList ProblemsModel::kinds() const {
    QStringList out;
    for (const auto& d : rows_)
        if (!d.kind.empty() && !out.contains(q(d.kind))) out << q(d.kind);
    out.sort();
    return out;
}

QString ProblemsModel::textOf(const model::Diagnostic& d, int column) const {
    switch (column) {
    case Message:
        return q(d.message);
    case Object:
        return d.kind.empty() ? QString() : q(d.kind) + QLatin1Char(' ') + q(d.name);
    case Code:
        return q(d.code);
    case Place: {
        const QString file = QFileInfo(q(d.file)).fileName();
        return d.position.known() ? QStringLiteral("%1:%2").arg(file).arg(d.position.line) : file;
    }
    case FixTitle:
        return d.fix ? q(d.fix->title) : QString();
    default:
        return {};
    }
}

QVariant ProblemsModel::sortKey(const model::Diagnostic& d, int row, int column) const {
    if (column == Message) return -1000 * static_cast<int>(d.severity) + std::min(row, 999);
    if (column == Place) return q(d.file) + QStringLiteral(":%1").arg(d.position.line, 9, 10, QLatin1Char('0'));
    return textOf(d, column);
}

QVariant ProblemsModel::data(const QModelIndex& index, int role) const {
    const auto* d = at(index.row());
    if (!d) return {};
    const bool canFix = d->fix && d->fix->canBeApplied();
    switch (role) {
    case SeverityRole:
        return static_cast<int>(d->severity);
    case KindRole:
        return q(d->kind);
    case SortRole:
        return sortKey(*d, index.row(), index.column());
    case Qt::DisplayRole:
        return textOf(*d, index.column());
    case Qt::ToolTipRole: {
        QString text = textOf(*d, index.column());
        if (index.column() == Message) {
            if (const auto why = model::whyOf(*d); !why.empty()) text += QLatin1Char('\n') + q(why);
            if (!d->field.empty()) text += QLatin1Char('\n') + q(d->field);
        }
        return text.isEmpty() ? QVariant()
                              : QStringLiteral("<p style='white-space:pre-wrap'>%1</p>").arg(text.toHtmlEscaped());
    }
    case Qt::AccessibleTextRole:
        return index.column() == Message ? q(model::toText(d->severity)) + QStringLiteral(": ") + q(d->message)
                                         : textOf(*d, index.column());
    case Qt::DecorationRole:
        return index.column() == Message ? QVariant(iconOf(d->severity)) : QVariant();
    case Qt::FontRole:
        return index.column() == Place || index.column() == Code ? QVariant(monoFont(12)) : QVariant();
    case Qt::ForegroundRole: {
        const Tokens& t = tokensOf(QApplication::palette());
        if (index.column() == FixTitle) return canFix ? t.accent : t.textMuted;
        return index.column() == Code ? QVariant(t.textMuted) : QVariant();
    }
    default:
        return {};
    }
}

QVariant ProblemsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
    case Message:
        return tr("What, and what to do");
    case Object:
        return tr("Where");
    case Code:
        return tr("Code");
    case Place:
        return tr("Line");
    case FixTitle:
        return tr("Fix");
    default:
        return {};
    }
}

} // namespace meshwright::ui
