// The fields that may still be added to an object: a list to search in, each with its documentation.
#pragma once

// Qt first: the moc of Qt 6.4 stumbles over <compare> where nothing of the standard library came before it.
#include <QFrame>
#include <vector>

#include "model/yaml/schema.h"

class QLineEdit;
class QListWidget;

namespace meshwright::ui {

class AddFieldPopup : public QFrame {
    Q_OBJECT
public:
    AddFieldPopup(const std::vector<const model::yaml::TypeInfo::Field*>& fields, QWidget* parent);

    void openAt(const QWidget& button);
    QLineEdit& search() { return *search_; }
    QListWidget& list() { return *list_; }

Q_SIGNALS:
    void chosen(const QString& key);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void filter(const QString& text);
    void accept();

    QLineEdit* search_;
    QListWidget* list_;
};

} // namespace meshwright::ui
