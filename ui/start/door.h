// A door of the start page: a large button with an icon, a title and one sentence.
#pragma once

#include <QAbstractButton>

namespace meshwright::ui {

class Door : public QAbstractButton {
    Q_OBJECT
public:
    Door(const QString& icon, const QString& title, const QString& text, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    QString icon_, title_, sentence_;
};

} // namespace meshwright::ui
