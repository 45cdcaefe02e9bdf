// A tree of an explanation's rows; Enter or a double click asks for the rule.
#pragma once

#include <QTreeView>

#include "ui/trace/trace_model.h"

namespace meshwright::ui {

class TraceView : public QTreeView {
    Q_OBJECT
public:
    explicit TraceView(QWidget* parent = nullptr);

    void show(std::vector<TraceRow> rows);
    TraceModel& rows() { return *model_; }

Q_SIGNALS:
    void ruleWanted(const meshwright::model::Origin& origin);

private:
    TraceModel* model_;
};

} // namespace meshwright::ui
