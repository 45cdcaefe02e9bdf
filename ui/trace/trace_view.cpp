#include "ui/trace/trace_view.h"

#include <QHeaderView>

namespace meshwright::ui {

TraceView::TraceView(QWidget* parent) : QTreeView(parent), model_(new TraceModel(this)) {
    setModel(model_);
    setAccessibleName(tr("Why the request goes there"));
    setUniformRowHeights(true);
    setRootIsDecorated(true);
    setIndentation(16);
    setTextElideMode(Qt::ElideRight);
    header()->setStretchLastSection(false);
    header()->setSectionResizeMode(TraceModel::What, QHeaderView::Interactive);
    header()->setSectionResizeMode(TraceModel::Why, QHeaderView::Stretch);
    header()->setSectionResizeMode(TraceModel::Where, QHeaderView::ResizeToContents);
    header()->resizeSection(TraceModel::What, 240);
    connect(this, &QTreeView::activated, this, [this](const QModelIndex& index) {
        if (const TraceRow* row = model_->row(index); row && row->origin) Q_EMIT ruleWanted(row->origin);
    });
}

void TraceView::show(std::vector<TraceRow> rows) {
    model_->show(std::move(rows));
    setAccessibleDescription(traceText(model_->rows()));
}

} // namespace meshwright::ui
