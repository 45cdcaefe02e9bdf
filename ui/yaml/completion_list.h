// The list of what may be written at the cursor, with the documentation of the one that is chosen. It never has the
// keyboard: the editor passes on the keys that concern it.
#pragma once

// Qt first: the moc of Qt 6.4 stumbles over <compare> where nothing of the standard library came before it.
#include <QFrame>
#include <vector>

#include "model/assist/complete.h"

class QLabel;
class QListWidget;

namespace meshwright::ui {

class CompletionList : public QFrame {
    Q_OBJECT
public:
    explicit CompletionList(QWidget* editor);

    void offer(std::vector<model::assist::Completion> items, const QPoint& below, int lineHeight);
    /// The chosen one; null where nothing is offered.
    const model::assist::Completion* chosen() const;
    QStringList labels() const;
    /// Takes the keys that move in the list; true where it did.
    bool take(QKeyEvent& event);

Q_SIGNALS:
    void accepted();

private:
    void showDoc();

    std::vector<model::assist::Completion> items_;
    QListWidget* list_;
    QLabel* doc_;
};

} // namespace meshwright::ui
