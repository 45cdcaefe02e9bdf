// Every step that can be taken back, in order; a click on one goes there. The saved state is marked.
#pragma once

#include <QWidget>

class QUndoStack;
class QUndoView;

namespace meshwright::ui {

class HistoryPanel : public QWidget {
    Q_OBJECT
public:
    explicit HistoryPanel(QUndoStack& stack, QWidget* parent = nullptr);

    QUndoView& list() { return *list_; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void showIcon();

    QUndoView* list_;
};

} // namespace meshwright::ui
