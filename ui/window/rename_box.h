// F2: another name for what is selected, given in the window; says how many places change with it.
#pragma once

#include <QFrame>
#include <optional>

#include "ui/document/selection.h"

class QLabel;
class QLineEdit;

namespace meshwright::ui {

class Document;

class RenameBox : public QFrame {
    Q_OBJECT
public:
    RenameBox(Document& document, Selection& selection, QWidget* window);

    /// Opens for the selected object, or for the subset where one is selected; false where nothing is selected.
    bool open();
    QLineEdit& field() { return *field_; }
    QString error() const;
    /// Renames as one undo step; false, with the reason under the field, where the name cannot be given.
    bool accept();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void check();
    QString oldName() const;

    Document& document_;
    Selection& selection_;
    model::ResourceId object_;
    std::string subset_; ///< empty: the object itself
    QLabel *title_, *note_, *error_;
    QLineEdit* field_;
};

} // namespace meshwright::ui
