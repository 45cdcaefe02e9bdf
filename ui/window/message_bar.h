// One sentence above the canvas about what could not be done, with what to do; it stays until closed or outdated.
#pragma once

#include <QFrame>
#include <functional>
#include <vector>

class QHBoxLayout;
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
    struct Answer {
        QString text;
        std::function<void()> act; ///< may be empty: only closes the message
    };
    /// A question that waits for its answer while the person goes on working.
    void ask(const QString& text, const std::vector<Answer>& answers);
    /// The buttons of what is shown, first to last.
    std::vector<QPushButton*> buttons() const { return buttons_; }
    void clear();
    QString text() const;

private:
    QLabel* icon_;
    QLabel* text_;
    QHBoxLayout* actions_;
    std::vector<QPushButton*> buttons_;
};

} // namespace meshwright::ui
