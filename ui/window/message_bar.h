// One sentence above the canvas about what could not be done, with what to do; it stays until closed or outdated.
#pragma once

#include <QFrame>
#include <functional>

class QLabel;
class QPushButton;

namespace meshwright::ui {

class MessageBar : public QFrame {
    Q_OBJECT
public:
    explicit MessageBar(QWidget* parent = nullptr);

    void say(const QString& text);
    /// With a button that does something about it.
    void say(const QString& text, const QString& action, const std::function<void()>& act);
    void clear();
    QString text() const;

private:
    QLabel* icon_;
    QLabel* text_;
    QPushButton* action_;
    std::function<void()> act_;
};

} // namespace meshwright::ui
