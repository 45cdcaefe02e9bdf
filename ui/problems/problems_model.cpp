#include "ui/problems/problems_model.h"

#include "ui/document/document.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QFileInfo>
#include <QPalette>

namespace meshwright::ui {

namespace {

QString place(const model::Diagnostic& d) {
    const QString file = QFileInfo(QString::fromStdString(d.file)).fileName();
    return d.position.known() ? QStringLiteral("%1:%2").arg(file).arg(d.position.line) : file;
}

} // namespace

ProblemsModel::ProblemsModel(Document& document, QObject* parent)
    : QAbstractTableModel(parent), document_(document), rows_(document.diagnostics()) {
    connect(&document_, &Document::changed, this, [this] {
        beginResetModel();
        rows_ = document_.diagnostics();
        endResetModel();
    });
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

QVariant ProblemsModel::data(const QModelIndex& index, int role) const {
    const auto* d = at(index.row());
    if (!d) return {};
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole) {
        QString text;
        switch (index.column()) {
        case Message:
            text = QString::fromStdString(d->message);
            break;
        case Object:
            text = QString::fromStdString(d->kind.empty() ? std::string() : d->kind + " " + d->name);
            break;
        case Place:
            text = place(*d);
            break;
        default:
            break;
        }
        if (role == Qt::DisplayRole) return text;
        if (index.column() == Message)
            text += QStringLiteral("\n") + QString::fromStdString(d->code + (d->field.empty() ? "" : "  " + d->field));
        return QStringLiteral("<p style='white-space:pre-wrap'>%1</p>").arg(text.toHtmlEscaped());
    }
    if (role == Qt::DecorationRole && index.column() == Message) {
        const Tokens& t = tokensOf(QApplication::palette());
        switch (d->severity) {
        case model::Severity::Error:
            return iconPixmap(QStringLiteral("error"), t.bad, 16, 2);
        case model::Severity::Warning:
            return iconPixmap(QStringLiteral("warning"), t.warn, 16, 2);
        case model::Severity::Info:
            return iconPixmap(QStringLiteral("info"), t.textMuted, 16, 2);
        }
    }
    if (role == Qt::FontRole && index.column() == Place) return monoFont(12);
    return {};
}

QVariant ProblemsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
    case Message:
        return tr("What, and what to do");
    case Object:
        return tr("Where");
    case Place:
        return tr("Line");
    default:
        return {};
    }
}

} // namespace meshwright::ui
