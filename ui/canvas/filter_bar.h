// Filtering on the canvas: what does not match is dimmed, and the first match is one Enter away.
#pragma once

#include <QFrame>

class QLabel;
class QLineEdit;

namespace meshwright::ui {

class CanvasPanel;

class FilterBar : public QFrame {
    Q_OBJECT
public:
    explicit FilterBar(CanvasPanel& panel);
    void open();
    void leave();
    QLineEdit& field() { return *field_; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void apply();
    void goToNext();

    CanvasPanel& panel_;
    QLineEdit* field_;
    QLabel* count_;
    int next_ = 0;
};

} // namespace meshwright::ui
