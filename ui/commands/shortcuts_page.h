// Every command with its keys, to be looked up and changed; keys that are taken are said at once.
#pragma once

#include <QWidget>
#include <optional>

#include "ui/commands/commands.h"

class QKeySequenceEdit;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableWidget;

namespace meshwright::ui {

class ShortcutsPage : public QWidget {
    Q_OBJECT
public:
    explicit ShortcutsPage(Actions& actions, QWidget* parent = nullptr);

    void open();
    QTableWidget& table() { return *table_; }
    QLineEdit& filter() { return *filter_; }
    QKeySequenceEdit& keys() { return *keys_; }
    QPushButton& setButton() { return *set_; }
    QString message() const;
    void select(Command id);

Q_SIGNALS:
    void closed();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void fill();
    void showChosen();
    void check();
    void apply(const QKeySequence& keys);
    std::optional<Command> chosen() const;

    Actions& actions_;
    QLineEdit* filter_;
    QTableWidget* table_;
    QKeySequenceEdit* keys_;
    QPushButton *set_, *none_, *default_;
    QLabel* message_;
};

} // namespace meshwright::ui
