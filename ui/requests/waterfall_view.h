// The waterfall: a tree of spans with a painted bar each. Keyboard and screen reader get the tree; its whole text can
// be copied.
#pragma once

#include <QTreeView>

#include "ui/requests/waterfall_model.h"

namespace meshwright::ui {

class WaterfallView : public QTreeView {
    Q_OBJECT
public:
    explicit WaterfallView(QWidget* parent = nullptr);

    void show(sim::mesh::RequestLifePtr life);
    WaterfallModel& spans() { return *model_; }
    QString text() const;

Q_SIGNALS:
    /// The hop that the current row belongs to; null without one.
    void hopChosen(const meshwright::sim::mesh::HopDecisionPtr& hop);

protected:
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    WaterfallModel* model_;
};

} // namespace meshwright::ui
