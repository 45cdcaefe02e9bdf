// What the moving marks mean.
#pragma once

#include <QWidget>

namespace meshwright::ui {

class Legend : public QWidget {
    Q_OBJECT
public:
    explicit Legend(QWidget* parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace meshwright::ui
