// One plan to be made: its form at the left, what it writes at the right, and a button that does it.
#pragma once

#include <QTimer>
#include <QWidget>

#include "model/recipes/preview.h"

class QLabel;
class QPushButton;
class QSplitter;

namespace meshwright::ui {

class DiffView;
class Document;
class RecipeForm;
class Selection;

class WizardPage : public QWidget {
    Q_OBJECT
public:
    WizardPage(Document& document, Selection& selection, QWidget* parent = nullptr);

    /// Begins a plan; a selected service is filled in.
    void open(std::string_view recipe);
    RecipeForm& form() { return *form_; }
    DiffView& diff() { return *diff_; }
    QPushButton& writeButton() { return *write_; }
    /// The sentences under the preview: what would be wrong then.
    QString problems() const;
    /// Writes the plan as one undo step; false where the form is not right yet.
    bool write();
    void cancel();

Q_SIGNALS:
    void written(const meshwright::model::ResourceId& object, const QString& field);
    void cancelled();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void refresh();
    void showPlan();

    Document& document_;
    Selection& selection_;
    const model::recipes::Recipe* recipe_ = nullptr;
    model::recipes::Planned plan_ = tl::unexpected(model::recipes::FieldErrors{});
    QLabel *title_, *summary_, *count_, *problems_;
    RecipeForm* form_;
    DiffView* diff_;
    QSplitter* split_;
    QPushButton* write_;
    QTimer later_; ///< checking a large design takes longer than a key press
};

} // namespace meshwright::ui
